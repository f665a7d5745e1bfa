from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .test_closing import DECEMBER, NOVEMBER, OCTOBER, SEPTEMBER, ClosingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestBonus(ClosingCommon):
    def _get_bonuses(self, *months, employees=None):
        employees = employees or self.worker
        amounts = self.env["hr.version"]._get_performance_bonuses(employees, months)
        return [amounts[employee.id, month] for employee in employees for month in months]

    def test_pen_10_by_version(self):
        """PEN-10: the version in force at the month's end counts for the whole month; history holds."""
        self.worker.with_user(self.hr_user).create_version({"date_version": "2026-10-15", "performance_bonus": 1000})
        self.assertEqual(self._get_bonuses(SEPTEMBER, OCTOBER, NOVEMBER), [800, 1000, 1000])
        self.assertEqual(self._get_bonuses(date(2025, 12, 1)), [0], "before the first version there is none")

    def test_pen_6_none_after_the_departure(self):
        """PEN-6: after the month of departure, or of the contract's end, there is no bonus to take from."""
        self.worker.departure_date = "2026-10-15"
        self.colleague.write({"contract_date_start": "2026-01-01", "contract_date_end": "2026-09-30"})
        self.head.active = False
        self.assertEqual(self._get_bonuses(SEPTEMBER, OCTOBER, NOVEMBER), [800, 800, 0])
        self.assertEqual(self._get_bonuses(SEPTEMBER, OCTOBER, employees=self.colleague), [800, 0])
        self.assertEqual(self._get_bonuses(SEPTEMBER, employees=self.head), [0])

    def test_pen_10_bounded_queries(self):
        """PEN-10: bonuses of many employees and months take as many queries as those of one."""
        months = [date(2026, month, 1) for month in range(1, 13)]
        employees = self.env["hr.employee"].create(
            [{"name": f"W{n}", "date_version": "2026-01-01", "performance_bonus": n} for n in range(30)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            amounts = self.env["hr.version"]._get_performance_bonuses(employees, months)
        self.assertEqual(sum(amounts.values()), 12 * sum(range(30)))

    def test_pen_10_who_reads_it(self):
        """PEN-10: bonus and points are read by HR and complaint accountants, by nobody else, nor guessed."""
        points = {"performance_bonus": 800, "bonus_points": 3}
        self.worker.bonus_points = 3
        self.env.flush_all()
        record = self.worker.with_user(self.hr_user)
        self.assertEqual(record.read(list(points))[0] | points, record.read(list(points))[0])
        public = self.env["hr.employee.public"].browse(self.worker.id)
        self.assertEqual(public.with_user(self.accountant).read(list(points))[0], {"id": self.worker.id, **points})
        self.assertEqual(self.worker.with_user(self.accountant).performance_bonus, 800)
        others = self.worker_user | self.head_user | self.manager | self.officer | self.handler | self.auditor
        others.group_ids += self.env.ref("base.group_allow_export")
        for user in others:
            for model in ("hr.employee", "hr.employee.public", "hr.version"):
                records = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    for name in points:
                        with self.assertRefuses(AccessError):
                            records.browse(self.worker.id).read([name])
                        with self.assertRefuses(AccessError):
                            records.search([(name, ">", 100)])
                        with self.assertRefuses(AccessError):
                            records.formatted_read_group([], ["department_id"], [f"{name}:sum"])
                        with self.assertRefuses(AccessError):
                            records.browse(self.worker.id).export_data([name])
                    self.assertNotIn("performance_bonus", records.fields_get())
        with self.assertRefuses(AccessError):
            self.worker.with_user(self.accountant).performance_bonus = 1

    def test_pen_10_on_the_form(self):
        """PEN-10: HR enters bonus and points on the employee's form, in the version that is shown."""
        with Form(self.worker.with_user(self.hr_user)) as form:
            form.performance_bonus = 900
            form.bonus_points = 4
        self.assertEqual((self.worker.version_id.performance_bonus, self.worker.version_id.bonus_points), (900, 4))
        with self.assertRefuses(Exception, "bonus_positive"):
            self.worker.performance_bonus = -1

    def test_pen_9_notices_of_an_employee(self):
        """PEN-9: the button counts and opens the notices that the user may see."""
        notice = self._notice()
        self.assertEqual(self.worker.with_user(self.officer).sudo(False).penalty_count, 1)
        public = self.env["hr.employee.public"].browse(self.worker.id).with_user(self.accountant)
        self.assertEqual(public.penalty_count, 1)
        action = public.action_view_penalties()
        self.assertEqual(self.env["complaint.penalty"].search(action["domain"]), notice)
        for user in (self.worker_user, self.handler):
            with self.subTest(user.login), self.assertRefuses(AccessError):
                public.with_user(user).read(["penalty_count"])

    def test_pen_5_the_plan_follows_the_bonus(self):
        """PEN-5, PEN-6: bonus, departure and archiving plan the employee's open months again."""
        self._notice()
        penalties = type(self.env["complaint.penalty"])
        with patch.object(penalties, "_schedule", create=True) as schedule:
            for change in (
                lambda: self.worker.write({"performance_bonus": 1}),
                lambda: self.worker.with_user(self.hr_user).create_version(
                    {"date_version": "2026-10-15", "performance_bonus": 9}
                ),
                lambda: self.worker.write({"departure_date": "2026-12-01"}),
                lambda: self.worker.write({"active": False}),
            ):
                schedule.reset_mock()
                change()
                self.assertEqual(schedule.call_args.args[-1], self.worker)

    def test_pen_6_leavers(self):
        """PEN-6: the open rest of those who leave is listed for HR; nothing negative is made of it."""
        notice, stays = self._notice(1000), self._notice(1000, self.colleague)
        self._plan(notice, (SEPTEMBER, 400))
        self._month(SEPTEMBER).action_close()
        self._plan(notice, (OCTOBER, 300), (DECEMBER, 200))
        self._plan(stays, (OCTOBER, 400))
        penalties = self.env["complaint.penalty"].with_user(self.officer)
        open_rest = [("has_leaver_rest", "=", True)]
        mine = [*open_rest, ("case_id", "=", self.case.id)]
        self.assertFalse(penalties.search(mine))
        with patch.object(type(penalties), "_schedule", create=True):  # as if the plan had not followed yet
            self.worker.departure_date = "2026-11-15"
        self.env.invalidate_all()
        self.assertEqual(penalties.search(mine), notice)
        record = notice.with_user(self.officer)
        self.assertEqual((record.leaver_rest_amount, record.taken_amount), (300, 400))
        self.assertEqual(record.departure_date, date(2026, 11, 15))
        notice.state = "cancelled"
        self.env.invalidate_all()
        self.assertFalse(penalties.search(mine))
        negative = [("penalty_id", "=", notice.id), ("amount", "<", 0)]
        self.assertFalse(self.env["complaint.penalty.deduction"].search(negative))
        for user in (self.worker_user, self.head_user, self.manager):
            with self.subTest(user.login), self.assertRefuses(AccessError):
                penalties.with_user(user).search(open_rest)

    def test_pen_6_archived_without_a_date(self):
        """PEN-6: an employee archived without a date of departure is a leaver too."""
        notice = self._notice(1000)
        self.worker.active = False
        self.assertEqual(notice.with_user(self.officer).leaver_rest_amount, 1000)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestLeaverPlanned(ClosingCommon):
    is_planned = True

    def test_pen_6_nothing_is_planned_after_the_departure(self):
        """PEN-6: nothing is planned after the month of departure; the rest is open, and closing does not touch it."""
        notice = self._notice(1500)
        notice._schedule(self.worker)
        self.assertEqual(notice.deduction_ids.mapped("month"), [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER])
        self.worker.departure_date = "2026-10-15"
        self.env.invalidate_all()
        self.assertEqual(notice.deduction_ids.mapped("month"), [SEPTEMBER, OCTOBER])
        self._month(SEPTEMBER).action_close()
        self._month(OCTOBER).action_close()
        self.env.invalidate_all()
        record = notice.with_user(self.officer)
        self.assertEqual((record.taken_amount, record.leaver_rest_amount, record.state), (800, 700, "confirmed"))
        self.assertEqual(record.search([("has_leaver_rest", "=", True), ("id", "=", notice.id)]), record)
        self.assertFalse(notice.deduction_ids.filtered(lambda line: line.state == "planned" or line.amount < 0))

    def test_pen_6_member_who_leaves(self):
        """PEN-6: of a department's notice, the part of the member who leaves is the open rest."""
        (self.worker | self.colleague).bonus_points = 1
        notice = self._notice(1000, employee_id=False, department_id=self.department.id, month=NOVEMBER)
        notice.member_ids = self.worker | self.colleague
        notice._schedule(notice.member_ids)
        self.worker.departure_date = "2026-11-25"
        self.env.invalidate_all()
        self.assertEqual(sum(notice.deduction_ids.mapped("amount")), 900)
        self.assertEqual(notice.with_user(self.officer).leaver_rest_amount, 100)
