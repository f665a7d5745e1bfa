from odoo import api, models
from odoo.exceptions import AccessError


class TierReview(models.Model):
    """The library lets every employee read and write reviews; a resolution's are hidden with their case (CNF-1, CNF-2)
    and written by those who may (RES-2, RES-7)."""

    _name = "tier.review"
    _inherit = ["complaint.hidden.link", "tier.review"]
    _res_model_field = "model"

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        if any(review.status in ("approved", "rejected") for review in reviews):
            reviews._check_complaint_reviewer()
        return reviews

    def write(self, vals):
        if vals.get("status") not in ("waiting", "pending"):
            self._check_complaint_reviewer()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaint(self):
        if not self.env.su and "complaint.resolution" in self.mapped("model"):
            raise AccessError(self.env._("Who approved a resolution stays on record; reviews are not deleted."))

    def _get_reviewers(self):
        # EXTENDS base_tier_validation: CNF-1, RES-3, a respondent does not approve
        reviewers = super()._get_reviewers()
        if self.model == "complaint.resolution" and self.res_id:
            # sudo: people are compared
            reviewers -= self.env["complaint.resolution"].sudo().browse(self.res_id).case_id.respondent_user_ids
        return reviewers

    def _check_complaint_reviewer(self):
        reviews = self.filtered(lambda r: r.model == "complaint.resolution")
        if not self.env.su and any(self.env.user not in review.reviewer_ids for review in reviews):
            raise AccessError(self.env._("Only those whom the authority tier names review a resolution."))
