from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class ComplaintStepTransfer(models.TransientModel):
    """RTE-3: asks to whom and why a step is passed on, why it is sent back or skipped, and says what then happens."""

    _name = "complaint.step.transfer"
    _description = "Pass On or Send Back a Step"

    step_ids = fields.Many2many("complaint.step", string="Steps", required=True, readonly=True)
    operation = fields.Selection(
        [
            ("pass_on", "Pass On"),
            ("return", "Return to Handler"),
            ("send_back", "Send Back"),
            ("skip", "Skip"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", compute="_compute_from_steps")
    effect = fields.Text(compute="_compute_from_steps")
    department_id = fields.Many2one("hr.department", "To Department")
    user_id = fields.Many2one("res.users", "To Person")
    reason = fields.Text()

    @api.depends("step_ids", "operation")
    def _compute_from_steps(self):
        for wizard in self:
            wizard.company_id = wizard.step_ids.company_id[:1]
            wizard.effect = wizard._get_effect()

    @api.model
    def _ask(self, steps, operation):
        """The dialog for ``steps``."""
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["operation"]._description_selection(self.env))[operation],
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_step_ids": steps.ids, "default_operation": operation},
        }

    def action_confirm(self):
        """Do it; the step's own guards check person and state. Who cannot see the step any more gets their list."""
        self.ensure_one()
        steps = self.step_ids
        reason = steps._check_reason(self.reason)
        if self.operation == "pass_on":
            if not (self.department_id or self.user_id):
                raise UserError(self.env._("Choose the department or the person that does the step."))
            steps.action_pass_on(self.department_id.id, self.user_id.id, reason)
        elif self.operation == "skip":
            steps.action_skip(reason)
        else:
            steps.action_send_back(reason)
        if steps.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_management.complaint_step_action")
        return {**action, "target": "main"}

    def _get_effect(self):
        """What happens, in words, for one step."""
        step = self.step_ids[:1]
        due = step.date_deadline and format_datetime(self.env, step.date_deadline, dt_format="short")
        clock = self.env._("The time goes on: it is still due %s.", due) if due else ""
        if self.operation == "pass_on":
            told = self.env._("Whoever gets the step is told.")
            return f"{told} {clock}".strip()
        if self.operation == "skip":
            return self.env._("Nobody does the step any more; the case goes on without it.")
        if step.state != "done":
            handler = step.case_id.user_id.name or self.env._("the handlers")
            text = self.env._(
                "For a step that is not your department's: it goes back to %s, who passes it on to whom it belongs.",
                handler,
            )
            return f"{text} {clock}".strip()
        return self.env._(
            "%s does the step again, in new time. What was written is kept in the course of the step. Later steps that "
            "nobody has begun wait again.",
            step.department_id.name or step._get_doer(),
        )
