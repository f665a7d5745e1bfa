from odoo import api, models


class SaleOrderLine(models.Model):
    """CRN-3, CRN-4: a discount on the whole order follows goods that complaints bring back.

    Its share is taken back with their credit note or, when they come back before they are invoiced, is not invoiced.
    Either way it is not left to be given on an invoice to come.
    """

    _inherit = "sale.order.line"

    @api.depends("order_id.order_line.qty_delivered")
    def _compute_qty_to_invoice(self):
        # EXTENDS sale
        super()._compute_qty_to_invoice()
        for line in self.filtered(lambda line: line.state == "sale" and line._is_complaint_discount()):
            if line.qty_to_invoice > 0:
                taken = line._get_complaint_taken_back(("draft", "posted")) + line._get_complaint_not_billed()
                line.qty_to_invoice = max(0.0, line.qty_to_invoice - taken)

    def _compute_untaxed_amount_to_invoice(self):
        # EXTENDS sale
        super()._compute_untaxed_amount_to_invoice()
        self._settle_complaint_discount("untaxed_amount_to_invoice", "price_subtotal")

    def _compute_amount_to_invoice(self):
        # EXTENDS sale
        super()._compute_amount_to_invoice()
        self._settle_complaint_discount("amount_to_invoice", "price_total")

    def _prepare_invoice_line(self, **optional_values):
        # EXTENDS sale: a part of a discount is right to the cent, which its quantity is not
        values = super()._prepare_invoice_line(**optional_values)
        if values.get("quantity") and self._is_complaint_discount() and (less := self._get_complaint_not_billed()):
            taken = self._get_complaint_taken_back(("draft", "posted"))
            values["price_unit"] *= (self.product_uom_qty - self.qty_invoiced - taken - less) / values["quantity"]
        return values

    def _settle_complaint_discount(self, field_name, price_name):
        for line in self.filtered(lambda line: line.state == "sale" and line._is_complaint_discount()):
            taken = line._get_complaint_taken_back(("posted",)) + line._get_complaint_not_billed()
            if taken and line.product_uom_qty:
                rest = max(0.0, line.product_uom_qty - line.qty_invoiced_posted - taken)
                rest = 0.0 if line.product_uom_id.is_zero(rest) else rest / line.product_uom_qty
                line[field_name] = line.currency_id.round(line[price_name] * rest)

    def _get_complaint_taken_back(self, states):
        """Quantity of this line, in its unit, that credit notes of complaints in ``states`` took back."""
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

    def _get_complaint_not_billed(self):
        """Quantity of this discount, in its unit, that falls on goods that came back and are on no credit note."""
        share = 0.0
        for line, part in self._split_complaint_discount().items():
            back = line._get_complaint_returned() - line._get_complaint_taken_back(("draft", "posted"))
            if back > 0 and line.product_uom_qty:
                share += part * back / line.product_uom_qty
        return share / self.price_subtotal * self.product_uom_qty if share else 0.0
