from math import copysign

from odoo import api, models


class AccountMove(models.Model):
    """LOS-2: what bills and invoices by hand are of cases, as they are posted, put back, cancelled."""

    _inherit = "account.move"

    @api.depends("invoice_line_ids.complaint_case_id")
    @api.depends_context("uid")
    def _compute_complaint_cases(self):
        # EXTENDS complaint_management
        super()._compute_complaint_cases()

    def _get_complaint_case_ids(self):
        # EXTENDS complaint_management: a bill shows the cases that it is a cost of
        ids = super()._get_complaint_case_ids()
        # sudo: only to find the cases; those that the user may not read are left out
        cases_sudo = {move: move.sudo().line_ids.complaint_case_id for move in self._origin}
        cases = self.env["complaint.case"].union(*(cases.sudo(False) for cases in cases_sudo.values()))
        readable = set(cases.search([("id", "in", cases.ids)]).ids) if cases else set()
        for move, found in cases_sudo.items():
            if found:
                ids[move] |= readable.intersection(found.ids)
        return ids

    def _get_complaint_case_paths(self):
        # EXTENDS complaint_management
        return [*super()._get_complaint_case_paths(), "line_ids.complaint_case_id"]

    def _get_complaint_rests(self):
        """LOS-2: what this document books before tax, less what its posted reversals book back, and theirs again.

        A line of a reversal takes from the line it reverses, one entered by hand from all; never more than there is.

        :return: dict of line to amount in the company's currency

        Note: self.ensure_one()
        """
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        rests = {line: line.balance for line in lines}
        for reversal in self.reversal_move_ids.filtered(lambda move: move.state == "posted"):
            for line, back in reversal._get_complaint_rests().items():
                for origin in line.complaint_origin_line_id & lines or lines:
                    if rests[origin] * back < 0:
                        taken = copysign(min(abs(back), abs(rests[origin])), back)
                        rests[origin] += taken
                        back -= taken
        return rests

    def _follow_complaint_documents(self):
        # EXTENDS complaint_finance
        super()._follow_complaint_documents()
        # sudo: accountants who have nothing to do with complaints post and cancel too
        lines_sudo = self.sudo().line_ids.filtered("complaint_case_id")
        if lines_sudo:
            lines_sudo._follow_complaint_loss()
