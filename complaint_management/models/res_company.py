from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_complaint_sequences()
        return companies

    @api.model
    def _create_missing_complaint_sequences(self):
        self.search([("active", "in", [True, False])])._create_complaint_sequences()

    def _create_complaint_sequences(self):
        """INT-15: every company counts its own cases, from 1 each month; an administrator may change the sequence."""
        # sudo: whoever may create a company gets its sequence with it; no value comes from the caller
        sequence_sudo = self.env["ir.sequence"].sudo()
        known = sequence_sudo.search([("code", "=", "complaint.case"), ("company_id", "in", self.ids)]).company_id
        sequence_sudo.create(
            [
                {
                    "name": self.env._("Complaint case (%s)", company.name),
                    "code": "complaint.case",
                    "company_id": company.id,
                    "prefix": "%(range_y)s%(range_month)s",
                    "padding": 4,
                    "use_date_range": True,
                    "date_range_unit": "month",
                }
                for company in self - known
            ]
        )
