from odoo import fields, models


class ComplaintMisuse(models.TransientModel):
    """Asks for the instructions for use that the customer gets instead of corrective action (INV-5)."""

    _name = "complaint.misuse"
    _description = "Customer Misuse or Handling"

    investigation_ids = fields.Many2many("complaint.investigation", required=True, readonly=True)
    instructions = fields.Html("Instructions for Use", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.investigation_ids.action_conclude_misuse(self.instructions or "")
        return {"type": "ir.actions.act_window_close"}
