from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

OPEN_STATUSES = ("waiting", "pending")


class ComplaintResolution(models.Model):
    """Approval of resolutions by authority tiers, with base_tier_validation.

    What the library may not know: the tiers come from the policy (RES-2), the proposer and the respondents are left out
    (RES-3), reviews are kept (RES-7), follow the people their tier means, and are closed with the proposal.
    """

    _name = "complaint.resolution"
    _inherit = ["complaint.resolution", "tier.validation"]

    _state_from = ["submitted"]
    _state_to = ["approved"]
    _cancel_state = "superseded"

    date_submitted = fields.Datetime("Waiting Since", readonly=True, copy=False)
    nobody_left = fields.Boolean(
        compute="_compute_nobody_left", help="An approval is due that nobody is left to give. Ask for approval again."
    )

    @api.depends("state")
    def _compute_need_validation(self):
        # EXTENDS base_tier_validation: the tiers are the policy's, and closed reviews do not count
        for resolution in self:
            resolution.need_validation = (
                resolution.state == "submitted"
                and not resolution._get_current_reviews()
                and bool(resolution._get_tiers())
            )

    @api.depends("review_ids", "review_ids.status")
    def _compute_validation_status(self):
        # EXTENDS base_tier_validation: a review that was closed unanswered counts no more
        for resolution in self:
            statuses = set(resolution._get_current_reviews().mapped("status"))
            found = [status for status in ("rejected", "pending", "waiting") if status in statuses]
            resolution.validation_status = found[0] if found else "validated" if statuses else "no"

    @api.depends("state", "review_ids.status", "review_ids.reviewer_ids")
    def _compute_nobody_left(self):
        for resolution in self:
            open_reviews = resolution.review_ids.filtered(lambda r: r.status in OPEN_STATUSES)
            resolution.nobody_left = resolution.state == "submitted" and any(
                not review.reviewer_ids for review in open_reviews
            )

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
        self._note_author()
        # sudo: the state is set by this method only; person and content have been checked
        self.sudo().write({"state": "submitted", "user_id": self.env.uid, "date_submitted": fields.Datetime.now()})
        self.case_id._meet_deadlines("resolution_proposed")
        for resolution in self:
            resolution._ask_reviewers()

    def action_ask_again(self):
        """RES-2: ask those whom today's tiers name, where people or tiers changed under way. Old reviews are kept.

        :raise UserError: it does not wait for approval, or no tier covers it
        """
        self.case_id._check_handler()
        for resolution in self:
            resolution._lock_for_review()
            if resolution.state != "submitted":
                raise UserError(self.env._("%s does not wait for approval.", resolution.name))
            resolution._close_reviews()
            resolution._message_log(body=self.env._("Approval was asked for again."))
            resolution._ask_reviewers()

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

    def request_validation(self):
        # EXTENDS base_tier_validation: RES-2, the policy's tiers from top to bottom
        vals_list = []
        for resolution in self:
            if resolution.need_validation:
                first = max(resolution.review_ids.mapped("sequence"), default=0) + 1
                for sequence, tier in enumerate(resolution._get_tiers(), first):
                    vals_list.append(resolution._prepare_tier_review_vals(tier, sequence))
        # sudo: reviews are made by the procedure only; what is asked for, and of whom, says the tier
        reviews = self.env["tier.review"].sudo().create(vals_list)
        self._forget_reviews()
        self.sudo()._update_counter({"review_created": True})
        self._notify_review_requested(reviews)
        return reviews

    # === Tiers ===

    def evaluate_tier(self, tier):
        # EXTENDS base_tier_validation: amount and severity, besides the domain
        return super().evaluate_tier(tier).filtered(tier._covers_complaint)

    def _get_tiers(self):
        """RES-2: the tiers that must approve, first to last: the policy's own, or where it has none the general ones.

        Empty where no tier covers amount and severity; goodwill comes on top of these and does not stand in for them.
        """
        self.ensure_one()
        # sudo: which tiers hold is the same for everybody
        tiers = (
            self.env["tier.definition"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("company_id", "in", (False, self.company_id.id)),
                    ("complaint_policy_id", "in", (False, self.case_id.policy_id.id)),
                ]
            )
        )
        regular = self._choose_tiers(tiers.filtered(lambda t: not t.complaint_goodwill))
        return regular and (regular | self._get_goodwill_tiers(tiers)).sorted(lambda t: (t.sequence, t.id))

    def _choose_tiers(self, tiers):
        """Of ``tiers`` those of the policy, or where it has none the general ones, that cover this resolution."""
        chosen = tiers.filtered("complaint_policy_id") or tiers
        return chosen.filtered(self.evaluate_tier)

    def _filter_reviewers(self, users):
        """RES-3, CNF-1: of ``users`` those who may approve: not who worked it out, not who is complained about."""
        self.ensure_one()
        barred = self.author_ids | self.user_id | self.case_id.respondent_user_ids
        return users.sudo().filtered(
            lambda u: (
                u.active
                and u not in barred
                and self.company_id in u.company_ids
                and u.has_group("complaint_management.group_user")
            )
        )

    # === Reviews ===

    def _ask_reviewers(self):
        """:raise UserError: no tier covers it, or nobody is left whom a tier names"""
        self._forget_reviews()
        if not self._get_tiers():
            raise UserError(
                self.env._(
                    "No authority tier covers %(name)s with its amount of %(amount)s. Ask for one to be defined.",
                    name=self.name,
                    amount=self.company_currency_id.format(self.amount_total_company),
                )
            )
        self._check_goodwill_tier()
        reviews = self.request_validation()
        if empty := reviews.filtered(lambda r: not r.reviewer_ids):
            raise UserError(
                self.env._(
                    "Nobody whom the authority tiers name may approve %(name)s (%(tiers)s): respondents cannot, nor "
                    "can those who worked it out or do not work with complaints. Ask for another.",
                    name=self.name,
                    tiers=", ".join(empty.mapped("name")),
                )
            )

    def _get_current_reviews(self):
        """Those that count: what was closed unanswered is kept on record only."""
        return self.review_ids.filtered(lambda r: r.status != "cancel")

    def _get_own_reviews(self):
        """The reviews of this resolution that wait for the user (RES-3: never for the proposer)."""
        self.ensure_one()
        self._check_not_own()
        # whoever has just become the department's head or the like may approve at once
        # sudo: people are compared
        self.sudo().review_ids.filtered(lambda r: r.status in OPEN_STATUSES)._follow_people()
        reviews = self.review_ids.filtered(
            lambda r: r.status in OPEN_STATUSES and r.sequence in self._get_sequences_to_approve(self.env.user)
        )
        if not reviews or self.state != "submitted":
            raise AccessError(self.env._("No approval of %s waits for you.", self.name))
        return reviews

    def _check_not_own(self):
        if self.state == "submitted" and self.env.user in self.author_ids | self.user_id:
            raise AccessError(self.env._("%s is your own proposal; somebody else approves it.", self.name))

    def _validate_tier(self, tiers=False):
        # EXTENDS base_tier_validation: the last approval approves the resolution, without another click
        self.case_id._check_not_recused(self.env.user)
        self._lock_for_review()
        reviews = self._get_own_reviews()
        # sudo: reviews are written by the procedure only; these are the user's, as has been checked
        self_sudo = self.sudo()
        bypassed = self_sudo.review_ids.filtered(
            lambda r: r.status in OPEN_STATUSES and r.approve_sequence_bypass and self.env.user in r.reviewer_ids
        )
        super(ComplaintResolution, self_sudo)._validate_tier((reviews & tiers if tiers else reviews).sudo() | bypassed)
        self._forget_reviews()
        self_sudo._update_counter({"review_deleted": True})
        if self.state == "submitted" and self.validation_status == "validated":
            self_sudo.write({"state": "approved", "date_approved": fields.Datetime.now()})
            self_sudo.case_id._meet_deadlines("approved")
            self_sudo.case_id._start_deadlines("approved")

    def _rejected_tier(self, tiers=False):
        # EXTENDS base_tier_validation: one rejection sends the resolution back, and closes what still waits
        self.case_id._check_not_recused(self.env.user)
        self._lock_for_review()
        reviews = self._get_own_reviews()
        reason = next((review.comment for review in reviews if (review.comment or "").strip()), None)
        if not reason:
            raise UserError(self.env._("%s: give a reason for the rejection.", self.name))
        # sudo: as in _validate_tier
        self_sudo = self.sudo()
        super(ComplaintResolution, self_sudo)._rejected_tier(reviews.sudo())
        self_sudo.with_context(skip_validation_check=True).write({"state": "rejected", "reject_reason": reason})
        self._close_reviews()
        self_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            summary=self.with_context(lang=self.user_id.lang).env._("Rejected: make a new version"),
            note=reason,
        )

    def _close_reviews(self):
        """No review is left waiting in anybody's list for what is no longer to be approved."""
        # sudo: the callers check the person
        open_reviews = self.sudo().review_ids.filtered(lambda r: r.status in OPEN_STATUSES)
        open_reviews.write({"status": "cancel"})
        self._forget_reviews()
        for partner in open_reviews.reviewer_ids.partner_id:
            partner._bus_send("base.tier.validation/updated", {"review_deleted": True})

    def _supersede(self):
        res = super()._supersede()
        self._close_reviews()
        return res

    def _forget_reviews(self):
        # the library's fields know nothing of one another, so that they are stale within the transaction
        self.env["tier.review"].flush_model(["status", "reviewer_ids", "can_review"])
        self.invalidate_recordset(["review_ids", "need_validation", "can_review", "reviewer_ids"])

    def _lock_for_review(self):
        """One transaction at a time judges a resolution.

        The row is written, not only locked: whoever waited then starts again and sees what the other one decided.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE complaint_resolution SET write_date = write_date WHERE id IN %s", tuple(self.ids))
        )

    def _allow_to_remove_reviews(self, values):
        # EXTENDS base_tier_validation: reviews are the record of who approved, and are kept (RES-7)
        return False
