from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CERTIFIED_KINDS = ("return", "allowance")


class AccountMove(models.Model):
    """The certificate that the customer signs for a return or an allowance (CRN-8, EVD-1)."""

    _inherit = "account.move"

    complaint_certificate_number = fields.Char(
        "Certificate Number", readonly=True, copy=False, index="btree_not_null", groups="base.group_user"
    )
    complaint_has_certificate = fields.Boolean(
        compute="_compute_complaint_has_certificate",
        compute_sudo=True,
        search="_search_complaint_has_certificate",
        groups="base.group_user",
    )

    @api.depends("complaint_remedy_id.kind", "state")
    def _compute_complaint_has_certificate(self):
        for move in self:
            move.complaint_has_certificate = move.state != "cancel" and move.complaint_remedy_id.kind in CERTIFIED_KINDS

    def _search_complaint_has_certificate(self, operator, value):
        if operator != "in":
            return NotImplemented
        having = Domain("complaint_remedy_id.kind", "in", CERTIFIED_KINDS) & Domain("state", "!=", "cancel")
        return having if True in value else ~having

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account: a credit note gets the number of its certificate together with its remedy
        return super().create(self._number_complaint_certificates(vals_list))

    # === Actions ===

    def action_print_complaint_certificate(self):
        """CRN-8: the certificate in two copies, of a draft too: it is signed before it is posted."""
        self._check_complaint_certificate()
        return self.env.ref("complaint_finance.action_report_certificate").report_action(self, config=False)

    def action_send_complaint_certificate(self):
        """The mail that asks the customer to sign the certificate, to read before it is sent."""
        self._check_complaint_certificate()
        template = self.env.ref("complaint_finance.mail_template_certificate")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Certificate"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment" if len(self) == 1 else "mass_mail",
                "default_email_layout_xmlid": "mail.mail_notification_layout_with_responsible_signature",
            },
        }

    # === Business ===

    @api.model
    def _number_complaint_certificates(self, vals_list):
        """The values with the numbers of certificates, all those of a company drawn at once."""
        # sudo: of which kind the remedies are; the sequence gives numbers to whoever makes the document
        remedies_sudo = self.env["complaint.remedy"].sudo()
        remedies_sudo = remedies_sudo.browse({vals.get("complaint_remedy_id") for vals in vals_list} - {False, None})
        certified = remedies_sudo.exists().filtered(lambda remedy: remedy.kind in CERTIFIED_KINDS)
        today = fields.Date.context_today(self)
        numbered = [dict(vals) for vals in vals_list] if certified else vals_list
        for company, remedies in certified.grouped("company_id").items():
            ours = [vals for vals in numbered if vals.get("complaint_remedy_id") in remedies.ids]
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            numbers = sequence._next_by_code_batch("complaint.certificate", [today] * len(ours))
            for vals, number in zip(ours, numbers, strict=True):
                vals["complaint_certificate_number"] = number
        return numbered

    def _check_complaint_certificate(self):
        """Raise UserError unless all of these are credit notes that a customer certifies."""
        self.check_access("read")
        # sudo: of which kind the remedy is; the certificate itself shows the credit note, which the user reads
        without = self.filtered(lambda move: not move.sudo().complaint_has_certificate)
        if without or not self:
            raise UserError(
                self.env._(
                    "%s has no certificate: only credit notes of complaints for returned goods or allowances have one, "
                    "as long as they are not cancelled.",
                    without[:1].display_name or self.env._("This"),
                )
            )

    def _get_complaint_certificate(self):
        """What the certificate shows, in the language of the context and the currency of the invoice.

        Note: self.ensure_one()
        """
        self.ensure_one()
        # sudo: whoever may read the credit note gives the customer this paper, with nothing of the case but its number
        move_sudo = self.sudo()
        remedy_sudo = move_sudo.complaint_remedy_id
        lines_sudo = move_sudo.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line._is_complaint_discount()
        )
        rows = [line._get_complaint_certificate_row() for line in lines_sudo]
        if rows:
            # taxes are rounded on the whole document, and discounts have theirs: the last line takes what is left
            rows[-1]["tax"] = move_sudo.amount_tax - sum(row["tax"] for row in rows[:-1])
        invoice_sudo = move_sudo.reversed_entry_id
        return {
            "kind": remedy_sudo.kind,
            "number": move_sudo.complaint_certificate_number or move_sudo.name or "",
            "date": move_sudo.invoice_date or fields.Date.context_today(self),
            "case": remedy_sudo.case_id.name,
            "seller": move_sudo.company_id.partner_id,
            "buyer": move_sudo.commercial_partner_id,
            "seller_address": self._get_complaint_address(move_sudo.company_id.partner_id),
            "buyer_address": self._get_complaint_address(move_sudo.commercial_partner_id),
            "invoice_number": invoice_sudo._get_complaint_invoice_number(),
            "invoice_date": invoice_sudo.invoice_date,
            "rows": rows,
            "untaxed": move_sudo.amount_untaxed,
            "tax": move_sudo.amount_tax,
            "total": move_sudo.amount_total,
            "currency": move_sudo.currency_id,
            "is_taiwan": (move_sudo.company_id.account_fiscal_country_id or move_sudo.company_id.country_id).code
            == "TW",
        }

    @api.model
    def _get_complaint_address(self, partner):
        """The address without the empty lines that missing parts leave."""
        lines = partner._display_address(without_company=True).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def _get_complaint_invoice_number(self):
        """The number the tax office knows the invoice by: that of Taiwan's electronic invoice, where there is one."""
        number = "l10n_tw_edi_ecpay_invoice_id" in self._fields and self.l10n_tw_edi_ecpay_invoice_id
        return number or self.name or ""
