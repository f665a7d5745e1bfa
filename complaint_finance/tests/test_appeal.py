from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestPenaltyAppeal(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_staff()
        cls.director = cls._create_user("fin_director", "complaint_management.group_manager")
        cls.case = cls._complain(cls._sell(), {"kind": "allowance", "quantity": 0, "amount": 90})
        cls.step = cls.env["complaint.step"].create(
            {"case_id": cls.case.id, "phase": "execution", "name": "Look", "department_id": cls.department.id}
        )

    def _notice(self, confirm=True, **values):
        notice = self.env["complaint.penalty"].create(
            {
                "case_id": self.case.id,
                "employee_id": self.worker.id,
                "ground_id": self.env.ref("complaint_finance.penalty_ground_wrong_loading").id,
                "reason": "Loaded without corner boards.",
                "kind": "major_demerit",
                **values,
            }
        )
        notice.with_user(self.manager).action_approve()
        with freeze_time(fields.Datetime.now() - timedelta(days=30)):
            notice.with_user(self.officer).action_notify()
        if confirm:
            notice.with_user(self.officer).action_confirm()
        return notice

    def test_upheld_cancels(self):
        """RTE-6, PEN-7: an upheld appeal cancels the notice, and nothing else; the employee is told on the notice."""
        notice, other = self._notice(), self._notice(employee_id=self.colleague.id)
        wizard = notice.with_user(self.worker_user).action_appeal()
        self.assertEqual(wizard["context"]["default_operation"], "appeal")
        wizard = self.env["complaint.penalty.answer"].with_user(self.worker_user).with_context(**wizard["context"])
        wizard.create({"text": "The boards had run out."}).action_apply()
        appeal = notice.appeal_ids
        self.assertRecordValues(
            appeal,
            [
                {
                    "against": "penalty",
                    "employee_id": self.worker.id,
                    "department_id": self.department.id,
                    "filed_by_id": self.worker_user.id,
                    "decision": "pending",
                }
            ],
        )
        self.assertEqual(notice.with_user(self.worker_user).appeal_state, "pending")
        self.assertIn(self.director, appeal.decider_ids)
        self.assertNotIn(self.manager, appeal.decider_ids, "approved the notice")
        with self.assertRaisesRegex(AccessError, "is decided by"):
            appeal.with_user(self.manager).action_uphold("Mine")
        appeal.with_user(self.director).action_uphold("They had.")
        self.assertEqual((notice.state, other.state), ("cancelled", "confirmed"))
        told = notice.message_ids.filtered(
            lambda m: self.worker_user.partner_id in m.partner_ids and "They had" in m.body
        )
        self.assertTrue(told)
        self.assertEqual(notice.with_user(self.worker_user).appeal_state, "upheld")

    def test_pen_7_of_a_case_that_ended(self):
        """PEN-7, PEN-3: a notice that stands although its case was rejected, as for a missed duty, can be appealed."""
        notice = self._notice(origin="deadline")
        self.case.write({"state": "rejected", "validity": "not_established"})
        self.assertFalse(notice.doubt)
        self.assertTrue(notice.with_user(self.worker_user).can_appeal)
        notice.with_user(self.worker_user).action_appeal("I was on leave.")
        notice.appeal_ids.with_user(self.director).action_uphold("So they were.")
        self.assertEqual(notice.state, "cancelled")

    def test_upheld_lowers(self):
        """RTE-6, PEN-7: or lowers it to a milder kind, in the same dialog."""
        notice = self._notice()
        notice.with_user(self.worker_user).action_appeal("The boards had run out.")
        appeal = notice.appeal_ids.with_user(self.director)
        with self.assertRaisesRegex(UserError, "milder"):
            appeal.action_uphold("Partly", penalty_kind="major_demerit")
        with self.assertRaisesRegex(UserError, "milder"):
            appeal.action_uphold("Partly", penalty_kind="weather")
        action = appeal.action_uphold()
        wizard = self.env["complaint.reason"].with_user(self.director).with_context(**action["context"])
        wizard = wizard.create({"reason": "Partly", "penalty_kind": "warning"})
        self.assertTrue(wizard.is_about_penalty)
        wizard.action_confirm()
        self.assertRecordValues(notice, [{"state": "confirmed", "kind": "warning"}])
        self.assertIn("lowered to: Warning", appeal.message_ids[0].body)

    def test_dismissed_stands(self):
        """RTE-6: dismissed, the notice stands, and the same appeal is not filed again."""
        notice = self._notice()
        notice.with_user(self.worker_user).action_appeal("No.")
        with self.assertRaisesRegex(UserError, "waits for its decision"):
            notice.with_user(self.worker_user).action_appeal("No.")
        notice.appeal_ids.with_user(self.director).action_dismiss("Yes.")
        self.assertEqual(notice.state, "confirmed")
        with self.assertRaisesRegex(UserError, "was dismissed"):
            notice.with_user(self.worker_user).action_appeal("No.")

    def test_respondent_appeals_without_seeing_the_case(self):
        """RTE-6, CNF-1, PEN-9: a respondent appeals from their own notice and hears of it there, and nowhere else."""
        self.case.respondent_ids = self.worker
        notice = self._notice()
        notice.with_user(self.worker_user).action_appeal("The boards had run out.")
        appeal = notice.appeal_ids
        for user in (self.worker_user, self.colleague_user):
            with self.assertRaises(AccessError):
                appeal.with_user(user).read(["argument"])
            with self.assertRaises(AccessError):
                self.case.with_user(user).read(["name"])
        self.assertFalse(appeal.message_partner_ids & self.worker_user.partner_id)
        appeal.with_user(self.director).action_dismiss("They lay in the next bay.")
        self.assertFalse(appeal.message_ids.partner_ids & self.worker_user.partner_id)
        self.assertIn("next bay", notice.with_user(self.worker_user).message_ids[0].body)

    def test_who_files(self):
        """RTE-6: the employee, the department's head, HR on behalf; not a colleague."""
        notice = self._notice()
        with self.assertRaises(AccessError):
            notice.with_user(self.colleague_user).action_appeal("Not mine")
        notice.with_user(self.head_user).action_appeal("Our instructions were unclear.")
        self.assertFalse(notice.appeal_ids.employee_id)
        notice.with_user(self.officer).action_appeal("As told on the phone.")
        appeal = notice.appeal_ids.sorted("id")[-1]
        self.assertRecordValues(
            appeal, [{"employee_id": self.worker.id, "filed_by_id": self.officer.id, "on_behalf": True}]
        )
        self.assertTrue(appeal.with_user(self.officer).has_access("read"))
        self.assertFalse(self.worker_user in appeal.decider_ids | notice.appeal_ids.decider_ids)

    def test_hr_files_for_a_department(self):
        """RTE-6: HR files on behalf of a department against the notice to it as a whole."""
        notice = self._notice(employee_id=False, department_id=self.department.id)
        notice.with_user(self.officer).action_appeal("The head is ill.")
        self.assertRecordValues(
            notice.appeal_ids, [{"employee_id": False, "department_id": self.department.id, "on_behalf": True}]
        )

    def test_only_against_a_final_notice(self):
        """RTE-6, PEN-2: the objection comes first; rewards and notices of other cases cannot be appealed against."""
        notice = self._notice(confirm=False)
        with self.assertRaisesRegex(UserError, "not decided finally"):
            notice.with_user(self.worker_user).action_appeal("No")
        self.assertFalse(notice.with_user(self.worker_user).can_appeal)
        reward = self._notice(employee_id=self.colleague.id, kind="commendation")
        with self.assertRaisesRegex(UserError, "is a reward"):
            reward.with_user(self.colleague_user).action_appeal("No")
        other = self._complain(self._sell(), {"kind": "apology"})
        model = self.env["complaint.appeal"].with_user(self.handler)
        values = {"argument": "No", "against": "penalty", "employee_id": self.worker.id}
        with self.assertRaisesRegex(UserError, "belongs to another case"):
            model.create({**values, "case_id": other.id, "penalty_id": notice.id})
        with self.assertRaisesRegex(UserError, "choose the penalty notice"):
            model.create({**values, "case_id": self.case.id})
        with self.assertRaisesRegex(UserError, "Penalty Notice is not known"):
            model.create({**values, "case_id": self.case.id, "penalty_id": "abc"})
        notice.with_user(self.officer).action_confirm()
        with self.assertRaisesRegex(UserError, "is not about"):
            model.create({**values, "case_id": self.case.id, "penalty_id": notice.id, "employee_id": self.colleague.id})

    def test_within_the_days_after_confirmation(self):
        """RTE-6: the time counts from the confirmation."""
        self.case.policy_id.write({"appeal_days": 3, "appeal_days_unit": "day"})
        notice = self._notice()
        late = notice.date_confirmed + timedelta(days=3, minutes=1)
        with freeze_time(late), self.assertRaises(UserError) as caught:
            notice.with_user(self.worker_user).action_appeal("Late")
        self.assertIn("possible until", str(caught.exception))
        with freeze_time(notice.date_confirmed + timedelta(days=2)):
            self.assertTrue(notice.with_user(self.worker_user).action_appeal("In time"))

    def test_allocation_goes_with_the_shares(self):
        """RTE-6, ALO-1: an upheld appeal against the responsibility withdraws the allocation that rests on it."""
        self.case.with_user(self.accountant).action_create_documents()
        self.case.credit_move_ids.action_post()
        line = self.env["complaint.responsibility"].create(
            {"case_id": self.case.id, "party": "department", "department_id": self.department.id, "share": 100}
        )
        line.with_user(self.handler).action_confirm()
        self.case.with_user(self.accountant).action_allocate()
        action = self.case.with_user(self.head_user).action_appeal("responsibility", "The carrier.")
        appeal = self.env["complaint.appeal"].browse(action["res_id"])
        appeal.with_user(self.director).action_uphold("Yes, the carrier.")
        self.assertFalse(self.case.allocation_ids)
        with self.assertRaisesRegex(UserError, "not been confirmed"):
            self.case.with_user(self.accountant).action_allocate()
