from odoo import api, fields, models
from odoo.exceptions import AccessError


class TierReview(models.Model):
    """Reviews of penalty notices: written by the notice's own methods only, never for whom it is about."""

    _inherit = "tier.review"

    complaint_penalty_id = fields.Many2one(
        "complaint.penalty",
        compute="_compute_complaint_penalty_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )

    @api.depends("model", "res_id")
    def _compute_complaint_penalty_id(self):
        for review in self:
            review.complaint_penalty_id = review.res_id if review.model == "complaint.penalty" else False

    @api.model
    def _get_reviewer_fields(self):
        # EXTENDS complaint_management: whatever changes who may approve a notice
        penalty = "complaint_penalty_id"
        return [
            *super()._get_reviewer_fields(),
            f"{penalty}.employee_id.user_id",
            f"{penalty}.department_id.manager_id.user_id",
            f"{penalty}.case_id.user_id",
            f"{penalty}.case_id.department_id.manager_id.user_id",
        ]

    def _get_reviewers(self):
        # EXTENDS complaint_management: roles, and nobody about themselves
        # sudo: people are compared
        penalty_sudo = self.sudo().complaint_penalty_id
        if not penalty_sudo:
            return super()._get_reviewers()
        if self.review_type == "complaint_role":
            users = penalty_sudo._get_role_users(self.sudo().definition_id.complaint_role_id)
        else:
            users = super()._get_reviewers()
        return penalty_sudo._filter_reviewers(users)

    def _check_written_by_procedure(self):
        # EXTENDS complaint_management
        super()._check_written_by_procedure()
        if not self.env.su and "complaint.penalty" in self.mapped("model"):
            raise AccessError(self.env._("Only those whom the policy names review a notice."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_penalty(self):
        if not self.env.su and "complaint.penalty" in self.mapped("model"):
            raise AccessError(self.env._("Who approved a notice stays on record; reviews are not deleted."))
