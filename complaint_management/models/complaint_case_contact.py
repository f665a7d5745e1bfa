from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_datetime, format_list, is_html_empty, plaintext2html

from .complaint_deadline import TOLD_BY


class ComplaintCase(models.Model):
    """What the complainant is told on the way: first contact, preliminary plan, progress, delays (DDL-2, CUS-3)."""

    _inherit = "complaint.case"

    preliminary_plan = fields.Text(
        readonly=True, copy=False, help="How the case is to be settled, before the facts are all known."
    )

    # === Actions ===

    def action_set_plan(self, text=None):
        """DDL-2: the preliminary plan, for ourselves; meets its deadline. A step of kind plan meets it, too.

        :param text: the plan; without it the dialog that asks for it is returned
        """
        if not text:
            return self._ask_to_contact("plan", self.env._("Preliminary Plan"))
        self._check_handler()
        self._check_open()
        # sudo: the plan is the procedure's, so that it does not change after the fact without a trace
        self.sudo().preliminary_plan = text
        for case in self:
            case.message_post(body=self.env._("Preliminary plan: %s", text))
        self._meet_deadlines("preliminary_plan")
        return True

    def action_report_progress(self, text=None, told_by="mail", body=None):
        """DDL-2: tell the complainant how far we are; meets the progress report that is due and opens the next.

        :param text: how far we are; without it the dialog that asks for it is returned
        :param told_by: ``mail`` sends the progress letter; ``phone``, ``visit``, ``letter``: they were told so
        :param body: HTML instead of the template's text, for this customer
        :raise UserError: not open any more, or nobody to send the letter to
        """
        if not text and is_html_empty(body):
            return self._ask_to_contact("progress", self.env._("Report Progress"))
        self._check_handler()
        self._check_open()
        if told_by not in list(dict(TOLD_BY)):
            raise UserError(self.env._("Say how the customer was told: %s.", ", ".join(dict(TOLD_BY))))
        unreachable = self.filtered(lambda c: not c._get_complainant_email()) if told_by == "mail" else self.browse()
        if unreachable:
            raise UserError(
                self.env._(
                    "The customer of %s has no e-mail address. Tell them otherwise, and say how.",
                    format_list(self.env, unreachable.mapped("display_name")),
                )
            )
        ways = dict(self.env["complaint.deadline"]._fields["told_by"]._description_selection(self.env))
        for case in self:
            if told_by == "mail":
                case._post_template(case._get_progress_template(text), body)
            else:
                case.message_post(body=self.env._("Progress, told (%(way)s): %(text)s", way=ways[told_by], text=text))
        self._meet_deadlines("first_contact")
        self._meet_deadlines("progress")
        return True

    # === Mail ===

    def _message_post_after_hook(self, message, msg_vals):
        """DDL-2: the first message that one of us writes to the complainant is the first contact."""
        result = super()._message_post_after_hook(message, msg_vals)
        # sudo: of author and recipients only who they are is read
        message_sudo = message.sudo()
        is_ours = any(not user.share for user in message_sudo.author_id.user_ids) and not self.env.is_superuser()
        if message_sudo.message_type == "comment" and is_ours and not message_sudo.subtype_id.internal:
            told = message_sudo.partner_ids | self.sudo().message_partner_ids
            if self.sudo().partner_id & told or message_sudo.outgoing_email_to:
                self._meet_deadlines("first_contact")
        return result

    # === Helpers ===

    def _compose_progress(self, text):
        """The body of the progress letter, in the customer's language; to edit before sending."""
        self.ensure_one()
        return self._get_progress_template(text)._render_field("body_html", self.ids, compute_lang=True)[self.id]

    def _get_progress_template(self, text):
        # sudo: whoever may tell the customer may read what the template says of the case
        template = self.env.ref("complaint_management.mail_template_progress").sudo()
        return template.with_context(complaint_text=plaintext2html(text or ""))

    def _get_complainant_email(self):
        self.ensure_one()
        return email_normalize(self.contact_email or "") or self.partner_id.email_normalized

    def _get_customer_day(self, moment):
        """The day on which ``moment`` (UTC) falls where the customer is."""
        self.ensure_one()
        tz = self.partner_id.tz or self._get_calendar().tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=tz), moment).date()

    def _check_open(self):
        if ended := self.filtered(lambda c: not c.is_open):
            raise UserError(self.env._("%s is no longer open.", format_list(self.env, ended.mapped("display_name"))))

    def _ask_to_contact(self, operation, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "complaint.contact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, "default_operation": operation},
        }

    def _log_extension(self, deadlines, reason):
        self.message_post(
            body=self.env._(
                "%(deadlines)s extended to %(due)s: %(reason)s",
                deadlines=format_list(self.env, deadlines.mapped("name")),
                due=format_datetime(self.env, deadlines[0].date_due),
                reason=reason,
            )
        )

    def _ask_to_tell(self, deadline):
        """Whoever has no e-mail address is told of the delay by a person."""
        self.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self._get_local_day(deadline.date_due),
            summary=self.env._("Tell the customer of the delay: %s", deadline.name),
            user_id=next((user.id for user in (self.user_id, self.team_id.user_id) if user.active), False),
        )
