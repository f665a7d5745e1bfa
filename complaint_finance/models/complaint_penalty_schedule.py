from decimal import Decimal

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.complaint_management.tools.allocation import to_decimal

from ..tools import DeductionRooms, distribute, schedule
from .complaint_penalty import MERITS
from .complaint_penalty_law import NO_LIMIT
from .complaint_policy_deduction import PENALTY_CAP


class ComplaintPenalty(models.Model):
    """The deduction schedule: what is taken from whom in which month (PEN-4, PEN-5, PEN-7).

    It is made anew for an employee whenever something it rests on changes; only open months change.
    """

    _inherit = "complaint.penalty"

    @api.model
    def _schedule_open(self, domain, *, paid=False):
        """Plan anew for the employees of all penalties in ``domain`` of which something is open or planned.

        :param paid: of those that are paid too, since what was taken may come back
        """
        states = ("confirmed", "paid") if paid else ("confirmed",)
        in_play = Domain.OR(
            [
                [("state", "in", states), "|", ("amount", ">", 0), ("kind", "=", "major_demerit")],
                [("deduction_ids.state", "=", "planned")],
                [("whole_bonus_amount", ">", 0)],
            ]
        )
        # sudo: what is owed does not depend on who changed a bonus, a law or a policy
        penalties = self.sudo().search(in_play & Domain(domain) & Domain("kind", "not in", MERITS))
        self._schedule(penalties._get_debtors())

    def _get_debtors(self):
        """Employees, sudoed, from whose bonus these notices take something."""
        penalties_sudo = self.sudo()  # sudo: who owes, for the schedule only
        return penalties_sudo.employee_id | penalties_sudo.member_ids | penalties_sudo.deduction_ids.employee_id

    @api.model
    def _schedule(self, employees):
        """Replace the planned deductions of ``employees`` by what is right now, and settle what is paid.

        The number of queries does not depend on how many employees there are, but for the batches of the ORM. Two
        transactions that plan for one employee at once do not both succeed: the later one is refused by the database
        and tried again by the server.

        :param employees: hr.employee
        """
        if not employees:
            return
        # sudo: deductions are written by the procedure only, for employees whom the user may not see
        penalties_sudo = self.sudo()._lock_for_schedule(employees.sudo())
        for company_sudo, of_company in penalties_sudo.grouped("company_id").items():
            of_company.sorted(lambda p: (p.month, p.id))._schedule_company(company_sudo, employees.sudo())

    def _lock_for_schedule(self, employees):
        """The notices of ``employees`` that count, with all of theirs locked: two confirmed at once meet there too.

        They are touched, since a row that was only locked would hold up another transaction and then let it go on
        with what it read before.
        """
        self.env.flush_all()
        theirs = Domain("employee_id", "in", employees.ids) | Domain("member_ids", "in", employees.ids)
        theirs |= Domain("employee_id", "=", False) & Domain("department_id", "in", employees.department_id.ids)
        penalties = self.search(theirs & Domain("kind", "not in", MERITS), order="id")
        if penalties:
            self.env.cr.execute(
                SQL(
                    "UPDATE complaint_penalty SET date_scheduled = now() at time zone 'UTC' WHERE id IN "
                    "(SELECT id FROM complaint_penalty WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)",
                    tuple(penalties.ids),
                )
            )
            penalties.invalidate_recordset(["date_scheduled"])
        return penalties.filtered(lambda p: p.state in ("confirmed", "paid") or p.deduction_ids)

    def _schedule_company(self, company, employees):
        """Plan for those of ``employees`` who owe something by these notices of ``company``, the oldest first."""
        first, law = company._get_first_open_month(), company._get_wage_law()
        debtors = self._get_debtors() & employees
        rooms = DeductionRooms(debtors, company, law)
        whole = self._take_whole_bonuses(rooms, company)
        wanted = {}
        for employee_id, debts in self._get_debts(set(debtors.ids), law).items():
            lines = schedule(debts, first, self._get_room(rooms, employee_id, debts, whole))
            wanted |= {(penalty.id, employee_id, month): amount for penalty, month, amount in lines}
        self._replace_planned(wanted, debtors)
        self._settle()

    def _get_debts(self, debtor_ids, law):
        """What has to be planned: dict of employee id to tuples (notice, its month, amount), in the order of ``self``.

        Amounts are Decimals; what is over-taken is negative and comes back whatever the law says.
        """
        taken, debts, losses = self._get_taken(), {}, {}
        held = {(p.employee_id, p.month) for p in self if p.kind == "major_demerit" and p._is_held()}
        for penalty in self:
            may_deduct, dues = penalty._may_deduct(law), penalty._get_dues()
            part = penalty._get_lawful_part(law, losses)
            lawful = penalty._get_dues(part) if part < sum(dues.values()) else dues
            for employee_id in dues:
                amount = lawful[employee_id] - taken.get((penalty.id, employee_id), Decimal(0))
                if amount > 0 and not may_deduct:
                    continue
                if amount > 0 and (penalty.employee_id, penalty.month) in held:
                    # the rest of the whole bonus is taken for two demerits, of which one is not certain (PEN-4)
                    amount = max(Decimal(0), amount - to_decimal(penalty.whole_bonus_amount))
                if amount and employee_id in debtor_ids:
                    debts.setdefault(employee_id, []).append((penalty, penalty.month, amount))
        return debts

    @api.model
    def _get_room(self, rooms, employee_id, debts, whole):
        """PEN-5: the strictest cap of the debts' policies; PEN-4: none for the major demerits of their month."""
        policies = [penalty.case_id.policy_id for penalty, *_rest in debts]
        percent = min(policy.penalty_cap if policy else PENALTY_CAP for policy in policies)

        def get_room(penalty, month):
            is_whole = penalty in whole.get((employee_id, month), ())
            return rooms.get_room(employee_id, month, 100 if is_whole else percent)

        return get_room

    def _take_whole_bonuses(self, rooms, company):
        """PEN-4: two or more major demerits of an employee in a month take the whole bonus of that month.

        What it comes to beyond their amounts is owed with the one of them that the employee was told last.

        :return: dict of (employee id, month) to those notices
        """
        majors = self.filtered(lambda p: p.kind == "major_demerit" and p.employee_id and p.state != "cancelled")
        whole = {
            (employee.id, month): of_month
            for (employee, month), of_month in majors.grouped(lambda p: (p.employee_id, p.month)).items()
            if len(of_month) > 1
        }
        rests, first = {}, company._get_first_open_month()
        for (employee_id, month), of_month in whole.items():
            told_last = of_month.sorted(lambda p: (p.date_notified or p.month, p.id))[-1]
            holder = of_month.filtered("whole_bonus_amount")[:1] or told_last
            amount = sum(map(to_decimal, of_month.mapped("amount")))
            # of a closed month it stays the bonus that was paid then, whatever is written there afterwards (PEN-7)
            known = month < first and max(of_month.mapped("whole_bonus"))
            bonus = to_decimal(known) if known else rooms.get_bonus(employee_id, month)
            rests[holder] = max(Decimal(0), bonus - amount)
            if holder.currency_id.compare_amounts(holder.whole_bonus, float(bonus)):
                holder.whole_bonus = float(bonus)
        for penalty in self:
            rest = float(rests.get(penalty, 0))
            if not company.complaint_deductions:
                rest = min(rest, penalty.whole_bonus_amount)  # nothing new is owed, nor is given back
            if penalty.currency_id.compare_amounts(penalty.whole_bonus_amount, rest):
                penalty.whole_bonus_amount = rest
        return whole

    def _get_dues(self, limit=NO_LIMIT):
        """What each employee owes by this notice: dict of id to Decimal; a department's goes over its members (ALO-2).

        Note: self.ensure_one()

        :param limit: Decimal, up to which of what is owed
        """
        self.ensure_one()
        due = min(to_decimal(self._get_due()), limit)
        if self.employee_id:
            return {self.employee_id.id: due}
        members = self.member_ids | self.deduction_ids.employee_id
        if not members:
            return {}
        points = self.env["hr.version"]._get_bonus_points(self.department_id, self.case_id._get_day_of_members())
        weights = {member.id: points.get(member, 0) for member in members.sorted("id")}
        if not any(weights.values()):
            weights = dict.fromkeys(weights, 1)
        return dict(zip(weights, distribute(due, list(weights.values()), self.currency_id.rounding), strict=True))

    def _get_taken(self):
        """What closed months took: dict of (penalty id, employee id) to Decimal."""
        groups = self.env["complaint.penalty.deduction"]._read_group(
            [("penalty_id", "in", self.ids), ("state", "=", "taken")], ["penalty_id", "employee_id"], ["amount:sum"]
        )
        return {(penalty.id, employee.id): to_decimal(amount, 6) for penalty, employee, amount in groups}

    def _replace_planned(self, wanted, employees):
        """Let exactly the lines of ``wanted`` be planned for ``employees``; those that stay are left alone.

        :param wanted: dict of (penalty id, employee id, month) to Decimal
        """
        deductions = self.env["complaint.penalty.deduction"]
        planned = deductions.search(
            [("penalty_id", "in", self.ids), ("employee_id", "in", employees.ids), ("state", "=", "planned")]
        )
        outdated, kept = [], set()
        for line in planned:
            key = (line.penalty_id.id, line.employee_id.id, line.month)
            if key not in kept and wanted.get(key) == to_decimal(line.amount, 6):
                kept.add(key)
            else:
                outdated.append(line.id)
        deductions.browse(outdated).unlink()
        deductions.create(
            [
                {"penalty_id": penalty, "employee_id": employee, "month": month, "amount": float(amount)}
                for (penalty, employee, month), amount in wanted.items()
                if (penalty, employee, month) not in kept
            ]
        )

    def _settle(self):
        """Confirmed notices of which all is taken are paid, and back when not any more."""
        paid = self.filtered(lambda p: p.due_amount and not p.open_amount)
        paid.filtered(lambda p: p.state == "confirmed").write({"state": "paid"})
        (self - paid).filtered(lambda p: p.state == "paid").write({"state": "confirmed"})

    def _set_step(self, **values):
        # EXTENDS: whatever changes what is owed, or whether it may be taken, plans anew
        result = super()._set_step(**values)
        if {"state", "kind", "amount", "consent_date", "doubt", "is_kept"} & values.keys():
            penalties_sudo = self.sudo()  # sudo: the schedule does not depend on who took the step
            if values.get("state") == "confirmed":
                for penalty_sudo in penalties_sudo.filtered(lambda p: not p.employee_id and p.amount):
                    points = self.env["hr.version"]._get_bonus_points(
                        penalty_sudo.department_id, penalty_sudo.case_id._get_day_of_members()
                    )
                    penalty_sudo.member_ids = [Command.set([employee.id for employee in points])]
            penalties_sudo |= penalties_sudo._get_sharers_of_loss()
            self._schedule(penalties_sudo.filtered(lambda p: not p.is_reward and p._is_in_play())._get_debtors())
        return result

    def _is_in_play(self):
        """Whether the schedule has to look at the notice. Note: self.ensure_one()"""
        owes = self.state in ("confirmed", "paid") and (self.amount or self.kind == "major_demerit")
        return bool(owes or self.deduction_ids or self.whole_bonus_amount)
