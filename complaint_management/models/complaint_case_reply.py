from odoo import fields, models
from odoo.exceptions import UserError


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
            case.with_context(complaint_reply=True).message_post_with_source(
                self.env.ref("complaint_management.mail_template_reply"),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )

    def message_post(self, **kwargs):
        """RES-5: the message that leaves the reply dialog is the offer; nothing goes out that is not approved."""
        is_reply = self.env.context.get("complaint_reply") and kwargs.get("message_type") == "comment"
        if is_reply:
            self._check_reply()
        message = super().message_post(**kwargs)
        if is_reply:
            self._mark_replied()
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

    def _send_letter(self, template_xmlid):
        """Send a letter of the procedure to the complainants that can be reached by mail."""
        template = self.env.ref(template_xmlid)
        for case in self.filtered(lambda c: c.partner_id.email or c.contact_email):
            case.message_post_with_source(
                template,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
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

    def _get_reply_due(self):
        """By when the customer may expect the reply; nothing once it was sent or where no time is set."""
        self.ensure_one()
        pending = self.deadline_ids.filtered(
            lambda d: d.milestone == "replied" and not d.date_met and not d.paused_since
        )
        return pending[:1].date_due
