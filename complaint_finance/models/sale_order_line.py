from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_complaint_invoice_lines(self, states=("posted",)):
        """Invoice lines that billed these order lines, newest first (CRN-4).

        :param states: of the invoices; ``("draft",)`` for those that are not posted yet
        """
        # sudo: warehouse users, whose receipt starts the credit note, do not read invoices
        lines_sudo = self.sudo().invoice_lines.filtered(
            lambda line: (
                line.parent_state in states
                and line.move_id.move_type == "out_invoice"
                and line.display_type == "product"
                and line.quantity > 0
            )
        )
        return lines_sudo.sorted(lambda line: (line.move_id.invoice_date or line.date, line.id), reverse=True)
