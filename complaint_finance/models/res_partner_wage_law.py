from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if {"country_id", "state_id"} & vals.keys():
            # sudo: see _check_company_deductions
            self.env["res.company"].sudo().search([("partner_id", "in", self.ids)])._plan_deductions()
        return result

    @api.constrains("country_id", "state_id")
    def _check_company_deductions(self):
        """PEN-1: a company that deducts does not move where it may not, by its contact either."""
        # sudo: whether a contact is a company's, and what binds it
        companies = self.env["res.company"].sudo().search([("partner_id", "in", self.ids)])
        companies._check_deductions()
