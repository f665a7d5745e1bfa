from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .complaint_penalty_bracket import PENALTY_KINDS

BASES = [
    ("established", "Established Complaints"),
    ("hand_over", "Late or Missing Hand-Overs"),
    ("step", "Late Department Steps"),
    ("deadline", "Missed Case Deadlines"),
]


class ComplaintPenaltyRule(models.Model):
    """PEN-3: which notice follows from how many established complaints or missed duties in a month.

    Of the rungs on a basis only the highest that somebody reached counts.
    """

    _name = "complaint.penalty.rule"
    _description = "Penalty by Count"
    _order = "policy_id, basis, times, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="policy_id.penalty_currency_id")
    basis = fields.Selection(
        BASES,
        "What Is Counted",
        required=True,
        default="established",
        help="Established complaints count for the employees who are confirmed as responsible, late hand-overs for the "
        "first receiver, late steps for whoever did or is to do them (or else their department), missed deadlines for "
        "the handler.",
    )
    times = fields.Integer("Times a Month", required=True, default=3, aggregator=None)
    kind = fields.Selection(PENALTY_KINDS, required=True, default="warning")
    amount = fields.Monetary("Deduction", help="0: the tariff of the kind.")
    ground_id = fields.Many2one("complaint.penalty.ground", ondelete="restrict", help="Stated in the notice.")
    note = fields.Char(translate=True, help="E.g. the article of the regulation that says so.")

    _times_positive = models.Constraint("CHECK(times > 0)", "Count from once a month on.")
    _amount_positive = models.Constraint("CHECK(COALESCE(amount, 0) >= 0)", "A deduction cannot be negative.")
    _rung_unique = models.UniqueIndex(
        "(policy_id, basis, times)", "For the same count of the same thing there is one line only."
    )

    @api.depends("basis", "times")
    @api.depends_context("lang")
    def _compute_display_name(self):
        bases = dict(self._fields["basis"]._description_selection(self.env))
        for rule in self:
            rule.display_name = self.env._(
                "%(basis)s: from %(times)s a month", basis=bases.get(rule.basis), times=rule.times
            )

    @api.constrains("kind", "amount")
    def _check_training(self):
        if any(rule.kind == "training" and rule.amount for rule in self):
            raise ValidationError(self.env._("Training carries no deduction; it takes its place."))

    def _get_rung(self, basis, times):
        """The highest rung on ``basis`` that ``times`` reaches, or none."""
        return self.filtered(lambda r: r.basis == basis and r.times <= times).sorted("times")[-1:]
