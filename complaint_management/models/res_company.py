from datetime import datetime, time

import pytz

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_recourse = fields.Html(
        "Recourse of Complainants",
        translate=True,
        groups="base.group_user",
        help="Whom a customer can turn to who does not agree, inside and outside the company. Letters that refuse say "
        "it; left empty, they say nothing of it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_complaint_sequences()
        return companies

    def write(self, vals):
        """DDL-7: another working schedule counts the deadlines of the company's cases anew."""
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self._refresh_complaint_deadlines()
        return result

    def _get_complaint_tz(self):
        """The name of the time zone in which the company works; of none, UTC."""
        return self.sudo().resource_calendar_id.tz or "UTC"  # sudo: of the calendar only the time zone is read

    def _get_complaint_day(self, moment):
        """The day of ``moment`` (naive UTC) where the company is."""
        return fields.Datetime.context_timestamp(self.with_context(tz=self._get_complaint_tz()), moment).date()

    def _get_complaint_today(self):
        """Today where the company is."""
        return fields.Date.context_today(self.with_context(tz=self._get_complaint_tz()))

    def _get_complaint_day_start(self, day):
        """Midnight at the beginning of ``day`` where the company is, in naive UTC."""
        zone = pytz.timezone(self._get_complaint_tz())
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    def _refresh_complaint_deadlines(self):
        # sudo: whoever changes a company changes the deadlines that follow from it
        policies = self.env["complaint.policy"].sudo().with_context(active_test=False)
        policies.search([("company_id", "in", [False, *self.ids])])._refresh_deadlines()

    @api.model
    def _create_missing_complaint_sequences(self):
        self.search([("active", "in", [True, False])])._create_complaint_sequences()

    def _create_complaint_sequences(self):
        """INT-15: every company counts its own cases and slips, from 1 each month; an administrator may change it."""
        # sudo: whoever may create a company gets its sequence with it; no value comes from the caller
        sequence_sudo = self.env["ir.sequence"].sudo()
        kinds = self._get_complaint_sequences()
        known = sequence_sudo.search([("code", "in", list(kinds)), ("company_id", "in", self.ids)])
        numbered = {(sequence.company_id, sequence.code) for sequence in known}
        sequence_sudo.create(
            [
                {
                    "name": f"{name} ({company.name})",
                    "code": code,
                    "company_id": company.id,
                    "prefix": f"{letters}%(range_y)s%(range_month)s",
                    "padding": 4,
                    "use_date_range": True,
                    "date_range_unit": "month",
                }
                for company in self
                for code, (name, letters) in kinds.items()
                if (company, code) not in numbered
            ]
        )

    @api.model
    def _get_complaint_sequences(self):
        """What is counted: for each model its name and the letters its numbers begin with. Extend this."""
        return {
            "complaint.case": (self.env._("Complaint case"), ""),
            "complaint.slip": (self.env._("Complaint slip"), "S"),
        }
