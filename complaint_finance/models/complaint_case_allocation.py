from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..tools import distribute
from .complaint_case_loss import ACCOUNTANT_GROUPS


class ComplaintCase(models.Model):
    """Who bears what a case cost (ALO), and what comes after it was closed (LOS-4)."""

    _inherit = "complaint.case"

    allocation_ids = fields.One2many("complaint.allocation", "case_id", groups=ACCOUNTANT_GROUPS)
    allocated_amount = fields.Monetary(
        "Allocated", compute="_compute_allocated_amount", store=True, groups=ACCOUNTANT_GROUPS
    )
    unallocated_amount = fields.Monetary(
        "To Allocate",
        compute="_compute_allocated_amount",
        store=True,
        groups=ACCOUNTANT_GROUPS,
        help="What of the net loss is not allocated yet. After the case was closed this is the supplementary loss.",
    )

    @api.depends("net_loss_amount", "allocation_ids.amount")
    def _compute_allocated_amount(self):
        for case in self:
            allocations, currency = case.allocation_ids, case.currency_id
            case.allocated_amount = sum(allocations.mapped("amount"))
            # a gain is nobody's to bear
            owed = case.net_loss_amount if allocations else max(0, case.net_loss_amount)
            case.unallocated_amount = currency.round(owed - case.allocated_amount) if currency else 0

    def action_allocate(self):
        """Allocate the net loss by the confirmed shares, to the smallest coin (ALO-1, ALO-2).

        Until the case is closed an earlier allocation is replaced. From then on it stands, and only what came later
        is allocated, by the shares, members and points of then (LOS-4): the lines are marked supplementary and may be
        negative. That holds in a new round as well: its losses are supplementary until the shares themselves change.
        This takes an upheld appeal, which withdraws the allocation (RTE-6), so that the whole loss is allocated anew.

        However often it is called, the lines of a case sum exactly to the net loss that was allocated last.
        Callable on ids by a complaint accountant.

        :return: True
        :raise AccessError: the caller is no complaint accountant
        :raise UserError: nothing to allocate, no shares, or shares that are not confirmed or not 100 %
        """
        self._check_money_rights()
        self._lock_for_allocation()
        problems = [problem for case in self for problem in case._missing_to_allocate()]
        if problems:
            raise UserError("\n".join(problems))
        for case in self:
            # sudo: allocations are written by this method only; the person has been checked
            case.sudo()._allocate()
        return True

    def _lock_for_allocation(self):
        """Nobody else allocates these cases at the same time."""
        try:
            # sudo: rows are locked
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(self.env._("Somebody else is working on this case. Look again in a while.")) from error
        self.invalidate_recordset(["allocation_ids", "loss_ids"])

    def _missing_to_allocate(self):
        """Sentences saying why the loss cannot be allocated.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.allocation_ids and (self._is_loss_final() or self.net_loss_amount <= 0):
            if not self.unallocated_amount:
                return [self.env._("%s: its loss is allocated already", self.display_name)]
            return []
        problems = []
        if self.currency_id.compare_amounts(self.net_loss_amount, 0) <= 0:
            problems.append(self.env._("%s: there is no loss to allocate", self.display_name))
        if not self.responsibility_ids:
            problems.append(self.env._("%s: nobody is responsible yet", self.display_name))
        elif any(line.state == "proposed" for line in self.responsibility_ids):
            problems.append(self.env._("%s: the responsibility has not been confirmed", self.display_name))
        elif round(sum(self.responsibility_ids.mapped("share")), 2) != 100:
            problems.append(self.env._("%s: the shares of responsibility do not sum to 100 %%", self.display_name))
        return problems

    def _allocate(self):
        """Replace the allocation, or complete it when the loss is final; as superuser.

        Note: self.ensure_one()
        """
        self.ensure_one()
        final = self._is_loss_final()
        amount = self.unallocated_amount if final and self.allocation_ids else max(0, self.net_loss_amount)
        if final and self.allocation_ids:
            values_list = self._prepare_supplement(amount)
            body = self.env._("Supplementary loss allocated by the same shares.")
        else:
            self.allocation_ids.unlink()
            values_list = self._prepare_allocations() if amount else []
            body = self.env._("Loss allocated in %s parts.", len(values_list))  # see complaint.loss.create
        self.env["complaint.allocation"].create(values_list)
        if self.state == "closed":
            # what somebody bears by now does not change any more; what comes later is another supplement
            self.loss_ids.write({"frozen": True})
        self._message_log(body=body)

    def _prepare_allocations(self):
        """Values of the allocation: a line per responsible party, a department's part over its members by points."""
        self.ensure_one()
        lines = self.responsibility_ids
        unit = self.currency_id.rounding
        parts = distribute(self.net_loss_amount, lines.mapped("share"), unit)
        day = self._get_day_of_members()
        values_list = []
        for line, part in zip(lines, parts, strict=True):
            base = {
                "case_id": self.id,
                "responsibility_id": line.id,
                "department_id": line.department_id.id if line.party in ("department", "employee") else False,
                "share": line.share,
            }
            if line.party == "employee":
                values_list.append({**base, "employee_id": line.employee_id.id, "amount": float(part)})
            elif line.party != "department":
                values_list.append({**base, "partner_id": line.partner_id.id, "amount": float(part)})
            else:
                values_list += self._prepare_member_allocations(base, part, line.department_id, day, unit)
        return values_list

    def _get_merge_problems(self, target):
        # EXTENDS complaint_management: nobody is penalised twice for one loss
        problems = super()._get_merge_problems(target)
        # sudo: whether there are any
        notices_sudo = self.sudo().penalty_ids.filtered(lambda p: p.origin == "allocation")
        if notices_sudo._get_standing():
            problems.append(self.env._("penalty notices for its loss have been approved"))
        return problems

    def _merge_into(self, target):
        # EXTENDS complaint_management: the loss goes to the case that remains and is allocated there
        self.allocation_ids.unlink()
        self.penalty_ids._drop_part()
        return super()._merge_into(target)

    def _get_day_of_members(self):
        """ALO-2: the day the case was received, where its company is; who was in a department then bears its part."""
        self.ensure_one()
        return self.company_id._get_complaint_day(self.date_received)

    def _prepare_member_allocations(self, base, part, department, day, unit):
        points = self.env["hr.version"]._get_bonus_points(department, day)
        if not points:
            return [{**base, "amount": float(part)}]
        amounts = distribute(part, list(points.values()), unit)
        return [
            {**base, "employee_id": employee.id, "points": points[employee], "amount": float(amount)}
            for employee, amount in zip(points, amounts, strict=True)
        ]

    def _prepare_supplement(self, amount):
        """LOS-4: values of ``amount`` over those who bear the first allocation, by its shares and points."""
        self.ensure_one()
        unit = self.currency_id.rounding
        first = self.allocation_ids.filtered(lambda a: not a.supplementary)
        first = first.sorted(lambda a: (a.responsibility_id.id, a.id))
        parties = list(first.grouped("responsibility_id").values())
        values_list = []
        parts = distribute(amount, [lines[0].share for lines in parties], unit)
        for lines, part in zip(parties, parts, strict=True):
            amounts = distribute(part, lines.mapped("points"), unit) if len(lines) > 1 else [part]
            for line, own in zip(lines, amounts, strict=True):
                if own:
                    values_list.append({**line._prepare_supplement_values(), "amount": float(own)})
        return values_list
