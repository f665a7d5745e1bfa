from bisect import bisect_right
from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

ELAPSED = {"minute": "minutes", "hour": "hours"}
CALENDAR = {"day": "days", "week": "weeks", "month": "months"}
WORKING = ("work_hour", "work_day")
# Working time is fetched in blocks of eight weeks, counted from a Monday, so that many who ask share them.
BLOCK = timedelta(days=56)
FIRST_BLOCK = datetime(2000, 1, 3)
MAX_BLOCKS = 25


class WorkClock:
    """Counts time in one working schedule. Whoever counts for many cases makes one and keeps it for all of them.

    All moments that go in and out are naive UTC; working time is counted in the schedule's own time zone.
    """

    def __init__(self, calendar):
        self.calendar = calendar
        self.tz = pytz.timezone(calendar.tz)
        self._blocks = {}
        self._known = {}

    def add(self, start, amount, unit):
        """DDL-1: the end of a period; see ``resource.calendar._add_duration``."""
        key = start, amount, unit
        if key not in self._known:
            local = self._to_local(start)
            if unit in ELAPSED:
                end = local + timedelta(**{ELAPSED[unit]: amount})
            elif unit in CALENDAR:
                end = self.tz.localize(local.replace(tzinfo=None) + relativedelta(**{CALENDAR[unit]: amount}))
            elif unit == "work_hour":
                end = self._add_worked(local, timedelta(hours=amount))
            else:
                end = self._add_work_days(local, amount)
            self._known[key] = self._to_utc(end)
        return self._known[key]

    def get_time(self, start, end, unit):
        """The time from ``start`` to ``end`` as ``unit`` counts it: time worked, or all that passed."""
        if end <= start:
            return timedelta()
        if unit not in WORKING:
            return end - start
        end = self._to_local(end)
        worked = timedelta()
        for begin, stop in self._iter_intervals(self._to_local(start)):
            if begin >= end:
                break
            worked += min(stop, end) - begin
        return worked

    def shift(self, moment, time, unit):
        """DDL-4: ``moment`` moved on by ``time``, counted as ``unit`` counts; no time leaves it where it is."""
        if not time:
            return moment
        return moment + time if unit not in WORKING else self._to_utc(self._add_worked(self._to_local(moment), time))

    def get_share(self, start, end, percent, unit):
        """The moment when ``percent`` of the time from ``start`` to ``end`` has passed."""
        return min(self.shift(start, self.get_time(start, end, unit) * percent / 100, unit), end)

    def get_paused(self, pauses, begin, unit):
        """DDL-4: the time of the ``(from, to)`` pauses, as far as they lie after ``begin``."""
        return sum((self.get_time(max(start, begin), end, unit) for start, end in pauses), timedelta())

    def _to_local(self, moment):
        return pytz.utc.localize(moment).astimezone(self.tz)

    def _to_utc(self, moment):
        if not moment:
            raise UserError(
                self.calendar.env._(
                    "The working schedule %s has no working time to count a deadline in.", self.calendar.name
                )
            )
        return (moment.astimezone(pytz.utc).replace(tzinfo=None) + timedelta(seconds=0.5)).replace(microsecond=0)

    def _to_full(self, end):
        """A day that is worked until midnight ends a microsecond before it, says the schedule."""
        return (end + timedelta(microseconds=1 if end.microsecond else 0)).astimezone(self.tz)

    def _add_worked(self, start, time):
        """When ``time`` has been worked from ``start`` (aware, local) on."""
        for begin, end in self._iter_intervals(start):
            if time <= end - begin:
                return begin + time
            time -= end - begin
        return False

    def _add_work_days(self, start, amount):
        """The n-th day with attendance after the first working moment from ``start`` (aware, local)."""
        days, today, moment, day_end = -1, None, None, None
        for begin, end in self._iter_intervals(start):
            if begin.date() != today:
                if days == amount:
                    return day_end
                days, today = days + 1, begin.date()
            if moment is None:
                moment = begin.time()
            elif days == amount:
                wanted = self.tz.localize(datetime.combine(today, moment))
                if wanted <= end:
                    return max(wanted, begin)
                day_end = end
        return False

    def _iter_intervals(self, start):
        """Local (begin, end) of the working time after ``start``, in order, leaves taken out."""
        first = (start.replace(tzinfo=None) - FIRST_BLOCK) // BLOCK
        for number in range(first, first + MAX_BLOCKS):
            intervals, ends = self._get_block(number)
            for position in range(bisect_right(ends, start), len(ends)):
                begin, end = intervals[position]
                yield max(begin, start), end

    def _get_block(self, number):
        if number not in self._blocks:
            begin, end = (self.tz.localize(FIRST_BLOCK + step * BLOCK) for step in (number, number + 1))
            found = self.calendar._work_intervals_batch(begin, end)[False]
            intervals = [(first.astimezone(self.tz), self._to_full(last)) for first, last, _meta in found]
            self._blocks[number] = intervals, [last for _first, last in intervals]
        return self._blocks[number]


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        """DDL-7: other working time moves the open deadlines that are counted in it."""
        # once for all attendances and leaves that come with it
        later = self.with_context(complaint_refresh_later=True)
        result = super(ResourceCalendar, later).write(vals)
        if not vals.keys() <= {"name", "active", "hours_per_day", "full_time_required_hours"}:
            self._refresh_complaint_deadlines()
        return result

    def _refresh_complaint_deadlines(self):
        """Count the open deadlines in these schedules anew."""
        if self.env.context.get("complaint_refresh_later") or not self:
            return
        # sudo: whoever changes working time changes the deadlines that follow from it
        companies = self.env["res.company"].sudo().search([("resource_calendar_id", "in", self.ids)])
        own = Domain("calendar_id", "in", self.ids)
        if companies:
            own |= Domain("calendar_id", "=", False) & Domain("company_id", "in", [False, *companies.ids])
        self.env["complaint.policy"].sudo().with_context(active_test=False).search(own)._refresh_deadlines()

    def _get_clock(self):
        """Something to count deadlines with, for as many of them as there are."""
        self.ensure_one()
        return WorkClock(self)

    def _add_duration(self, start, amount, unit):
        """DDL-1: the moment a period that begins at ``start`` ends, in this calendar and its time zone.

        :param start: naive UTC datetime
        :param amount: how many units, a positive integer
        :param unit: ``minute``, ``hour``: elapsed time; ``day``, ``week``, ``month``: same local wall-clock time, a
            month clipped to its last day; ``work_hour``: hours worked, ending when the last worked minute ends;
            ``work_day``: from the next working moment the n-th following day with attendance, at the same local time
            (in a gap: when work resumes; after the day's end: the day's end)
        :return: naive UTC datetime
        :raise UserError: the calendar has too little working time in the years to come
        """
        return self._get_clock().add(start, amount, unit)

    def _add_durations(self, periods):
        """DDL-1: what ``_add_duration`` gives for each ``(start, amount, unit)``, asking once for what they share."""
        clock = self._get_clock()
        return [clock.add(*period) for period in periods]

    def _get_worked_hours(self, start, end):
        """Hours worked between two naive UTC datetimes; nothing where the end comes first."""
        return self._get_clock().get_time(start, end, "work_hour") / timedelta(hours=1)
