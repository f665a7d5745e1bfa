from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintReason(models.TransientModel):
    _inherit = "complaint.reason"

    operation = fields.Selection(
        selection_add=[
            ("reopen_investigation", "Reopen Investigation"),
            ("no_action", "No Corrective Action Needed"),
            ("waive_action", "Waive Action"),
        ],
        ondelete={
            "reopen_investigation": "cascade",
            "no_action": "cascade",
            "waive_action": "cascade",
        },
    )

    def action_confirm(self):
        """EXTENDS complaint_management: the steps of an investigation that need a reason."""
        methods = {
            "reopen_investigation": ("complaint.investigation", "action_reopen"),
            "no_action": ("complaint.investigation", "action_no_action_needed"),
            "waive_action": ("complaint.action", "action_waive"),
        }
        if self.operation not in methods:
            return super().action_confirm()
        model, method = methods[self.operation]
        if self.res_model != model:
            raise UserError(self.env._("This step does not belong to the record it was called on."))
        getattr(self.env[model].browse(self.res_ids), method)(self.reason or "")
        return {"type": "ir.actions.act_window_close"}
