from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import format_list, plaintext2html


class ComplaintCase(models.Model):
    """Enquiries, requests and suggestions: answered and closed (INT-9)."""

    _inherit = "complaint.case"

    def write(self, vals):
        """INT-9: the type is settled while the case is being received; deadlines that hold for it begin."""
        changed = self.browse()
        if "case_type" in vals:
            changed = self.filtered(lambda c: c.case_type != vals["case_type"])
            if late := changed.filtered(lambda c: c.state != "received"):
                raise UserError(
                    self.env._(
                        "%s: the type is changed only as long as the case is in phase Received.",
                        format_list(self.env, late.mapped("display_name")),
                    )
                )
        result = super().write(vals)
        if "first_receiver_id" in vals:
            changed |= self.filtered(lambda c: c.state == "received")
        # sudo: deadlines are the procedure's
        changed.sudo().deadline_ids.filtered(
            lambda d: d.milestone == "admissibility" and not d.date_met and d.case_id.case_type != "complaint"
        ).unlink()
        changed._start_deadlines("received")
        return result

    # === Actions ===

    def action_answer(self, body=None):
        """INT-9, CUS-2: a written answer to the complainant, before the case is closed from received.

        :param body: the answer's text, sent as it is; without one the mail is opened to edit and send, or the dialog
            for a letter where there is no address
        :raise UserError: wrong phase, or no address
        """
        self._check_answer(needs_address=bool(body))
        if body:
            for case in self:
                case.with_context(complaint_answer=True).message_post(
                    body=plaintext2html(body),
                    partner_ids=case.partner_id.filtered("email").ids,
                    outgoing_email_to=False if case.partner_id.email else case.contact_email,
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    subject=self.env._("Your message %(number)s: %(subject)s", number=case.name, subject=case.subject),
                )
            return True
        self.ensure_one()
        if not self._get_reachable():
            return self.action_record_reply()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": self.env.ref("complaint_management.mail_template_answer").id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "complaint_answer": True,
                "force_email": True,
            },
        }

    def message_post(self, **kwargs):
        """INT-9: the message that leaves the answer dialog is the answer."""
        is_answer = self._leaves_complaint_dialog("complaint_answer", kwargs.get("message_type"))
        if is_answer:
            self._check_answer()
        message = super().message_post(**kwargs)
        if is_answer:
            self._mark_answered()
        return message

    # === Helpers ===

    def _check_answer(self, needs_address=True):
        self._check_handler()
        for case in self:
            if case.state != "received":
                raise UserError(
                    self.env._("%s: only what is in phase Received is answered like this.", case.display_name)
                )
            if needs_address and not case._get_reachable():
                raise UserError(
                    self.env._(
                        "%s: neither the customer nor the contact has an e-mail address. Add one, or record a reply "
                        "on paper.",
                        case.display_name,
                    )
                )

    def _mark_answered(self):
        # sudo: dates are the procedure's; the callers have checked the person
        self.sudo().write({"date_replied": Datetime.now()})
        self._meet_deadlines("replied")
        self._start_deadlines("replied")

    def _end_answered(self):
        """Closed straight from received: what was not written was said; nothing else is to be kept any more."""
        self.filtered(lambda c: not c.date_replied)._mark_answered()
        self._drop_open_duties()

    def _missing_to_close(self):
        """CUS-2, INT-9: what came in writing has a written reply, a suggestion has a disposition."""
        missing = super()._missing_to_close()
        if self.channel_id.is_written and not self.date_replied:
            missing.append(
                self.env._("it came in writing (%s) and no written reply has been sent", self.channel_id.name)
            )
        if self.case_type == "suggestion" and not self.disposition:
            missing.append(self.env._("it is not said what became of the suggestion (disposition)"))
        return missing
