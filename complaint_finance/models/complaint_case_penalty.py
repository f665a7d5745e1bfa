from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

from .complaint_penalty_facts import ENDED_ASIDE, UNFOUNDED


class ComplaintCase(models.Model):
    """PEN-3: the notices that the policy's brackets propose from the allocation of a case's loss."""

    _inherit = "complaint.case"

    def write(self, vals):
        # EXTENDS complaint_management: notices stand and fall with their case
        if not vals.keys() & {"state", "validity"}:
            return super().write(vals)
        before = {case: case._bears_notices() for case in self}
        result = super().write(vals)
        changed = self.filtered(lambda case: case._bears_notices() != before[case])
        # sudo: whoever rejects a case need not see its notices
        changed.sudo()._get_resting_notices()._follow_case()
        return result

    def action_propose_penalties(self):
        """Draft notices for those whom the allocation names, by the policy's brackets (PEN-3).

        Each employee gets one for all their parts of the case, and a department one for the part in which nobody is
        named. Where the policy has no brackets everybody with a part gets a warning to complete. Drafts that nobody
        reviews yet follow an allocation that changed since, e.g. by what came after closing (LOS-4); a notice that was
        approved stands.

        Whoever belongs to another company by now gets no notice here; that is said.

        Callable on ids by a complaint accountant.

        :return: the action that opens the drafts
        :raise UserError: the loss is not allocated, or nobody is left to propose for
        """
        self._check_money_rights()
        proposed = self.env["complaint.penalty"]
        values, elsewhere = [], []
        for case in self:
            # sudo: who has a notice already is asked for everyone
            known_sudo = case.sudo().penalty_ids.filtered(
                lambda p: p.state != "cancelled" and p.origin in ("manual", "allocation")
            )
            stale_sudo = known_sudo
            for (employee, department), amount in case._get_liable_parts().items():
                new = case._prepare_penalty(employee, department, amount)
                old_sudo = known_sudo.filtered(
                    lambda p, e=employee, d=department: (
                        p.employee_id == e if e else p.department_id == d and not p.employee_id
                    )
                )
                stale_sudo -= old_sudo if new else old_sudo.browse()
                company_sudo = (employee or department).sudo().company_id  # sudo: only compared
                if not old_sudo and new and company_sudo not in (case.company_id, company_sudo.browse()):
                    elsewhere.append((employee or department).sudo().display_name)
                elif not old_sudo:
                    values += [new] if new else []
                elif new and old_sudo._follow_allocation(new):
                    proposed |= old_sudo.sudo(False)
            proposed |= stale_sudo._drop_part().sudo(False)
        # sudo: the rights have been checked, and where a draft comes from is the procedure's
        proposed |= self.env["complaint.penalty"].sudo().create(values).sudo(False)
        words = self.env._(
            "No notice is proposed to %s: they belong to another company by now, whose bonus pays nothing here.",
            format_list(self.env, elsewhere),
        )
        if not proposed:
            raise UserError(words if elsewhere else self._explain_no_penalty())
        action = proposed._get_records_action(name=self.env._("Penalty Notices"))
        if not elsewhere:
            return action
        params = {"type": "warning", "sticky": True, "message": words, "next": action}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def action_view_penalties(self):
        """The penalty notices of the case."""
        return self.penalty_ids._get_records_action(name=self.env._("Penalty Notices"))

    # === Helpers ===

    def _get_resting_notices(self):
        """The notices of these cases, and those by count of established complaints that they may add to."""
        months = {}
        for case in self:
            month = case.company_id._get_complaint_day(case.date_accepted or case.date_received).replace(day=1)
            months.setdefault((case.company_id, month), set()).update(case.responsibility_ids.employee_id.ids)
        of_count = Domain.OR(
            [("company_id", "=", company.id), ("month", "=", month), ("employee_id", "in", employees)]
            for (company, month), employees in months.items()
            if employees
        )
        counted = Domain("origin", "=", "established") & Domain("rung", ">", 0)
        return self.penalty_ids | self.env["complaint.penalty"].search(of_count & counted)

    def _bears_notices(self):
        """Whether notices may rest on the complaint: neither rejected nor ended aside. Note: self.ensure_one()"""
        return self.state not in ENDED_ASIDE and self.validity not in UNFOUNDED

    def _get_liable_parts(self):
        """Dict of (employee, department) to what the allocation assigns to them; an employee's parts go together."""
        self.ensure_one()
        borne = self.allocation_ids.filtered(lambda a: a.employee_id or (a.department_id and not a.partner_id))
        return self._add_up_parts((line.employee_id, line.department_id, line.amount) for line in borne)

    def _get_expected_parts(self):
        """As ``_get_liable_parts``; before the loss is allocated anew, by the shares as they are."""
        if self.allocation_ids or self.net_loss_amount <= 0:
            return self._get_liable_parts()
        employees, departments = self.env["hr.employee"], self.env["hr.department"]
        return self._add_up_parts(
            (
                employees.browse(values.get("employee_id")),
                departments.browse(values.get("department_id")),
                values["amount"],
            )
            for values in self._prepare_allocations()
            if not values.get("partner_id")
        )

    def _add_up_parts(self, borne):
        """Parts of one party together, to the coin.

        :param borne: tuples of employee, department and amount; of an employee's part the department does not count
        """
        parts = {}
        for employee, department, amount in borne:
            key = employee, department.browse() if employee else department
            parts[key] = self.currency_id.round(parts.get(key, 0) + amount)
        return parts

    def _prepare_penalty(self, employee, department, amount):
        """Values of the notice for this part of the loss; None where no bracket covers it."""
        self.ensure_one()
        # sudo: company setting and policy hold for whoever proposes
        brackets = self.sudo().policy_id.bracket_ids
        bracket = brackets._get_bracket(amount)
        if self.currency_id.compare_amounts(amount, 0) <= 0 or (brackets and not bracket):
            return None
        values = {
            "case_id": self.id,
            "employee_id": employee.id,
            "liable_amount": amount,
            "kind": bracket.kind or "warning",
            "origin": "allocation",
            "reason": self.env._(
                "Complaint %(case)s: %(subject)s. Part of the loss: %(part)s of %(loss)s.",
                case=self.name,
                subject=self.subject,
                part=self.currency_id.format(amount),
                loss=self.currency_id.format(self.net_loss_amount),
            ),
        }
        if department:
            values["department_id"] = department.id
        if bracket and self.sudo().company_id.complaint_deductions:
            deduction = bracket._get_deduction(amount, self.currency_id)
            if deduction is not False:
                values["amount"] = deduction
        return values

    def _explain_no_penalty(self):
        """Why nobody is left to propose a notice for."""
        if not self.allocation_ids.filtered(lambda a: a.employee_id or a.department_id):
            return self.env._(
                "No employee is left to propose a notice for. Allocate the loss first; a department's part names "
                "employees only when they have bonus points."
            )
        return self.env._(
            "No employee is left to propose a notice for: who bears a part has a notice already, or no bracket of the "
            "policy covers the part."
        )
