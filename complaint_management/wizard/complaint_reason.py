from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty

from ..models.complaint_case_letter import LETTERS
from ..models.complaint_category import SEVERITIES


class ComplaintReason(models.TransientModel):
    """Asks for the reason (or the ground) that a step of the procedure needs, then takes the step."""

    _name = "complaint.reason"
    _description = "Reason"

    operation = fields.Selection(
        [
            ("return", "Return for Correction"),
            ("reject", "Not Established"),
            ("pass_on", "Pass On"),
            ("withdraw", "Withdraw"),
            ("reopen", "Reopen"),
            ("accept", "Accept Case"),
            ("close", "Close Case"),
            ("close_without_agreement", "Close Without Agreement"),
            ("reject_resolution", "Reject Resolution"),
            ("refuse", "Refused by Customer"),
            ("cancel_remedy", "Cancel Remedy"),
            ("set_severity", "Change Severity"),
            ("uphold_appeal", "Uphold Appeal"),
            ("dismiss_appeal", "Dismiss Appeal"),
            ("withdraw_appeal", "Withdraw Appeal"),
            ("set_hold", "Legal Hold"),
            ("release_hold", "Release Legal Hold"),
            ("waive_callbacks", "Waive Callbacks"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_ids = fields.Json("Documents", required=True, readonly=True)
    reason = fields.Text()
    ground_id = fields.Many2one(
        "complaint.ground",
        domain="[('id', 'in', allowed_ground_ids)]",
        compute="_compute_ground_id",
        store=True,
        readonly=False,
    )
    allowed_ground_ids = fields.Many2many("complaint.ground", compute="_compute_allowed_ground_ids")
    severity = fields.Selection(SEVERITIES)
    passed_on_to = fields.Char()
    can_send_letter = fields.Boolean(compute="_compute_can_send_letter")
    send_letter = fields.Boolean(default=True)
    letter = fields.Html(
        compute="_compute_letter",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
        help="As the template composes it. It is composed anew when reason or ground change: edit it last.",
    )

    @api.depends("res_model", "res_ids", "operation")
    def _compute_allowed_ground_ids(self):
        for wizard in self:
            grounds = self.env["complaint.ground"]
            if wizard.operation == "reject":
                policies = self.env["complaint.case"].browse(wizard.res_ids).policy_id
                grounds = policies.ground_ids or grounds.search([("active", "=", True)])
            wizard.allowed_ground_ids = [Command.set(grounds.ids)]

    @api.depends("allowed_ground_ids")
    def _compute_ground_id(self):
        """ADM-4: the policy's ground for what was raised too late, where that is so."""
        for wizard in self:
            wizard.ground_id = False
            cases = wizard._get_cases()
            if wizard.operation == "reject" and all(cases.mapped("is_raised_late")):
                wizard.ground_id = cases.policy_id.late_ground_id[:1] & wizard.allowed_ground_ids._origin

    @api.depends("operation", "res_ids")
    def _compute_can_send_letter(self):
        for wizard in self:
            wizard.can_send_letter = wizard.operation in LETTERS and bool(wizard._get_cases()._get_reachable())

    @api.depends("operation", "reason", "ground_id", "passed_on_to")
    def _compute_letter(self):
        """CUS-1: the letter to one complainant, to edit before it is sent; several get what the template composes."""
        for wizard in self:
            cases = wizard._get_cases()
            wizard.letter = (
                wizard.can_send_letter
                and len(cases) == 1
                and cases._compose_letter(
                    wizard.operation,
                    reject_ground_id=wizard.ground_id.id,
                    correction_wanted=wizard.reason,
                    passed_on_to=wizard.passed_on_to,
                )
            )

    def _get_cases(self):
        self.ensure_one()
        cases = self.env["complaint.case"].browse(self.res_ids if self.res_model == "complaint.case" else [])
        # computed as superuser, and over RPC an onchange takes any case
        cases.sudo(False).check_access("read")
        return cases

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
            "pass_on": ("complaint.case", "action_pass_on"),
            "withdraw": ("complaint.case", "action_withdraw"),
            "reopen": ("complaint.case", "action_reopen"),
            "accept": ("complaint.case", "action_accept"),
            "close": ("complaint.case", "action_close"),
            "close_without_agreement": ("complaint.case", "action_close_without_agreement"),
            "reject_resolution": ("complaint.resolution", "action_reject"),
            "refuse": ("complaint.resolution", "action_refuse"),
            "cancel_remedy": ("complaint.remedy", "action_cancel"),
            "set_severity": ("complaint.case", "action_set_severity"),
            "uphold_appeal": ("complaint.appeal", "action_uphold"),
            "dismiss_appeal": ("complaint.appeal", "action_dismiss"),
            "withdraw_appeal": ("complaint.appeal", "action_withdraw"),
            "set_hold": ("complaint.case", "action_set_legal_hold"),
            "release_hold": ("complaint.case", "action_release_legal_hold"),
            "waive_callbacks": ("complaint.case", "action_waive_callbacks"),
        }
        model, method = methods[self.operation]
        if self.res_model != model:
            raise UserError(self.env._("This step does not belong to the record it was called on."))
        if self.operation not in ("accept", "close", "reject", "pass_on") and not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        values = {**self._get_choice(), **self._get_letter_values()}
        if self.operation != "close":
            values["reason"] = self.reason
        getattr(self.env[model].browse(self.res_ids), method)(**values)
        return {"type": "ir.actions.act_window_close"}

    def _get_choice(self):
        """What some of the steps want besides the reason.

        :raise UserError: it was not chosen
        """
        passed_on_to = self.passed_on_to and self.passed_on_to.strip()
        choices = {
            "reject": ("ground_id", self.ground_id.id, self.env._("Choose the ground.")),
            "pass_on": ("passed_on_to", passed_on_to, self.env._("Say to whom it is passed on.")),
            "set_severity": ("severity", self.severity, self.env._("Choose the severity.")),
        }
        if self.operation not in choices:
            return {}
        name, value, problem = choices[self.operation]
        if not value:
            raise UserError(problem)
        return {name: value}

    def _get_letter_values(self):
        if self.operation not in LETTERS:
            return {}
        return {"letter": self.send_letter, "body": False if is_html_empty(self.letter) else self.letter}
