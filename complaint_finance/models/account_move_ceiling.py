from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountMove(models.Model):
    """CRN-2: all credit notes of an invoice, ours or not, and what is promised, never exceed what was invoiced."""

    _inherit = "account.move"

    def _lock_complaint_invoices(self):
        """Let one transaction at a time credit these invoices (CRN-2).

        The row is written, not only locked: whoever waited for it then starts again with what the other one credited,
        where a lock alone would go on with the old sums.
        """
        if self:
            # with the state, so that a credit note just cancelled is out of the way of the unique index
            self.env["account.move"].flush_model(["state", "write_date"])
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
        credited = lines_sudo._get_complaint_credited()
        problems = [problem for line in lines_sudo for problem in line._get_complaint_excess(*credited[line][:2])]
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
        by_hand = self.filtered(lambda move: not move.complaint_remedy_id)
        problems += (by_hand.sudo().invoice_line_ids._get_complaint_targets() & lines_sudo)._get_complaint_broken()
        if problems:
            raise UserError("\n".join(problems))

    def _check_complaint_approved(self):
        """RES-5, CRN-1: our credit notes, as they are posted, give no more than was approved and received.

        :raise UserError: naming every remedy of which more would be credited
        """
        remedies_sudo = self.sudo().complaint_remedy_id
        problems = [problem for remedy in remedies_sudo for problem in remedy._get_credit_excess()]
        for move in self.sudo().filtered(lambda move: not move.posted_before):
            remedy = move.complaint_remedy_id
            if remedy.state == "cancelled" or remedy.resolution_id.state == "superseded":
                problems.append(
                    self.env._(
                        "%(remedy)s was cancelled or replaced by a new version. Cancel credit note %(credit_note)s.",
                        remedy=remedy.display_name,
                        credit_note=move.display_name,
                    )
                )
        if problems:
            raise UserError("\n".join(problems))

    def _filter_complained(self):
        """Those of these invoices that billed an item of a complaint's remedy."""
        complained = self.invoice_line_ids._filter_complained()
        return self.filtered(lambda move: move.invoice_line_ids & complained)

    def _is_standing(self):
        """Neither cancelled nor reversed.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return self.state != "cancel" and not self._is_reversed()

    def _is_reversed(self):
        """Taken back in full by posted reversals that stand; core marks reversed invoices, but not credit notes.

        Note: self.ensure_one()
        """
        self.ensure_one()
        reversals = self.reversal_move_ids.filtered(lambda move: move.state == "posted" and not move._is_reversed())
        taken_back = sum(reversals.mapped("amount_total"))
        return bool(reversals) and self.currency_id.compare_amounts(taken_back, self.amount_total) >= 0

    def _get_complaint_chain(self):
        """These documents, what they reverse, what that reverses, and so on: all stand or fall with them."""
        chain = reversed_moves = self
        while reversed_moves := reversed_moves.reversed_entry_id - chain:
            chain |= reversed_moves
        return chain

    def _is_complaint_credit(self):
        """Whether what this takes back counts against the ceiling of an invoice; compensation does not (CRN-2)."""
        return self._is_standing() and self.complaint_remedy_id.kind != "compensation"

    def _get_complaint_first_line(self):
        """The line that compensation is modelled on: that of goods or services, not a note or a down payment."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return lines.filtered(lambda line: not line.is_downpayment)[:1] or lines[:1]

    def _get_complaint_invoiced(self):
        """What the invoice was for before tax; down payments taken off it were paid for too."""
        return -sum(self._get_complaint_lines().mapped("amount_currency"))

    def _get_complaint_lines(self):
        """Goods and services; what they book together is right to the cent, also where taxes are rounded globally."""
        return self.invoice_line_ids._get_complaint_siblings()

    def _get_complaint_room(self):
        """What may still be credited of this invoice as a whole, before tax, in its currency (CRN-2).

        Note: self.ensure_one()
        """
        self.ensure_one()
        credited = 0.0
        for credit in self.reversal_move_ids:
            if credit.move_type == "out_refund" and credit._is_complaint_credit():
                taken = sum(credit._get_complaint_lines().mapped("amount_currency"))
                day = credit.invoice_date or credit.date
                credited += credit.currency_id._convert(taken, self.currency_id, credit.company_id, day)
        return self.currency_id.round(self._get_complaint_invoiced() - credited)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_complaint_broken(self):
        """CRN-2: which promises of complaints could not be kept, when these invoice lines are credited as they are.

        :return: sentences; none: what the customers were promised can still be credited
        """
        remedies = self.env["complaint.remedy"]._get_promised_of(self)
        problems = []
        for item, promised in remedies.grouped(lambda remedy: remedy._get_item()).items():
            if any(remedy._is_promise_broken() for remedy in promised):
                problems.append(
                    self.env._(
                        "%(item)s: what approved remedies of complaints will credit (%(cases)s) would be more than is "
                        "left of what was invoiced. Lower this credit note, or have the remedies cancelled first.",
                        item=item.display_name,
                        cases=", ".join(promised.case_id.mapped("name")),
                    )
                )
        return problems
