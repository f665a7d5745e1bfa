from odoo import api, fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """ARR-1: what is in dispute, in the lists of what customers owe."""

    _inherit = "account.move.line"

    complaint_dispute_amount = fields.Monetary(
        "In Dispute",
        compute="_compute_complaint_dispute_amount",
        compute_sudo=True,
        currency_field="company_currency_id",
        help="The part of the residual that open, established complaints are about; instalments share it by what is "
        "left of each.",
        groups="base.group_user",
    )

    @api.depends("amount_residual", "move_id.complaint_dispute_amount")
    def _compute_complaint_dispute_amount(self):
        for line in self:
            line.complaint_dispute_amount = 0
            move = line.move_id
            if line.account_type == "asset_receivable" and move.complaint_dispute_amount and move.amount_residual:
                part = move.complaint_dispute_amount / move.amount_residual
                line.complaint_dispute_amount = line.company_currency_id.round(line.amount_residual * part)

    def _get_complaint_open_totals(self):
        """What these lines were invoiced for, with taxes and after discounts, less what posted credit notes took back.

        :return: dict of line to amount in its currency
        """
        totals = self._get_complaint_totals()
        if not self:
            return totals
        credits_made = self.search(
            Domain("complaint_origin_line_id", "in", self.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("move_id.move_type", "=", "out_refund")
        ).filtered(lambda line: line.move_id._is_standing())
        for line, total in credits_made._get_complaint_totals().items():
            origin = line.complaint_origin_line_id
            totals[origin] -= line.currency_id._convert(total, origin.currency_id, line.company_id, line.date)
        return totals
