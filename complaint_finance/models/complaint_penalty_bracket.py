from odoo import api, fields, models
from odoo.exceptions import ValidationError

PENALTY_KINDS = [
    ("training", "Training"),
    ("warning", "Warning"),
    ("minor_demerit", "Minor Demerit"),
    ("major_demerit", "Major Demerit"),
    ("deduction", "Bonus Deduction"),
]
REWARD_KINDS = [
    ("commendation", "Commendation"),
    ("minor_merit", "Minor Merit"),
    ("major_merit", "Major Merit"),
    ("bonus", "Bonus"),
]


class ComplaintPenaltyBracket(models.Model):
    """PEN-3: which notice follows from which part of a loss, as the policy says.

    A bracket holds from its lower bound, inclusive, up to its upper bound, exclusive. Brackets of a policy may leave
    gaps, in which nothing is proposed, but do not overlap. Amounts are in the currency of the policy's company; those
    of a policy for every company are in the currency of the case's company.
    """

    _name = "complaint.penalty.bracket"
    _description = "Penalty Bracket"
    _order = "policy_id, amount_from, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="policy_id.penalty_currency_id")
    amount_from = fields.Monetary("From", help="Liable amount from which on this bracket holds, inclusive.")
    amount_to = fields.Monetary("Up To", help="Liable amount at which this bracket ends, exclusive. 0: no limit.")
    kind = fields.Selection(PENALTY_KINDS, required=True, default="warning")
    amount = fields.Monetary("Deduction", help="Fixed amount; 0 with no percent: the tariff of the kind.")
    percent = fields.Float("% of the Part", digits=(5, 2), aggregator=None, help="Deduct this share of the part.")
    note = fields.Char(translate=True, help="E.g. the article of the regulation that says so.")

    _bounds = models.Constraint(
        "CHECK(amount_from >= 0 AND (COALESCE(amount_to, 0) = 0 OR amount_to > COALESCE(amount_from, 0)))",
        "A bracket begins at 0 or more and ends above where it begins; 0 as its end means no limit.",
    )
    _deduction = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= 0 AND COALESCE(percent, 0) BETWEEN 0 AND 100"
        " AND (COALESCE(amount, 0) = 0 OR COALESCE(percent, 0) = 0))",
        "A bracket deducts an amount or a percentage up to 100, not both.",
    )

    @api.depends("amount_from", "amount_to", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for bracket in self:
            bracket.display_name = f"{bracket._format_bounds()}: {kinds.get(bracket.kind, '')}"

    @api.constrains("policy_id", "amount_from", "amount_to")
    def _check_overlap(self):
        for policy in self.policy_id:
            previous = self.browse()
            for bracket in policy.bracket_ids.sorted(lambda b: (b.amount_from, b.id)):
                if previous and (not previous.amount_to or previous.amount_to > bracket.amount_from):
                    raise ValidationError(
                        self.env._(
                            "Policy %(policy)s: the brackets %(one)s and %(other)s overlap. Let one end where the "
                            "other begins.",
                            policy=policy.display_name,
                            one=previous._format_bounds(),
                            other=bracket._format_bounds(),
                        )
                    )
                previous = bracket

    @api.constrains("kind", "amount", "percent")
    def _check_training(self):
        if any(bracket.kind == "training" and (bracket.amount or bracket.percent) for bracket in self):
            raise ValidationError(self.env._("Training carries no deduction; it takes its place."))

    def _get_bracket(self, amount):
        """The bracket that ``amount`` lies in, or none."""
        return self.filtered(lambda b: b.amount_from <= amount and (not b.amount_to or amount < b.amount_to))[:1]

    def _get_deduction(self, liable_amount, currency):
        """What this bracket deducts of ``liable_amount``; False where it leaves that to the tariff."""
        self.ensure_one()
        if self.percent:
            return currency.round(liable_amount * self.percent / 100)
        return self.amount or False

    def _format_bounds(self):
        self.ensure_one()
        currency = self.currency_id or self.env.company.currency_id
        if not self.amount_to:
            return self.env._("from %s", currency.format(self.amount_from))
        return self.env._(
            "%(start)s to %(end)s", start=currency.format(self.amount_from), end=currency.format(self.amount_to)
        )
