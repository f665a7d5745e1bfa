from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..models.complaint_policy_milestone import UNITS

UNIT = st.sampled_from([unit for unit, _label in UNITS])
WORKING = st.sampled_from(["work_hour", "work_day"])
MOMENT = st.datetimes(datetime(2026, 9, 1), datetime(2027, 5, 1)).map(lambda m: m.replace(second=0, microsecond=0))
AMOUNT = st.integers(1, 60)
CALENDAR = st.integers(0, 3)
few = settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))

# time zone, and the hours of each day of the week
OFFICES = [
    ("Asia/Shanghai", {day: [(8, 12), (13, 17)] for day in range(5)}),
    ("Europe/Berlin", {day: [(9, 17)] for day in range(5)}),
    ("America/New_York", {**{day: [(8.5, 16.5)] for day in range(5)}, 5: [(9, 12)]}),
    ("Asia/Kathmandu", {day: [(0, 6), (22, 24)] for day in range(7)}),
]


@tagged("post_install", "-at_install")
class TestDeadlineLaw(TransactionCase):
    """DDL-1, DDL-4: what holds of every deadline, in every unit, time zone and across daylight saving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendars = cls.env["resource.calendar"]
        for tz, days in OFFICES:
            attendances = [
                Command.create({"name": tz, "dayofweek": str(day), "hour_from": begin, "hour_to": end})
                for day, hours in days.items()
                for begin, end in hours
            ]
            cls.calendars += cls.env["resource.calendar"].create(
                {"name": tz, "tz": tz, "attendance_ids": [Command.clear(), *attendances]}
            )
        cls.env["resource.calendar.leaves"].create(
            [
                {"name": "Off", "calendar_id": calendar.id, "date_from": begin, "date_to": begin + timedelta(days=days)}
                for calendar in cls.calendars
                for begin, days in ((datetime(2026, 9, 30, 16), 7), (datetime(2026, 12, 24, 5), 3))
            ]
        )
        # the clocks keep what they have fetched, so that many examples cost few queries
        cls.clocks = [calendar._get_clock() for calendar in cls.calendars]

    @given(CALENDAR, MOMENT, AMOUNT, UNIT)
    @few
    def test_never_before_the_start(self, office, start, amount, unit):
        """DDL-1: a deadline lies after its start."""
        self.assertGreater(self.clocks[office].add(start, amount, unit), start)

    @given(CALENDAR, MOMENT, AMOUNT, AMOUNT, UNIT)
    @few
    def test_monotone_in_the_amount(self, office, start, amount, more, unit):
        """DDL-1: more time never means an earlier deadline."""
        clock = self.clocks[office]
        self.assertLessEqual(clock.add(start, amount, unit), clock.add(start, amount + more, unit))

    @given(CALENDAR, MOMENT, MOMENT, AMOUNT, UNIT)
    @few
    def test_monotone_in_the_start(self, office, start, other, amount, unit):
        """DDL-1: whoever begins later is not due earlier."""
        early, late = sorted((start, other))
        clock = self.clocks[office]
        # an hour that the clocks are set back is there twice, and a local day may end in its first or second one
        slack = timedelta(hours=unit in ("day", "week", "month"))
        self.assertLessEqual(clock.add(early, amount, unit), clock.add(late, amount, unit) + slack)

    @given(CALENDAR, MOMENT, AMOUNT, WORKING, MOMENT, st.integers(0, 20000))
    @few
    def test_pause_in_working_time(self, office, start, amount, unit, since, minutes):
        """DDL-4: a pause of n working minutes moves the due date by n working minutes."""
        clock, until = self.clocks[office], since + timedelta(minutes=minutes)
        due = clock.add(start, amount, unit)
        stood_still = clock.get_time(since, until, unit)
        self.assertEqual(clock.get_time(due, clock.shift(due, stood_still, unit), unit), stood_still)

    @given(CALENDAR, MOMENT, AMOUNT, UNIT, MOMENT, st.integers(0, 20000), st.integers(0, 20000))
    @few
    def test_two_pauses_are_as_long_as_one(self, office, start, amount, unit, since, first, second):
        """DDL-4: stopping twice without a break between moves the due date as far as stopping once."""
        clock = self.clocks[office]
        due = clock.add(start, amount, unit)
        middle, end = since + timedelta(minutes=first), since + timedelta(minutes=first + second)
        twice = clock.shift(
            clock.shift(due, clock.get_time(since, middle, unit), unit), clock.get_time(middle, end, unit), unit
        )
        self.assertEqual(twice, clock.shift(due, clock.get_time(since, end, unit), unit))

    @given(CALENDAR, MOMENT, AMOUNT, UNIT, st.integers(1, 100))
    @few
    def test_due_soon_lies_between(self, office, start, amount, unit, percent):
        """DDL-6: a deadline becomes due soon after its start and not after it is due."""
        clock = self.clocks[office]
        due = clock.add(start, amount, unit)
        self.assertLess(start, clock.get_share(start, due, percent, unit))
        self.assertLessEqual(clock.get_share(start, due, percent, unit), due)

    def test_midnight_is_no_gap(self):
        """DDL-1: a schedule that works around the clock loses nothing at midnight."""
        calendar = self.env["resource.calendar"].create(
            {"name": "Always", "tz": "UTC", "attendance_ids": [Command.clear()]}
        )
        calendar.attendance_ids = [
            Command.create({"name": "x", "dayofweek": str(day), "hour_from": 0, "hour_to": 24}) for day in range(7)
        ]
        self.assertEqual(calendar._add_duration(datetime(2026, 11, 2, 10), 100, "work_hour"), datetime(2026, 11, 6, 14))
