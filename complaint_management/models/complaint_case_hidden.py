from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ComplaintCase(models.Model):
    """From whom a case is hidden: from its respondents, and a confidential one from everybody but a few (CNF).

    ``is_hidden`` says it for the user; the global record rules of the case and of all that belongs to it rest on it.
    It is asked anew in every query, so that a change of person, department or right counts at once.
    """

    _name = "complaint.case"
    _inherit = ["complaint.case.thread", "complaint.case"]
    _case_path = ""

    is_recused = fields.Boolean(
        "Complaint about Me", compute="_compute_is_recused", compute_sudo=True, search="_search_is_recused"
    )
    is_hidden = fields.Boolean(
        "Hidden from Me", compute="_compute_is_hidden", compute_sudo=True, search="_search_is_hidden"
    )

    _confidential = models.Index("(id) WHERE confidential IS TRUE")

    @api.depends("respondent_user_ids")
    @api.depends_context("uid")
    def _compute_is_recused(self):
        for case in self:
            case.is_recused = self.env.uid in case.respondent_user_ids.ids

    def _search_is_recused(self, operator, value):
        if operator != "in":
            return NotImplemented
        recused = Domain("respondent_user_ids", "in", [self.env.uid])
        return recused if True in value else ~recused

    @api.depends(
        *("is_recused", "confidential", "user_id", "team_id", "caller_ids", "step_ids.user_id"),
        "step_ids.department_id",
    )
    @api.depends_context("uid")
    def _compute_is_hidden(self):
        confidential = self.filtered("confidential") if self._minds_confidential() else self.browse()
        open_to_user = confidential and self.with_context(active_test=False).search(
            Domain("id", "in", confidential._origin.ids) & self._confidants_domain()
        )
        for case in self:
            case.is_hidden = case.is_recused or (case in confidential and case._origin not in open_to_user)

    def _search_is_hidden(self, operator, value):
        if operator != "in":
            return NotImplemented
        hidden = Domain("is_recused", "=", True)
        if self._minds_confidential():
            hidden |= self._secret_domain()
        return hidden if True in value else ~hidden

    @api.model
    def _get_hidden_ids(self):
        """Hidden cases are few: by their ids what belongs to a case is found through its index."""
        arms = [
            SQL(
                "SELECT complaint_case_id FROM complaint_case_respondent_user_rel WHERE res_users_id = %s",
                self.env.uid,
                to_flush=self._fields["respondent_user_ids"],
            )
        ]
        if self._minds_confidential():
            # sudo: the people of a case are compared, for the rules themselves
            arms.append(self.sudo().with_context(active_test=False)._search(self._secret_domain()).select())
        return SQL("(%s)", SQL(" UNION ").join(arms))

    @api.model
    def _secret_domain(self):
        """CNF-2: confidential cases in which the user has no part."""
        return Domain("confidential", "=", True) & ~self._confidants_domain()

    @api.model
    def _minds_confidential(self):
        """Managers see what is confidential; customers have no access to cases but through the portal (CUS-4)."""
        return self.env.user._is_internal() and not self.env.user.has_group("complaint_management.group_manager")

    @api.model
    def _confidants_domain(self):
        """CNF-2: cases of which the user is handler, team leader or one of those who have a part to do.

        Parts are steps, callbacks, remedies, and reviews by an authority tier, without which nothing could be approved.
        """
        uid = self.env.uid
        steps = Domain("user_id", "=", uid) | Domain("department_id", "in", self._own_departments_sql())
        return (
            Domain("user_id", "=", uid)
            | Domain("team_id.user_id", "=", uid)
            | Domain("step_ids", "any", steps)
            | Domain("caller_ids", "in", [uid])
            | Domain("resolution_ids.remedy_ids.responsible_id", "=", uid)
            | Domain("resolution_ids.review_ids.reviewer_ids", "in", [uid])
        )

    def _get_cases(self):
        return self.sudo()

    def _get_shut_out(self, partners):
        """Those of ``partners`` who must not hear of these cases: respondents, and strangers to a confidential one."""
        # sudo: people are compared
        cases_sudo = self.sudo()
        shut_out = partners & (cases_sudo.respondent_user_ids.partner_id | cases_sudo.respondent_ids.work_contact_id)
        if confidential := cases_sudo.filtered("confidential"):
            colleagues = (partners - shut_out).sudo().user_ids.filtered(lambda user: not user.share)
            hidden = colleagues.filtered(lambda user: confidential._is_hidden_from(user))
            shut_out |= partners & hidden.partner_id
        return shut_out

    def _get_stand_in(self, user):
        """``user``, or the handler or team leader in the place of one who may not know of these cases."""
        for candidate in (user, self.user_id[:1], self.team_id.user_id[:1]):
            if candidate and not self._is_hidden_from(candidate):
                return candidate
        return self.env["res.users"]

    def _is_hidden_from(self, user):
        return any(self.with_user(user).sudo().mapped("is_hidden"))
