from dateutil.relativedelta import relativedelta

from odoo import fields, models

SEE_BONUS = "hr.group_hr_user,complaint_finance.group_complaint_accountant"


class HrVersion(models.Model):
    _inherit = "hr.version"

    bonus_points = fields.Float(
        groups=SEE_BONUS,
        tracking=True,
        help="The employee's weight in the department's bonus. A loss that a department answers for as a whole "
        "goes over its members by these points, as they were on the day the complaint came.",
    )

    performance_bonus = fields.Monetary(
        groups=SEE_BONUS,
        tracking=True,
        help="Monthly. Deductions by penalty notices are taken from it, up to the cap of the policy and the law. A "
        "change counts for the whole month in which its version begins.",
    )

    _performance_bonus_positive = models.Constraint(
        "CHECK (performance_bonus >= 0)", "The performance bonus cannot be negative."
    )
    _bonus_points_positive = models.Constraint("CHECK (bonus_points >= 0)", "Bonus points cannot be negative.")

    def _get_bonus_points(self, department, day):
        """Members of ``department`` on ``day`` with their bonus points (ALO-2).

        :param department: hr.department
        :param day: date
        :return: dict of hr.employee (sudoed) to points, in the order of the employees' ids; members without
            points are left out
        """
        # sudo: points are for HR only; whoever allocates sees the resulting amounts, not the points
        employees_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search([("department_id", "=", department.id), ("date_version", "<=", day), ("employee_id", "!=", False)])
            .employee_id.sorted("id")
        )
        points = {}
        for employee_sudo in employees_sudo:
            version_sudo = employee_sudo._get_version(day)
            # of the version of that day: who came back later was not there then
            left = version_sudo.departure_date or version_sudo.contract_date_end
            if version_sudo.department_id == department and not (left and left < day) and version_sudo.bonus_points:
                points[employee_sudo] = version_sudo.bonus_points
        return points

    def _get_performance_bonuses(self, employees, months):
        """Performance bonus of each of ``employees`` in each of ``months`` (PEN-5, PEN-6, PEN-10).

        A month's bonus is paid at its end, so the version in force on the month's last day counts for the whole
        month. After the month of departure (or of the contract's end) there is none, nor for archived employees
        whose departure has no date.

        :param employees: hr.employee
        :param months: iterable of dates, first days of months
        :return: dict of (employee id, month) to amount in the currency of the employee's company
        """
        # sudo: amounts are for HR and accountants only; whoever plans sees the resulting deductions
        versions_sudo = self.sudo().search_fetch(
            [("employee_id", "in", employees.ids)],
            ["employee_id", "date_version", "performance_bonus", "departure_date", "contract_date_end"],
            order="employee_id, date_version",
        )
        by_employee = versions_sudo.grouped("employee_id")
        months = sorted(months)
        bonuses = {}
        for employee_sudo in employees.sudo():
            versions = by_employee.get(employee_sudo, versions_sudo.browse())
            gone = not employee_sudo.active and not any(versions.mapped("departure_date"))
            for month in months:
                end = month + relativedelta(months=1)
                version = next((v for v in reversed(versions) if v.date_version < end), versions[:0])
                left = version.departure_date or version.contract_date_end
                none = not version or gone or (left and left < month)
                bonuses[employee_sudo.id, month] = 0.0 if none else version.performance_bonus
        return bonuses
