from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.constrains("country_id", "state_id")
    def _check_company_deductions(self):
        """PEN-1: a company that deducts does not move where it may not, by its contact either."""
        # sudo: whether a contact is a company's, and what binds it
        companies = self.env["res.company"].sudo().search([("partner_id", "in", self.ids)])
        companies._check_deductions()
