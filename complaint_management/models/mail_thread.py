import codecs

from odoo import api, models
from odoo.tools import SQL


class MailThread(models.AbstractModel):
    """The mail gateway, where it leads to complaint cases (INT-4), and letters that leave a dialog of ours."""

    _inherit = "mail.thread"

    def _leaves_complaint_dialog(self, key, message_type):
        """Whether a message of ``message_type`` being posted is the letter of the dialog that sets context ``key``.

        Never a customer's: core's route lets whoever holds the token post as superuser, with a context of their choice.

        :return: the value of ``key``, or False
        """
        return message_type == "comment" and not self.env.user.share and self.env.context.get(key, False)

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        if any(route[0] == "complaint.case" for route in routes or ()):
            if self._is_taken_meanwhile(message_dict["message_id"]):
                return []
            routes = self.env["complaint.case"]._revise_mail_routes(message, message_dict, routes)
        return routes

    @api.model
    def _is_taken_meanwhile(self, message_id):
        """INT-4: whether the same message, delivered twice at once, was taken by another transaction since ours began.

        Core looks for the message in our snapshot only.
        """
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", message_id))
        with self.pool.cursor() as cr:
            cr.execute(SQL("SELECT 1 FROM mail_message WHERE message_id = %s LIMIT 1", message_id))
            return bool(cr.rowcount)

    @api.model
    def message_parse(self, message, save_original=False):
        message_dict = super().message_parse(message, save_original=save_original)
        # a null character, which no header should hold, cannot be stored and would stop the mail
        for key, value in message_dict.items():
            if isinstance(value, str):
                message_dict[key] = value.replace("\x00", "")
        message_dict["attachments"] = [
            attachment._replace(fname=attachment.fname.replace("\x00", ""))
            for attachment in message_dict.get("attachments") or []
        ]
        return message_dict

    def _message_parse_extract_payload(self, message, message_dict, save_original=False):
        # an encoding that nobody knows would stop the mail: what can be read of it is better than none
        for part in message.walk():
            charset = part.get_content_charset()
            if charset and part.get_content_maintype() == "text":
                try:
                    codecs.lookup(charset)
                except (LookupError, ValueError):
                    part.set_param("charset", "utf-8")
        return super()._message_parse_extract_payload(message, message_dict, save_original=save_original)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # found out by _revise_mail_routes; the documents learn it by context, as no header reaches them
        if mail_kind := message_dict.pop("complaint_mail_kind", None):
            self = self.with_context(complaint_mail_kind=mail_kind)
        return super()._message_route_process(message, message_dict, routes)
