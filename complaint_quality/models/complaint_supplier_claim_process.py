from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import is_html_empty


class ComplaintSupplierClaim(models.Model):
    """The way of a claim: sent, answered, agreed or refused, closed (SUP-1)."""

    _inherit = "complaint.supplier.claim"

    # === Actions ===

    def action_send(self):
        """SUP-1: open the letter to the supplier, in their language, to edit and send; sending it makes the claim.

        :raise UserError: what is missing, all at once
        """
        self.ensure_one()
        self._check_sendable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Claim"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": self.env.ref("complaint_quality.mail_template_supplier_claim").id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "complaint_claim_letter": True,
                "force_email": True,
            },
        }

    def action_send_letter(self):
        """SUP-1: send the letter as the template composes it, without editing; for clients without a screen."""
        self._check_sendable()
        template = self.env.ref("complaint_quality.mail_template_supplier_claim")
        for claim in self:
            values = template._generate_template(claim.ids, ("body_html", "email_from", "subject"))[claim.id]
            claim.with_context(complaint_claim_letter=True).message_post(
                body=values["body_html"],
                subject=values["subject"],
                email_from=values["email_from"],
                partner_ids=claim.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
                email_add_signature=False,
                force_email_lang=template._render_lang(claim.ids)[claim.id],
            )
        return True

    def action_record_sent(self):
        """SUP-1: it went out on paper, or by the supplier's own portal."""
        self._check_sendable(by_mail=False)
        self._mark_sent()
        return True

    def action_answer(self, answer=None):
        """SUP-1: the supplier has answered.

        :param answer: text or HTML; without it, what is written on the claim or attached as their 8D counts
        :raise UserError: it was not sent, or nothing of an answer is here
        """
        self._check_state("sent")
        if answer is not None:
            if not isinstance(answer, str):
                raise UserError(self.env._("The supplier's answer is a text."))
            self.write({"answer": answer})
        for claim in self:
            if not (not is_html_empty(claim.answer) or claim.report_ids):
                raise UserError(
                    self.env._("%s: write down the supplier's answer or attach their 8D first.", claim.display_name)
                )
        return self._set_state("answered", date_answered=fields.Datetime.now())

    def action_agree(self, amount=None):
        """SUP-1: the supplier bears an amount; it reduces the loss of the case.

        :param amount: in the currency of the claim, before tax; without it, the agreed amount written on the claim
        :raise UserError: it was not sent, or there is no amount above zero
        """
        self._check_state("sent", "answered", "refused")
        if amount is not None:
            if not self._is_figure(amount):
                raise UserError(self.env._("The agreed amount is a number."))
            # sudo: of what was refused the amount is frozen until it is agreed after all; person and state are checked
            self.sudo().write({"amount_agreed": amount})
        for claim in self:
            if claim.currency_id.compare_amounts(claim.amount_agreed, 0) <= 0:
                raise UserError(
                    self.env._("%s: enter the agreed amount, or refuse or close the claim.", claim.display_name)
                )
        for company, claims in self.grouped("company_id").items():
            claims._set_state(
                "agreed",
                date_agreed=company._get_complaint_today(),
                agreed_by_id=self.env.uid,
                reason=False,
                date_closed=False,
            )
        self._follow_recovery()
        return True

    def action_refuse(self, reason=None):
        """SUP-1: the supplier bears nothing, for a reason; without one the dialog that asks for it is returned.

        :raise UserError: it was not sent
        """
        self._check_state("sent", "answered")
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "refuse_claim")
        return self._set_state("refused", reason=self._get_reason(reason), amount_agreed=0)

    def action_close(self, reason=None):
        """SUP-1: nothing is expected any more. What was neither agreed nor refused is given up for a reason.

        :raise UserError: it is closed already
        """
        self._check_state("draft", "sent", "answered", "agreed", "refused")
        now = fields.Datetime.now()
        given_up = self.filtered(lambda claim: claim.state not in ("agreed", "refused"))
        if given_up and reason is None:
            return self.env["complaint.reason"]._ask(self, "close_claim")
        if given_up:
            given_up._set_state("closed", reason=self._get_reason(reason), amount_agreed=0, date_closed=now)
        return (self - given_up)._set_state("closed", date_closed=now)

    def action_reopen(self, reason=None):
        """SUP-1: it is negotiated again; what was agreed no longer reduces the loss.

        :param reason: without one the dialog that asks for it is returned
        :raise UserError: it is open, was never sent, or a vendor credit stands for it
        """
        self._check_state("agreed", "refused", "closed")
        for claim in self:
            if not claim.date_sent:
                raise UserError(self.env._("%s was never sent: make a new claim.", claim.display_name))
            # sudo: that a credit stands is told by its number
            if credits_sudo := claim.sudo()._get_credits():
                raise UserError(
                    self.env._(
                        "%(claim)s: cancel %(credit)s first.",
                        claim=claim.display_name,
                        credit=", ".join(credits_sudo.mapped("display_name")),
                    )
                )
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "reopen_claim")
        reason = self._get_reason(reason)
        for claim in self:
            claim._message_log(body=self.env._("Reopened: %s", reason))
        self._set_state("answered", date_agreed=False, agreed_by_id=False, reason=False, date_closed=False)
        for claim in self.filtered(lambda claim: not claim.date_answered):
            claim._set_state("sent")
        self._follow_recovery()
        return True

    # === The letter ===

    def message_post(self, **kwargs):
        """SUP-1: the message that leaves the dialog of the letter is the claim."""
        is_letter = self._leaves_complaint_dialog("complaint_claim_letter", kwargs.get("message_type"))
        if is_letter:
            self._check_sendable()
        message = super().message_post(**kwargs)
        if is_letter:
            self._mark_sent()
        return message

    def _check_sendable(self, by_mail=True):
        self._check_state("draft")
        for claim in self:
            if missing := claim._missing_to_send(by_mail):
                self._raise_missing(self.env._("%s cannot be sent:", claim.display_name), missing)

    def _missing_to_send(self, by_mail):
        """Sentences saying what the claim still needs; extend for more."""
        self.ensure_one()
        missing = []
        if not self.currency_id:
            missing.append(self.env._("the currency is not chosen"))
        elif self.currency_id.compare_amounts(self.amount_claimed, 0) <= 0:
            missing.append(self.env._("the demanded amount is not entered"))
        if not self.date_due or self.date_due < self.company_id._get_complaint_today():
            missing.append(self.env._("the day until which the supplier is to answer is not set, or is over"))
        if is_html_empty(self.description):
            missing.append(self.env._("nothing says what is wrong"))
        if by_mail and not self.partner_id.email:
            missing.append(
                self.env._("%s has no e-mail address; add one, or send it on paper", self.partner_id.display_name)
            )
        return missing

    def _mark_sent(self):
        # sudo: activities of the responsibility, which asked for this claim; person and state have been checked
        activities_sudo = self.sudo().responsibility_id.claim_activity_id.filtered("active")
        self._set_state("sent", date_sent=fields.Datetime.now(), sent_by_id=self.env.uid)
        if activities_sudo:
            activities_sudo.action_feedback(feedback=", ".join(self.mapped("name")))

    # === Helpers ===

    def _check_state(self, *states):
        """The user may take steps with these claims, and they are in one of ``states``."""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for claim in self:
            if claim.state not in states:
                raise UserError(
                    self.env._(
                        "%(claim)s is in state %(state)s; this step is taken in state %(states)s.",
                        claim=claim.display_name,
                        state=labels[claim.state],
                        states=[labels[state] for state in states],
                    )
                )

    def _lock(self):
        """Nobody else takes the same step with these claims at the same time."""
        try:
            # sudo: a row is locked
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(self.env._("Somebody else is working on this claim. Look again in a while.")) from error
        self.invalidate_recordset()

    def _set_state(self, state, **values):
        # sudo: state and dates are the procedure's; the caller has checked person and state
        self.sudo().write({"state": state, **values})
        return True

    def _follow_recovery(self):
        """SUP-1: what a supplier bears counts against the loss of the case, where losses are kept."""
        for claim in self:
            # sudo: the loss follows the claim, whoever negotiates
            claim.sudo().case_id._follow_recovery(
                claim.sudo(),
                claim.amount_recovered,
                {"name": claim.display_name, "date": claim.date_agreed or claim.company_id._get_complaint_today()},
            )
