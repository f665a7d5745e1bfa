from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class ComplaintOpinion(models.TransientModel):
    """RTE-3: where a department writes its opinion; the draft is kept on the step."""

    _name = "complaint.opinion"
    _description = "Opinion"

    step_id = fields.Many2one("complaint.step", required=True, readonly=True, ondelete="cascade")
    opinion = fields.Html(compute="_compute_opinion", store=True, readonly=False)

    @api.depends("step_id")
    def _compute_opinion(self):
        for wizard in self:
            wizard.opinion = wizard.step_id.opinion

    def action_confirm(self):
        self.ensure_one()
        if is_html_empty(self.opinion):
            raise UserError(self.env._("%s: write your opinion before you finish the step.", self.step_id.display_name))
        self.step_id.action_done(self.opinion)
        return {"type": "ir.actions.act_window_close"}

    def action_keep(self):
        self.step_id.action_write_opinion(self.opinion)
        return {"type": "ir.actions.act_window_close"}
