from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintCase(models.Model):
    """Letters to the customer (CUS-1, RES-5). They are mails in the customer's language and stay in the chatter."""

    _inherit = "complaint.case"

    def action_reply(self):
        """Open the reply letter, composed of what is approved, to edit and send; sending it makes the offer.

        CUS-2: for a customer without an e-mail address, the dialog for a letter on paper.

        :raise UserError: no approved resolution
        """
        self.ensure_one()
        self._check_reply(needs_address=False)
        if not self._get_reachable():
            return self.action_record_reply()
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
                case.env.ref("complaint_management.mail_template_reply")
            )

    def message_post(self, **kwargs):
        """RES-5: the message that leaves the reply dialog is the offer; nothing goes out that is not approved."""
        is_reply = self._leaves_complaint_dialog("complaint_reply", kwargs.get("message_type"))
        if is_reply:
            self._check_reply()
        message = super().message_post(**kwargs)
        if is_reply:
            self._mark_replied()
        elif self.env.user.share and message.message_type == "comment":
            self._customer_answered()
        return message

    def _check_reply(self, needs_address=True):
        """RES-5: a reply needs an approved resolution, and by mail an address."""
        self._check_handler()
        self._check_open()
        for case in self:
            if case.resolution_id.state not in ("approved", "offered"):
                raise UserError(self.env._("%s has no approved resolution to offer.", case.display_name))
            if needs_address and not case._get_reachable():
                raise UserError(
                    self.env._(
                        "%s: neither the customer nor the contact has an e-mail address. Add one, or record a reply "
                        "on paper.",
                        case.display_name,
                    )
                )

    def _mark_replied(self):
        # sudo: dates and states are the procedure's; _check_reply has checked the person
        now = fields.Datetime.now()
        self.sudo().write({"date_replied": now})
        self.sudo().resolution_id._offer(now)
        self._meet_deadlines("replied")
        self._start_deadlines("replied")
        self._follow_offer()

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

    def _ask_to_look(self, activity_type="complaint_management.mail_activity_type_answer", get_summary=None):
        """One activity for the handler, or the team's leader, however many answers come.

        :param get_summary: function of the case in the reader's language
        """
        self.ensure_one()
        users = (self.user_id, self.team_id.user_id)
        user = next((u for u in users if u.active and u not in self.respondent_user_ids), None)
        if user and not self.activity_search([activity_type]):
            case = self.with_context(lang=user.lang)
            self.activity_schedule(
                activity_type,
                user_id=user.id,
                summary=get_summary(case) if get_summary else case.env._("The complainant answered"),
            )

    def _is_past_reopening(self):
        """Whether this closed case was closed longer ago than the policy's days for reopening."""
        self.ensure_one()
        last_day = (self.date_closed or self.create_date) + timedelta(days=self.policy_id.reopen_days)
        return last_day < fields.Datetime.now()
