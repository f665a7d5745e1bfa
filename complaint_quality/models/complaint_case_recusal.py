from odoo import api, models
from odoo.fields import Domain


class ComplaintCase(models.Model):
    """Who may know of a case (CNF), with the people of its investigations."""

    _inherit = "complaint.case"

    @api.model
    def _get_all_cases_groups(self):
        # EXTENDS complaint_management: the cause of one complaint is often found in another
        return super()._get_all_cases_groups() + ",complaint_quality.group_quality_user"

    @api.model
    def _confidants_domain(self):
        # EXTENDS complaint_management: CNF-2, whoever leads its investigation, or carries out or checks its actions
        people = (
            Domain("user_id", "=", self.env.uid)
            | Domain("action_ids.user_id", "=", self.env.uid)
            | Domain("action_ids.check_user_id", "=", self.env.uid)
        )
        return super()._confidants_domain() | Domain("investigation_ids", "any", people)

    def _replace_people(self, users):
        # EXTENDS complaint_management: CNF-1, a leader is followed by the handler or whoever names the respondents
        super()._replace_people(users)
        for investigation in self.investigation_ids.filtered(lambda i: not i.date_closed):
            if investigation.user_id in users:
                investigation.user_id = self._get_stand_in(self.env.user) or self.env.user
            actions = investigation.action_ids.filtered(lambda a: a.state in ("todo", "checking"))
            actions.filtered(lambda a: a.check_user_id in users).check_user_id = False
            owned = actions.filtered(lambda a: a.state == "todo" and a.user_id in users)
            owned.filtered(lambda a: a.check_user_id == a.investigation_id.user_id).check_user_id = False
            owned.user_id = investigation.user_id
