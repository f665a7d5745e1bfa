from odoo import models


class ComplaintResponsibility(models.Model):
    """RTE-6: an allocation rests on confirmed shares and goes with them; so does what notices rest on."""

    _inherit = "complaint.responsibility"

    def write(self, vals):
        # EXTENDS complaint_management: a notice to whom nothing is laid any more waits for HR (PEN-7)
        result = super().write(vals)
        if "state" in vals:
            # sudo: whoever decides the appeal or confirms need not see the notices
            lines_sudo = self.sudo()
            taken_back = lines_sudo if vals["state"] == "proposed" else lines_sudo.browse()
            lines_sudo.case_id._get_resting_notices()._follow_case(taken_back)
        return result

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
