from odoo import api, fields, models

from .complaint_penalty import MERITS
from .complaint_penalty_amount import MONEY_GROUPS


class ComplaintPenalty(models.Model):
    """PEN-6: what is left of a notice whose employee leaves is shown to HR; nothing negative is made of it."""

    _inherit = "complaint.penalty"

    departure_date = fields.Date(
        "Last Day",
        compute="_compute_leaver_rest",
        compute_sudo=True,
        groups=MONEY_GROUPS,
        help="Departure of the employee, or the end of their contract. Empty with a rest: archived without a date, or "
        "moved to another company.",
    )
    leaver_rest_amount = fields.Monetary(
        "Open Rest",
        compute="_compute_leaver_rest",
        compute_sudo=True,
        groups=MONEY_GROUPS,
        help="What can no longer be taken from a bonus, because the employee leaves before.",
    )
    has_leaver_rest = fields.Boolean(
        "Leaver with an Open Rest",
        compute="_compute_leaver_rest",
        compute_sudo=True,
        search="_search_has_leaver_rest",
        groups=MONEY_GROUPS,
    )

    @api.depends("state", "amount", "employee_id", "member_ids", "deduction_ids.amount", "deduction_ids.state")
    def _compute_leaver_rest(self):
        last_days = self._get_debtors()._get_last_days()
        for penalty in self:
            company = penalty.company_id
            leavers = penalty._get_debtors().filtered(lambda e, c=company: e in last_days or e.company_id != c)
            penalty.departure_date = min(filter(None, map(last_days.get, leavers)), default=False)
            rest = 0.0
            if leavers and penalty.state == "confirmed":
                dues = penalty._get_dues()
                for employee in leavers:
                    lines = penalty.deduction_ids.filtered(lambda line, e=employee: line.employee_id == e)
                    covered = sum(
                        line.amount
                        for line in lines
                        if line.state == "taken" or ((last := last_days.get(employee)) and line.month <= last)
                    )
                    rest += max(0.0, float(dues.get(employee.id, 0)) - covered)
            penalty.leaver_rest_amount = penalty.currency_id.round(rest)
            penalty.has_leaver_rest = bool(penalty.leaver_rest_amount)

    def _search_has_leaver_rest(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["has_leaver_rest"], "read")  # who leaves is not to be guessed
        # sudo: the rules of the user come on top of the ids
        confirmed = [("state", "=", "confirmed"), ("kind", "not in", MERITS)]
        penalties_sudo = self.sudo().search([*confirmed, ("company_id", "in", self.env.companies.ids)])
        return [("id", "in" if True in value else "not in", penalties_sudo.filtered("has_leaver_rest").ids)]


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _get_last_days(self):
        """Of those of ``self`` who leave or have left.

        :return: dict of hr.employee to the last day, False where an employee was archived without one
        """
        last_days = {}
        for employee in self:
            # sudo: departures are for HR; what is shown of them has its own groups
            version_sudo = employee.sudo().version_id
            last = version_sudo.departure_date or version_sudo.contract_date_end
            if last or not employee.sudo().active:
                last_days[employee] = last or False
        return last_days
