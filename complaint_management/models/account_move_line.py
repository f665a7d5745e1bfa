from odoo import fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "complaint.discounted"]

    complaint_line_ids = fields.One2many(
        "complaint.line", "invoice_line_id", "Complaint Items", groups="complaint_management.group_user"
    )

    def _get_complaint_siblings(self):
        return self.move_id.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.is_downpayment
        )

    def _is_complaint_discount(self):
        self.ensure_one()
        if self.price_unit >= 0 or self.is_downpayment:
            return False
        line_sudo = self.sudo()  # accountants read neither orders nor how discounts are sold
        return line_sudo.product_id in line_sudo.company_id.sale_discount_product_id or any(
            line._is_complaint_discount() for line in line_sudo.sale_line_ids
        )
