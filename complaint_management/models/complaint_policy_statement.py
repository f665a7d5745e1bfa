from odoo import fields, models

CADENCES = [("week", "Week"), ("month", "Month"), ("quarter", "Quarter")]


class ComplaintPolicy(models.Model):
    _inherit = "complaint.policy"

    statement_cadence = fields.Selection(
        CADENCES,
        "Statement Every",
        default="month",
        required=True,
        tracking=True,
        help="In which statement the cases of this policy are brought together once they are closed.",
    )
