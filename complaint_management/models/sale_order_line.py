from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    complaint_line_ids = fields.One2many(
        "complaint.line", "sale_line_id", "Complaint Items", groups="complaint_management.group_user"
    )
