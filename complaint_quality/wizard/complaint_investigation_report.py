from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintInvestigationReport(models.TransientModel):
    """INV-9: for whom, and in which language, the report of an investigation is printed or sent."""

    _name = "complaint.investigation.report"
    _description = "Report of an Investigation"

    investigation_id = fields.Many2one("complaint.investigation", required=True, readonly=True, ondelete="cascade")
    form = fields.Selection(related="investigation_id.form")
    case_ids = fields.Many2many(related="investigation_id.case_ids")
    case_id = fields.Many2one(
        "complaint.case",
        "Customer's Case",
        compute="_compute_case_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'in', case_ids)]",
        context={"active_test": False},
        help="The report names the complaints of this customer only. Without a case it names no customer.",
    )
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        compute="_compute_lang",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )

    @api.depends("investigation_id")
    def _compute_case_id(self):
        for wizard in self:
            wizard.case_id = wizard.investigation_id._get_report_case() if wizard.investigation_id else False

    @api.depends("case_id")
    def _compute_lang(self):
        for wizard in self:
            wizard.lang = wizard.investigation_id._get_report_lang(wizard.case_id)

    @api.constrains("case_id", "investigation_id")
    def _check_case(self):
        for wizard in self:
            wizard.investigation_id.check_access("read")
            if wizard.case_id - wizard.investigation_id.case_ids:
                raise UserError(
                    self.env._("%s: choose one of the cases of this investigation.", wizard.investigation_id.name)
                )

    def action_print(self):
        self.ensure_one()
        self.investigation_id._check_report_reader()
        return self._get_report().report_action(self, config=False)

    def action_send(self):
        """The mail to the customer, on their case, with the report attached."""
        self.ensure_one()
        self.investigation_id._check_report_reader(sends=True)
        if not self.case_id:
            raise UserError(self.env._("Choose the case of the customer who gets the report."))
        if not self.case_id._get_reachable():
            raise UserError(
                self.env._(
                    "%s: neither the customer nor the contact has an e-mail address. Add one, or print the report.",
                    self.case_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Report"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "complaint.case",
                "default_res_ids": self.case_id.ids,
                "default_template_id": self.env.ref("complaint_quality.mail_template_report").id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "default_attachment_ids": self._print_attachment().ids,
                "complaint_report_of": self.investigation_id.id,
                "force_email": True,
                # a quality user reads cases only: who follows one is not theirs to say
                "mail_post_autofollow": False,
            },
        }

    def _print_attachment(self):
        report = self._get_report()
        content, extension = report._render_qweb_pdf(report.report_name, self.ids)
        # owned by the mail until it is sent, as files that are added by hand there
        values = {"name": f"{self._get_file_name()}.{extension}", "raw": content, "res_model": "mail.compose.message"}
        return self.env["ir.attachment"].create({**values, "res_id": 0})

    def _get_file_name(self):
        investigation = self.investigation_id.with_context(lang=self.lang)
        return f"{investigation._get_report_title()} {investigation.name}".replace("/", "-")

    def _get_report(self):
        return self.env.ref("complaint_quality.action_report_eight_d_customer")
