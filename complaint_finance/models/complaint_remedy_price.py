from odoo import api, fields, models


class ComplaintRemedy(models.Model):
    """CRN-1: goods that come back are credited at the price they were invoiced at, unless less was approved."""

    _inherit = "complaint.remedy"

    amount_listed = fields.Monetary(
        "Amount at Full Price",
        compute="_compute_amount_listed",
        store=True,
        copy=True,
        help="What the goods of a return were worth when it was proposed; of an approved amount below it the same part "
        "of the invoiced price is credited.",
    )

    @api.depends("kind", "line_id", "quantity")
    def _compute_amount_listed(self):
        for remedy in self:
            priced = remedy.kind == "return" and remedy._has_price()
            remedy.amount_listed = remedy.quantity * remedy._get_unit_price() if priced else 0

    def _get_unit_price(self):
        # EXTENDS complaint_management: what was invoiced counts, whatever the order says; newest first (CRN-4)
        left = quantity = self.quantity or 1.0
        total = 0.0
        # sudo: the price of the customer's own invoice, read for the remedy only
        for line, subtotal in self.sudo()._get_posted_invoice_lines()._get_complaint_subtotals().items():
            unit = self.product_uom_id or line.product_uom_id
            billed = line.product_uom_id._compute_quantity(line.quantity, unit, round=False)
            taken = min(left, billed)
            total += line.currency_id._convert(
                subtotal / billed * taken,
                self.currency_id,
                self.company_id or self.env.company,
                fields.Date.context_today(self),
                round=False,
            )
            left -= taken
        if left == quantity:
            return super()._get_unit_price()
        return (total + (left * super()._get_unit_price() if left else 0)) / quantity

    def _get_approved_part(self):
        """RES-5: 1, or less when a return was approved at less than the full price."""
        if not self.amount_listed or self.currency_id.compare_amounts(self.amount, self.amount_listed) >= 0:
            return 1.0
        return self.amount / self.amount_listed
