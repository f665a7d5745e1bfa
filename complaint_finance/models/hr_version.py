from odoo import fields, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    bonus_points = fields.Float(
        groups="hr.group_hr_user",
        tracking=True,
        help="The employee's weight in the department's bonus. A loss that a department answers for as a whole "
        "goes over its members by these points, as they were on the day the complaint came.",
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
            left = employee_sudo.departure_date or version_sudo.contract_date_end
            if version_sudo.department_id == department and not (left and left < day) and version_sudo.bonus_points:
                points[employee_sudo] = version_sudo.bonus_points
        return points
