from odoo import models


class ComplaintRemedy(models.Model):
    """CRN-1: credited with the taxes that the invoice charged; a tax left out would be owed and not received."""

    _inherit = "complaint.remedy"

    def _get_other_taxes(self, lines):
        """Sentences saying which taxes ``lines`` of credit notes add to those of the invoice line, or leave out.

        Compensation is no part of the price and has taxes of its own. What is due a piece, such as a disposal fee, is
        not credited with an allowance, see ``_prepare_allowance_lines``.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.kind == "compensation":
            return []
        added = missing = self.env["account.tax"]
        for line in lines:
            # a line by hand stands in for that of the item
            billed = line.complaint_origin_line_id or (
                self._get_posted_invoice_lines() & line.move_id.reversed_entry_id.invoice_line_ids
            )
            credited, charged = line.tax_ids.flatten_taxes_hierarchy(), billed.tax_ids.flatten_taxes_hierarchy()
            added |= credited - charged
            if self.kind == "allowance":
                charged = charged.filtered(lambda tax: tax._can_be_discounted())
            missing |= charged - credited
        problems = []
        if added:
            problems.append(
                self.env._(
                    "%(remedy)s: the invoice did not charge %(taxes)s, which cannot be credited. Remove it.",
                    remedy=self.display_name,
                    taxes=", ".join(added.mapped("name")),
                )
            )
        if missing:
            problems.append(
                self.env._(
                    "%(remedy)s: the invoice charged %(taxes)s too, which is credited with the price. Put it back.",
                    remedy=self.display_name,
                    taxes=", ".join(missing.mapped("name")),
                )
            )
        return problems
