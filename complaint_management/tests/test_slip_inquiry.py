from datetime import datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_slip import SlipCommon


@tagged("post_install", "-at_install")
class TestInquiry(SlipCommon):
    def _close_late(self, when="2026-11-06 10:00"):
        case = self._create_slip_case(case_type="enquiry", summary="Answered")
        with freeze_time(when):
            case.action_close()
            return self._run_slip_job()

    def test_case_closed_late_is_asked_about(self):
        """DDL-9: a case closed late gets a slip asking its department for the cause, once."""
        slip = self._close_late()
        self.assertRecordValues(
            slip,
            [
                {
                    "kind": "inquiry",
                    "department_id": self.quality.id,
                    "user_ids": self.head.ids,
                    "date_due": datetime(2026, 11, 5, 10),
                    "date_done": datetime(2026, 11, 6, 10),
                    "overdue": "1 day",
                }
            ],
        )
        with freeze_time("2026-11-09 10:00"):
            self.assertFalse(self._run_slip_job())

    def test_case_closed_in_time_is_not(self):
        """DDL-9: nobody is asked about a case closed in time, nor where the policy does not ask."""
        self.assertFalse(self._close_late("2026-11-04 10:00"))
        self.slip_policy.ask_late = False
        self.assertFalse(self._close_late())

    def test_waits_for_working_time(self):
        """DDL-9: the inquiry about a case closed at night goes out in the morning."""
        self.assertFalse(self._close_late("2026-11-06 22:00"))
        with freeze_time("2026-11-09 08:00"):
            self.assertEqual(self._run_slip_job().mapped("kind"), ["inquiry"])

    def test_step_done_late_is_asked_about(self):
        """DDL-9: so does a step done late."""
        self.policy.warn_before = False
        case = self._create_slip_case(policy_id=self.policy.id)
        case.action_accept()
        with freeze_time("2026-11-05 15:00"):
            case.step_ids.with_user(self.engineer).action_done("Found")
            slips = self._run_slip_job().filtered("step_id")
        self.assertEqual(slips.mapped("kind"), ["inquiry"])
        self.assertEqual(slips.department_id, self.quality)
        self.assertEqual(case.step_ids.slip_count, 1)

    def test_answered_by_the_department(self):
        """DDL-9: a member of the department answers; the answer is kept and the inquiry off the list."""
        slip = self._close_late()
        Slip = self.env["complaint.slip"].with_user(self.engineer)
        unanswered = [("is_own_department", "=", True), ("kind", "=", "inquiry"), ("date_answered", "=", False)]
        self.assertEqual(Slip.search(unanswered), slip)
        mine = slip.with_user(self.engineer)
        self.assertTrue(mine.can_answer)
        dialog = mine.action_answer()
        form = Form(self.env["complaint.slip.answer"].with_user(self.engineer).with_context(**dialog["context"]))
        self.assertEqual((form.about, form.overdue), ("Case closed", "1 day"))
        form.answer = "The test bench was down."
        form.save().action_confirm()
        self.assertRecordValues(
            slip, [{"answer": "The test bench was down.", "answered_by_id": self.engineer.id, "can_answer": False}]
        )
        self.assertTrue(slip.date_answered)
        self.assertFalse(self._activities(slip))
        self.assertFalse(Slip.search(unanswered))
        with self.assertRefuses(UserError, "answered already"):
            mine.action_answer("Again")

    def test_answered_by_the_handler(self):
        """DDL-9: the case's handler may answer for the department."""
        slip = self._close_late()
        slip.with_user(self.assistant).action_answer("We waited for the carrier.")
        self.assertEqual(slip.answered_by_id, self.assistant)

    def test_not_by_others(self):
        """DDL-9: nobody else answers: another department does not even see the slip, a manager may not."""
        slip = self._close_late()
        with self.assertRefuses(AccessError, "Quality or by the case's handler"):
            slip.with_user(self.manager).action_answer("Me")
        for user in (self.worker, self.auditor, self.portal_user):
            with self.subTest(user.login), self.assertRefuses(AccessError, "."):
                slip.with_user(user).action_answer("Me")
        for nothing in ("", "  ", 7, False, ["x"]):
            with self.subTest(nothing), self.assertRefuses(UserError, "Say why"):
                slip.with_user(self.head).action_answer(nothing)

    def test_a_reminder_asks_for_no_answer(self):
        """DDL-9: only inquiries are answered."""
        self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
        with self.assertRefuses(UserError, "asks for no answer"):
            slip.with_user(self.head).action_answer("Soon")

    def test_who_sees_slips(self):
        """CNF-3, DDL-9: the department, whoever sees the case, auditors; not other departments or other companies."""
        slip = self._close_late()
        for user, seen in (
            (self.head, True),
            (self.engineer, True),
            (self.assistant, True),
            (self.approver, True),
            (self.auditor, True),
            (self.worker, False),
        ):
            with self.subTest(user.login):
                found = self.env["complaint.slip"].with_user(user).search_count([("id", "=", slip.id)])
                self.assertEqual(bool(found), seen)
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids |= other
        found = self.env["complaint.slip"].with_user(self.manager).with_company(other)
        self.assertFalse(found.with_context(allowed_company_ids=other.ids).search([("id", "=", slip.id)]))

    def test_many_at_once_cost_few_queries(self):
        """DDL-8: thirty more slips cost a bounded number of queries each."""
        counts = []
        for size in (10, 40):
            for _number in range(size):
                self._create_slip_case()
            with freeze_time(f"2026-11-{5 if size == 10 else 6:02} 10:00"):
                start = self.env.cr.sql_log_count
                slips = self._run_slip_job()
                counts.append((self.env.cr.sql_log_count - start, len(slips)))
        (few, first), (many, second) = counts
        self.assertLessEqual((many - few) / (second - first), 3, counts)


@tagged("post_install", "-at_install")
class TestSlipKept(SlipCommon):
    def test_slips_are_kept_and_issued_once(self):
        """ARC-4, DDL-8: no slip is written or deleted by hand, and the database itself refuses a second one."""
        self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
        with self.assertRefuses(AccessError, "."):
            slip.with_user(self.manager).level = 7
        with self.assertRefuses(AccessError, "."):
            slip.with_user(self.manager).copy()
        with self.assertRefuses(UserError, "Slips are kept"):
            slip.unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            slip.copy()
            self.env.flush_all()

    def test_slip_prints(self):
        """DDL-8: each slip is printable, on one page, with what it is about."""
        case = self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
        self.assertEqual(slip.with_user(self.head).action_print()["report_name"], "complaint_management.report_slip")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("complaint_management.report_slip", slip.ids)
        for word in ("Reminder Slip", slip.name, case.name, "Scratched desks", "Quality", "Case closed"):
            self.assertIn(word, html.decode())
