from odoo import models

from .complaint_case_loss import ACCOUNTANT_GROUPS, MONEY_GROUPS


class ComplaintCase(models.Model):
    """Documents, loss and allocation in the file of a case, for those who may see money (ARC-2); penalties never."""

    _inherit = "complaint.case"

    def _get_archive_sections(self):
        # EXTENDS complaint_management
        sections = super()._get_archive_sections()
        user = self.env.user
        if user.has_groups(MONEY_GROUPS):
            # sudo: number, date and amount of the case's own documents, for those who see its loss
            moves_sudo = self.sudo().credit_move_ids
            pickings_sudo = self.sudo().return_picking_ids | self.sudo().delivery_picking_ids
            if moves_sudo or pickings_sudo:
                values = {"moves": moves_sudo, "pickings": pickings_sudo}
                title = self.env._("Credit Notes and Transfers")
                sections.append((91, title, "complaint_finance.archive_documents", values))
            allocations = (
                self.allocation_ids if user.has_groups(ACCOUNTANT_GROUPS) else self.env["complaint.allocation"]
            )
            if self.loss_ids or allocations:
                values = {"allocations": allocations}
                sections.append((92, self.env._("Loss"), "complaint_finance.archive_loss", values))
        return sections
