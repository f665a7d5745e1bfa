from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    complaint_line_ids = fields.One2many(
        "complaint.line", "invoice_line_id", "Complaint Items", groups="complaint_management.group_user"
    )
