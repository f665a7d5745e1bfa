from odoo import models
from odoo.exceptions import UserError


class ComplaintRemedy(models.Model):
    """The customer's certificate, from the remedy that it is about (CRN-8)."""

    _inherit = "complaint.remedy"

    def action_print_certificate(self):
        """The certificates of these remedies' credit notes, two copies each."""
        return self._get_certified_moves().action_print_complaint_certificate()

    def action_send_certificate(self):
        """The mail that asks the customer to sign."""
        return self._get_certified_moves().action_send_complaint_certificate()

    def _get_certified_moves(self):
        moves = self._get_credit_notes()
        if not moves:
            raise UserError(
                self.env._(
                    "%s: make the credit note first; its certificate shows what it credits.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        return moves
