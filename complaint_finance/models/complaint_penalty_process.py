from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from .complaint_penalty import DECISION_ACTIVITY, MERITS, OBJECTION_ACTIVITY
from .complaint_policy_deduction import OBJECTION_DAYS

DECIDERS = "complaint_management.group_manager,complaint_finance.group_penalty_officer"


class ComplaintPenalty(models.Model):
    """The due process of a notice: approved, told, objected to, decided, confirmed (PEN-2, PEN-3)."""

    _inherit = "complaint.penalty"

    # === Actions ===

    def action_approve(self):
        """Approve draft notices (draft -> approved).

        :raise UserError: not a draft, or ground or facts are missing
        :raise AccessError: not a complaint manager, or the notice is about the user
        """
        self._check_group("complaint_management.group_manager", self.env._("Only complaint managers approve notices."))
        self._check_state("draft")
        for penalty in self:
            if penalty.is_own:
                raise AccessError(self.env._("%s is about you; somebody else approves it.", penalty.name))
            penalty._check_complete()
        self._set_step(state="approved", approved_by_id=self.env.uid)

    def action_notify(self):
        """PEN-2: tell the employees the facts and the amount; the objection window begins (approved -> notified).

        :raise UserError: not approved, or an amount that the law does not let stand
        :raise AccessError: not an HR penalty officer
        """
        self._check_group(
            "complaint_finance.group_penalty_officer", self.env._("Only HR penalty officers notify employees.")
        )
        self._check_state("approved")
        self._check_law()
        for penalty in self:
            today = penalty.company_id._get_complaint_today()
            policy_sudo = penalty.case_id.sudo().policy_id  # sudo: the days of the policy, for whoever tells
            days = policy_sudo.objection_days if policy_sudo else OBJECTION_DAYS
            penalty._set_step(
                state="notified", date_notified=today, date_objection_end=today + relativedelta(days=days)
            )
            penalty._tell_employee()

    def action_uphold_objection(self, reason=None, *, penalty_kind=None, penalty_amount=None):
        """PEN-7: the objection is right, the notice is cancelled, or lowered.

        :param reason: see ``action_object``
        :param penalty_kind: the milder kind (training, warning, minor_demerit)
        :param penalty_amount: the lower amount; where neither is given the notice is cancelled
        """
        return self._decide_objection("upheld", reason, penalty_kind, penalty_amount)

    def action_dismiss_objection(self, reason=None):
        """The objection is not followed; the notice may then be confirmed. ``reason``: see ``action_object``."""
        return self._decide_objection("dismissed", reason)

    def action_confirm(self):
        """PEN-3: HR confirms, once nobody can object any more (notified -> confirmed); rewards need no window.

        Deductions are planned from then on, where the law asks for consent once that is there too (PEN-2).
        """
        self._check_group(
            "complaint_finance.group_penalty_officer", self.env._("Only HR penalty officers confirm notices.")
        )
        self._check_not_own()
        self._check_state("notified")
        for penalty in self:
            today = penalty.company_id._get_complaint_today()
            if penalty.objection_state == "pending":
                raise UserError(self.env._("%s: the objection has not been decided.", penalty.display_name))
            if penalty.kind not in MERITS and not penalty.objection_state and today <= penalty.date_objection_end:
                raise UserError(
                    self.env._(
                        "%(notice)s: the employee may object until %(date)s.",
                        notice=penalty.display_name,
                        date=penalty.date_objection_end,
                    )
                )
        self._check_law()
        self._set_step(state="confirmed")

    def action_cancel(self, reason=None):
        """Take notices back, for a reason that is kept (any state but confirmed -> cancelled; on hold, that one too).

        Whoever was told of it is told of this too; an objection that waits is upheld with it.
        """
        self._check_decider()
        self.filtered(lambda p: not p._is_held())._check_state("draft", "approved", "notified")
        if not reason:
            return self._ask("cancel", self.env._("Cancel"))
        for penalty in self:
            was_told = penalty.state not in ("draft", "approved")
            decision = {"objection_state": "upheld", "objection_reason": reason}
            penalty._set_step(state="cancelled", **(decision if penalty.objection_state == "pending" else {}))
            penalty.message_post(
                body=self.env._("Cancelled: %s", reason),
                partner_ids=penalty._get_employee_partner().ids if was_told else [],
                subtype_xmlid="mail.mt_comment" if was_told else "mail.mt_note",
            )
        return True

    # === Business ===

    def _decide_objection(self, decision, reason, kind=None, amount=None):
        self.ensure_one()
        self._check_decider()
        if self.objection_state != "pending":
            raise UserError(self.env._("%s: no objection waits for a decision.", self.display_name))
        if not reason:
            return self._ask(decision, self.env._("Decide"))
        outcome = ""
        if kind or amount is not None:
            outcome = self._lower(kind, amount)
        values = {"state": "cancelled"} if decision == "upheld" and not outcome else {}
        self.sudo().activity_feedback([DECISION_ACTIVITY])  # sudo: whoever of the deciders was called
        self._set_step(objection_state=decision, objection_reason=reason, **values)
        self.message_post(
            body=f"{self.env._('Decision on the objection: %s', reason)} {outcome}".strip(),
            partner_ids=self._get_employee_partner().ids,
            subtype_xmlid="mail.mt_comment",
        )
        return True

    def _get_employee_partner(self):
        """Whom to write to: the employee; for a department its head and those whose bonus it goes over."""
        employee_sudo = self.employee_id.sudo()  # sudo: only the address to write to
        if not self.employee_id:
            employee_sudo = self.department_id.sudo().manager_id
            if self.amount and not self.is_reward:
                day = self.sudo().case_id._get_day_of_members()  # sudo: the day of the case
                points = self.env["hr.version"]._get_bonus_points(self.department_id, day)
                employee_sudo = employee_sudo.union(*points)
        partners = [employee.user_id.partner_id or employee.work_contact_id for employee in employee_sudo]
        return self.env["res.partner"].union(*partners)

    def _tell_employee(self):
        """Mail with the facts and the amount, and an activity for an employee who is a user and may object."""
        party_sudo = (self.employee_id or self.department_id).sudo()  # sudo: only the name
        partners = self._get_employee_partner()
        penalty = self.with_context(lang=partners[:1].lang or self.env.lang)
        penalty.message_post_with_source(
            "complaint_finance.penalty_message",
            render_values={"penalty": penalty, "party": party_sudo.name},
            subject=self.display_name,
            partner_ids=partners.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self._tell_whole_bonus()
        if not self.is_reward:
            self.sudo()._call_to_object()  # sudo: see _get_employee_partner

    def _tell_whole_bonus(self):
        """PEN-2, PEN-4: the amount of the bonus that a second major demerit takes, to the employee alone (PEN-10)."""
        self_sudo = self.sudo()  # sudo: their other notices and their bonus, told to nobody else
        if self.kind != "major_demerit" or not self.employee_id or not self_sudo.deductions_on:
            return
        others = self_sudo.search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("month", "=", self.month),
                ("kind", "=", "major_demerit"),
                ("state", "in", ("notified", "confirmed", "paid")),
                ("id", "!=", self.id),
            ]
        )
        if others:
            employee_sudo = self_sudo.employee_id
            bonus = self.env["hr.version"]._get_performance_bonuses(employee_sudo, [self.month])
            self_sudo.message_notify(
                partner_ids=self._get_employee_partner().ids,
                subject=self.display_name,
                body=self.env._(
                    "Together with %(others)s, %(notice)s takes your whole performance bonus of %(month)s: %(bonus)s.",
                    others=format_list(self.env, others.mapped("name")),
                    notice=self.name,
                    month=self.month.strftime("%Y-%m"),
                    bonus=self.currency_id.format(bonus[employee_sudo.id, self.month]),
                ),
            )

    def _set_step(self, **values):
        # sudo: the steps are set by the methods above only, each after its checks
        self.sudo().write(values)
        if values.get("state") in ("confirmed", "cancelled"):
            # nobody objects any more, nor decides about it
            self.sudo().activity_unlink([OBJECTION_ACTIVITY, DECISION_ACTIVITY])

    def _check_group(self, group, message):
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(message)
        self.check_access("read")

    def _check_decider(self):
        if not (self.env.su or self.env.user.has_groups(DECIDERS)):
            raise AccessError(self.env._("Complaint managers and HR penalty officers decide about notices."))
        self.check_access("read")
        self._check_not_own()
        for penalty in self.browse() if self.env.su else self.filtered(lambda p: not p.employee_id):
            if not penalty._filter_reviewers(self.env.user):
                raise AccessError(
                    self.env._("%s is about your department; somebody else decides.", penalty.display_name)
                )

    def _check_not_own(self):
        if not self.env.su and any(penalty.is_own for penalty in self):
            raise AccessError(self.env._("This notice is about you; somebody else decides."))

    def _check_complete(self):
        """:raise UserError: ground or facts are missing"""
        for penalty in self:
            if not penalty.reason or not (penalty.ground_id or penalty.kind in MERITS):
                raise UserError(self.env._("%s: state the ground and the facts first.", penalty.display_name))

    def _check_state(self, *states):
        names = dict(self._fields["state"]._description_selection(self.env))
        for penalty in self:
            if penalty.state not in states:
                raise UserError(
                    self.env._(
                        "%(notice)s is %(state)s; this needs %(wanted)s.",
                        notice=penalty.display_name,
                        state=names[penalty.state],
                        wanted=", ".join(names[state] for state in states),
                    )
                )

    def _ask(self, operation, name):
        """The dialog that asks for the words and then calls the method again with them."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "complaint.penalty.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_penalty_id": self[:1].id, "default_operation": operation},
        }
