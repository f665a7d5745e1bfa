from odoo import api, fields, models
from odoo.tools import is_html_empty

from ..models.complaint_case_written_reply import ORAL, REPLIED_BY


class ComplaintReply(models.TransientModel):
    """CUS-2: the dialog for a reply that does not go by mail: write, print and record the letter, or what was said."""

    _name = "complaint.reply"
    _description = "Reply on Paper or by Word"

    case_id = fields.Many2one("complaint.case", required=True, readonly=True, ondelete="cascade")
    is_written = fields.Boolean(related="case_id.channel_id.is_written")
    told_by = fields.Selection(REPLIED_BY, "Reply", default="letter", required=True)
    text = fields.Text("Note")
    letter = fields.Html(compute="_compute_letter", store=True, readonly=False, sanitize="email_outgoing")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    @api.depends("case_id")
    def _compute_letter(self):
        for wizard in self:
            # computed as superuser, and over RPC an onchange takes any case
            wizard.case_id.sudo(False).check_access("read")
            wizard.letter = wizard.case_id and wizard.case_id._compose_paper_reply()

    @api.model
    def _ask(self, case):
        """The dialog for one case, whose reply is due."""
        case.ensure_one()
        case._check_handler()
        case._check_record_reply("letter")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a Reply"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": case.id},
        }

    def action_print(self):
        """The letter as it stands in the dialog, to sign and send."""
        self.ensure_one()
        return self._get_report().report_action(self, config=False)

    def action_confirm(self):
        """The reply went out: it is recorded, with the letter and its PDF."""
        self.ensure_one()
        letter = False if self.told_by in ORAL or is_html_empty(self.letter) else self.letter
        attachments = self.attachment_ids
        if letter:
            attachments += self._print_attachment()
        self.case_id.action_record_reply(self.text, self.told_by, attachments.ids, letter)
        return {"type": "ir.actions.act_window_close"}

    def _print_attachment(self):
        report = self._get_report()
        content, extension = report._render_qweb_pdf(report.report_name, self.ids)
        name = self.env._("Reply %s", self.case_id.name)
        values = {"name": f"{name}.{extension}", "raw": content, "res_model": self._name, "res_id": self.id}
        return self.env["ir.attachment"].create(values)

    def _get_report(self):
        return self.env.ref("complaint_management.action_report_reply")
