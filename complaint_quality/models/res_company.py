from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _create_complaint_sequences(self):
        """EXTENDS complaint_management: investigations, samples and claims count per company, from 1 each month."""
        result = super()._create_complaint_sequences()
        # sudo: whoever may create a company gets its sequence with it; no value comes from the caller
        sequence_sudo = self.env["ir.sequence"].sudo()
        kinds = {
            "complaint.investigation": (self.env._("Complaint investigation"), "INV/"),
            "complaint.sample": (self.env._("Complaint sample"), "SMP/"),
            "complaint.supplier.claim": (self.env._("Supplier claim"), "SCL/"),
        }
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
        return result
