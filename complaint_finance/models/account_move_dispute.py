from odoo import api, fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """What of an invoice is in dispute because its items are complained about (ARR-1)."""

    _inherit = "account.move"

    complaint_dispute_amount = fields.Monetary(
        "In Dispute",
        compute="_compute_complaint_dispute_amount",
        compute_sudo=True,
        help="What is still to be paid of the items that open, established complaints are about.",
        groups="base.group_user",
    )

    # cases are not among the dependencies: following each of them to its invoices would cost every case that moves
    @api.depends("state", "amount_residual", "invoice_line_ids.price_total", "invoice_line_ids.sale_line_ids")
    def _compute_complaint_dispute_amount(self):
        """ARR-1: from acceptance until the case is closed or not established; in the invoice's currency.

        What was paid or credited counts first for the items that nobody complains about.
        """
        self.complaint_dispute_amount = 0
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted" and move.amount_residual > 0
        )
        complained = self.env["complaint.line"].search(
            Domain("sale_line_id", "in", invoices.invoice_line_ids.sale_line_ids.ids)
            & Domain("case_id.is_open", "=", True)
            & Domain("case_id.validity", "=", "established")
        )
        for invoice in invoices if complained else ():
            lines = invoice.invoice_line_ids.filtered(lambda line: line.sale_line_ids & complained.sale_line_id)
            invoice.complaint_dispute_amount = min(sum(lines.mapped("price_total")), invoice.amount_residual)

    def _remind_to_collect(self, cases):
        """ADM-3: what is no longer in dispute is collected at the normal due date; one activity per invoice."""
        today = fields.Date.context_today(self)
        for move in self:
            note = self.env._("Not established: %s. Nothing is in dispute any more.", ", ".join(cases.mapped("name")))
            collector = move.invoice_user_id or cases.sale_order_id.user_id[:1] or cases.user_id[:1]
            if collector:
                move.activity_schedule(
                    "complaint_finance.mail_activity_type_collect",
                    date_deadline=max(move.invoice_date_due or today, today),
                    user_id=collector.id,
                    note=note,
                )
