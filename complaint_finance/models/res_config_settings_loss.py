from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_analytic_distribution = fields.Json(related="company_id.complaint_analytic_distribution", readonly=False)
    analytic_precision = fields.Integer(
        compute="_compute_analytic_precision", help="Digits of the percentages in the analytic distribution."
    )

    def _compute_analytic_precision(self):
        self.analytic_precision = self.env["decimal.precision"].precision_get("Percentage Analytic")
