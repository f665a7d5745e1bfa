from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .complaint_penalty import MERITS


class ComplaintPenalty(models.Model):
    """PEN-2: the consent of the employee, where the wage law asks for it before anything is deducted."""

    _inherit = "complaint.penalty"

    needs_consent = fields.Boolean(compute="_compute_needs_consent", compute_sudo=True)
    is_consent_awaited = fields.Boolean(
        "Consent Awaited",
        compute="_compute_is_consent_awaited",
        search="_search_is_consent_awaited",
        help="The employee was told and has not consented yet, so nothing is deducted.",
    )

    @api.depends("kind", "amount", "company_id", "employee_id")
    def _compute_needs_consent(self):
        asking = {
            company: company.complaint_deductions and company._get_wage_law().needs_consent
            for company in self.company_id
        }
        for penalty in self:
            carries = penalty.kind not in (*MERITS, "training") and (penalty.amount or penalty.kind == "major_demerit")
            penalty.needs_consent = bool(penalty.employee_id and carries and asking.get(penalty.company_id))

    @api.depends("needs_consent", "consent_date", "state")
    def _compute_is_consent_awaited(self):
        for penalty in self:
            told = penalty.state in ("notified", "confirmed")
            penalty.is_consent_awaited = told and penalty.needs_consent and not penalty.consent_date

    def _search_is_consent_awaited(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: which companies deduct, and by what law
        companies = self.env["res.company"].sudo().search([("complaint_deductions", "=", True)])
        asking = companies.filtered(lambda company: company._get_wage_law().needs_consent)
        awaited = Domain.AND(
            [
                [("company_id", "in", asking.ids), ("state", "in", ("notified", "confirmed"))],
                [("consent_date", "=", False), ("employee_id", "!=", False), ("kind", "not in", (*MERITS, "training"))],
                ["|", ("amount", ">", 0), ("kind", "=", "major_demerit")],
            ]
        )
        return awaited if True in value else ~awaited

    def action_consent(self, text=None, date=None, attachment_ids=None):
        """PEN-2: the employee consents to the deduction on the notice, or HR records what they signed.

        Only after they were told. What was confirmed before is planned now.

        :param text: how consent was given, which HR says; without it the dialog that asks for it is returned
        :param date: the day of consent, for HR (date or ISO text); empty: today
        :param attachment_ids: ids of attachments that show it, of the user's own
        :raise AccessError: neither the employee nor an HR penalty officer
        :raise UserError: not told yet, no consent needed, given already, or a day before they were told
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_own and not (self.env.su or self.env.user.has_group("complaint_finance.group_penalty_officer")):
            raise AccessError(self.env._("The employee consents to their own notice, or HR records it for them."))
        if not self.date_notified:
            raise UserError(self.env._("%s: consent counts only after the employee was told.", self.display_name))
        self._check_state("notified", "confirmed")
        if not self.needs_consent:
            raise UserError(self.env._("%s: the law asks for no consent.", self.display_name))
        if self.consent_date:
            raise UserError(self.env._("%s: the employee has consented already.", self.display_name))
        if not self.is_own and not text:
            return self._ask("consent", self.env._("Record Consent"))
        day = self.company_id._get_complaint_today() if self.is_own else self._read_consent_day(date)
        if not self.is_own:
            self._keep_proof(attachment_ids)
        self._set_step(consent_date=day)
        body = self.env._("The employee consents to the deduction.")
        # sudo: the employee only reads the notice
        self.sudo().message_post(body=f"{body} {text}" if text else body, subtype_xmlid="mail.mt_note")
        return True

    def _read_consent_day(self, date):
        today = self.company_id._get_complaint_today()
        try:
            day = fields.Date.to_date(date) or today
        except (TypeError, ValueError):
            raise UserError(self.env._("%s: give the day of consent as a date.", self.display_name)) from None
        if not self.date_notified <= day <= today:
            raise UserError(
                self.env._(
                    "%(notice)s: the day of consent lies between %(told)s, when the employee was told, and today.",
                    notice=self.display_name,
                    told=self.date_notified,
                )
            )
        return day

    def _keep_proof(self, attachment_ids):
        """Hang the user's attachments on the notice. :raise AccessError: not theirs to move"""
        if not attachment_ids:
            return
        if not isinstance(attachment_ids, (list, tuple)) or any(type(number) is not int for number in attachment_ids):
            raise UserError(self.env._("%s: attachments are given by their ids.", self.display_name))
        attachments = self.env["ir.attachment"].browse(attachment_ids).exists()
        attachments.check_access("write")
        if any(
            a.create_uid != self.env.user or a.res_model not in (False, "complaint.penalty.answer") for a in attachments
        ):
            raise AccessError(self.env._("%s: attach files of your own that belong nowhere else.", self.display_name))
        attachments.write({"res_model": self._name, "res_id": self.id})
