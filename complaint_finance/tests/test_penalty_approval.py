from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proposal_common import ProposalCommon

OFFICER = "complaint_finance.group_penalty_officer"


@tagged("post_install", "-at_install")
class TestPenaltyApproval(ProposalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director, cls.deputy = cls._create_users(
            {"fin_director": "base.group_user", "fin_deputy": "base.group_user"}
        )
        cls.role = cls.env["complaint.role"].create({"name": "Director", "user_ids": [(6, 0, cls.director.ids)]})
        cls.tier = cls._tier("Director", cls.role)

    @classmethod
    def _tier(cls, name, role, **values):
        return cls.env["tier.definition"].create(
            {"name": name, "complaint_penalty_policy_id": cls.policy.id, "complaint_role_id": role.id, **values}
        )

    def test_pen_3_the_policy_names_who_approves(self):
        """PEN-3: whom the policy names approves, not the complaint manager; they read the notice as soon as asked."""
        notice = self._notice()
        self.assertFalse(notice.with_user(self.director).search([("id", "=", notice.id)]))
        notice.with_user(self.accountant).action_ask_approval()
        self.assertEqual(notice.review_ids.reviewer_ids, self.director)
        self.assertTrue(notice.with_user(self.director).can_approve)
        for user in (self.manager, self.accountant, self.officer, self.worker_user, self.deputy):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                notice.with_user(user).action_approve()
        with self.assertRefuses(UserError, "already"):
            notice.with_user(self.accountant).action_ask_approval()
        notice.with_user(self.director).action_approve()
        self.assertRecordValues(notice, [{"state": "approved", "approved_by_id": self.director.id}])
        self.assertEqual(notice.review_ids.status, "approved")

    def test_pen_2_who_is_called_to_decide(self):
        """PEN-2: an objection calls somebody who may decide it, where whoever approved may not; not its employee."""
        self.env["hr.employee"].create({"name": "HR", "user_id": self.officer.id, "company_id": self.company.id})
        notice = self._notice(employee_id=self.officer.employee_ids.id)
        notice.with_user(self.director).action_approve()
        self.env["res.users"].search([("group_ids", "in", self.env.ref(OFFICER).ids)]).group_ids -= self.env.ref(
            OFFICER
        )
        (self.deputy | self.officer).group_ids += self.env.ref(OFFICER)
        notice.with_user(self.deputy).action_notify()
        notice.with_user(self.officer).action_object("It was the carrier.")
        notice.with_user(notice.activity_ids.user_id).action_dismiss_objection("It was not.")
        self.assertEqual(notice.decided_by_id, self.deputy)

    def test_pen_3_not_of_what_was_not_established(self):
        """PEN-3: no notice for a part of the loss, or by count, is approved once the complaint is not established."""
        notice = self._notice(origin="allocation")
        notice.case_id.validity = "not_established"
        with self.assertRefuses(UserError, "not established"):
            notice.with_user(self.accountant).action_ask_approval()
        self.tier.active = False
        with self.assertRefuses(UserError, "not established"):
            notice.with_user(self.manager).action_approve()

    def test_pen_3_without_a_rule_the_manager_approves(self):
        """PEN-3: where no line fits the kind or the amount, complaint managers approve as ever."""
        self._switch_on()
        self.tier.write({"complaint_penalty_kind": "deduction", "complaint_amount_over": 100})
        for kind, amount, named in (("warning", 0, False), ("deduction", 100, False), ("deduction", 101, True)):
            notice = self._notice(kind=kind, amount=amount)
            self.assertEqual(bool(notice._get_tiers()), named)
            if not named:
                with self.assertRefuses(UserError, "complaint managers approve"):
                    notice.with_user(self.accountant).action_ask_approval()
                notice.with_user(self.manager).action_approve()
                self.assertEqual(notice.state, "approved")

    def test_pen_3_one_after_the_other(self):
        """PEN-3: several lines approve from top to bottom."""
        second = self.env["complaint.role"].create({"name": "Deputy", "user_ids": [(6, 0, self.deputy.ids)]})
        self._tier("Deputy", second, sequence=99)
        notice = self._notice()
        notice.with_user(self.officer).action_ask_approval()
        with self.assertRaises(AccessError):
            notice.with_user(self.deputy).action_approve()
        notice.with_user(self.director).action_approve()
        self.assertEqual(notice.state, "draft")
        notice.with_user(self.deputy).action_approve()
        self.assertEqual(notice.state, "approved")

    def test_pen_3_nobody_about_themselves(self):
        """PEN-3: not who it is about; and not the head whose department it is about as a whole."""
        self.role.user_ids = self.worker_user
        notice = self._notice()
        with self.assertRefuses(UserError, "those it is about cannot"):
            notice.with_user(self.accountant).action_ask_approval()
        self.role.user_ids = self.head_user | self.director
        about_head = self._notice(employee_id=self.head.id)
        about_head.with_user(self.accountant).action_ask_approval()
        self.assertEqual(about_head.review_ids.reviewer_ids, self.director)
        about_all = self._notice(employee_id=False, department_id=self.department.id)
        about_all.with_user(self.accountant).action_ask_approval()
        self.assertEqual(about_all.review_ids.reviewer_ids, self.director)
        about_worker = self._notice()
        about_worker.with_user(self.accountant).action_ask_approval()
        self.assertEqual(about_worker.review_ids.reviewer_ids, self.head_user | self.director)

    def test_pen_3_managers_neither(self):
        """PEN-3: a complaint manager does not approve what is about their own department as a whole."""
        self.tier.active = False
        self.head_user.group_ids += self.env.ref("complaint_management.group_manager")
        notice = self._notice(employee_id=False, department_id=self.department.id)
        with self.assertRefuses(AccessError, "your department"):
            notice.with_user(self.head_user).action_approve()
        self._notice().with_user(self.head_user).action_approve()

    def test_pen_3_reviewed_as_it_stands(self):
        """PEN-3: nothing changes while it is reviewed; sent back with a reason it may, and approval is asked again."""
        notice = self._notice()
        notice.with_user(self.accountant).action_ask_approval()
        for draft in (notice.with_user(self.accountant), notice):
            with self.assertRefuses(UserError, "being reviewed"):
                draft.reason = "Something else"
        with self.assertRaises(AccessError):
            notice.with_user(self.manager).action_reject_draft("No")
        action = notice.with_user(self.director).action_reject_draft()
        self.env["complaint.penalty.answer"].with_user(self.director).with_context(**action["context"]).create(
            {"text": "Which boards?"}
        ).action_apply()
        self.assertFalse(notice._get_open_reviews())
        notice.with_user(self.accountant).reason = "Loaded without the corner boards of bay 3."
        notice.with_user(self.accountant).action_ask_approval()
        notice.with_user(self.director).action_approve()
        self.assertEqual(notice.state, "approved")

    def test_pen_3_reviews_are_the_procedures(self):
        """PEN-3: nobody writes reviews of notices by hand, and others do not read who reviews."""
        notice = self._notice()
        notice.with_user(self.accountant).action_ask_approval()
        review = notice.review_ids
        with self.assertRaises(AccessError):
            review.with_user(self.director).write({"status": "approved"})
        self.assertFalse(review.with_user(self.deputy).search([("id", "=", review.id)]))
        self.assertTrue(review.with_user(self.director).search([("id", "=", review.id)]))
        with self.assertRefuses(UserError, "Archive it"):
            self.tier.unlink()

    def test_pen_3_cancelled_asks_nobody(self):
        """PEN-3: a cancelled draft waits in nobody's list; it needs ground and facts before anybody is asked."""
        with self.assertRefuses(UserError, "ground and the facts"):
            self._notice(ground_id=False).with_user(self.accountant).action_ask_approval()
        notice = self._notice()
        notice.with_user(self.accountant).action_ask_approval()
        notice.with_user(self.manager).action_cancel("A mistake")
        self.assertEqual(notice.review_ids.status, "cancel")
        self.assertFalse(self.env["complaint.penalty"].with_user(self.director).search([("can_review", "=", True)]))

    def test_pen_3_resolutions_keep_their_tiers(self):
        """RES-2: lines for notices are no authority tiers of resolutions."""
        self.assertEqual(self.tier.model, "complaint.penalty")
        self.assertFalse(self.policy.tier_ids)
        self.assertEqual(self.tier.with_user(self.manager).name, "Director")
        self.tier.with_user(self.manager).name = "The director"

    def test_pen_3_the_policy_is_the_case_s(self):
        """PEN-3: nobody puts a notice under another policy, of which others approve, neither later nor at once."""
        other = self.policy.copy({"code": "LAX"})
        other.penalty_tier_ids.unlink()
        notice = self._notice()
        for user in (self.manager, self.accountant, self.officer):
            with self.assertRefuses(UserError, "by its buttons"):
                notice.with_user(user).policy_id = other
        values = {"employee_id": self.worker.id, "ground_id": self.ground.id, "reason": "Late.", "policy_id": other.id}
        notice = notice.with_user(self.manager).create({**values, "case_id": self._case().id})
        self.assertEqual(notice.policy_id, self.policy)
        with self.assertRefuses(AccessError, "."):
            notice.with_user(self.manager).action_approve()

    def test_pen_3_who_asks_for_approval(self):
        """PEN-3: who only reads a notice asks nobody for approval, by whatever name the method goes."""
        notice = self._notice()
        with self.assertRefuses(AccessError, "propose notices"):
            notice.with_user(self.head_user).request_validation()
        told = self._notice(state="notified", date_notified="2026-03-02")
        with self.assertRefuses(AccessError, "propose notices"):
            told.with_user(self.worker_user).request_validation()
        notice.with_user(self.accountant).request_validation()
        with self.assertRefuses(UserError, "already"):
            notice.with_user(self.accountant).request_validation()
        self.assertEqual(len(notice.review_ids), 1)

    def test_pen_3_not_of_what_nobody_is_responsible_for(self):
        """PEN-3, RTE-6: no draft is approved whose responsibility was taken back, or whose case was withdrawn."""
        self.tier.active = False
        case = self._case(responsible=[self.worker])
        notice = self._notice(case_id=case.id, origin="allocation")
        lines = case.responsibility_ids._reopen()
        with self.assertRefuses(UserError, "took back who is responsible"):
            notice.with_user(self.manager).action_approve()
        lines.with_user(self.handler).action_confirm()
        notice.with_user(self.manager).action_approve()
        self.assertEqual(notice.state, "approved")
        for origin in ("allocation", "established", "deadline"):
            notice = self._notice(origin=origin)
            notice.case_id.state = "withdrawn"
            with self.subTest(origin=origin), self.assertRefuses(UserError, "withdrawn"):
                notice.with_user(self.manager).action_approve()
