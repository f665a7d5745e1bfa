from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _create_complaint_sequences(self):
        """EXTENDS complaint_management: investigations are numbered per company too, from 1 each month."""
        result = super()._create_complaint_sequences()
        # sudo: whoever may create a company gets its sequence with it; no value comes from the caller
        sequence_sudo = self.env["ir.sequence"].sudo()
        domain = [("code", "=", "complaint.investigation"), ("company_id", "in", self.ids)]
        known = sequence_sudo.search(domain).company_id
        sequence_sudo.create(
            [
                {
                    "name": self.env._("Complaint investigation (%s)", company.name),
                    "code": "complaint.investigation",
                    "company_id": company.id,
                    "prefix": "INV/%(range_y)s%(range_month)s",
                    "padding": 4,
                    "use_date_range": True,
                    "date_range_unit": "month",
                }
                for company in self - known
            ]
        )
        return result
