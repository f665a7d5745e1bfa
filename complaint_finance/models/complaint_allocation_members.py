from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .complaint_case_loss import ACCOUNTANT_GROUPS


class ComplaintAllocation(models.Model):
    """ALO-2: the part of a department in which nobody had bonus points stays with the department as a whole."""

    _inherit = "complaint.allocation"

    hint = fields.Char("To Do", compute="_compute_hint")

    @api.depends("employee_id", "partner_id", "department_id", "case_id.date_received")
    def _compute_hint(self):
        undivided = self._get_undivided()
        (self - undivided).hint = False
        for line in undivided:
            line.hint = line.case_id._explain_undivided(line.department_id)

    def _get_undivided(self):
        """Those of a department as a whole."""
        return self.filtered(lambda line: line.department_id and not line.employee_id and not line.partner_id)


class ComplaintCase(models.Model):
    """ALO-2, PEN-3: such a part goes over the members later; nobody pays by the department's notice and their own."""

    _inherit = "complaint.case"

    has_undivided_part = fields.Boolean(compute="_compute_has_undivided_part", groups=ACCOUNTANT_GROUPS)

    @api.depends("allocation_ids.employee_id")
    def _compute_has_undivided_part(self):
        for case in self:
            case.has_undivided_part = bool(case.allocation_ids._get_undivided())

    def action_divide_among_members(self):
        """ALO-2: a department's part goes over its members, once their bonus points of that day are known.

        Also after the case was closed: who bears what changes within the department only. Callable on ids by a
        complaint accountant.

        :return: True
        :raise AccessError: the caller is no complaint accountant
        :raise UserError: no department's part is whole, still nobody has points, or its notice has been approved
        """
        self._check_money_rights()
        self._lock_for_allocation()
        for case in self:
            # sudo: allocations are written by the procedure only; the person has been checked
            case.sudo()._divide_among_members()
        return True

    def action_propose_penalties(self):
        # EXTENDS
        self._check_money_rights()
        for case in self.sudo():  # sudo: which notices stand is asked for everyone
            members = case.allocation_ids.filtered(lambda line: line.party == "department" and line.employee_id)
            case._check_undivided_notices(members.department_id)
        return super().action_propose_penalties()

    def _divide_among_members(self):
        self.ensure_one()
        undivided, day, values_list = self.allocation_ids._get_undivided(), self._get_day_of_members(), []
        if not undivided:
            raise UserError(self.env._("%s: no department's part is left to divide.", self.display_name))
        self._check_undivided_notices(undivided.department_id)
        divided = undivided.browse()
        for line in undivided.sorted("id"):
            base = {**line._prepare_supplement_values(), "supplementary": line.supplementary}
            unit = self.currency_id.rounding
            parts = self._prepare_member_allocations(base, line.amount, line.department_id, day, unit)
            if parts[0]["employee_id"]:
                values_list += parts
                divided |= line
        if not divided:
            raise UserError("\n".join(self._explain_undivided(department) for department in undivided.department_id))
        names = ", ".join(divided.department_id.mapped("name"))
        divided.unlink()
        self.env["complaint.allocation"].create(values_list)
        self._message_log(body=self.env._("Part of the loss divided among the members of %s.", names))

    def _check_undivided_notices(self, departments):
        """:raise UserError: a department's own notice goes over the members already, who would be penalised twice"""
        notices = self.penalty_ids.filtered(
            lambda p: p.origin == "allocation" and not p.employee_id and p.department_id in departments
        )
        if standing := notices._get_standing()[:1]:
            raise UserError(
                self.env._(
                    "%s: this notice to the department stands, and its amount goes over the members. Cancel it first "
                    "where they should have notices of their own.",
                    standing.display_name,
                )
            )

    def _explain_undivided(self, department):
        """Why a department's part is whole, and what to do about it. Note: self.ensure_one()"""
        return self.env._(
            "Nobody in %(department)s had bonus points on %(day)s. HR enters them at the employees as of that day; "
            "then divide its part among the members.",
            department=department.sudo().name,  # sudo: the name and the day alone
            day=format_date(self.env, self.sudo()._get_day_of_members()),
        )


class ComplaintPenalty(models.Model):
    """A department's notice with an amount that nobody bears would stay open for good."""

    _inherit = "complaint.penalty"

    def _check_law(self):
        # EXTENDS: before the department is told, and before HR confirms
        super()._check_law()
        problems = []
        for penalty in self.filtered(lambda p: p.amount and not p.employee_id and not p.is_reward):
            department_sudo = penalty.department_id.sudo()  # sudo: the name, and whether there are any
            day = penalty.sudo().case_id._get_day_of_members()
            if not self.env["hr.version"]._get_bonus_points(department_sudo, day):
                problems.append(
                    self.env._(
                        "%(notice)s: nobody in %(department)s had bonus points on %(day)s, so nobody would bear its "
                        "amount. Enter them at the employees as of that day, or choose training instead.",
                        notice=penalty.display_name,
                        department=department_sudo.name,
                        day=format_date(self.env, day),
                    )
                )
        if problems:
            raise UserError("\n".join(problems))
