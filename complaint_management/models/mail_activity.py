from odoo import api, models


class MailActivity(models.Model):
    """Nobody has anything to do in a case that is hidden from them (CNF-1, CNF-2)."""

    _name = "mail.activity"
    _inherit = ["complaint.hidden.link", "mail.activity"]

    @api.constrains("user_id", "res_model_id", "res_id")
    def _check_complaint_open_to_user(self):
        """CNF-1, CNF-2: an activity is given to those only who see its case."""
        threads = self._get_complaint_threads()
        for (name, user), activities in self.grouped(lambda a: (a.res_model, a.user_id)).items():
            if user and name in threads:
                self.env[name].browse(activities.mapped("res_id"))._get_cases()._check_open_to(user)
