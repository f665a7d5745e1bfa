from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .penalty_common import PenaltyCommon

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@tagged("post_install", "-at_install")
class TestPenaltyPeople(PenaltyCommon):
    """PEN-5 to PEN-7: people who are archived, move or are about to decide about themselves."""

    def test_pen_6_archived_member(self):
        """PEN-6, ALO-2: the part of a member who was archived is the open rest; the others do not pay it."""
        third = self._employ("Cid")
        (self.worker | self.colleague | third).bonus_points = 1
        notice = self._notice(300, employee_id=False, department_id=self.department.id)
        third.active = False
        self.env.invalidate_all()
        self.colleague.performance_bonus = 700
        self.assertEqual(notice.deduction_ids.mapped("amount"), [100, 100])
        self.assertEqual(notice.deduction_ids.employee_id, self.worker | self.colleague)
        self.assertEqual(notice.leaver_rest_amount, 100)

    def test_pen_6_moved_to_another_company(self):
        """PEN-5, PEN-6, PEN-7: the bonus of another company pays nothing here; what was too much comes back."""
        notice = self._notice(1000)
        self._close(SEPTEMBER)
        other = self.env["res.company"].create({"name": "Other"})
        self.worker.write({"company_id": other.id, "department_id": False})
        self.worker.performance_bonus = 600
        self.assertEqual(self._lines(notice), [("2026-09", 400, "taken")])
        self.assertEqual((notice.leaver_rest_amount, notice.departure_date), (600, False))
        notice._set_step(state="cancelled")
        self.assertEqual(self._planned(notice), [("2026-10", -400)])
        self._close(OCTOBER)
        self.assertEqual(notice.taken_amount, 0)

    @mute_logger("odoo.sql_db")
    def test_pen_3_employees_with_notices_are_kept(self):
        """ARC-4, PEN-3: an employee with a notice is not deleted; it would become the whole department's."""
        self._notice(100, to="notified")
        with self.assertRaises(IntegrityError):
            self.worker.unlink()

    def test_pen_2_not_about_oneself(self):
        """PEN-2, PEN-3: nobody changes the draft of the notice about themselves, nor confirms it."""
        self.officer.group_ids += self.env.ref("complaint_finance.group_complaint_accountant")
        employee = self._employ("Officer", user_id=self.officer.id)
        draft = self._notice(100, to="draft", employee_id=employee.id)
        with self.assertRefuses(AccessError, "about you"):
            draft.with_user(self.officer).amount = 1
        told = self._notice(100, to="notified", kind="minor_demerit", employee_id=employee.id)
        with self.assertRefuses(AccessError, "about you"):
            self._confirm(told)

    def test_pen_2_days_of_the_company(self):
        """PEN-2: the window's last day is the company's, wherever HR and the employee are."""
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        self.officer.tz, self.worker_user.tz = "Asia/Shanghai", "Pacific/Auckland"
        notice = self._notice(to="approved")
        with freeze_time("2026-09-08 01:00:00"):
            notice.with_user(self.officer).action_notify()
        self.assertEqual(notice.date_objection_end, date(2026, 9, 14))
        with freeze_time("2026-09-15 06:00:00"):
            with self.assertRefuses(UserError, "may object until"):
                notice.with_user(self.officer).action_confirm()
            notice.with_user(self.worker_user).action_object("It was not me.")

    def test_pen_7_only_the_amount_is_lowered(self):
        """PEN-7: the amount can be lowered though the employee has a notice of the kind for another reason."""
        self._notice(100)
        other = self._notice(80, origin="allocation")
        other._lower(amount=40)
        self.assertEqual((other.amount, other.kind), (40, "warning"))

    def test_pen_2_department_without_a_head(self):
        """PEN-2: where nobody of a department can object HR is called, and records what is written to it."""
        values = {"employee_id": False, "department_id": self.department.id}
        for head in (self.env["hr.employee"], self._employ("No user")):
            self.department.manager_id = head
            notice = self._notice(to="notified", case_id=self._case().id, **values)
            self.assertRecordValues(
                notice.activity_ids, [{"user_id": self.officer.id, "date_deadline": notice.date_objection_end}]
            )
            self.assertIn("Production", notice.activity_ids.summary)
            self.assertIn("Name one", notice.activity_ids.note)
        with freeze_time("2026-09-02"):
            for user in (self.worker_user, self.manager, self.accountant):
                with self.assertRefuses(AccessError, "."):
                    notice.with_user(user).action_object("Not us.")
            self.assertTrue(notice.with_user(self.officer).can_record_objection)
            self.assertEqual(notice.with_user(self.officer).action_object()["name"], "Record Objection")
            notice.with_user(self.officer).action_object("The carrier loaded it.")
            with self.assertRefuses(UserError, "an objection already"):
                notice.with_user(self.officer).action_object("Once more.")
        self.assertEqual((notice.objection_state, notice.activity_ids.user_id), ("pending", self.manager))
        self.assertTrue(notice.message_ids.filtered(lambda m: "recorded by HR: The carrier" in (m.body or "")))
        self.department.manager_id = False
        notice = self._notice(to="notified", case_id=self._case().id, **values)
        self.department.manager_id = self.colleague
        with freeze_time("2026-09-02"):
            notice.with_user(self.colleague_user).action_object("The carrier loaded it.")
        self.assertEqual(notice.activity_ids.user_id, self.manager)

    def test_pen_2_objection_on_paper(self):
        """PEN-2: an employee objects in writing to HR, which records it; HR people object for themselves."""
        notice = self._notice(to="notified", employee_id=self._employ("No user").id)
        self.assertEqual(notice.activity_ids.user_id, self.officer, "who hands it over")
        with freeze_time("2026-09-02"):
            notice.with_user(self.officer).action_object("The boards had run out.")
        self.assertEqual(notice.objection_state, "pending")
        mine = self._notice(to="notified", employee_id=self._employ("HR", user_id=self.officer.id).id)
        as_officer = mine.with_user(self.officer)
        self.assertEqual((as_officer.can_object, as_officer.can_record_objection), (True, False))

    def test_pen_2_a_head_is_named_later(self):
        """PEN-2: a head who is named while the window is open is called, and HR no more; not when it is over."""
        values = {"employee_id": False, "department_id": self.department.id}
        notice = self._notice(to="notified", **values)
        self.assertEqual(notice.activity_ids.user_id, self.officer)
        told = self._notice(to="notified", kind="minor_demerit", employee_id=self._employ("Dan").id)
        with freeze_time("2026-09-02"):
            self.department.manager_id = self.colleague
            self.assertRecordValues(
                notice.activity_ids,
                [{"user_id": self.colleague_user.id, "date_deadline": notice.date_objection_end}],
            )
            activity = notice.activity_ids
            self.department.manager_id = self.colleague
            self.assertEqual(notice.activity_ids, activity, "called once")
            self.colleague.user_id = self.handler
            self.assertEqual(notice.activity_ids.user_id, self.handler)
            told.employee_id.user_id = self.colleague_user
            self.assertIn(self.colleague_user, told.activity_ids.user_id)
            self.department.manager_id = False
            self.assertEqual(notice.activity_ids.user_id, self.officer)
        with freeze_time("2026-09-20"):
            self.department.manager_id = self.worker
        self.assertEqual(notice.activity_ids.user_id, self.officer)

    def test_pen_2_a_head_who_may_not_read(self):
        """PEN-2, CNF-3: a head who does not read the notice, as in another company only, objects to nothing: HR is
        called.
        """
        self.department.manager_id = self.colleague
        other = self.env["res.company"].create({"name": "Other"})
        self.colleague_user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        notice = self._notice(to="notified", employee_id=False, department_id=self.department.id)
        self.assertEqual(notice.activity_ids.user_id, self.officer)

    def test_pen_2_told_on_paper(self):
        """PEN-2: for who has no user HR is called once to hand the notice over; a cancelled one is not."""
        kind = self.env.ref("complaint_finance.mail_activity_type_penalty_paper")
        dan = self._employ("Dan")
        notice = self._notice(to="notified", employee_id=dan.id)
        self.assertRecordValues(notice.activity_ids, [{"user_id": self.officer.id, "activity_type_id": kind.id}])
        self.assertIn("Dan", notice.activity_ids.summary)
        self.assertRegex(notice.activity_ids.note, "receipt signed.*may object until")
        self._confirm(notice)
        self.assertEqual(notice.activity_ids.activity_type_id, kind, "it waits until it is done")
        notice.with_user(self.officer).activity_ids.action_feedback()
        self.assertFalse(self._notice(to="notified").activity_ids.filtered(lambda a: a.activity_type_id == kind))
        (self.worker | dan).bonus_points = 1
        values = {"employee_id": False, "department_id": self.department.id}
        notice = self._notice(100, to="notified", **values)
        paper = notice.activity_ids.filtered(lambda a: a.activity_type_id == kind)
        self.assertIn("Dan", paper.summary)
        self.assertNotIn(self.worker.name, paper.summary)
        notice.with_user(self.officer).action_cancel("No.")
        self.assertFalse(notice.activity_ids)
        reward = self._notice(to="notified", employee_id=dan.id, kind="commendation", ground_id=False)
        self.assertNotIn("object", reward.activity_ids.note)

    def test_pen_2_not_about_one_s_department(self):
        """PEN-2: no head or member decides about the department's notice, nor takes it back; other managers do."""
        self.department.manager_id = self.colleague
        rights = self.env.ref("complaint_management.group_manager") | self.env.ref(
            "complaint_finance.group_penalty_officer"
        )
        (self.worker_user | self.colleague_user).group_ids += rights
        notice = self._notice(to="notified", employee_id=False, department_id=self.department.id)
        with freeze_time("2026-09-02"):
            notice.with_user(self.colleague_user).action_object("The carrier loaded it.")
        self.assertEqual(notice.activity_ids.user_id, self.manager)
        for user in (self.colleague_user, self.worker_user):
            for method in (
                "action_uphold_objection",
                "action_dismiss_objection",
                "action_cancel",
                "action_train_instead",
            ):
                with self.subTest(method=method), self.assertRefuses(AccessError, "about your department"):
                    getattr(notice.with_user(user), method)("I say so.")
        notice.with_user(self.manager).action_uphold_objection("So it was.")
        self.assertEqual(notice.state, "cancelled")

    def test_pen_9_the_dialog_tells_nothing(self):
        """PEN-9: nobody learns by the dialog about whom a notice is that they may not read."""
        notice = self._notice(to="notified")
        answers = self.env["complaint.penalty.answer"].with_user(self.colleague_user)
        with self.assertRefuses(AccessError, "."):
            answers.create({"penalty_id": notice.id, "operation": "object", "text": "?"}).read(["penalty_id"])
