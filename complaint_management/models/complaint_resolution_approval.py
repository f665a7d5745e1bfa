from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ComplaintResolution(models.Model):
    """Approval of resolutions by authority tiers, with base_tier_validation."""

    _name = "complaint.resolution"
    _inherit = ["complaint.resolution", "tier.validation"]

    _state_from = ["submitted"]
    _state_to = ["approved"]
    _cancel_state = "superseded"

    @api.depends("state")
    def _compute_need_validation(self):
        # EXTENDS base_tier_validation: it depends on the state, which the library does not say
        return super()._compute_need_validation()

    # === Actions ===

    def action_submit(self):
        """RES-2: hand the proposal to those whose tier covers its amount.

        :raise UserError: no remedies, quantities not known or more than claimed, or no tier covers it
        """
        self.case_id._check_handler()
        for resolution in self:
            if resolution.state != "draft":
                raise UserError(self.env._("%s has been submitted already.", resolution.name))
            if missing := resolution._missing_to_submit():
                raise UserError(
                    self.env._("%s cannot be submitted:", resolution.name)
                    + "".join(f"\n- {sentence}" for sentence in missing)
                )
        # sudo: the state is set by this method only; person and content have been checked
        self.sudo().write({"state": "submitted", "user_id": self.env.uid})
        self.case_id._meet_deadlines("resolution_proposed")
        for resolution in self:
            reviews = resolution.request_validation()
            # the library's fields know nothing of one another, so that they are stale within the transaction
            resolution.invalidate_recordset(["review_ids", "need_validation", "can_review", "reviewer_ids"])
            if not reviews:
                raise UserError(
                    self.env._(
                        "No authority tier covers %(name)s with its amount of %(amount)s. Ask for one to be defined.",
                        name=resolution.name,
                        amount=resolution.company_currency_id.format(resolution.amount_total_company),
                    )
                )
            if resolution.case_id.respondent_ids and reviews.filtered(lambda r: not r.reviewer_ids):
                raise UserError(
                    self.env._(
                        "Nobody whom the authority tiers name may approve %s: respondents cannot. Ask for another.",
                        resolution.name,
                    )
                )

    def action_approve(self, comment=None):
        """RES-7: approve the reviews that wait for the user; after the last one the resolution is approved.

        :raise AccessError: no review waits for the user, or it is the user's own proposal (RES-3)
        """
        for resolution in self:
            reviews = resolution._get_own_reviews()
            if comment:
                reviews.comment = comment
            resolution._validate_tier(reviews)

    def action_reject(self, reason=None):
        """RES-7: reject with a reason; the proposal goes back to its proposer, who may make a new version."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "reject_resolution")
        for resolution in self:
            reviews = resolution._get_own_reviews()
            reviews.comment = reason
            resolution._rejected_tier(reviews)

    # === Reviews ===

    def _get_own_reviews(self):
        """The reviews of this resolution that wait for the user (RES-3: never for the proposer)."""
        self.ensure_one()
        if self.state == "submitted" and self.user_id == self.env.user:
            raise AccessError(self.env._("%s is your own proposal; somebody else approves it.", self.name))
        reviews = self.review_ids.filtered(lambda r: r.sequence in self._get_sequences_to_approve(self.env.user))
        if not reviews or self.state != "submitted":
            raise AccessError(self.env._("No approval of %s waits for you.", self.name))
        return reviews

    def _validate_tier(self, tiers=False):
        # EXTENDS base_tier_validation: the last approval approves the resolution, without another click
        if self.state == "submitted" and self.user_id == self.env.user:
            raise AccessError(self.env._("%s is your own proposal; somebody else approves it.", self.name))
        self.case_id._check_not_recused(self.env.user)
        super()._validate_tier(tiers)
        if self.state == "submitted" and self.validation_status == "validated":
            # sudo: approvers read the resolution; their reviews were the condition
            self.sudo().write({"state": "approved", "date_approved": fields.Datetime.now()})
            self.sudo().case_id._meet_deadlines("approved")
            self.sudo().case_id._start_deadlines("approved")

    def _rejected_tier(self, tiers=False):
        # EXTENDS base_tier_validation: one rejection sends the resolution back
        self.case_id._check_not_recused(self.env.user)
        super()._rejected_tier(tiers)
        if self.state == "submitted" and self.validation_status == "rejected":
            reason = self.review_ids.filtered(lambda r: r.status == "rejected")[:1].comment
            # sudo: as in _validate_tier
            self.sudo().with_context(skip_validation_check=True).write({"state": "rejected", "reject_reason": reason})

    def _allow_to_remove_reviews(self, values):
        # EXTENDS base_tier_validation: reviews are the record of who approved, and are kept (RES-7)
        return False
