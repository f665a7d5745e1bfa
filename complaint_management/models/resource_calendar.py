from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError

ELAPSED = {"minute": "minutes", "hour": "hours"}
CALENDAR = {"day": "days", "week": "weeks", "month": "months"}
WINDOW = timedelta(days=14)
MAX_WINDOWS = 100


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
        self.ensure_one()
        utc = pytz.utc.localize(start)
        tz = pytz.timezone(self.tz)
        if unit in ELAPSED:
            end = utc + timedelta(**{ELAPSED[unit]: amount})
        elif unit in CALENDAR:
            end = tz.localize(utc.astimezone(tz).replace(tzinfo=None) + relativedelta(**{CALENDAR[unit]: amount}))
        elif unit == "work_hour":
            return self._add_worked_hours(start, amount)
        else:
            end = self._add_work_days(utc.astimezone(tz), amount)
        return self._checked_end(end)

    def _add_worked_hours(self, start, hours):
        """The moment (naive UTC) when ``hours`` have been worked from ``start`` (naive UTC) on."""
        return self._checked_end(self.plan_hours(hours, pytz.utc.localize(start), compute_leaves=True))

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

    def _add_work_days(self, start, amount):
        """The n-th day with attendance after the first working moment from ``start`` (aware, local)."""
        tz = pytz.timezone(self.tz)
        days, today, moment, day_end = -1, None, None, None
        for begin, end in self._iter_work_intervals(start):
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

    def _iter_work_intervals(self, start):
        """Local (begin, end) of the working time after ``start``, in order, leaves taken out."""
        tz = pytz.timezone(self.tz)
        for number in range(MAX_WINDOWS):
            begin = start + number * WINDOW
            for interval_begin, interval_end, _meta in self._work_intervals_batch(begin, begin + WINDOW)[False]:
                yield interval_begin.astimezone(tz), interval_end.astimezone(tz)
