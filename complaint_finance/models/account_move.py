from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountMove(models.Model):
    """Credit notes that complaints made: linked both ways, once per remedy, never above what was invoiced (CRN)."""

    _inherit = "account.move"

    complaint_remedy_id = fields.Many2one(
        "complaint.remedy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The approved remedy that this credit note carries out.",
        groups="base.group_user",
    )

    # CRN-6: whatever happens between two people or two steps, a remedy credits an invoice once
    _complaint_remedy_once = models.UniqueIndex(
        "(complaint_remedy_id, reversed_entry_id) WHERE complaint_remedy_id IS NOT NULL AND state != 'cancel'",
        "This remedy of a complaint has a credit note on this invoice already.",
    )

    @api.depends("complaint_remedy_id", "reversal_move_ids.complaint_remedy_id")
    @api.depends_context("uid")
    def _compute_complaint_cases(self):
        # EXTENDS complaint_management
        super()._compute_complaint_cases()

    def _get_complaint_case_ids(self):
        # EXTENDS complaint_management: a credit note shows the case it was made for, and so does what it credits
        ids = super()._get_complaint_case_ids()
        # sudo: only to find the cases; those that the user may not read are left out
        moves_sudo = self._origin.sudo()
        remedies_sudo = {m: m.complaint_remedy_id | m.reversal_move_ids.complaint_remedy_id for m in moves_sudo}
        cases = moves_sudo.env["complaint.case"].union(*(remedies.case_id for remedies in remedies_sudo.values()))
        readable = set(self.env["complaint.case"].search([("id", "in", cases.ids)]).ids) if cases else set()
        for move, remedies in remedies_sudo.items():
            ids[move] |= readable.intersection(remedies.case_id.ids)
        return ids

    def _get_complaint_case_paths(self):
        # EXTENDS complaint_management
        return [
            *super()._get_complaint_case_paths(),
            "complaint_remedy_id.case_id",
            "reversal_move_ids.complaint_remedy_id.case_id",
        ]

    # === Extensions of account ===

    def _post(self, soft=True):
        # EXTENDS account: CRN-2 is checked once more when it counts, and the complaint follows its document
        credit_notes = self.filtered(lambda move: move.move_type == "out_refund")
        credit_notes._check_complaint_ceiling()
        posted = super()._post(soft)
        # the reversal of a credit note takes its loss back, so its origin follows too
        (posted | posted.reversed_entry_id)._follow_complaint_documents()
        return posted

    def button_draft(self):
        # EXTENDS account
        res = super().button_draft()
        (self | self.reversed_entry_id)._follow_complaint_documents()
        return res

    def button_cancel(self):
        # EXTENDS account: CRN-6, the remedy is free again
        res = super().button_cancel()
        for move in self.filtered("complaint_remedy_id"):
            move._log_on_complaint(
                self.env._("Credit note %s was cancelled; its remedy is free again.", move._get_html_link())
            )
        (self | self.reversed_entry_id)._follow_complaint_documents()
        return res

    def unlink(self):
        # EXTENDS account: a deleted draft frees its remedy (CRN-6)
        remedies_sudo = self.sudo().complaint_remedy_id
        for move in self.filtered("complaint_remedy_id"):
            move._log_on_complaint(
                self.env._("Draft credit note %s was deleted; its remedy is free again.", move.display_name)
            )
        res = super().unlink()
        remedies_sudo._follow_documents()
        return res

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS account: CRN-6, what becomes of our credit notes is seen on the case
        reversals = super()._reverse_moves(default_values_list, cancel)
        for move, reversal in zip(self, reversals, strict=True):
            if move.complaint_remedy_id:
                move._log_on_complaint(
                    self.env._(
                        "Credit note %(credit_note)s is being reversed by %(reversal)s.",
                        credit_note=move._get_html_link(),
                        reversal=reversal._get_html_link(),
                    )
                )
        return reversals

    # === Business ===

    def _follow_complaint_documents(self):
        """Remedies and loss lines of these credit notes are brought in step with them."""
        # sudo: accountants who have nothing to do with complaints post and cancel too
        moves_sudo = self.sudo().filtered("complaint_remedy_id")
        moves_sudo.complaint_remedy_id._follow_documents()
        self.env["complaint.loss"].sudo()._follow_moves(moves_sudo)

    def _log_on_complaint(self, body):
        # sudo: a line in the case's history, without any right on the case
        self.sudo().complaint_remedy_id.case_id._message_log(body=body)

    def _lock_complaint_invoices(self):
        """Let one transaction at a time credit these invoices (CRN-2).

        The row is written, not only locked: whoever waited for it then starts again with what the other one credited,
        where a lock alone would go on with the old sums.
        """
        if self:
            self.env["account.move"].flush_model(["write_date"])
            self.env.cr.execute(
                SQL("UPDATE account_move SET write_date = write_date WHERE id IN %s", tuple(sorted(self.ids)))
            )

    def _check_complaint_ceiling(self):
        """CRN-2: of an invoice line that complaints credit, nobody ever credits more than was invoiced.

        :raise UserError: naming every invoice line that would be credited beyond its amount or quantity
        """
        lines_sudo = self.sudo().invoice_line_ids._get_complaint_targets()
        invoices_sudo = lines_sudo.move_id | self.sudo().reversed_entry_id._filter_complained()
        if not invoices_sudo:
            return
        invoices_sudo._lock_complaint_invoices()
        problems = [problem for line in lines_sudo for problem in line._get_complaint_excess()]
        for invoice in invoices_sudo:
            if invoice.currency_id.compare_amounts(invoice._get_complaint_room(), 0) < 0:
                problems.append(
                    self.env._(
                        "Invoice %(invoice)s: its credit notes together exceed the %(invoiced)s it was for before tax. "
                        "Lower the amount or cancel another credit note.",
                        invoice=invoice.name,
                        invoiced=invoice.currency_id.format(invoice._get_complaint_invoiced()),
                    )
                )
        if problems:
            raise UserError("\n".join(problems))

    def _filter_complained(self):
        """Those of these invoices that billed an item of a complaint's remedy."""
        sale_lines = self.invoice_line_ids.sale_line_ids
        remedies = self.env["complaint.remedy"].search([("line_id.sale_line_id", "in", sale_lines.ids)])
        complained = remedies.line_id.sale_line_id
        return self.filtered(lambda move: move.invoice_line_ids.sale_line_ids & complained)

    def _is_standing(self):
        """Neither cancelled nor reversed; core marks reversed invoices, but not reversed credit notes.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return self.state != "cancel" and "posted" not in self.reversal_move_ids.mapped("state")

    def _is_complaint_credit(self):
        """Whether this credit note counts against the ceiling of its invoice; compensation does not (CRN-2)."""
        return (
            self.move_type == "out_refund" and self._is_standing() and self.complaint_remedy_id.kind != "compensation"
        )

    def _get_complaint_invoiced(self):
        """What the invoice was for before tax; down payments taken off it were paid for too."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product" and not line.is_downpayment)
        return sum(lines.mapped("price_subtotal"))

    def _get_complaint_room(self):
        """What may still be credited of this invoice as a whole, before tax, in its currency (CRN-2).

        Note: self.ensure_one()
        """
        self.ensure_one()
        credited = 0.0
        for credit in self.reversal_move_ids:
            if credit._is_complaint_credit():
                lines = credit.invoice_line_ids.filtered(
                    lambda line: line.display_type == "product" and not line.is_downpayment
                )
                credited += sum(line._get_complaint_amount(self.currency_id) for line in lines)
        return self.currency_id.round(self._get_complaint_invoiced() - credited)
