from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize, is_html_empty, plaintext2html

# How a reply reached the customer other than by mail
REPLIED_BY = [
    ("letter", "Letter Sent"),
    ("handed", "Letter Handed Over"),
    ("phone", "Told by Phone"),
    ("visit", "Told in Person"),
]
ORAL = ("phone", "visit")


class ComplaintCase(models.Model):
    """Replies that do not go by mail; what came in writing gets a written one (CUS-2)."""

    _inherit = "complaint.case"

    def action_record_reply(self, text=None, told_by="letter", attachment_ids=None, letter=None):
        """CUS-2: a reply that went out on paper, or was said; it counts as a mail does and offers what is approved.

        :param text: what was said, or a note on the letter; without any word or file the dialog is returned
        :param told_by: ``letter``, ``handed`` (over), ``phone`` or ``visit``; the last two not for what came in writing
        :param attachment_ids: ids of ``ir.attachment``, the signed letter for one; copies stay with the case
        :param letter: HTML of the letter, to one complainant
        :raise UserError: the phase needs no reply, its resolution is not approved, or it has to be in writing
        """
        if not (text or attachment_ids) and is_html_empty(letter):
            return self.env["complaint.reply"]._ask(self)
        self._check_handler()
        self._check_letter(True, letter)
        self._check_record_reply(told_by)
        files = self._get_files_of_reply(attachment_ids or [])
        way = dict(self.env["complaint.reply"]._fields["told_by"]._description_selection(self.env))[told_by]
        for case in self:
            if case.state == "resolution":
                case._mark_replied()
            else:
                case._mark_answered()
            case.message_post(
                body=plaintext2html(self.env._("Reply: %(way)s. %(text)s", way=way, text=text or ""))
                + ("" if is_html_empty(letter) else html_sanitize(letter)),
                attachments=files,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                # it has reached the customer already
                notify_skip_followers=True,
            )
        return True

    def _check_record_reply(self, told_by):
        """Person apart, whether a reply may be recorded on all these cases."""
        if told_by not in list(dict(REPLIED_BY)):
            raise UserError(self.env._("Say how the customer was replied to: %s.", ", ".join(dict(REPLIED_BY))))
        for case in self:
            approved = case.state == "resolution" and case.resolution_id.state in ("approved", "offered")
            if case.state != "received" and not approved:
                raise UserError(
                    self.env._(
                        "%s: a reply is due while the case is received, or when its resolution is approved.",
                        case.display_name,
                    )
                )
            if told_by in ORAL and case.channel_id.is_written:
                raise UserError(
                    self.env._(
                        "%(case)s came in writing (%(channel)s) and gets a written reply: send a mail or a letter.",
                        case=case.display_name,
                        channel=case.channel_id.name,
                    )
                )

    def _get_files_of_reply(self, attachment_ids):
        """(name, bytes) of files that the user may read.

        :raise UserError: no such files
        """
        try:
            attachments = self.env["ir.attachment"].browse(int(attachment) for attachment in attachment_ids).exists()
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("The attachments of the reply are not known.")) from error
        if len(attachments) != len(attachment_ids):
            raise UserError(self.env._("The attachments of the reply are not known."))
        attachments.check_access("read")
        return [(attachment.name, attachment.raw or b"") for attachment in attachments]

    def _compose_paper_reply(self):
        """The reply as a letter on paper, in the customer's language; to edit before it is printed."""
        self.ensure_one()
        template = "reply" if self.state == "resolution" else "answer"
        template = self.env.ref(f"complaint_management.mail_template_{template}").with_context(complaint_printed=True)
        return template._render_field("body_html", self.ids, compute_lang=True)[self.id]
