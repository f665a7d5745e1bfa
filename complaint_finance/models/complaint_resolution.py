from odoo import models


class ComplaintResolution(models.Model):
    """RET-4: a new version while the resolution is carried out, where a receipt is held."""

    _inherit = "complaint.resolution"

    def action_new_version(self):
        # EXTENDS complaint_management: what came differs from what was approved, so that the case is resolved anew
        self.ensure_one()
        self.case_id._check_handler()
        # sudo: whether goods are held is asked by whoever handles the case
        held = self.sudo().remedy_ids.filtered(lambda r: r.state == "todo" and r.receipt_state == "held")
        if self.case_id.state == "execution" and self == self.case_id.resolution_id and held:
            reason = self.env._("Receipt held: %s", ", ".join(held.mapped("display_name")))
            self.case_id._pass_to("resolution", reason=reason)
        return super().action_new_version()
