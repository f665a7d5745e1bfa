from odoo import models


class ComplaintCase(models.Model):
    """Receivables held for a complaint are released when it turns out not established (ADM-3)."""

    _inherit = "complaint.case"

    def action_reject(self, ground_id=None, reason=None, letter=True, body=None):
        """EXTENDS complaint_management: ADM-3, what was held for an accepted complaint is to be collected."""
        held = self.filtered(lambda c: c.state == "investigation")
        res = super().action_reject(ground_id, reason, letter, body)
        for case in held.filtered(lambda c: c.state == "rejected"):
            case._get_open_invoices()._remind_to_collect(case)
        self.env["account.move"].invalidate_model(["complaint_dispute_amount"])
        return res

    def _get_open_invoices(self):
        """The customer invoices of the complained items that are not paid in full."""
        # sudo: a handler without accounting rights gives the salesperson the duty; nothing of the invoices is shown
        lines = self.line_ids.sale_line_id.sudo()._get_complaint_invoice_lines()
        return lines.move_id.filtered(lambda move: move.amount_residual > 0)
