from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_complaint_certificate_row(self):
        """CRN-8: a line of the certificate: the complained item, not the booking text; prices after discounts, before
        tax.

        Note: self.ensure_one()
        """
        self.ensure_one()
        product = self.product_id or self.move_id.complaint_remedy_id.line_id.product_id
        subtotal = self._get_complaint_subtotals()[self]
        return {
            "item": product.display_name or self.name,
            "quantity": self.quantity,
            "unit": self.product_uom_id.name or self._get_complaint_certificate_unit(),
            "price": subtotal / self.quantity if self.quantity else 0.0,
            "amount": subtotal,
            "tax": self.price_total - self.price_subtotal,
            "tax_type": self._get_complaint_tax_type(),
        }

    def _get_complaint_certificate_unit(self):
        """An allowance per piece is booked without unit; it is that of the complained item."""
        remedy = self.move_id.complaint_remedy_id
        return remedy.product_uom_id.name if remedy.quantity and self.quantity == remedy.quantity else ""

    def _get_complaint_tax_type(self):
        """``taxable``, ``zero`` (rated) or ``exempt``, as Taiwan's certificate ticks it."""
        taxes = self.tax_ids.flatten_taxes_hierarchy()
        if "l10n_tw_edi_tax_type" in taxes._fields and (codes := set(taxes.mapped("l10n_tw_edi_tax_type")) - {False}):
            return {"2": "zero", "3": "exempt"}.get(codes.pop(), "taxable")
        if any(taxes.mapped("amount")):
            return "taxable"
        return "zero" if taxes else "exempt"
