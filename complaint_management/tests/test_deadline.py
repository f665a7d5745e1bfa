from datetime import datetime, time, timedelta

import pytz
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDuration(TransactionCase):
    """DDL-1: the arithmetic by example; every row of tests/vectors is reproduced by the project's own tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Shanghai office",
                "tz": "Asia/Shanghai",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {"name": "x", "dayofweek": str(day), "hour_from": begin, "hour_to": end, "day_period": period}
                    )
                    for day in range(5)
                    for begin, end, period in ((8, 12, "morning"), (13, 17, "afternoon"))
                ],
            }
        )
        tz = pytz.timezone("Asia/Shanghai")
        begin = tz.localize(datetime(2026, 10, 1)).astimezone(pytz.utc).replace(tzinfo=None)
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Golden week",
                "calendar_id": cls.calendar.id,
                "date_from": begin,
                "date_to": begin + timedelta(days=7),
            }
        )

    def test_working_days_skip_leaves_and_weekends(self):
        """DDL-1: one working day from Wednesday before a week's holiday ends on the Thursday after it."""
        due = self.calendar._add_duration(datetime(2026, 9, 30, 2), 1, "work_day")
        self.assertEqual(due, datetime(2026, 10, 8, 2))

    def test_working_day_in_the_noon_gap_ends_when_work_resumes(self):
        """DDL-1: the next working moment of 12:30 is 13:00."""
        due = self.calendar._add_duration(datetime(2026, 9, 14, 4, 30), 1, "work_day")
        self.assertEqual(due, datetime(2026, 9, 15, 5))

    def test_working_hours_end_with_the_last_worked_minute(self):
        """DDL-1: eight working hours from the morning end at the day's end, not at the next day's begin."""
        due = self.calendar._add_duration(datetime(2026, 9, 14, 0), 8, "work_hour")
        self.assertEqual(due, datetime(2026, 9, 14, 9))

    def test_month_is_clipped(self):
        """DDL-1: a month from the 31st ends on the month's last day, at the same local time."""
        due = self.calendar._add_duration(datetime(2026, 1, 31, 3), 1, "month")
        self.assertEqual(due, datetime(2026, 2, 28, 3))

    def test_calendar_without_attendance_is_refused(self):
        """DDL-1: no working time means no deadline, said in words."""
        self.calendar.attendance_ids.unlink()
        with self.assertRaisesRegex(UserError, "Shanghai office has no working time"):
            self.calendar._add_duration(datetime(2026, 9, 14), 1, "work_day")


@tagged("post_install", "-at_install")
class TestDeadline(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-11-02 10:00:00"))  # a Monday

    def _due(self, case, milestone):
        return case.deadline_ids.filtered(lambda d: d.milestone == milestone).date_due

    def test_deadlines_count_from_their_event(self):
        """DDL-2: the reply counts from receipt, the report only from acceptance."""
        case = self._create_case()
        self.assertEqual(self._due(case, "admissibility"), datetime(2026, 11, 3, 10))
        self.assertFalse(self._due(case, "investigation_report"))
        case.action_accept()
        self.assertEqual(self._due(case, "investigation_report"), datetime(2026, 11, 5, 10))
        self.assertEqual(case.deadline_ids.filtered(lambda d: d.milestone == "admissibility").state, "met")

    def test_domestic_and_foreign_differ(self):
        """DDL-3: 15 days to close at home, 20 abroad."""
        home = self._create_case()
        abroad = self.customer.copy({"country_id": self.env.ref("base.jp").id})
        foreign = self._create_case(partner_id=abroad.id, sale_order_id=False, line_ids=[])
        (home | foreign).action_accept()
        self.assertEqual(self._due(home, "closed"), datetime(2026, 11, 17, 10))
        self.assertEqual(self._due(foreign, "closed"), datetime(2026, 11, 22, 10))

    def test_severity_picks_its_own_deadline(self):
        """DDL-3: a major case is to be reported on within eight working hours as well."""
        case = self._create_case(severity="major")
        case.action_accept()
        dues = case.deadline_ids.filtered(lambda d: d.milestone == "investigation_report").mapped("date_due")
        self.assertIn(datetime(2026, 11, 3, 9), [due - timedelta(hours=1) for due in dues] + dues)
        self.assertEqual(len(dues), 2)

    def test_case_shows_and_finds_what_is_late(self):
        """DDL-6: on track, due soon, late, met late; searchable."""
        case = self._create_case(first_receiver_id=False)
        Case = self.env["complaint.case"]
        for now, state in (
            ("2026-11-02 11:00", "on_track"),
            ("2026-11-03 08:00", "due_soon"),
            ("2026-11-03 10:01", "late"),
        ):
            with freeze_time(now), self.subTest(state):
                case.invalidate_recordset()
                self.assertEqual(case.deadline_state, state)
                self.assertIn(case, Case.search([("deadline_state", "=", state)]))
                self.assertNotIn(case, Case.search([("deadline_state", "!=", state)]))
        with freeze_time("2026-11-04"):
            case.action_withdraw("Solved itself")
            self.assertEqual(case.deadline_state, "met")

    def test_clock_stops_while_the_complainant_is_waited_for(self):
        """DDL-4: three worked hours were left when it stopped; three worked hours are left when it starts again."""
        case = self._create_case()
        with freeze_time("2026-11-02 15:00"):
            case.action_return("Which lot is it?")
        deadline = case.deadline_ids.filtered(lambda d: d.milestone == "replied")
        left = self.calendar._get_worked_hours(datetime(2026, 11, 2, 15), deadline.date_due)
        self.assertFalse(case.date_deadline, "nothing runs while the case is returned")
        with freeze_time("2026-11-05 09:00"):
            case.action_accept()
            self.assertAlmostEqual(self.calendar._get_worked_hours(fields.Datetime.now(), deadline.date_due), left)
        self.assertEqual(deadline.date_due_original, datetime(2026, 11, 11, 10))

    def test_deadlines_cannot_be_written_by_hand(self):
        """DDL-5: due dates are the procedure's."""
        case = self._create_case()
        with self.assertRaises(AccessError):
            case.deadline_ids[0].with_user(self.manager).date_due = datetime.combine(fields.Date.today(), time())
