from odoo import api, fields, models
from odoo.fields import Command


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

    complaint_is_reversed = fields.Boolean(
        "Reversed Credit Note",
        readonly=True,
        copy=False,
        help="The credit note of a complaint was taken back by a reversal; its remedy can be credited again.",
        groups="base.group_user",
    )

    # CRN-6: whatever happens between two people or two steps, a remedy credits an invoice once
    _complaint_remedy_once = models.UniqueIndex(
        "(complaint_remedy_id, reversed_entry_id)"
        " WHERE complaint_remedy_id IS NOT NULL AND state != 'cancel' AND complaint_is_reversed IS NOT TRUE",
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

    def copy_data(self, default=None):
        # EXTENDS account: of an invoice that a complaint credits, core's reversal copies the lines that are credited
        vals_list = super().copy_data(default)
        for move, vals in zip(self, vals_list, strict=True):
            if credit := self.env.context.get("complaint_credits", {}).get(move.id):
                vals["line_ids"] = [
                    Command.create({**move._trim_complaint_line(line_vals), **credit["lines"][origin_id]})
                    for _command, _id, line_vals in vals["line_ids"]
                    if (origin_id := line_vals.get("complaint_origin_line_id")) in credit["lines"]
                ]
                vals["complaint_remedy_id"] = credit["remedy_id"]
                vals["ref"] = f"{vals.get('ref')}, {credit['case']}"
        return vals_list

    def _trim_complaint_line(self, vals):
        """What is computed from price and quantity is computed anew."""
        return {
            name: value for name, value in vals.items() if name not in ("amount_currency", "balance", "tax_tag_ids")
        }

    def _post(self, soft=True):
        # EXTENDS account: CRN-2 is checked once more when it counts, and the complaint follows its document
        credit_notes = self.filtered(lambda move: move.move_type == "out_refund")
        taking_back = self.filtered(
            lambda m: m.move_type == "out_invoice" and min(m.invoice_line_ids.mapped("quantity"), default=0) < 0
        )
        (credit_notes | taking_back)._check_complaint_ceiling()
        credit_notes._check_complaint_approved()
        posted = super()._post(soft)
        # the reversal of a credit note takes its loss back, so its origin follows too
        posted._get_complaint_chain()._follow_complaint_documents()
        return posted

    def button_draft(self):
        # EXTENDS account
        res = super().button_draft()
        self._get_complaint_chain()._follow_complaint_documents()
        return res

    def button_cancel(self):
        # EXTENDS account: CRN-6, the remedy is free again
        res = super().button_cancel()
        for move in self.filtered("complaint_remedy_id"):
            move._log_on_complaint(
                self.env._("Credit note %s was cancelled; its remedy is free again.", move._get_html_link())
            )
        self._get_complaint_chain()._follow_complaint_documents()
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
        for move in moves_sudo:
            if move.complaint_is_reversed != move._is_reversed():
                move.complaint_is_reversed = not move.complaint_is_reversed
        moves_sudo.complaint_remedy_id._follow_documents()
        self.env["complaint.loss"].sudo()._follow_moves(moves_sudo)

    def _log_on_complaint(self, body):
        # sudo: a line in the case's history, without any right on the case
        self.sudo().complaint_remedy_id.case_id._message_log(body=body)
