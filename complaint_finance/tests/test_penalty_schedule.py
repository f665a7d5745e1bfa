import json
from datetime import date, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, number, 1) for number in (9, 10, 11, 12))


@tagged("post_install", "-at_install")
class TestPenaltySchedule(PenaltyCommon):
    def test_pen_5_all_rows_of_the_schedule_vectors(self):
        """PEN-5: every row of the vectors through the models: bonuses by version, notices confirmed one by one."""
        path = VECTORS / "penalty_schedule.json"
        if not path.exists():
            self.skipTest("the vectors lie in the project's tests/vectors, not in the installed addon")
        rows = json.loads(path.read_text())["rows"]
        cases = {}
        for cap in {row["cap_percent"] for row in rows}:
            policy = self.policy.copy({"code": f"CAP{cap}", "penalty_cap": float(cap)})
            cases[cap] = self._case(policy_id=policy.id)
        employees, notices = [], self.env["complaint.penalty"]
        for number, row in enumerate(rows):
            employee = self._employ(f"Row {number}", bonus=float(row["bonus"]["default"]))
            self._give_bonuses(employee, row["bonus"])
            employees.append(employee)
        kinds = ("warning", "minor_demerit", "deduction", "major_demerit")
        of_row = []
        for row, employee in zip(rows, employees, strict=True):
            of_row.append(
                notices.create(
                    [
                        {
                            "case_id": cases[row["cap_percent"]].id,
                            "employee_id": employee.id,
                            "kind": kind,
                            "ground_id": self.ground.id,
                            "reason": penalty["name"],
                            "month": penalty["month"],
                            "amount": float(penalty["amount"]),
                        }
                        for kind, penalty in zip(kinds, row["penalties"], strict=False)
                    ]
                )
            )
        notices = notices.union(*of_row)
        notices.action_approve()
        with freeze_time("2026-09-01"):
            notices.action_notify()
        with freeze_time("2026-09-20"):
            for position in range(4):
                notices.browse([n[position].id for n in of_row if len(n) > position]).action_confirm()
        for number, (row, of_employee) in enumerate(zip(rows, of_row, strict=True)):
            with self.subTest(row=number):
                for wanted in row["schedule"]:
                    notice = of_employee.filtered(lambda n, name=wanted["name"]: n.reason == name)
                    lines = [(f"{d.month}", f"{d.amount:.2f}") for d in notice.deduction_ids.sorted("month")]
                    self.assertEqual(lines, [tuple(line) for line in wanted["deductions"]])
                    self.assertEqual(notice.unplanned_amount, 0)

    def _give_bonuses(self, employee, bonuses):
        """Versions at the beginning of each month that has its own bonus, and after it."""
        special = {date.fromisoformat(month): float(bonus) for month, bonus in bonuses.items() if month != "default"}
        for month in sorted(set(special) | {month + relativedelta(months=1) for month in special}):
            bonus = special.get(month, float(bonuses["default"]))
            self._version(employee, month, bonus)

    def test_pen_5_cap_over_all_penalties_oldest_first(self):
        """PEN-5: 50 % of the month's bonus over all penalties, the rest moves on, the oldest first."""
        younger = self._notice(300, month=OCTOBER, kind="minor_demerit")
        self.assertEqual(self._planned(younger), [("2026-10", 300)])
        older = self._notice(900)
        self.assertEqual(self._planned(older), [("2026-09", 400), ("2026-10", 400), ("2026-11", 100)])
        self.assertEqual(self._planned(younger), [("2026-11", 300)])
        self.policy.penalty_cap = 25
        self.assertEqual(self._planned(older)[0], ("2026-09", 200))
        self.assertEqual(sum(amount for _month, amount in self._planned(older + younger)), 1200)

    def test_pen_5_bonus_changes(self):
        """PEN-5: a bonus that HR changes, adds or takes away plans the open months anew; nobody else is looked at."""
        notice = self._notice(900)
        self._bonus(OCTOBER, 200)
        self.assertEqual(self._planned(notice), [("2026-09", 400), ("2026-10", 100), ("2026-11", 400)])
        self.worker.version_ids.filtered(lambda v: v.date_version == OCTOBER).unlink()
        self.assertEqual(self._planned(notice), [("2026-09", 400), ("2026-10", 400), ("2026-11", 100)])
        self.worker.version_ids.performance_bonus = 0
        self.assertEqual((self._planned(notice), notice.open_amount, notice.unplanned_amount), ([], 900, 900))
        self.worker.version_ids.performance_bonus = 3000
        self.assertEqual(self._planned(notice), [("2026-09", 900)])
        stamp = notice.date_scheduled
        with freeze_time("2026-12-24"):
            self.colleague.performance_bonus = 10
        self.assertEqual(notice.date_scheduled, stamp)

    def test_pen_5_paid_and_back(self):
        """PEN-5, PEN-7: paid when all is taken; closed months stay, what comes later is planned after them."""
        notice = self._notice(500)
        self._close(SEPTEMBER)
        self.assertEqual((notice.state, notice.taken_amount, notice.open_amount), ("confirmed", 400, 100))
        self.worker.version_ids.performance_bonus = 100
        self.assertEqual(
            self._lines(notice), [("2026-09", 400, "taken"), ("2026-10", 50, "planned"), ("2026-11", 50, "planned")]
        )
        self._close(OCTOBER, NOVEMBER)
        self.assertEqual((notice.state, notice.open_amount), ("paid", 0))
        late = self._notice(10, kind="minor_demerit")
        self.assertEqual(self._planned(late), [("2026-12", 10)])

    def test_pen_4_whole_bonus(self):
        """PEN-4: two major demerits in a month take its whole bonus, owed with them; one of them cancelled, no more."""
        first = self._notice(100, kind="major_demerit")
        self.assertEqual(self._planned(first), [("2026-09", 100)])
        second = self._notice(200, kind="major_demerit", case_id=self._case().id)
        both = first + second
        self.assertEqual((first.whole_bonus_amount, second.whole_bonus_amount), (0, 500))
        self.assertEqual(sum(amount for month, amount in self._planned(both) if month == "2026-09"), 800)
        self.assertEqual(sum(both.mapped("due_amount")), 800)
        # the exception is the month's alone, and of these notices alone
        other = self._notice(50, kind="warning")
        self.assertEqual(self._planned(other), [("2026-10", 50)])
        self._bonus(SEPTEMBER, 1000)
        self.assertEqual(second.due_amount, 900)
        first._set_step(state="cancelled")
        self.assertEqual((second.due_amount, self._planned(first + second)), (200, [("2026-09", 200)]))
        self.assertEqual(self._planned(other), [("2026-09", 50)])

    def test_pen_4_another_month_or_employee(self):
        """PEN-4: major demerits of different months or people take no whole bonus."""
        notices = self._notice(0, kind="major_demerit") + self._notice(
            0, kind="major_demerit", month=OCTOBER, case_id=self._case().id
        )
        notices += self._notice(0, kind="major_demerit", employee_id=self.colleague.id)
        self.assertEqual((set(notices.mapped("due_amount")), self._planned(notices)), ({0}, []))

    def test_pen_4_not_above_the_law(self):
        """PEN-4, PEN-1: the whole bonus is an exception to the policy's cap, not to the law's."""
        self._set_law(basis="month_wage", percent=20)
        notices = self._notice(0, kind="major_demerit") + self._notice(0, kind="major_demerit", case_id=self._case().id)
        self.assertEqual(self._planned(notices), [("2026-09", 600), ("2026-10", 200)])

    def test_pen_2_told_the_amount_of_the_whole_bonus(self):
        """PEN-2, PEN-4, PEN-10: the second one tells the bonus to the employee alone."""
        self._notice(100, kind="major_demerit", to="notified")
        notice = self._notice(200, kind="major_demerit", case_id=self._case().id, to="notified")
        self.assertNotIn("800", "".join(notice.message_ids.mapped("body")))
        mail = self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("body", "ilike", "whole performance bonus")], limit=1
        )
        self.assertIn("800.00", mail.body)
        self.assertEqual(mail.notified_partner_ids, self.worker_user.partner_id)

    def test_pen_3_department(self):
        """PEN-3, ALO-2: a department's amount goes over its members by bonus points, one series each."""
        self.worker.bonus_points, self.colleague.bonus_points = 2, 1
        (self.worker + self.colleague).version_ids.flush_recordset()
        self.department.manager_id = self.worker
        notice = self._notice(100.01, employee_id=False, department_id=self.department.id, to="notified")
        told = notice.message_ids.partner_ids
        self.assertEqual(told, (self.worker_user + self.colleague_user).partner_id)
        self.assertFalse(notice.with_user(self.colleague_user).sudo(False).can_object)
        with freeze_time("2026-09-02"):
            notice.with_user(self.worker_user).action_object("The boards had run out.")
        notice.with_user(self.manager).action_dismiss_objection("There were some left.")
        self._confirm(notice)
        self.assertRecordValues(
            notice.deduction_ids.sorted(lambda d: d.employee_id.id),
            [{"employee_id": self.worker.id, "amount": 66.67}, {"employee_id": self.colleague.id, "amount": 33.34}],
        )
        self._close(SEPTEMBER)
        self.assertEqual(notice.state, "paid")

    def test_pen_5_nothing_by_hand(self):
        """PEN-5: nobody writes what the schedule keeps, nor creates a notice with it."""
        notice = self._notice(100)
        for user in (self.officer, self.accountant, self.manager):
            for values in ({"lowered_amount": 5}, {"whole_bonus_amount": 5}, {"consent_date": "2026-09-01"}):
                with self.assertRefuses(UserError, "buttons|access|group|field"):
                    notice.with_user(user).write(values)
        with self.assertRefuses(UserError, "begins as a draft"):
            self.env["complaint.penalty"].with_user(self.officer).create(
                {"case_id": self.case.id, "employee_id": self.colleague.id, "consent_date": "2026-09-01"}
            )

    def test_pen_5_queries(self):
        """PEN-5: as many queries for a hundred employees as for ten, but for the batches of the ORM."""
        counts = {}
        for number in (10, 100):
            employees = self.env["hr.employee"].create(
                [
                    {
                        "name": f"{number} {position}",
                        "company_id": self.company.id,
                        "date_version": "2020-01-01",
                        "performance_bonus": 800,
                    }
                    for position in range(number)
                ]
            )
            self.env["complaint.penalty"].create(
                [
                    {
                        "case_id": self.case.id,
                        "employee_id": employee.id,
                        "kind": "deduction",
                        "month": SEPTEMBER,
                        "amount": 390,
                        "state": "confirmed",
                    }
                    for employee in employees
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["complaint.penalty"]._schedule(employees)
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            planned = self.env["complaint.penalty.deduction"].search_count([("employee_id", "in", employees.ids)])
            self.assertEqual(planned, number)
        self.assertLessEqual(counts[100], 40)
        self.assertLessEqual(counts[100] - counts[10], 3)

    def test_pen_6_who_left(self):
        """PEN-6: nothing is planned after the employee left; the rest stays open and shown."""
        notice = self._notice(900)
        self.worker.departure_date = OCTOBER + timedelta(days=10)
        self.assertEqual(self._planned(notice), [("2026-09", 400), ("2026-10", 400)])
        self.assertEqual((notice.open_amount, notice.unplanned_amount), (900, 100))
