from odoo import api, models
from odoo.tools import email_normalize, is_html_empty
from odoo.tools.mail import parse_contact_from_email


class ComplaintCase(models.Model):
    """A case that comes by mail, and the answers to it (INT-4)."""

    _inherit = "complaint.case"
    _mail_thread_customer = True

    # === Gateway ===

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """INT-4: a mail to a team's address is a case of the team's company, with its sender as contact.

        The sender is the customer if the address is known in that company. When one of our own people forwards a
        complaint, they are its first receiver and the customer is for the handler to name.
        """
        values = dict(custom_values or {})
        company = self._get_mail_company(values)
        self = self.with_company(company)
        email_from = msg_dict.get("email_from") or ""
        name, email = parse_contact_from_email(email_from)
        partner = self.env["mail.thread"]._partner_find_from_emails_single(
            [email_from], filter_found=lambda p: p.company_id in (p.company_id.browse(), company), no_create=True
        )[:1]
        user = self._find_internal_user(email)
        channel = self.env.ref("complaint_management.channel_mail", raise_if_not_found=False)
        defaults = {
            "subject": msg_dict.get("subject") or self.env._("(no subject)"),
            "partner_id": False if user else partner.id,
            "contact_name": name if name != email else partner.name,
            "first_receiver_id": self.env["hr.employee"]
            .search([("user_id", "=", user.id), ("company_id", "=", company.id)], limit=1)
            .id
            if user
            else False,
        }
        if channel:
            defaults["channel_id"] = channel.id
        values = {**defaults, **values, "company_id": company.id}
        # nobody is thanked for a complaint that they only passed on
        if user or self.env.context.get("complaint_mail_kind"):
            self = self.with_context(complaint_skip_acknowledgement=True)
        case = super().message_new(
            # core would take the mail's subject for the record name, which is our number
            {**msg_dict, "subject": False, "email_from": email, "cc": msg_dict.get("cc_filtered")},
            values,
        )
        case._subscribe_handler()
        return case.with_context(complaint_mail_intake=True)

    def message_update(self, msg_dict, update_vals=None):
        result = super().message_update({**msg_dict, "cc": msg_dict.get("cc_filtered")}, update_vals)
        self._subscribe_handler()
        # what machines answer is kept, and that is all
        is_automatic = self.env.context.get("complaint_mail_kind") == "automatic"
        if not is_automatic and self._is_complainant(email_normalize(msg_dict.get("email_from") or "")):
            self._customer_answered()
        return result

    def _subscribe_handler(self):
        """The handler hears of every answer, also if the assignment was too quiet to make them a follower."""
        for case in self:
            if case.user_id.partner_id - case.message_partner_ids:
                case._message_subscribe(partner_ids=case.user_id.partner_id.ids)

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        # cases by mail keep the bare address: an equation, which the index answers; nobody loops without an address
        return email_from_normalized and [("contact_email", "=", email_from_normalized)]

    # === Messages ===

    def _message_post_after_hook(self, message, msg_values):
        """INT-4: the mail says what happened; its inline images are attachments by now."""
        if self.env.context.get("complaint_mail_intake") and is_html_empty(self.description):
            self.description = msg_values.get("body")
        return super()._message_post_after_hook(message, msg_values)

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers go to the team's address, where they find their case even without headers."""
        # sudo: of the team only its address is read
        with_team = self.sudo().filtered("team_id")
        by_team = with_team.team_id._notify_get_reply_to(default=default, author_id=author_id)
        addresses = {case.id: by_team[case.team_id.id] for case in with_team}
        if rest := self.browse(set(self.ids) - set(with_team.ids)):
            addresses.update(super(ComplaintCase, rest)._notify_get_reply_to(default=default, author_id=author_id))
        return addresses
