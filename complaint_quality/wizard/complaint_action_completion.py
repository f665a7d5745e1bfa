from odoo import api, fields, models


class ComplaintActionCompletion(models.TransientModel):
    """Asks an owner what shows that the actions were carried out, what it took, and what a trial lot showed."""

    _name = "complaint.action.completion"
    _description = "Complaint Action Completion"

    action_ids = fields.Many2many("complaint.action", string="Actions", required=True, readonly=True)
    evidence = fields.Text("What shows that it was done?", required=True)
    effort = fields.Float(help="Working hours that it took; of several actions for each.")
    is_tracked = fields.Boolean(compute="_compute_is_tracked")
    lot_id = fields.Many2one("stock.lot", "Trial Lot", help="The lot that was made on trial.")
    trial_result = fields.Text("Result of the Trial")

    @api.depends("action_ids")
    def _compute_is_tracked(self):
        for completion in self:
            completion.is_tracked = any(completion.action_ids.mapped("tracked"))

    def action_confirm(self):
        self.ensure_one()
        self.action_ids.action_done(self.evidence, self.effort, self.lot_id.id, self.trial_result)
        return {"type": "ir.actions.act_window_close"}
