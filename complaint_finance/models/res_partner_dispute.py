from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

MONEY_GROUPS = "account.group_account_invoice,account.group_account_readonly,sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """ARR-1: what a customer does not owe for now."""

    _inherit = "res.partner"

    complaint_dispute_amount = fields.Monetary(
        "In Dispute",
        compute="_compute_complaint_dispute_amount",
        search="_search_complaint_dispute_amount",
        compute_sudo=True,
        help="What is still to be paid of items that open, established complaints are about, of the whole commercial "
        "entity, in the company's currency.",
        groups=MONEY_GROUPS,
    )

    def _compute_complaint_dispute_amount(self):
        amounts = self._get_complaint_disputes(Domain("commercial_partner_id", "in", self.commercial_partner_id.ids))
        for partner in self:
            partner.complaint_dispute_amount = amounts.get(partner.commercial_partner_id.id, 0)

    def _search_complaint_dispute_amount(self, operator, value):
        # sudo: sums of disputed invoices are compared, which the field shows to whoever may search by it
        amounts = self.sudo()._get_complaint_disputes(Domain.TRUE)
        return self.env["account.move"]._match_complaint_amounts(amounts, operator, value)

    def _get_complaint_disputes(self, domain):
        """What is in dispute per commercial entity: dict of id -> amount in the current company's currency."""
        company, amounts = self.env.company, defaultdict(float)
        in_companies = Domain("company_id", "in", self.env.companies.ids)
        for move in self.env["account.move"]._get_disputed(in_companies & domain):
            amounts[move.commercial_partner_id.id] += move.company_currency_id._convert(
                move._get_complaint_dispute_signed(), company.currency_id, company, fields.Date.context_today(self)
            )
        return amounts

    def action_view_complaint_disputes(self):
        """The customer's invoices with an amount in dispute."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type")
        action["domain"] = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("complaint_dispute_amount", "!=", 0),
        ]
        action["context"] = {"default_move_type": "out_invoice", "create": False}
        return action
