from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_allowance_account_id = fields.Many2one(
        related="company_id.complaint_allowance_account_id", readonly=False, check_company=True
    )
    complaint_compensation_account_id = fields.Many2one(
        related="company_id.complaint_compensation_account_id", readonly=False, check_company=True
    )
    complaint_compensation_tax_ids = fields.Many2many(
        related="company_id.complaint_compensation_tax_ids", readonly=False, check_company=True
    )
    complaint_return_tolerance = fields.Float(related="company_id.complaint_return_tolerance", readonly=False)
