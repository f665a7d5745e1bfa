from odoo import fields, models


class ComplaintActionCompletion(models.TransientModel):
    """Asks an owner what shows that the actions were carried out."""

    _name = "complaint.action.completion"
    _description = "Complaint Action Completion"

    action_ids = fields.Many2many("complaint.action", string="Actions", required=True, readonly=True)
    evidence = fields.Text("What shows that it was done?", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.action_ids.action_done(self.evidence)
        return {"type": "ir.actions.act_window_close"}
