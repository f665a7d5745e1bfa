from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintReason(models.TransientModel):
    """Asks for the reason (or the ground) that a step of the procedure needs, then takes the step."""

    _name = "complaint.reason"
    _description = "Reason"

    operation = fields.Selection(
        [
            ("return", "Return for Correction"),
            ("reject", "Not Established"),
            ("withdraw", "Withdraw"),
            ("reopen", "Reopen"),
            ("reject_resolution", "Reject Resolution"),
            ("refuse", "Refused by Customer"),
            ("cancel_remedy", "Cancel Remedy"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_ids = fields.Json("Documents", required=True, readonly=True)
    reason = fields.Text()
    ground_id = fields.Many2one("complaint.ground", domain="[('id', 'in', allowed_ground_ids)]")
    allowed_ground_ids = fields.Many2many("complaint.ground", compute="_compute_allowed_ground_ids")

    @api.depends("res_model", "res_ids", "operation")
    def _compute_allowed_ground_ids(self):
        for wizard in self:
            grounds = self.env["complaint.ground"]
            if wizard.operation == "reject":
                policies = self.env["complaint.case"].browse(wizard.res_ids).policy_id
                grounds = policies.ground_ids or grounds.search([("active", "=", True)])
            wizard.allowed_ground_ids = [Command.set(grounds.ids)]

    @api.model
    def _ask(self, records, operation):
        """The dialog that asks for the reason (or the ground) and then takes the step on ``records`` with it."""
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["operation"]._description_selection(self.env))[operation],
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_operation": operation,
                "default_res_model": records._name,
                "default_res_ids": records.ids,
            },
        }

    def action_confirm(self):
        """Take the step with its reason; its own guards check person and state."""
        self.ensure_one()
        methods = {
            "return": ("complaint.case", "action_return"),
            "reject": ("complaint.case", "action_reject"),
            "withdraw": ("complaint.case", "action_withdraw"),
            "reopen": ("complaint.case", "action_reopen"),
            "reject_resolution": ("complaint.resolution", "action_reject"),
            "refuse": ("complaint.resolution", "action_refuse"),
            "cancel_remedy": ("complaint.remedy", "action_cancel"),
        }
        model, method = methods[self.operation]
        if self.res_model != model:
            raise UserError(self.env._("This step does not belong to the record it was called on."))
        if self.operation != "reject" and not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        values = {"reason": self.reason}
        if self.operation == "reject":
            if not self.ground_id:
                raise UserError(self.env._("Choose the ground."))
            values["ground_id"] = self.ground_id.id
        getattr(self.env[model].browse(self.res_ids), method)(**values)
        return {"type": "ir.actions.act_window_close"}
