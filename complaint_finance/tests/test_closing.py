import io
from contextlib import contextmanager
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintFinanceCommon

SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (9, 10, 11, 12))


class ClosingCommon(ComplaintFinanceCommon):
    """Three employees with a performance bonus, and notices as they stand after the procedure."""

    is_planned = False  # tests plan themselves, month by month; else the schedule does

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.is_planned:
            cls.startClassPatcher(patch.object(type(cls.env["complaint.penalty"]), "_schedule"))
        cls.env["complaint.wage.law"].create(
            {
                "country_id": cls.company.country_id.id,
                "allows_deduction": True,
                "basis": "none",
                "source": "Test",
                "date": "2026-01-01",
            }
        )
        cls.company.complaint_deductions = True
        cls._create_staff(head="base.group_user", date_version="2026-01-01", performance_bonus=800)
        cls.hr_user = cls._create_user("clo_hr_user", "hr.group_hr_user")
        cls.elsewhere = cls.env["hr.department"].create({"name": "Sales", "company_id": cls.company.id})
        cls.ground = cls.env.ref("complaint_finance.penalty_ground_wrong_loading")
        cls.case = cls._complain(cls._sell(), {"kind": "allowance", "quantity": 0, "amount": 90})

    @contextmanager
    def assertRefuses(self, exception, pattern=""):
        """Like assertRaisesRegex, with what was done before the refusal rolled back, as the server does."""
        with mute_logger("odoo.sql_db"), self.assertRaises(exception) as caught:
            yield caught
        if pattern:
            self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _notice(cls, amount=500, employee=None, state="confirmed", **values):
        """A notice as it stands after the procedure, without planning."""
        notice = cls.env["complaint.penalty"].create(
            {
                "case_id": cls.case.id,
                "employee_id": (employee or cls.worker).id,
                "kind": "deduction",
                "ground_id": cls.ground.id,
                "reason": "Loaded without corner boards.",
                "month": SEPTEMBER,
                "amount": amount,
                **values,
            }
        )
        told = {"date_notified": "2026-09-02", "date_objection_end": "2026-09-09"}
        notice.write({"state": state, **(told if state in ("notified", "confirmed") else {})})
        return notice

    @classmethod
    def _plan(cls, notice, *lines, employee=None):
        """Lines as the schedule plans them: pairs of month and amount."""
        return cls.env["complaint.penalty.deduction"].create(
            [
                {
                    "penalty_id": notice.id,
                    "employee_id": (employee or notice.employee_id).id,
                    "month": month,
                    "amount": amount,
                }
                for month, amount in lines
            ]
        )

    @classmethod
    def _month(cls, month, **values):
        return cls.env["complaint.penalty.closing"].with_user(cls.officer).create({"month": month, **values})


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestClosing(ClosingCommon, HttpCase):
    def test_pen_9_closing_takes_what_is_planned_once(self):
        """PEN-9: HR closes the month: its lines are taken, later ones stay planned; who and when is kept; once."""
        notice = self._notice()
        first, second = self._plan(notice, (SEPTEMBER, 400), (OCTOBER, 100))
        closing = self._month(SEPTEMBER)
        self.assertEqual(closing.deduction_ids, first)
        self.assertEqual((closing.total_amount, closing.employee_count), (400, 1))
        closing.action_close()
        self.assertEqual((first.state, first.closing_id.id, second.state), ("taken", closing.id, "planned"))
        self.assertEqual((closing.state, closing.closed_by_id), ("closed", self.officer))
        self.assertEqual(notice.taken_amount, 400)
        self.assertEqual(self.company._get_first_open_month(), OCTOBER)
        with freeze_time("2026-11-30"):
            closing.action_close()
        self.assertEqual(closing.date_closed, datetime(2026, 11, 22, 10))

    def test_pen_9_in_order_and_not_the_future(self):
        """PEN-9: a month with planned lines before it waits; one without does not; the future is refused."""
        notice = self._notice()
        self._plan(notice, (SEPTEMBER, 400), (NOVEMBER, 100))
        november = self._month(NOVEMBER)
        with self.assertRefuses(UserError, "Close 2026-09 before 2026-11"):
            november.action_close()
        with self.assertRefuses(UserError, "2026-12 has not come"):
            self._month(DECEMBER).action_close()
        self._month(SEPTEMBER).action_close()
        november.action_close()  # nothing was planned for October
        self.assertEqual(november.state, "closed")
        with self.assertRefuses(UserError, "2026-10 lies before a month that is closed"):
            self._month(OCTOBER)

    def test_pen_9_who_closes(self):
        """PEN-9: HR penalty officers close months, nobody else; nobody writes what closing writes."""
        closing = self._month(SEPTEMBER)
        for user in (self.accountant, self.manager, self.auditor, self.worker_user, self.hr_user, self.handler):
            with self.subTest(user.login), self.assertRefuses(AccessError):
                closing.with_user(user).action_close()
        for values in ({"state": "closed"}, {"closed_by_id": self.officer.id}, {"date_closed": "2026-01-01"}):
            with self.subTest(values), self.assertRefuses(UserError, "by their button"):
                closing.write(values)
        with self.assertRefuses(UserError, "by their button"):
            self._month(OCTOBER, state="closed")
        self.assertEqual(closing.state, "open")

    def test_pen_7_closed_months_never_change(self):
        """PEN-7: lines of a closed month are not created, changed or deleted, not by a superuser; nor is the month."""
        notice = self._notice()
        line = self._plan(notice, (SEPTEMBER, 400))
        closing = self._month(SEPTEMBER)
        closing.action_close()
        closing.invalidate_recordset()
        sudoed = line.sudo()
        for values in ({"amount": 1}, {"month": OCTOBER}, {"state": "planned", "closing_id": False}):
            with self.subTest(values), self.assertRefuses(UserError, "is closed for"):
                sudoed.write(values)
        with self.assertRefuses(UserError, "is closed for"):
            sudoed.unlink()
        for month in (SEPTEMBER, date(2026, 8, 1)):
            with self.subTest(month), self.assertRefuses(UserError, "is closed for"):
                self._plan(notice, (month, 1))
        later = self._plan(notice, (OCTOBER, 100))
        with self.assertRefuses(UserError, "is closed for"):
            later.month = SEPTEMBER
        with self.assertRefuses(UserError, "no longer changes"):
            closing.sudo().month = OCTOBER
        with self.assertRefuses(UserError, "is kept"):
            closing.sudo().unlink()
        refund = self._plan(notice, (OCTOBER, -400))
        self.assertEqual(refund.refund_amount, 400)

    def test_pen_9_lines_are_not_written_by_hand(self):
        """PEN-5, PEN-9: only the procedure plans: nobody creates, changes or deletes a deduction by hand."""
        notice = self._notice()
        line = self._plan(notice, (SEPTEMBER, 400))
        for user in (self.officer, self.accountant, self.manager, self.worker_user, self.head_user):
            with self.subTest(user.login):
                own = line.with_user(user)
                with self.assertRefuses(AccessError):
                    own.write({"amount": 1})
                with self.assertRefuses(AccessError):
                    own.unlink()
                with self.assertRefuses(AccessError):
                    own.create({"penalty_id": notice.id, "employee_id": self.worker.id, "month": OCTOBER, "amount": 1})

    def test_pen_9_bad_values(self):
        """PEN-9: a month is its first day, once in a company; a line is of a month and of some amount."""
        closing = self._month("2026-09-17")
        self.assertEqual(closing.month, SEPTEMBER)
        with self.assertRefuses(Exception, "month_unique"):
            self._month(SEPTEMBER)
        for month, amount in ((date(2026, 9, 2), 1), (SEPTEMBER, 0)):
            with self.subTest(month=month, amount=amount), self.assertRefuses(Exception, "first_day|not_zero"):
                self._plan(self._notice(month=month.replace(day=1), kind="warning"), (month, amount))
        self._plan(self._notice(kind="minor_demerit"), (SEPTEMBER, 1), (OCTOBER, 1))
        with Form(self.env["complaint.penalty.closing"].with_user(self.officer)) as form:
            self.assertEqual(form.month, OCTOBER, "the first one with something planned that is not there yet")
            form.month = "2026-11-09"
        self.assertEqual(form.record.month, NOVEMBER)

    def test_pen_9_companies_close_apart(self):
        """PEN-9: closing a month of one company leaves the other's open."""
        other = self.env["res.company"].create({"name": "Second"})
        self._month(SEPTEMBER).action_close()
        self.assertEqual(other._get_first_open_month(), date.min)
        with self.assertRefuses(AccessError):
            self._month(SEPTEMBER, company_id=other.id)

    def test_pen_9_rest_and_refund_in_the_list(self):
        """PEN-9: the list shows notice, amount, refund and what rests after the month, in bounded queries."""
        notices = self._notice() | self._notice(300, self.colleague)
        lines = self._plan(notices[0], (SEPTEMBER, 400), (OCTOBER, 100)) | self._plan(notices[1], (OCTOBER, -30))
        lines = lines.with_user(self.officer)
        self.assertEqual(lines.mapped("rest_amount"), [100, 0, 330])
        self.assertEqual(lines.mapped("refund_amount"), [0, 0, 30])
        self.assertEqual(lines.mapped("penalty_amount"), [500, 500, 300])
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            lines.read(["rest_amount", "penalty_amount", "refund_amount", "amount"])

    def test_pen_9_spreadsheet(self):
        """PEN-9: HR downloads a row for each employee with notices, deducted, refunded, total, and the sums."""
        notice, other = self._notice(), self._notice(300, self.colleague)
        self.colleague.name = "=1+1"
        self.worker.sudo().barcode = "B77"
        self._plan(notice, (SEPTEMBER, 400))
        self._plan(other, (SEPTEMBER, 100), (SEPTEMBER, -30))
        closing = self._month(SEPTEMBER)
        self.officer.password = self.worker_user.password = "complaint-hr-1"
        self.authenticate("fin_hr", "complaint-hr-1")
        action = closing.action_export()
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200, response.text[:300])
        rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
        self.assertEqual(rows[2], ("Employee", "Badge ID", "Department", "Notices", "Deducted", "Refunded", "Total"))
        self.assertEqual(
            {row[0]: row[3:] for row in rows[3:5]},
            {self.worker.name: (notice.name, 400, 0, 400), "=1+1": (other.name, 100, 30, 70)},
        )
        self.assertEqual(rows[5][4:], (500, 30, 470))
        self.assertNotIn("B77", str(rows), "the badge is for HR only")
        self.officer.group_ids += self.env.ref("hr.group_hr_user")
        self.assertIn("B77", str(closing._get_payroll_rows()))
        self.authenticate("fin_worker", "complaint-hr-1")
        self.assertEqual(self.url_open(action["url"]).status_code, 404)
        self.assertEqual(self.url_open("/complaint_finance/closing/999999999").status_code, 404)
        with self.assertRefuses(AccessError):
            closing.with_user(self.worker_user).action_export()
