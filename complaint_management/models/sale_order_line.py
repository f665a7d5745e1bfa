from odoo import fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "complaint.discounted"]

    complaint_line_ids = fields.One2many(
        "complaint.line", "sale_line_id", "Complaint Items", groups="complaint_management.group_user"
    )

    def _get_complaint_siblings(self):
        return self.order_id.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)

    def _is_complaint_discount(self):
        self.ensure_one()
        return self.price_unit < 0 and bool(self._is_discount_line() or self._is_global_discount())
