from odoo import models


class ComplaintResponsibility(models.Model):
    """RTE-6: an allocation rests on confirmed shares; it goes with them."""

    _inherit = "complaint.responsibility"

    def _reopen(self):
        # EXTENDS complaint_management
        reopened = super()._reopen()
        # sudo: allocations are made and replaced by the procedure only
        allocations_sudo = reopened.case_id.sudo().allocation_ids
        for case_sudo in allocations_sudo.case_id:
            case_sudo._message_log(
                body=self.env._("The allocation of the loss was withdrawn: the shares are to be confirmed anew.")
            )
        allocations_sudo.unlink()
        return reopened
