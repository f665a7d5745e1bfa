from odoo import api, models
from odoo.exceptions import AccessError


class TierReview(models.Model):
    _inherit = "tier.review"

    # The library lets every employee write reviews; a resolution's are written by those who may (RES-2, RES-7).

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

    def _check_complaint_reviewer(self):
        reviews = self.filtered(lambda r: r.model == "complaint.resolution")
        if not self.env.su and any(self.env.user not in review.reviewer_ids for review in reviews):
            raise AccessError(self.env._("Only those whom the authority tier names review a resolution."))
