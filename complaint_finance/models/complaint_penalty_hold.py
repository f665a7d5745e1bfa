from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_penalty_facts import ENDED_ASIDE, UNFOUNDED

HOLD_ACTIVITY = "complaint_finance.mail_activity_type_penalty_hold"
STANDING = ("approved", "notified", "confirmed", "paid")
# a duty was missed whether the complaint was right or not
DUTIES = ("hand_over", "step", "deadline")


class ComplaintPenalty(models.Model):
    """PEN-3, PEN-7: notices that rest on nothing any more, since their case was found not established after all, or
    an appeal took back who is responsible; or on less than before, since it lowered a share.

    They stand until people decide: cancel, or keep for a reason. HR is called, and meanwhile no step is taken and no
    further month is planned. What made them doubtful may also be put right: then they go on by themselves.
    """

    _inherit = "complaint.penalty"

    doubt = fields.Selection(
        [
            ("case", "Case Not Established"),
            ("responsibility", "Responsibility Taken Back"),
            ("share", "Smaller Part of the Loss"),
        ],
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Why the notice rests on nothing any more, or on less. Nothing further is deducted until it is cancelled "
        "or kept.",
    )
    is_kept = fields.Boolean("Kept All the Same", readonly=True, copy=False)

    # === Actions ===

    def action_keep(self, reason=None):
        """PEN-3: the notice stands although its case does not bear it any more; deductions go on.

        :param reason: why, which is kept; without it the dialog that asks for it is returned
        :raise AccessError: neither complaint manager nor HR penalty officer, or a notice about the user
        :raise UserError: the notice is not on hold
        """
        self.ensure_one()
        self._check_decider()
        if not self._is_held():
            raise UserError(self.env._("%s is not on hold; there is nothing to decide.", self.display_name))
        if not reason:
            return self._ask("keep", self.env._("Keep Notice"))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("%s: say why.", self.display_name))
        # sudo: whoever of the deciders was called
        self.sudo().activity_feedback([HOLD_ACTIVITY])
        self._set_step(is_kept=True)
        self.message_post(body=self.env._("Kept all the same: %s", reason), subtype_xmlid="mail.mt_note")
        return True

    def action_notify(self):
        # EXTENDS
        self._check_not_held()
        return super().action_notify()

    def action_confirm(self):
        # EXTENDS
        self._check_not_held()
        return super().action_confirm()

    # === Business ===

    def _follow_case(self, taken_back=()):
        """Put on hold the notices that their cases do not bear any more, and let go those that they bear again.

        :param taken_back: complaint.responsibility that were confirmed until now
        """
        standing = self.filtered(lambda p: p.state in STANDING and not p.is_reward)
        doubts = standing._get_doubts_of_counts(taken_back)
        for penalty in standing.filtered(lambda p: p.id not in doubts):
            doubts[penalty.id] = penalty._get_doubt(taken_back)
        changed = standing.filtered(lambda p: doubts[p.id] != p.doubt)
        for doubt, penalties in changed.grouped(lambda p: doubts[p.id]).items():
            penalties._set_step(doubt=doubt, is_kept=False)
            for penalty in penalties if doubt else ():
                penalty._call_for_decision()

    def _get_doubts_of_counts(self, taken_back):
        """The doubts of notices by count of established complaints: whether too few are left.

        :return: dict of id to doubt, of those notices only
        """
        counted = self.filtered(lambda p: p.origin == "established" and p.rung)
        doubts = {}
        for (company, month), penalties in counted.grouped(lambda p: (p.company_id, p.month)).items():
            facts = self._get_facts(company, month, self._next_month(month), ["established"])
            for penalty in penalties:
                key = penalty.policy_id.id, "established", penalty.employee_id.id, False
                new = penalty.doubt or ("responsibility" if taken_back else "case")
                doubts[penalty.id] = new if len(facts.get(key, ())) < penalty.rung else False
        return doubts

    def _get_doubt(self, taken_back):
        """Why the case does not bear the notice, as of ``doubt``; False where it does. Note: self.ensure_one()"""
        case, is_duty = self.case_id, self.origin in DUTIES
        if case.state in ENDED_ASIDE or (case.validity in UNFOUNDED and not is_duty):
            return "case"
        lines = case.responsibility_ids
        is_doubted = self.doubt in ("responsibility", "share")
        if is_duty or not (taken_back or is_doubted):
            return False
        if self._is_named_by(lines.filtered(lambda line: line.state != "proposed")):
            if not self._rests_on_less():
                return False
            return self.doubt if is_doubted and self.is_kept else "share"
        return "responsibility" if is_doubted or self._is_named_by(taken_back) else False

    def _is_named_by(self, lines):
        """Whether one of these lines of responsibility makes the notice's party bear a part of the loss (ALO-2)."""
        departments = lines.filtered(lambda line: line.party == "department").department_id
        if not self.employee_id:
            return self.department_id in departments
        day = self.case_id._get_day_of_members()
        return self.employee_id in lines.employee_id or any(
            self.employee_id in self.env["hr.version"]._get_bonus_points(department, day) for department in departments
        )

    def _rests_on_less(self):
        """Whether the policy would propose another notice for the party's part by the shares as they are now.

        Note: self.ensure_one()
        """
        if self.origin != "allocation" or not self.liable_amount:
            return False
        # a department's part that goes over its members by now is still the one that it bears
        otherwise = 0 if self.employee_id else self.liable_amount
        part = self.case_id._get_expected_parts().get(self._get_party(), otherwise)
        if self.currency_id.compare_amounts(part, self.liable_amount) >= 0:
            return False
        brackets = self.policy_id.bracket_ids
        before = brackets._get_bracket(self.liable_amount)
        by_part = self.amount and (before.percent or not before)
        return bool(by_part or before != brackets._get_bracket(part))

    def _get_party(self):
        """Key of the notice's party among the parts of its case. Note: self.ensure_one()"""
        department = self.department_id
        return (self.employee_id, department.browse() if self.employee_id else department)

    def _call_for_decision(self):
        self.ensure_one()
        user = self._get_officer() or self._get_decider()
        self = self.with_context(lang=user.lang or self.env.lang)
        case = self.case_id.name
        facts = {
            "case": self.env._("%s does not count as established any more.", case),
            "responsibility": self.env._("An appeal took back who is responsible for %s.", case),
            "share": self.env._(
                "By the shares of %s as they are now, the notice is for a smaller part of the loss. Once cancelled it "
                "can be proposed again.",
                case,
            ),
        }
        if self.origin == "established" and self.rung:
            facts = dict.fromkeys(facts, self.env._("Fewer complaints count in the month than it was made for."))
        self.activity_schedule(
            HOLD_ACTIVITY,
            user_id=user.id,
            summary=self.env._("Cancel or keep the notice"),
            note=facts[self.doubt]
            + " "
            + self.env._(
                "Cancel the notice (what was deducted comes back), or keep it with a reason. Nothing further is "
                "deducted until you decide."
            ),
        )

    def _is_held(self):
        """Whether people have to decide before the notice goes on. Note: self.ensure_one()"""
        return bool(self.doubt and not self.is_kept)

    def _check_not_held(self):
        if held := self.filtered(lambda p: p._is_held())[:1]:
            raise UserError(
                self.env._(
                    "%s is on hold, since its case does not bear it any more, or less of it. Cancel it, or keep it "
                    "with a reason.",
                    held.display_name,
                )
            )

    def _check_publishable(self):
        # EXTENDS
        self._check_not_held()
        return super()._check_publishable()

    def _may_deduct(self, law):
        # EXTENDS
        return not self._is_held() and super()._may_deduct(law)

    def _set_step(self, **values):
        # EXTENDS: what is cancelled waits for nobody, and what is held differently is decided anew
        if values.get("state") == "cancelled":
            values |= {"doubt": False, "is_kept": False}
        if "doubt" in values:
            self.sudo().activity_unlink([HOLD_ACTIVITY])  # sudo: see action_keep
        return super()._set_step(**values)


class ComplaintPenaltyClosing(models.Model):
    """A month does not take what is on hold, and says so."""

    _inherit = "complaint.penalty.closing"

    held_ids = fields.Many2many(
        "complaint.penalty",
        compute="_compute_held_ids",
        string="On Hold",
        help="Of these nothing is taken until HR decides: their cases are not established any more, or an appeal took "
        "back who is responsible or lowered a share.",
    )

    @api.depends("company_id", "month", "state")
    def _compute_held_ids(self):
        penalties = self.env["complaint.penalty"]
        held = [("doubt", "!=", False), ("is_kept", "=", False), ("state", "=", "confirmed")]
        found = penalties.search([*held, ("company_id", "in", self.company_id.ids)], order="id")
        found = found.filtered(lambda p: p.open_amount > 0)
        for closing in self:
            closing.held_ids = found.filtered(
                lambda p, c=closing: c.state == "open" and p.company_id == c.company_id and p.month <= c.month
            )

    def _close(self):
        # EXTENDS: the month's record says of what nothing was taken
        held_sudo = self.sudo().held_ids  # sudo: months are closed for all employees of the company
        result = super()._close()
        if held_sudo and self.state == "closed":
            self._message_log(
                body=self.env._(
                    "Nothing was taken of these notices, since their cases do not bear them any more, or less of "
                    "them: %s. Cancel or keep each of them.",
                    ", ".join(held_sudo.mapped("display_name")),
                )
            )
        return result
