from odoo import models


class SaleOrderLine(models.Model):
    """CRN-3, CRN-4: a discount that was taken back with returned goods is invoiced less, and not given once more."""

    _inherit = "sale.order.line"

    def _compute_qty_to_invoice(self):
        # EXTENDS sale
        super()._compute_qty_to_invoice()
        for line in self.filtered(lambda line: line.state == "sale" and line._is_complaint_discount()):
            line.qty_to_invoice -= line._get_complaint_discount_back(("draft", "posted"))

    def _compute_untaxed_amount_to_invoice(self):
        # EXTENDS sale
        super()._compute_untaxed_amount_to_invoice()
        self._settle_complaint_discount("untaxed_amount_to_invoice", "price_subtotal")

    def _compute_amount_to_invoice(self):
        # EXTENDS sale
        super()._compute_amount_to_invoice()
        self._settle_complaint_discount("amount_to_invoice", "price_total")

    def _settle_complaint_discount(self, field_name, price_name):
        for line in self.filtered(lambda line: line.state == "sale" and line._is_complaint_discount()):
            if (back := line._get_complaint_discount_back(("posted",))) and line.product_uom_qty:
                part = 1 - (line.qty_invoiced_posted + back) / line.product_uom_qty
                line[field_name] = line.currency_id.round(line[price_name] * part)

    def _get_complaint_discount_back(self, states):
        """Quantity of this discount, in its unit, that credit notes of complaints in ``states`` took back."""
        # sudo: salespeople do not read remedies
        lines = self.sudo().invoice_lines.filtered(
            lambda line: (
                line.parent_state in states
                and (line.move_id.complaint_remedy_id or line.move_id.reversed_entry_id.complaint_remedy_id)
            )
        )
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False)
            * line.move_id.direction_sign
            for line in lines
        )
