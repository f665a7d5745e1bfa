from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _get_complaint_sequences(self):
        return {
            **super()._get_complaint_sequences(),
            "complaint.investigation": (self.env._("Complaint investigation"), "INV/"),
            "complaint.sample": (self.env._("Complaint sample"), "SMP/"),
            "complaint.supplier.claim": (self.env._("Supplier claim"), "SCL/"),
        }
