from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .complaint_penalty_process import DECIDERS

OPEN_STATUSES = ("waiting", "pending")


class ComplaintPenalty(models.Model):
    """PEN-3: approval by whom the policy names, with base_tier_validation; where it names nobody, complaint managers.

    A draft stays a draft while it is reviewed and cannot be changed then. Nobody approves what is about themselves,
    and no head or member what is about their department as a whole.
    """

    _name = "complaint.penalty"
    _inherit = ["complaint.penalty", "tier.validation"]

    _state_from = ["draft"]
    _state_to = ["approved"]
    _cancel_state = "cancelled"

    can_approve = fields.Boolean(compute="_compute_can_approve")
    can_ask_approval = fields.Boolean(compute="_compute_can_approve")
    waits_for = fields.Char(compute="_compute_can_approve")

    @api.depends("state", "kind", "amount", "review_ids.status", "review_ids.reviewer_ids")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        """Whom the buttons are for. Managers approve where the policy names nobody."""
        is_manager = self.env.user.has_group("complaint_management.group_manager")
        for penalty in self:
            reviews_sudo = penalty._get_open_reviews()
            tiers = penalty._get_tiers() if penalty.state == "draft" and penalty.id else False
            mine = self.env.user in reviews_sudo.reviewer_ids
            penalty.can_approve = bool(tiers is not False and not penalty.is_own and (mine if tiers else is_manager))
            penalty.can_ask_approval = bool(tiers and not reviews_sudo)
            penalty.waits_for = ", ".join(reviews_sudo.mapped("name")) or False

    @api.depends("state", "kind", "amount", "policy_id", "review_ids.status")
    def _compute_need_validation(self):
        # EXTENDS base_tier_validation: the tiers are the policy's, and closed reviews do not count
        for penalty in self:
            waits = penalty.state == "draft" and bool(penalty.id) and not penalty._get_current_reviews()
            penalty.need_validation = waits and bool(penalty._get_tiers())

    @api.depends("review_ids", "review_ids.status")
    def _compute_validation_status(self):
        # EXTENDS base_tier_validation: what was rejected or closed counts no more, the draft may be asked for again
        for penalty in self:
            statuses = set(penalty._get_current_reviews().mapped("status"))
            found = [status for status in ("pending", "waiting") if status in statuses]
            penalty.validation_status = found[0] if found else "validated" if statuses else "no"

    # === Actions ===

    def action_ask_approval(self):
        """Ask those whom the policy names for approval; callable on ids by whoever proposes notices.

        :raise UserError: not a draft, incomplete, asked already, or nobody is left who may approve
        """
        self._check_may_propose()
        self._check_state("draft")
        self.check_access("write")
        for penalty in self:
            penalty._check_complete()
            if penalty._get_open_reviews():
                raise UserError(self.env._("%s waits for approval already.", penalty.display_name))
            if not penalty._get_tiers():
                raise UserError(
                    self.env._("%s: the policy names nobody; complaint managers approve it.", penalty.display_name)
                )
            penalty._ask_reviewers()

    def action_approve(self):
        # EXTENDS: PEN-3, where the policy names who approves, they do, one after the other
        by_tier = self.filtered(lambda p: p.state == "draft" and p._get_tiers())
        if others := self - by_tier:
            others._check_not_about_user()
            super(ComplaintPenalty, others).action_approve()
        # sudo: the last of those whom the policy names has approved; they need not be complaint managers
        approved_sudo = by_tier.filtered(lambda p: p._approve_review()).sudo()
        super(ComplaintPenalty, approved_sudo).action_approve()

    def action_reject_draft(self, reason=None):
        """A reviewer sends the draft back; it may be changed and approval asked for again.

        :raise AccessError: no review waits for the user
        """
        self.ensure_one()
        reviews_sudo = self._get_own_reviews()
        if not reason:
            return self._ask("reject", self.env._("Return for Changes"))
        # sudo: reviews are written by the procedure only; these are the user's
        reviews_sudo.write({"status": "rejected", "done_by": self.env.uid, "comment": reason})
        self._close_reviews()
        self.sudo().message_post(body=self.env._("Not approved: %s", reason), subtype_xmlid="mail.mt_note")
        return True

    # === Tiers ===

    def _get_tiers(self):
        """The policy's lines whose kind and amount are this notice's, first to last; empty: complaint managers."""
        self.ensure_one()
        # sudo: who approves is the same for everybody
        tiers_sudo = self.sudo().policy_id.penalty_tier_ids.filtered(
            lambda t: t.company_id in (t.company_id.browse(), self.company_id)
        )
        return tiers_sudo.filtered(lambda t: t._covers_penalty(self)).sorted(lambda t: (t.sequence, t.id))

    def _get_role_users(self, role):
        """The people of ``role`` for this notice: those of its case, and without one whoever needs no case."""
        self.ensure_one()
        return role._get_users(self.case_id)

    def _filter_reviewers(self, users):
        """Of ``users`` those who may approve: not whom it is about, nor anybody of the department it is about."""
        self.ensure_one()
        penalty_sudo = self.sudo()  # sudo: people are compared
        barred = penalty_sudo.employee_id.user_id | penalty_sudo.case_id.respondent_user_ids
        if not penalty_sudo.employee_id:
            barred |= penalty_sudo.department_id.manager_id.user_id | penalty_sudo.department_id.member_ids.user_id
        return users.sudo().filtered(
            lambda u: u.active and u not in barred and penalty_sudo.company_id in u.company_ids
        )

    def request_validation(self):
        # OVERRIDES base_tier_validation: asking has its own guards
        self.action_ask_approval()
        return self.review_ids

    def _create_reviews(self):
        """The policy's lines from top to bottom."""
        vals_list = []
        for penalty in self:
            first = max(penalty.sudo().review_ids.mapped("sequence"), default=0) + 1
            vals_list += [
                penalty._prepare_tier_review_vals(tier, sequence)
                for sequence, tier in enumerate(penalty._get_tiers(), first)
            ]
        # sudo: reviews are made by the procedure only; of whom they ask says the policy
        reviews_sudo = self.env["tier.review"].sudo().create(vals_list)
        self._forget_reviews()
        reviews_sudo._update_review_status()
        return reviews_sudo

    def _get_decider(self):
        """Who is called to decide an objection: whoever approved, if they may, or else HR; as superuser."""
        self.ensure_one()
        approver = self.approved_by_id
        if approver.has_groups(DECIDERS) and self._filter_reviewers(approver):
            return approver
        return self._get_officer() or approver or self.env.user

    def _get_officer(self):
        """Who is called of those who confirm notices: HR, but not whom it is about; as superuser."""
        self.ensure_one()
        officers = self.env.ref("complaint_finance.group_penalty_officer").all_user_ids.filtered("active")
        return self._filter_reviewers(officers)[:1]

    # === Reviews ===

    def _ask_reviewers(self):
        reviews_sudo = self._create_reviews()
        if empty := reviews_sudo.filtered(lambda r: not r.reviewer_ids):
            raise UserError(
                self.env._(
                    "Nobody whom the policy names may approve %(notice)s (%(who)s): those it is about cannot. Name "
                    "another on the policy.",
                    notice=self.display_name,
                    who=", ".join(empty.mapped("name")),
                )
            )

    def _approve_review(self):
        """The user's turn among the reviewers; whether it was the last one."""
        self.ensure_one()
        self._check_complete()
        if not self._get_open_reviews():
            self._ask_reviewers()
        reviews_sudo = self._get_own_reviews()
        done = {"status": "approved", "done_by": self.env.uid, "reviewed_date": fields.Datetime.now()}
        reviews_sudo.write(done)
        self._forget_reviews()
        if rest_sudo := self._get_open_reviews():
            bypassed_sudo = rest_sudo.filtered(lambda r: r.approve_sequence_bypass and self.env.user in r.reviewer_ids)
            bypassed_sudo.write(done)
            (rest_sudo - bypassed_sudo)._update_review_status()
            self._forget_reviews()
        return not self._get_open_reviews()

    def _get_own_reviews(self):
        """The reviews whose turn it is and that wait for the user, as superuser.

        :raise AccessError: none waits for them, or the notice is about them
        """
        self.ensure_one()
        self.check_access("read")
        open_sudo = self._get_open_reviews()
        open_sudo._follow_people()
        reviews_sudo = open_sudo.filtered(
            lambda r: self.env.user in r.reviewer_ids and r.sequence == min(open_sudo.mapped("sequence"))
        )
        if self.is_own:
            raise AccessError(self.env._("%s is about you; somebody else approves it.", self.name))
        if not reviews_sudo or self.state != "draft":
            raise AccessError(self.env._("No approval of %s waits for you.", self.name))
        return reviews_sudo

    def _get_open_reviews(self):
        """The reviews that wait, also for others, as superuser."""
        return self._get_current_reviews().filtered(lambda r: r.status in OPEN_STATUSES)

    def _get_current_reviews(self):
        """The reviews that count, as superuser: what was rejected or closed is kept on record only."""
        # sudo: whether others have approved is found out for whoever is next
        return self.sudo().review_ids.filtered(lambda r: r.status in (*OPEN_STATUSES, "approved"))

    def _close_reviews(self):
        """What still waits is closed, and what was approved counts no more."""
        # as superuser: the callers check the person
        self._get_current_reviews().write({"status": "cancel"})
        self._forget_reviews()

    def _forget_reviews(self):
        # the library's fields know nothing of one another, so that they are stale within the transaction
        self.env["tier.review"].flush_model()
        self.invalidate_recordset(["review_ids", "need_validation", "can_review", "reviewer_ids"])

    def _check_not_about_user(self):
        """:raise AccessError: a notice is about the user, or about the department as a whole that is theirs"""
        for penalty in self.browse() if self.env.su else self:
            if not penalty._filter_reviewers(self.env.user):
                raise AccessError(
                    self.env._("%s is about you or your department; somebody else approves it.", penalty.display_name)
                )

    def _set_step(self, **values):
        # EXTENDS: nobody is asked any more about what is cancelled
        if values.get("state") == "cancelled":
            for penalty in self.filtered(lambda p: p._get_open_reviews()):
                penalty._close_reviews()
        return super()._set_step(**values)

    def _tier_validation_check_write_allowed(self, vals):
        # OVERRIDES base_tier_validation: what is reviewed stays as the reviewers read it; no query for each record
        content = {"employee_id", "department_id", "case_id", "kind", "ground_id", "reason", "amount", "month"}
        if content & vals.keys():
            for penalty in self.filtered(lambda p: p.state == "draft"):
                if penalty._get_open_reviews():
                    raise UserError(self.env._("%s is being reviewed and cannot be changed now.", penalty.display_name))

    def _allow_to_remove_reviews(self, values):
        # OVERRIDES base_tier_validation: reviews are the record of who approved
        return False
