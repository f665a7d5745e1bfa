from odoo import api, fields, models

from ..models.complaint_deadline import TOLD_BY


class ComplaintExtension(models.TransientModel):
    """DDL-5, CUS-3: the dialog in which a deadline is extended and the customer told."""

    _name = "complaint.extension"
    _description = "Extension of a Deadline"

    deadline_id = fields.Many2one("complaint.deadline", required=True, readonly=True, ondelete="cascade")
    case_id = fields.Many2one(related="deadline_id.case_id")
    date_due_now = fields.Datetime(related="deadline_id.date_due", string="Due Now")
    date_due = fields.Datetime("New Due Date", required=True)
    reason = fields.Text(required=True)
    can_mail = fields.Boolean(compute="_compute_can_mail")
    told_by = fields.Selection(
        TOLD_BY, "Tell the Customer By", compute="_compute_told_by", store=True, readonly=False, required=True
    )
    body = fields.Html(
        "Delay Notice",
        compute="_compute_body",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
        help="As the template composes it. It is composed anew when the date changes: edit it last.",
    )

    @api.depends("deadline_id")
    def _compute_can_mail(self):
        for wizard in self:
            wizard.can_mail = bool(wizard.deadline_id.case_id and wizard.deadline_id.case_id._get_complainant_email())

    @api.depends("deadline_id")
    def _compute_told_by(self):
        for wizard in self:
            wizard.told_by = wizard.told_by or ("mail" if wizard.can_mail else "phone")

    @api.depends("deadline_id", "date_due", "told_by")
    def _compute_body(self):
        for wizard in self:
            # computed as superuser, and over RPC an onchange takes any deadline
            wizard.deadline_id.sudo(False).check_access("read")
            tells = wizard.told_by == "mail" and wizard.deadline_id and wizard.date_due
            wizard.body = tells and wizard.deadline_id._compose_delay_notice(wizard.date_due)

    def action_confirm(self):
        self.ensure_one()
        self.deadline_id.action_extend(self.date_due, self.reason, self.told_by, self.body)
        return {"type": "ir.actions.act_window_close"}
