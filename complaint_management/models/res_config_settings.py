from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_recourse = fields.Html(related="company_id.complaint_recourse", readonly=False)
