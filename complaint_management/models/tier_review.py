from odoo import api, fields, models
from odoo.exceptions import AccessError

from .complaint_resolution_approval import OPEN_STATUSES


class TierReview(models.Model):
    """The library lets every employee read and write reviews; a resolution's are hidden with their case (CNF-1, CNF-2)
    and written by the resolution's own methods only (RES-2, RES-7). As long as they are open, they follow the people
    whom their tier means."""

    _name = "tier.review"
    _inherit = ["complaint.hidden.link", "tier.review"]
    _res_model_field = "model"

    complaint_resolution_id = fields.Many2one(
        "complaint.resolution",
        compute="_compute_complaint_resolution_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )

    @api.depends("model", "res_id")
    def _compute_complaint_resolution_id(self):
        for review in self:
            review.complaint_resolution_id = review.res_id if review.model == "complaint.resolution" else False

    @api.depends(lambda self: self._get_reviewer_fields())
    def _compute_reviewer_ids(self):
        # EXTENDS base_tier_validation: whose a closed review was stays as it was
        # archived people are seen as well, so that they are taken off
        ours = self.filtered(lambda r: r.model == "complaint.resolution").with_context(active_test=False)
        for review in ours:
            is_closed = review._origin and review.status not in OPEN_STATUSES
            review.reviewer_ids = review.reviewer_ids if is_closed else review._get_reviewers()
        return super(TierReview, self - ours)._compute_reviewer_ids()

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews._check_written_by_procedure()
        return reviews

    def write(self, vals):
        opened = vals == {"status": "pending"} and not set(self.mapped("status")) - set(OPEN_STATUSES)
        if not (opened or self._is_own_comment(vals)):
            self._check_written_by_procedure()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaint(self):
        if not self.env.su and "complaint.resolution" in self.mapped("model"):
            raise AccessError(self.env._("Who approved a resolution stays on record; reviews are not deleted."))

    # === Helpers ===

    @api.model
    def _get_reviewer_fields(self):
        # EXTENDS base_tier_validation: whatever changes who may approve
        role, resolution = "definition_id.complaint_role_id", "complaint_resolution_id"
        return [
            *super()._get_reviewer_fields(),
            "reviewer_id.active",
            "reviewer_group_id.user_ids.active",
            "definition_id.review_type",
            f"{role}.kind",
            f"{role}.group_id.user_ids.active",
            f"{role}.user_ids.active",
            f"{role}.department_id.manager_id.user_id",
            f"{resolution}.author_ids",
            f"{resolution}.case_id.respondent_user_ids",
            f"{resolution}.case_id.user_id",
            f"{resolution}.case_id.first_receiver_id",
            f"{resolution}.case_id.team_id.user_id",
            f"{resolution}.case_id.department_id.manager_id.user_id",
            f"{resolution}.case_id.sale_order_id.user_id",
        ]

    def _get_reviewers(self):
        # EXTENDS base_tier_validation: roles; nobody approves who may not (RES-3) or cannot
        # sudo: people are compared
        resolution = self.sudo().complaint_resolution_id
        if not resolution:
            return super()._get_reviewers()
        if self.review_type == "complaint_role":
            users = self.sudo().definition_id.complaint_role_id._get_users(resolution.case_id)
        else:
            users = super()._get_reviewers()
        return resolution._filter_reviewers(users)

    def _follow_people(self):
        """Where a change of people went unnoticed, e.g. of a group that implies another; others are not written."""
        for review in self.with_context(active_test=False):
            users = review._get_reviewers()
            if users != review.reviewer_ids:
                review.reviewer_ids = users

    def _is_own_comment(self, vals):
        return set(vals) == {"comment"} and all(
            review.status in OPEN_STATUSES and self.env.user in review.reviewer_ids for review in self
        )

    def _check_written_by_procedure(self):
        if not self.env.su and "complaint.resolution" in self.mapped("model"):
            raise AccessError(self.env._("Only those whom the authority tier names review a resolution."))
