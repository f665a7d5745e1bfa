from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class ComplaintOpinion(models.TransientModel):
    """RTE-3: where a department writes its opinion; the draft is kept on the step."""

    _name = "complaint.opinion"
    _description = "Opinion"

    step_id = fields.Many2one("complaint.step", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(related="step_id.kind")
    opinion = fields.Html(compute="_compute_from_step", store=True, readonly=False)
    meeting_date = fields.Datetime("Meeting On", compute="_compute_from_step", store=True, readonly=False)
    attendee_ids = fields.Many2many(
        "res.users",
        string="People",
        compute="_compute_from_step",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    decision = fields.Html("Agreed Decision", compute="_compute_from_step", store=True, readonly=False)

    attachment_ids = fields.Many2many(
        "ir.attachment", string="Attachments", compute="_compute_from_step", store=True, readonly=False
    )

    @api.depends("step_id")
    def _compute_from_step(self):
        for wizard in self:
            step = wizard.step_id
            # computed as superuser, and over RPC an onchange takes any step
            step.sudo(False).check_access("read")
            # a step sent back begins with what was written before
            earlier = step.move_ids.filtered(lambda move: move.kind == "sent_back")[-1:]
            wizard.opinion = step.opinion or earlier.opinion
            wizard.attachment_ids = step.attachment_ids or earlier.attachment_ids
            wizard.meeting_date = step.meeting_date
            wizard.attendee_ids = step.attendee_ids or self.env.user
            wizard.decision = step.decision or earlier.decision

    def action_confirm(self):
        self.ensure_one()
        if self.kind == "meeting":
            self._keep_meeting()
            self.step_id.action_done(self.opinion, decision=self.decision, attachment_ids=self.attachment_ids.ids)
            return {"type": "ir.actions.act_window_close"}
        if is_html_empty(self.opinion):
            raise UserError(self.env._("%s: write your opinion before you finish the step.", self.step_id.display_name))
        self.step_id.action_done(self.opinion, attachment_ids=self.attachment_ids.ids)
        return {"type": "ir.actions.act_window_close"}

    def action_keep(self):
        if self.kind == "meeting":
            self._keep_meeting()
            self.step_id.action_write_decision(self.decision)
        self.step_id.action_write_opinion(self.opinion, attachment_ids=self.attachment_ids.ids)
        return {"type": "ir.actions.act_window_close"}

    def _keep_meeting(self):
        """SEV-5: date and people, where they are new."""
        step = self.step_id
        if self.meeting_date and (self.meeting_date != step.meeting_date or self.attendee_ids != step.attendee_ids):
            step.action_plan_meeting(self.meeting_date, self.attendee_ids.ids)
