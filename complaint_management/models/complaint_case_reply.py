from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html_sanitize


class ComplaintCase(models.Model):
    """Letters to the customer (CUS-1, RES-5). They are mails in the customer's language and stay in the chatter."""

    _inherit = "complaint.case"

    def action_reply(self):
        """Open the reply letter, composed of what is approved, to edit and send; sending it makes the offer.

        :raise UserError: no approved resolution, or no address
        """
        self.ensure_one()
        self._check_reply()
        template = self.env.ref("complaint_management.mail_template_reply")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply to the Customer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "complaint_reply": True,
                "force_email": True,
            },
        }

    def action_send_reply(self):
        """Send the reply letter as the template composes it, without editing; for clients without a screen."""
        for case in self:
            case._check_reply()
            case.with_context(complaint_reply=True)._post_template(
                self.env.ref("complaint_management.mail_template_reply"), message_type="comment"
            )

    def message_post(self, **kwargs):
        """RES-5: the message that leaves the reply dialog is the offer; nothing goes out that is not approved."""
        # core's route lets whoever holds the token post as superuser, with a context of their choice
        by_customer = self.env.user.share
        is_reply = (
            self.env.context.get("complaint_reply") and kwargs.get("message_type") == "comment" and not by_customer
        )
        if is_reply:
            self._check_reply()
        message = super().message_post(**kwargs)
        if is_reply:
            self._mark_replied()
        elif by_customer and message.message_type == "comment":
            self._customer_answered()
        return message

    def _check_reply(self):
        """RES-5: a reply needs an approved resolution and an address."""
        self._check_handler()
        for case in self:
            if case.resolution_id.state not in ("approved", "offered"):
                raise UserError(self.env._("%s has no approved resolution to offer.", case.display_name))
            if not (case.partner_id.email or case.contact_email):
                raise UserError(
                    self.env._(
                        "%s: neither the customer nor the contact has an e-mail address. Add one.", case.display_name
                    )
                )

    def _mark_replied(self):
        # sudo: dates and states are the procedure's; _check_reply has checked the person
        self.sudo().write({"date_replied": fields.Datetime.now()})
        self.sudo().resolution_id._offer()
        self._meet_deadlines("replied")
        self._start_deadlines("replied")
        self._follow_offer()

    def _send_letter(self, template_xmlid, body=None):
        """Send a letter of the procedure to the complainants that can be reached by mail.

        :param body: HTML to send instead of the template's text
        """
        template = self.env.ref(template_xmlid)
        for case in self._get_reachable():
            case._post_template(template, body, message_type="comment")

    def _post_template(self, template, body=None, **kwargs):
        """Post a letter to the complainant, in their language; a contact without partner stays one.

        :param template: ``mail.template`` of this model; says sender, language, subject and body
        :param body: HTML to send instead of the template's text
        :param kwargs: for ``message_post``
        """
        self.ensure_one()
        values = template._generate_template(self.ids, ("body_html", "email_from", "subject"))[self.id]
        email = email_normalize(self.contact_email or "")
        is_partner = self.partner_id and email in (False, self.partner_id.email_normalized)
        return self.message_post(
            body=html_sanitize(body) if body else values["body_html"],
            subject=values["subject"],
            email_from=values["email_from"],
            partner_ids=self.partner_id.ids if is_partner else [],
            outgoing_email_to=False if is_partner else self.contact_email,
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
            email_add_signature=False,
            force_email_lang=template._render_lang(self.ids)[self.id],
            **kwargs,
        )

    def _get_public_phase(self):
        """The phase in words meant for the customer."""
        self.ensure_one()
        if self.state == "resolution" and self.resolution_id.state == "offered":
            return self.env._("Waiting for your answer")
        return {
            "received": self.env._("Received"),
            "returned": self.env._("We need more information from you"),
            "investigation": self.env._("Being investigated"),
            "resolution": self.env._("Solution in preparation"),
            "execution": self.env._("Solution being carried out"),
            "followup": self.env._("Carried out"),
            "closed": self.env._("Closed"),
            "rejected": self.env._("Not accepted"),
            "withdrawn": self.env._("Withdrawn"),
            "merged": self.env._("Handled with another complaint"),
        }[self.state]

    def _get_offered_resolution(self):
        """What the customer may see of the resolutions: the one that was offered to them, or nothing (CUS-4)."""
        self.ensure_one()
        return self.resolution_id.filtered(lambda r: r.state in ("offered", "accepted", "refused"))

    def _post_customer_answer(self, body):
        """What the customer answered on the portal, in the chatter and in their name."""
        author = self.partner_id if self.env.user._is_public() else self.env.user.partner_id
        self.message_post(author_id=author.id, body=body, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _customer_answered(self):
        """INT-4, ADM-2: what an answer of the complainant's side does to cases that are not being worked on.

        Returned for correction: the correction has come. Closed: opened again within the policy's days. Then, and when
        it is not established or withdrawn, somebody has to look.
        """
        # sudo: the customer has no rights on the case; their answer is what it waited for
        for case in self.sudo().filtered(lambda c: c.state in ("closed", "returned", "rejected", "withdrawn")):
            waited = case.state == "returned"
            try:
                with self.env.cr.savepoint():
                    if waited:
                        case.action_receive_correction()
                    elif case.state == "closed" and not case._is_past_reopening():
                        case.action_reopen(self.env._("The complainant answered."))
            except UserError:
                # whatever stands in the way, the answer is kept, and the activity says that it came
                case.invalidate_recordset()
                waited = False
            if not waited:
                case._ask_to_look()

    def _ask_to_look(self):
        """One activity for the handler, or the team's leader, however many answers come."""
        self.ensure_one()
        users = (self.user_id, self.team_id.user_id)
        user = next((u for u in users if u.active and u not in self.respondent_user_ids), None)
        activity_type = "complaint_management.mail_activity_type_answer"
        if user and not self.activity_search([activity_type]):
            self.activity_schedule(
                activity_type,
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._("The complainant answered"),
            )

    def _is_past_reopening(self):
        """Whether this closed case was closed longer ago than the policy's days for reopening."""
        self.ensure_one()
        last_day = (self.date_closed or self.create_date) + timedelta(days=self.policy_id.reopen_days)
        return last_day < fields.Datetime.now()
