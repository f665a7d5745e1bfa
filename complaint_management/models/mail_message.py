from odoo import models


class MailMessage(models.Model):
    """Messages of a hidden case are nobody's own: not their author's, not their recipients' (CNF-1, CNF-2)."""

    _name = "mail.message"
    _inherit = ["complaint.hidden.link", "mail.message"]
    _res_model_field = "model"
