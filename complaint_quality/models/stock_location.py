from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    is_complaint_quarantine = fields.Boolean(
        "Complaint Quarantine",
        groups="base.group_user",
        help="What lies here is blocked by a complaint and goes nowhere until it is released.",
    )
