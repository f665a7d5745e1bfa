from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .complaint_penalty_bracket import PENALTY_KINDS, REWARD_KINDS


class ComplaintPenaltyTariff(models.Model):
    """PEN-4: what a kind of notice costs or brings: an amount, or a share of the month's performance bonus.

    It is the default of every draft, also of typed ones, and may be changed there.
    """

    _name = "complaint.penalty.tariff"
    _description = "Penalty Tariff"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(related="policy_id.penalty_currency_id")
    kind = fields.Selection([*PENALTY_KINDS[1:], *REWARD_KINDS], required=True, default="warning")
    amount = fields.Monetary(help="Deducted where the kind is a penalty, granted where it is a reward.")
    percent = fields.Float(
        "% of the Bonus",
        digits=(5, 2),
        aggregator=None,
        help="Share of the employee's performance bonus of the notice's month.",
    )
    note = fields.Char(translate=True, help="E.g. the article of the regulation that says so.")

    _kind_unique = models.UniqueIndex("(policy_id, kind)", "The tariff of a policy has one line for each kind.")
    _deduction = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= 0 AND COALESCE(percent, 0) BETWEEN 0 AND 100)",
        "A tariff line gives an amount, or a percentage up to 100.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = kinds.get(line.kind)

    @api.constrains("kind", "amount", "percent")
    def _check_one_given(self):
        for line in self:
            if bool(line.amount) == bool(line.percent):
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s, tariff of %(kind)s: give an amount or a percentage, and only one of them.",
                        policy=line.policy_id.display_name,
                        kind=line.display_name,
                    )
                )
