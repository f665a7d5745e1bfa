from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .complaint_penalty_bracket import REWARD_KINDS


class ComplaintRewardRule(models.Model):
    """PEN-8: who is proposed for which reward after a year, in a company or in all of them."""

    _name = "complaint.reward.rule"
    _description = "Reward Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    basis = fields.Selection(
        [("none_established", "No Established Complaint"), ("merit", "Merit in Handling")],
        "Rewarded For",
        required=True,
        default="none_established",
        help="No established complaint: nobody found them responsible for one in the year. Merit in handling: they "
        "handled cases that were closed in the year, all in time, with satisfied customers.",
    )
    kind = fields.Selection(REWARD_KINDS, required=True, default="commendation")
    amount = fields.Monetary(help="What the reward brings, in the company's currency; never a deduction. 0: nothing.")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        help="Whose employees are proposed, those of the departments below included. Empty: everybody who took part in "
        "the handling of complaints in the year.",
    )
    whole_year = fields.Boolean(
        "Employed All Year", help="Only those who were employed on the first day of the year, by their employee record."
    )
    min_cases = fields.Integer("Cases at Least", default=10, help="How many cases they must have closed in the year.")
    satisfied_percent = fields.Integer(
        "Satisfied at Least (%)", default=90, help="Of their customers who said whether they are satisfied."
    )

    _amount_positive = models.Constraint("CHECK(COALESCE(amount, 0) >= 0)", "A reward cannot be negative.")
    _ranges = models.Constraint(
        "CHECK(min_cases > 0 AND satisfied_percent BETWEEN 0 AND 100)",
        "Merit takes at least one case, and a percentage up to 100.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.constrains("kind", "amount")
    def _check_bonus(self):
        for rule in self:
            if rule.kind == "bonus" and not rule.amount:
                raise ValidationError(self.env._("%s: a bonus takes an amount.", rule.name))
