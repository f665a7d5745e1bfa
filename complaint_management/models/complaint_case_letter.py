from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize, is_html_empty

# Which letter tells the complainant of which step; their wording is the templates' and may be changed
LETTERS = {
    "accept": "complaint_management.mail_template_accepted",
    "return": "complaint_management.mail_template_returned",
    "reject": "complaint_management.mail_template_rejected",
    "pass_on": "complaint_management.mail_template_passed_on",
    "withdraw": "complaint_management.mail_template_withdrawn",
    "close": "complaint_management.mail_template_closed",
    "close_without_agreement": "complaint_management.mail_template_closed_without_agreement",
}


class ComplaintCase(models.Model):
    """Letters that tell the complainant what was decided (CUS-1, ADM-1, ADM-2).

    All are mails in the complainant's language, can be edited before they are sent, and stay in the chatter as sent.
    """

    _inherit = "complaint.case"

    # === Composing ===

    def _compose_letter(self, operation, **facts):
        """The letter of ``operation`` as it would be sent once these facts are decided; to edit before sending.

        :param facts: values of the case's fields that the step is about to set
        """
        self.ensure_one()
        template = self.env.ref(LETTERS[operation]).with_context(complaint_letter=facts)
        return template._render_field("body_html", self.ids, compute_lang=True)[self.id]

    def _get_letter_fact(self, name):
        """A field of the case for a letter, also where the letter is composed before the step is taken."""
        self.ensure_one()
        facts = self.env.context.get("complaint_letter") or {}
        if name not in facts:
            return self[name]
        field = self._fields[name]
        return field.convert_to_record(field.convert_to_cache(facts[name], self, validate=False), self)

    def _ask_for_letter(self, operation, letter, policy_flag):
        """CUS-1: the dialog to read and edit a letter that the policy sends with a step, or nothing.

        Only people at the screen are asked, who pressed a button with ``complaint_ask_letter`` in its context.

        :param letter: what the step was called with; True or False: that has been decided
        :param policy_flag: the field of the policy that says whether the letter is sent
        """
        asked = letter is None and len(self) == 1 and self.env.context.get("complaint_ask_letter")
        if asked and self.policy_id[policy_flag] and self._get_reachable():
            return self.env["complaint.reason"]._ask(self, operation)
        return None

    # === Sending ===

    def _send_letter(self, template_xmlid, body=None):
        """Send a letter of the procedure to the complainants that can be reached by mail.

        :param body: HTML to send instead of the template's text
        """
        template = self.env.ref(template_xmlid)
        for case in self._get_reachable():
            case._post_template(template, body)

    def _post_template(self, template, body=None, about=None, **kwargs):
        """Post a letter to the complainant, in their language; a contact without partner stays one.

        :param template: ``mail.template``; says sender, language, subject and body
        :param body: HTML to send instead of the template's text
        :param about: the record of the template's model that the letter is about; None: the case
        :param kwargs: for ``message_post``
        """
        self.ensure_one()
        record = self if about is None else about
        values = template._generate_template(record.ids, ("body_html", "email_from", "subject"))[record.id]
        email = self._get_complainant_email()
        is_partner = self.partner_id and email in (False, self.partner_id.email_normalized)
        return self.message_post(
            body=values["body_html"] if is_html_empty(body) else html_sanitize(body),
            subject=values["subject"],
            email_from=values["email_from"],
            partner_ids=self.partner_id.ids if is_partner else [],
            outgoing_email_to=False if is_partner else self.contact_email,
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
            email_add_signature=False,
            force_email_lang=template._render_lang(record.ids)[record.id],
            **{"message_type": "comment", **kwargs},
        )

    # === Helpers ===

    def _check_letter(self, letter, body):
        """A text written for one complainant is not sent to another."""
        if letter and body and len(self) != 1:
            raise UserError(self.env._("A letter with a text of its own goes to one complainant at a time."))

    def _get_reachable(self):
        """Those of these cases whose complainant has an address for letters."""
        return self.filtered(lambda c: c.partner_id.email or c.contact_email)
