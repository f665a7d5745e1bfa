from dateutil.relativedelta import relativedelta

from odoo import api, models


class HrVersion(models.Model):
    """PEN-5: a changed bonus or wage changes what open months can take."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._schedule_penalties()
        return versions

    def write(self, vals):
        relevant = {"performance_bonus", "wage", "date_version", "employee_id", "active"}
        if not vals.keys() & (relevant | {"departure_date", "contract_date_end", "contract_date_start"}):
            return super().write(vals)
        employees = self.employee_id
        result = super().write(vals)
        self._schedule_penalties(employees)
        return result

    def unlink(self):
        employees = self.employee_id
        result = super().unlink()
        self.browse()._schedule_penalties(employees)
        return result

    def _schedule_penalties(self, employees=None):
        """Plan anew for those of the employees who have a penalty that is open."""
        employees = self.employee_id | (employees or self.env["hr.employee"])
        if employees:
            domain = ["|", ("employee_id", "in", employees.ids), ("member_ids", "in", employees.ids)]
            self.env["complaint.penalty"]._schedule_open(domain)

    def _get_month_wages(self, employees, months):
        """Monthly wage of each of ``employees`` in each of ``months``, by the version in force at the month's end.

        :return: dict of (employee id, month) to amount
        """
        # sudo: wages are for HR managers only; whoever plans sees the resulting deductions
        versions_sudo = self.sudo().search_fetch(
            [("employee_id", "in", employees.ids)],
            ["employee_id", "date_version", "wage"],
            order="employee_id, date_version",
        )
        by_employee = versions_sudo.grouped("employee_id")
        wages = {}
        for employee_sudo in employees.sudo():
            versions = by_employee.get(employee_sudo, versions_sudo.browse())
            for month in months:
                end = month + relativedelta(months=1)
                wages[employee_sudo.id, month] = next((v.wage for v in reversed(versions) if v.date_version < end), 0.0)
        return wages
