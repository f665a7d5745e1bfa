import operator as op

from odoo import api, fields, models
from odoo.fields import Domain

COMPARE = {"<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge}


class AccountMove(models.Model):
    """What of an invoice is in dispute because its items are complained about (ARR-1)."""

    _inherit = "account.move"

    complaint_dispute_amount = fields.Monetary(
        "In Dispute",
        compute="_compute_complaint_dispute_amount",
        compute_sudo=True,
        search="_search_complaint_dispute_amount",
        help="What is still to be paid of the items that open, established complaints are about.",
        groups="base.group_user",
    )

    # cases are not among the dependencies: following each of them to its invoices would cost every case that moves
    @api.depends("state", "amount_residual", "invoice_line_ids.price_total", "invoice_line_ids.sale_line_ids")
    def _compute_complaint_dispute_amount(self):
        """ARR-1: from acceptance until the case is closed or not established; in the invoice's currency.

        A discount on the whole invoice and what was credited of an item lower what is held for it. What was paid counts
        first for the items that nobody complains about.
        """
        self.complaint_dispute_amount = 0
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted" and move.amount_residual > 0
        )
        lines = invoices.invoice_line_ids
        complained = self.env["complaint.line"].search(
            self._get_dispute_domain()
            & (Domain("invoice_line_id", "in", lines.ids) | Domain("sale_line_id", "in", lines.sale_line_ids.ids))
        )
        by_order = complained.filtered(lambda line: not line.invoice_line_id).sale_line_id
        direct = complained.invoice_line_id
        disputed = lines.filtered(lambda line: line in direct or line.sale_line_ids & by_order)
        amounts = disputed._get_complaint_open_totals()
        for invoice, items in disputed.grouped("move_id").items():
            held = sum(max(0.0, amounts[item]) for item in items)
            invoice.complaint_dispute_amount = min(held, invoice.amount_residual)

    def _search_complaint_dispute_amount(self, operator, value):
        # sudo: amounts of the open disputes, which are few, are compared; the search itself keeps the user's rules
        disputed_sudo = self.sudo()._get_disputed()
        return self._match_complaint_amounts(
            {move.id: move.complaint_dispute_amount for move in disputed_sudo}, operator, value
        )

    @api.model
    def _match_complaint_amounts(self, amounts, operator, value):
        """A domain on ids for a comparison with computed amounts.

        :param amounts: dict of id -> amount, of all records where it is not 0
        """
        if operator == "in":

            def matches(amount):
                return any(abs(amount - (wanted or 0)) < 1e-6 for wanted in value)
        elif operator in COMPARE:

            def matches(amount):
                return COMPARE[operator](amount, value)
        else:
            return NotImplemented
        if matches(0):
            return Domain("id", "not in", [id_ for id_, amount in amounts.items() if not matches(amount)])
        return Domain("id", "in", [id_ for id_, amount in amounts.items() if matches(amount)])

    @api.model
    def _get_dispute_domain(self):
        """Complained items that hold what they were invoiced for."""
        return Domain("case_id.is_open", "=", True) & Domain("case_id.validity", "=", "established")

    @api.model
    def _get_disputed(self, domain=Domain.TRUE):
        """The open invoices with an amount in dispute, found from the open cases.

        :param domain: on the invoices
        """
        items = self.env["complaint.line"].search(self._get_dispute_domain())
        by_order = items.filtered(lambda line: not line.invoice_line_id).sale_line_id
        billed = Domain("invoice_line_ids", "in", items.invoice_line_id.ids)
        billed |= Domain("invoice_line_ids.sale_line_ids", "in", by_order.ids)
        invoices = self.search(
            Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("payment_state", "not in", ("paid", "reversed"))
            & billed
            & Domain(domain)
        )
        return invoices.filtered("complaint_dispute_amount")

    def _get_complaint_dispute_signed(self):
        """What is in dispute, in the company's currency at the invoice's own rate.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if not self.amount_residual:
            return 0.0
        part = self.complaint_dispute_amount / self.amount_residual
        return self.company_currency_id.round(self.amount_residual_signed * part)

    def _remind_to_collect(self, case):
        """ADM-3, ARR-3: what is no longer in dispute is collected at the normal due date.

        One activity per invoice: none while another case still holds it, or while one is open already.
        """
        activity_type = self.env.ref("complaint_finance.mail_activity_type_collect")
        today = fields.Date.context_today(self)
        if case.state == "rejected":
            note = self.env._("Not established: %s. Nothing is in dispute any more.", case.name)
        elif case.state == "withdrawn":
            note = self.env._("Withdrawn: %s. Nothing is in dispute any more.", case.name)
        else:
            note = self.env._("Closed without credit: %s. Nothing is in dispute any more.", case.name)
        for move in self:
            if move.complaint_dispute_amount or activity_type in move.activity_ids.activity_type_id:
                continue
            collector = (move.invoice_user_id | case.sale_order_id.user_id | case.user_id).filtered("active")[:1]
            if collector:
                move.activity_schedule(
                    "complaint_finance.mail_activity_type_collect",
                    date_deadline=max(move.invoice_date_due or today, today),
                    user_id=collector.id,
                    note=note,
                )
