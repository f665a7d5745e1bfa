from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_evidence_type_ids = fields.Many2many(related="company_id.complaint_evidence_type_ids", readonly=False)
