from odoo import fields, models

# Of a case without a policy.
OBJECTION_DAYS = 7
PENALTY_CAP = 50.0


class ComplaintPolicy(models.Model):
    """How long an employee may object, and how much of the performance bonus may be deducted (PEN-2, PEN-5)."""

    _inherit = "complaint.policy"

    objection_days = fields.Integer(
        "Objection Window (Days)",
        default=OBJECTION_DAYS,
        tracking=True,
        help="Days in which an employee may object to a penalty notice, counted from the day they were told.",
    )
    penalty_cap = fields.Float(
        "Deduction Cap (%)",
        digits=(5, 2),
        default=PENALTY_CAP,
        tracking=True,
        help="Up to how much of a month's performance bonus is deducted, over all penalties of an employee; the rest "
        "moves to the following months. Where the law is stricter, the law holds.",
    )

    _objection_days_positive = models.Constraint(
        "CHECK (objection_days >= 0)", "The objection window cannot be negative."
    )
    _penalty_cap_range = models.Constraint(
        "CHECK (penalty_cap >= 0 AND penalty_cap <= 100)", "The deduction cap lies between 0 and 100 %."
    )

    def _get_time_fields(self):
        # EXTENDS complaint_management
        return {**super()._get_time_fields(), "objection_days": "day"}

    def write(self, vals):
        result = super().write(vals)
        if "penalty_cap" in vals:
            self.env["complaint.penalty"]._schedule_open([("case_id.policy_id", "in", self.ids)])
        return result
