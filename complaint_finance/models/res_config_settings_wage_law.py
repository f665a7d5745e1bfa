from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """PEN-1: the switch and the minimum wage it may ask for, written together so that they are checked together."""

    _inherit = "res.config.settings"

    complaint_deductions = fields.Boolean("Deductions from the Performance Bonus")
    complaint_minimum_wage = fields.Monetary("Monthly Minimum Wage", currency_field="currency_id")
    complaint_wage_law_id = fields.Many2one(related="company_id.complaint_wage_law_id")
    complaint_allows_deduction = fields.Boolean(related="complaint_wage_law_id.allows_deduction")
    complaint_keeps_minimum_wage = fields.Boolean(related="complaint_wage_law_id.keeps_minimum_wage")

    @api.model
    def get_values(self):
        company = self.env.company
        return super().get_values() | {
            "complaint_deductions": company.complaint_deductions,
            "complaint_minimum_wage": company.complaint_minimum_wage,
        }

    def set_values(self):
        result = super().set_values()
        names = ("complaint_deductions", "complaint_minimum_wage")
        changed = {name: self[name] for name in names if self[name] != self.company_id[name]}
        if changed:
            self.company_id.write(changed)
        return result
