from odoo import models


class ComplaintCase(models.Model):
    """Receivables held for a complaint are released when it ends without a credit (ADM-3, ARR)."""

    _inherit = "complaint.case"

    def _pass_to(self, state, reason=None, **values):
        # EXTENDS complaint_management: ARR-3, what was held for an accepted complaint is to be collected
        held = self.filtered(lambda c: c.is_open and c.validity == "established")
        res = super()._pass_to(state, reason=reason, **values)
        # not stored and without dependency on cases: see the fields
        for model in ("account.move", "account.move.line", "res.partner"):
            self.env[model].invalidate_model(["complaint_dispute_amount"], flush=False)
        if state in ("rejected", "withdrawn", "closed"):
            held._release_receivables()
        return res

    def _release_receivables(self):
        """ARR-3: not established, withdrawn, or closed without credit: the salesperson collects when due."""
        # sudo: a handler without accounting rights gives the salesperson the duty; nothing of the invoices is shown
        for case_sudo in self.sudo():
            credited = any(remedy.credit_state == "posted" for remedy in case_sudo.finance_remedy_ids)
            if case_sudo.state != "closed" or not credited:
                case_sudo._get_open_invoices()._remind_to_collect(case_sudo)

    def _get_open_invoices(self):
        """The customer invoices of the complained items that are not paid in full."""
        lines = self.line_ids.invoice_line_id | self.line_ids.sale_line_id._get_complaint_invoice_lines()
        return lines.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted" and move.amount_residual > 0
        )
