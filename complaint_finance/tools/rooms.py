from collections import defaultdict
from datetime import date
from decimal import Decimal

from odoo.addons.complaint_management.tools.allocation import to_decimal

from .schedule import get_share

DAYS_OF_MONTH = 30  # a day's wage is a thirtieth of the month's


class DeductionRooms:
    """How much may be deducted from whom in which month (PEN-1, PEN-5): by the policy's cap and the law.

    Bonuses and wages are read by the year for all employees at once, as far as the schedule gets.
    """

    def __init__(self, employees, company, law):
        """
        :param employees: hr.employee, sudoed; who has moved to another company has no room in this one
        :param company: res.company, sudoed
        :param law: its complaint.wage.law, sudoed
        """
        self.employees, self.law = employees, law
        self.own = set(employees.filtered(lambda e: e.company_id == company).ids)
        self.unit = company.currency_id.rounding
        self.minimum_wage = to_decimal(company.complaint_minimum_wage)
        self.versions = employees.env["hr.version"]
        self.bonuses, self.wages, self.years = {}, {}, set()
        self.rooms = defaultdict(dict)

    def get_bonus(self, employee_id, month):
        """The performance bonus of the month, as a Decimal."""
        self._read(month.year)
        return to_decimal(self.bonuses[employee_id, month])

    def get_room(self, employee_id, month, percent):
        """The most that deductions of the month may come to: a Decimal, a multiple of the currency's unit.

        :param percent: the cap in percent of the performance bonus
        """
        if employee_id not in self.own:
            return Decimal(0)
        rooms = self.rooms[percent]
        if (employee_id, month) not in rooms:
            room = get_share(self.get_bonus(employee_id, month), percent, self.unit)
            rooms[employee_id, month] = min([room, *self._get_lawful(employee_id, month)])
        return rooms[employee_id, month]

    def _get_lawful(self, employee_id, month):
        """The limits that the law sets to a month; none where it sets none by the wage."""
        law, limits = self.law, []
        if law._is_about_wage():
            wage = to_decimal(self.wages[employee_id, month])
            if law.basis == "month_wage":
                limits.append(get_share(wage, law.percent, self.unit))
            if law.basis == "days_of_wage":
                limits.append(get_share(wage * to_decimal(law.days) / DAYS_OF_MONTH, 100, self.unit))
            if law.keeps_minimum_wage:
                limits.append(get_share(max(Decimal(0), wage - self.minimum_wage), 100, self.unit))
        return limits

    def _read(self, year):
        if year not in self.years:
            self.years.add(year)
            months = [date(year, number, 1) for number in range(1, 13)]
            self.bonuses |= self.versions._get_performance_bonuses(self.employees, months)
            if self.law._is_about_wage():
                self.wages |= self.versions._get_month_wages(self.employees, months)
