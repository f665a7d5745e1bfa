from odoo import api, fields, models

from .complaint_penalty import MERITS

# What has been planned tells about the bonus, which is for HR and accountants (PEN-10); employees see their own lines.
MONEY_GROUPS = (
    "complaint_finance.group_penalty_officer,complaint_finance.group_complaint_accountant,"
    "complaint_management.group_auditor"
)


class ComplaintPenalty(models.Model):
    """What is owed, taken, open and cancelled of a penalty's amount (PEN-5, PEN-7).

    ``taken + open + cancelled`` is always the penalty: its amount as the employee was told it, and the rest of the
    whole bonus where two major demerits take it.
    """

    _inherit = "complaint.penalty"

    is_reward = fields.Boolean(compute="_compute_is_reward")
    deductions_on = fields.Boolean(compute="_compute_deductions_on", compute_sudo=True)
    whole_bonus_amount = fields.Monetary(
        "Rest of the Whole Bonus",
        readonly=True,
        copy=False,
        groups=MONEY_GROUPS,
        help="Two or more major demerits in a month take the whole performance bonus of that month: what it comes to "
        "beyond their amounts.",
    )
    whole_bonus = fields.Monetary(readonly=True, copy=False, groups=MONEY_GROUPS, help="What it was reckoned from.")
    lowered_amount = fields.Monetary(
        "Lowered By",
        readonly=True,
        copy=False,
        help="What an objection, an appeal or training instead took off the amount.",
    )
    member_ids = fields.Many2many(
        "hr.employee",
        "complaint_penalty_member_rel",
        string="Members",
        readonly=True,
        copy=False,
        groups=MONEY_GROUPS,
        context={"active_test": False},  # nobody else pays the part of a member who was archived
        help="Over whom the amount of a department's notice goes by bonus points: its members with points on the day "
        "the case was received.",
    )
    date_scheduled = fields.Datetime("Planned On", readonly=True, copy=False, groups=MONEY_GROUPS)
    deduction_ids = fields.One2many("complaint.penalty.deduction", "penalty_id", "Deductions", readonly=True)
    due_amount = fields.Monetary("Owed", compute="_compute_amounts", compute_sudo=True, groups=MONEY_GROUPS)
    taken_amount = fields.Monetary("Taken", compute="_compute_amounts", compute_sudo=True, groups=MONEY_GROUPS)
    planned_amount = fields.Monetary("Planned", compute="_compute_amounts", compute_sudo=True, groups=MONEY_GROUPS)
    open_amount = fields.Monetary(
        "Open",
        compute="_compute_amounts",
        compute_sudo=True,
        groups=MONEY_GROUPS,
        help="Owed and not taken yet; below zero: taken too much, to be refunded.",
    )
    unplanned_amount = fields.Monetary(
        "Not Planned",
        compute="_compute_amounts",
        compute_sudo=True,
        groups=MONEY_GROUPS,
        help="Open, and no month can take it: the notice is on hold, consent is awaited, the bonus is 0, the employee "
        "left, the law or the switch of the company forbids it.",
    )
    cancelled_amount = fields.Monetary("Cancelled", compute="_compute_amounts", compute_sudo=True, groups=MONEY_GROUPS)

    _lowered_positive = models.Constraint("CHECK (lowered_amount >= 0)", "A notice is lowered, never raised.")

    @api.depends("kind")
    def _compute_is_reward(self):
        for penalty in self:
            penalty.is_reward = penalty.kind in MERITS

    @api.depends("company_id")
    def _compute_deductions_on(self):
        for penalty in self:
            penalty.deductions_on = penalty.company_id.complaint_deductions

    @api.depends(
        *("state", "kind", "amount", "whole_bonus_amount", "lowered_amount"),
        *("deduction_ids.amount", "deduction_ids.state"),
    )
    def _compute_amounts(self):
        # no Decimal here: amounts are rounded to the currency, and shown
        sums = {}
        groups = self.env["complaint.penalty.deduction"]._read_group(
            [("penalty_id", "in", self.ids)], ["penalty_id", "state"], ["amount:sum"]
        )
        for penalty, state, amount in groups:
            sums[penalty.id, state] = amount
        for penalty in self:
            currency = penalty.currency_id or self.env.company.currency_id
            taken, planned = (sums.get((penalty._origin.id, state), 0) for state in ("taken", "planned"))
            due = penalty._get_due()
            whole = 0 if penalty.kind in MERITS else penalty.amount + penalty.whole_bonus_amount
            penalty.due_amount = due
            penalty.taken_amount = currency.round(taken)
            penalty.planned_amount = currency.round(planned)
            penalty.open_amount = currency.round(due - taken)
            penalty.unplanned_amount = currency.round(due - taken - planned)
            penalty.cancelled_amount = currency.round(
                penalty.lowered_amount + (whole if penalty.state == "cancelled" else 0)
            )

    def _get_due(self):
        """What is owed in all, of a penalty that was confirmed; 0 before and when it is cancelled.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.state not in ("confirmed", "paid") or self.kind in MERITS:
            return 0.0
        return self.currency_id.round(self.amount + self.whole_bonus_amount)
