from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError

ELAPSED = {"minute": "minutes", "hour": "hours"}
CALENDAR = {"day": "days", "week": "weeks", "month": "months"}
# Working time is fetched in blocks of eight weeks, counted from a Monday, so that many who ask share them.
BLOCK = timedelta(days=56)
FIRST_BLOCK = datetime(2000, 1, 3)
MAX_BLOCKS = 25


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

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
        return self._add_durations([(start, amount, unit)])[0]

    def _add_durations(self, periods):
        """DDL-1: what ``_add_duration`` gives for each ``(start, amount, unit)``, asking once for what they share."""
        self.ensure_one()
        tz, blocks = pytz.timezone(self.tz), {}
        ends = {}
        for start, amount, unit in set(periods):
            local = pytz.utc.localize(start).astimezone(tz)
            if unit in ELAPSED:
                end = local + timedelta(**{ELAPSED[unit]: amount})
            elif unit in CALENDAR:
                end = tz.localize(local.replace(tzinfo=None) + relativedelta(**{CALENDAR[unit]: amount}))
            elif unit == "work_hour":
                end = self._add_work_hours(local, amount, blocks)
            else:
                end = self._add_work_days(local, amount, blocks)
            ends[start, amount, unit] = self._checked_end(end)
        return [ends[period] for period in periods]

    def _add_worked_hours(self, start, hours):
        """The moment (naive UTC) when ``hours`` have been worked from ``start`` (naive UTC) on."""
        local = pytz.utc.localize(start).astimezone(pytz.timezone(self.tz))
        return self._checked_end(self._add_work_hours(local, hours, {}))

    def _get_worked_hours(self, start, end):
        """Hours worked between two naive UTC datetimes; nothing where the end comes first."""
        start, end = pytz.utc.localize(start), pytz.utc.localize(end)
        return self.get_work_hours_count(start, end, compute_leaves=True) if start < end else 0

    def _checked_end(self, end):
        if not end:
            raise UserError(
                self.env._("The working schedule %s has no working time to count a deadline in.", self.name)
            )
        return end.astimezone(pytz.utc).replace(tzinfo=None)

    def _add_work_hours(self, start, hours, blocks):
        """When ``hours`` have been worked from ``start`` (aware, local) on."""
        left = timedelta(hours=hours)
        for begin, end in self._iter_work_intervals(start, blocks):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return False

    def _add_work_days(self, start, amount, blocks):
        """The n-th day with attendance after the first working moment from ``start`` (aware, local)."""
        tz = pytz.timezone(self.tz)
        days, today, moment, day_end = -1, None, None, None
        for begin, end in self._iter_work_intervals(start, blocks):
            if begin.date() != today:
                if days == amount:
                    return day_end
                days, today = days + 1, begin.date()
            if moment is None:
                moment = begin.time()
            elif days == amount:
                wanted = tz.localize(datetime.combine(today, moment))
                if wanted <= end:
                    return max(wanted, begin)
                day_end = end
        return False

    def _iter_work_intervals(self, start, blocks):
        """Local (begin, end) of the working time after ``start``, in order, leaves taken out.

        :param blocks: the blocks fetched so far, by number; filled up here
        """
        tz = pytz.timezone(self.tz)
        first = (start.replace(tzinfo=None) - FIRST_BLOCK) // BLOCK
        for number in range(first, first + MAX_BLOCKS):
            if number not in blocks:
                block_begin = tz.localize(FIRST_BLOCK + number * BLOCK)
                block_end = tz.localize(FIRST_BLOCK + (number + 1) * BLOCK)
                intervals = self._work_intervals_batch(block_begin, block_end)[False]
                blocks[number] = [(begin.astimezone(tz), end.astimezone(tz)) for begin, end, _meta in intervals]
            for begin, end in blocks[number]:
                if end > start:
                    yield max(begin, start), end
