from odoo import fields, models


class ComplaintPolicy(models.Model):
    """How long goods that were called back are waited for (RET-6)."""

    _inherit = "complaint.policy"

    return_days = fields.Integer(
        "Goods Back Within (Days)",
        default=14,
        tracking=True,
        help="From the day goods are called back. Then sales gets a reminder slip, repeated like those of deadlines. "
        "0: nobody is reminded.",
    )

    _return_days_not_negative = models.Constraint(
        "CHECK(return_days >= 0)", "The days for goods to come back cannot be negative."
    )

    def _get_time_fields(self):
        # EXTENDS complaint_management
        return {**super()._get_time_fields(), "return_days": "day"}
