from odoo import fields, models
from odoo.exceptions import UserError

STEPS = {
    "refuse_evidence": ("complaint.evidence", "action_refuse"),
    "override_evidence": ("complaint.remedy", "action_override_evidence"),
}


class ComplaintReason(models.TransientModel):
    """The reasons that steps with evidence need (EVD)."""

    _inherit = "complaint.reason"

    operation = fields.Selection(
        selection_add=[("refuse_evidence", "Refuse Evidence"), ("override_evidence", "Waive Evidence")],
        ondelete=dict.fromkeys(STEPS, "cascade"),
    )

    def action_confirm(self):
        # EXTENDS complaint_management
        self.ensure_one()
        if self.operation not in STEPS:
            return super().action_confirm()
        model, method = STEPS[self.operation]
        if self.res_model != model:
            raise UserError(self.env._("This step does not belong to the record it was called on."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        getattr(self.env[model].browse(self.res_ids), method)(reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
