from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        # EXTENDS hr: CNF-1, a respondent who gets a user leaves the case as one who had it before
        res = super().write(vals)
        if "user_id" in vals:
            # sudo: whoever keeps employees need not know of their cases
            self.env["complaint.case"].sudo().search([("respondent_ids", "in", self.ids)])._shut_out()
        return res
