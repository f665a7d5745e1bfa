from odoo import fields, models

from .complaint_policy_milestone import UNITS


class ComplaintPolicy(models.Model):
    """Who decides appeals, how long one may be filed and by when it is decided (RTE-6)."""

    _inherit = "complaint.policy"

    appeal_role_id = fields.Many2one(
        "complaint.role",
        "Appeals Decided By",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Never the appellant, a respondent, or whoever took the decision. Empty: the complaint managers.",
    )
    appeal_days = fields.Integer(
        "Appeal Within",
        tracking=True,
        help="How long after a decision an appeal against it may be filed, also of a closed case. 0: at any time.",
    )
    appeal_days_unit = fields.Selection(
        UNITS, "Unit of the Time to Appeal", default="work_day", required=True, tracking=True
    )
    appeal_amount = fields.Integer(
        "Decide Appeals Within",
        default=5,
        tracking=True,
        help="By when an appeal is to be decided, counted from its filing. 0: no date.",
    )
    appeal_unit = fields.Selection(UNITS, "Unit of the Decision", default="work_day", required=True, tracking=True)

    _appeal_times_not_negative = models.Constraint(
        "CHECK(appeal_days >= 0 AND appeal_amount >= 0)", "The times of an appeal cannot be negative."
    )
