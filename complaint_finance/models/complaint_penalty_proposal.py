from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .complaint_penalty_facts import ENDED_ASIDE, UNFOUNDED
from .complaint_penalty_rule import BASES

PROPOSERS = (
    "complaint_finance.group_complaint_accountant,complaint_finance.group_penalty_officer,"
    "complaint_management.group_manager"
)

# What was proposed by which rule, and whose rules hold, who approves among them: said by the procedure only.
PROCEDURE = {"origin", "rule_id", "rung", "reward_rule_id", "policy_id"}


class ComplaintPenalty(models.Model):
    """Where a draft comes from, and the amount that the policy's tariff gives it (PEN-3, PEN-4)."""

    _inherit = "complaint.penalty"

    policy_id = fields.Many2one(
        "complaint.policy", compute="_compute_policy_id", store=True, precompute=True, index="btree_not_null"
    )
    origin = fields.Selection(
        [
            ("manual", "Typed"),
            ("allocation", "Part of a Loss"),
            *BASES,
            ("reward", "Reward Rule"),
        ],
        "Proposed For",
        default="manual",
        required=True,
        readonly=True,
        copy=False,
    )
    rule_id = fields.Many2one(
        "complaint.penalty.rule", "Proposed By", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    rung = fields.Integer(
        "Times a Month",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The rung of the policy that was reached.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, precompute=True)

    _once_rule = models.UniqueIndex(
        "(employee_id, policy_id, origin, rung, month)"
        " WHERE rung > 0 AND employee_id IS NOT NULL AND state != 'cancelled'",
        "The employee has a notice for this count of the month already.",
    )
    _proposed = models.Index("(company_id, month, origin)")

    @api.depends("case_id")
    def _compute_policy_id(self):
        for penalty in self:
            penalty.policy_id = penalty.case_id.sudo().policy_id  # sudo: only which rules hold

    @api.depends("kind", "employee_id", "month", "case_id")
    def _compute_amount(self):
        """PEN-4: the tariff of the kind; a kind without a line there keeps what was typed, training carries nothing."""
        for penalty in self:
            if penalty.state not in (False, "draft"):
                penalty.amount = penalty.amount
            elif penalty.kind == "training":
                penalty.amount = 0
            else:
                tariff = penalty._get_tariff_amount()
                penalty.amount = penalty.amount if tariff is None else tariff

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{name: vals[name] for name in vals if name not in PROCEDURE} for vals in vals_list]
        return super().create(vals_list)

    def _check_writable(self, names):
        # EXTENDS: see create
        super()._check_writable({"state"} if names & PROCEDURE else names)

    def _check_complete(self):
        # EXTENDS: whoever is responsible for a complaint is penalised only where it was established
        super()._check_complete()
        for penalty in self.filtered(lambda p: p.origin not in ("manual", "reward")):
            # sudo: what was found of the case, and who is responsible for it, for whoever approves
            penalty_sudo, case_sudo = penalty.sudo(), penalty.case_id.sudo()
            if case_sudo.state in ENDED_ASIDE:
                raise UserError(
                    self.env._(
                        "%(notice)s: %(case)s was withdrawn, or merged into another. Cancel the notice.",
                        notice=penalty.display_name,
                        case=case_sudo.name,
                    )
                )
            if penalty.origin in ("allocation", "established") and case_sudo.validity in UNFOUNDED:
                raise UserError(
                    self.env._(
                        "%(notice)s: %(case)s was not established. Cancel the notice.",
                        notice=penalty.display_name,
                        case=case_sudo.name,
                    )
                )
            lines_sudo = case_sudo.responsibility_ids
            confirmed_sudo = lines_sudo.filtered(lambda line: line.state != "proposed")
            if penalty.origin == "allocation" and lines_sudo and not penalty_sudo._is_named_by(confirmed_sudo):
                raise UserError(
                    self.env._(
                        "%(notice)s: an appeal took back who is responsible for %(case)s. Confirm it anew and propose "
                        "the notice again, or cancel it.",
                        notice=penalty.display_name,
                        case=case_sudo.name,
                    )
                )

    # === Helpers ===

    def _get_tariff_amount(self):
        """What the tariff of the case's policy gives the kind, or None where it says nothing."""
        self.ensure_one()
        # sudo: policy and company of the case, for whoever proposes
        case_sudo = self.case_id.sudo()
        employee_sudo = self.employee_id.sudo()._origin
        return case_sudo.policy_id._get_tariff_amount(self.kind, case_sudo.company_id, employee_sudo, self.month)

    @api.model
    def _check_may_propose(self):
        """:raise AccessError: the user is neither complaint accountant nor penalty officer nor complaint manager"""
        if not (self.env.su or self.env.user.has_groups(PROPOSERS)):
            raise AccessError(
                self.env._("Complaint accountants, HR penalty officers and complaint managers propose notices.")
            )

    def _is_free_draft(self):
        """Whether the proposal may still be changed: a draft that nobody is reviewing."""
        self.ensure_one()
        return self.state == "draft" and not self._get_open_reviews()

    def _follow_allocation(self, values):
        """A draft takes over a part of the loss that has changed; what is reviewed or approved stands.

        :return: whether it changed
        """
        self = self[:1]
        same = not self.currency_id.compare_amounts(self.liable_amount, values["liable_amount"])
        if same or self.origin != "allocation" or not self._is_free_draft():
            return False
        tariff = self.policy_id._get_tariff_amount(values["kind"], self.company_id, self.employee_id, self.month)
        names = ("liable_amount", "kind", "reason")
        self.write({name: values[name] for name in names} | {"amount": values.get("amount", tariff or 0)})
        return True

    def _drop_part(self):
        """Cancel drafts for a part of the loss that nobody, or no bracket, assigns to their party any more.

        :return: those that were cancelled
        """
        dropped = self.filtered(lambda p: p.origin == "allocation" and p._is_free_draft())
        for penalty in dropped:
            penalty._set_step(state="cancelled")
            penalty._message_log(body=self.env._("Cancelled: no notice follows from the loss as it is allocated now."))
        return dropped
