from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_publish_names = fields.Selection(related="company_id.complaint_publish_names", readonly=False)
