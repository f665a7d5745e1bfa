from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.complaint_deadline import TOLD_BY


class ComplaintContact(models.TransientModel):
    """DDL-2: the dialog for the preliminary plan and for progress reports."""

    _name = "complaint.contact"
    _description = "Word to the Customer"

    case_id = fields.Many2one("complaint.case", required=True, readonly=True, ondelete="cascade")
    operation = fields.Selection([("plan", "Preliminary Plan"), ("progress", "Report Progress")], required=True)
    can_mail = fields.Boolean(compute="_compute_can_mail")
    told_by = fields.Selection(
        TOLD_BY, "Tell the Customer By", compute="_compute_told_by", store=True, readonly=False, required=True
    )
    text = fields.Text(help="How far we are, in words for the customer.")
    body = fields.Html("Letter", compute="_compute_body", store=True, readonly=False, sanitize="email_outgoing")

    @api.depends("case_id")
    def _compute_can_mail(self):
        for wizard in self:
            wizard.can_mail = bool(wizard.case_id and wizard.case_id._get_complainant_email())

    @api.depends("case_id")
    def _compute_told_by(self):
        for wizard in self:
            wizard.told_by = wizard.told_by or ("mail" if wizard.can_mail else "phone")

    @api.depends("case_id", "operation", "told_by", "text")
    def _compute_body(self):
        for wizard in self:
            # computed as superuser, and over RPC an onchange takes any case
            wizard.case_id.sudo(False).check_access("read")
            tells = wizard.operation == "progress" and wizard.told_by == "mail" and wizard.case_id
            wizard.body = tells and wizard.case_id._compose_progress(wizard.text)

    def action_confirm(self):
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Write what there is to say about %s.", self.case_id.display_name))
        if self.operation == "plan":
            self.case_id.action_set_plan(self.text)
        else:
            self.case_id.action_report_progress(self.text, self.told_by, self.body)
        return {"type": "ir.actions.act_window_close"}
