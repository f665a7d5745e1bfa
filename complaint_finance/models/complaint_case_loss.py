from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import distribute

MONEY_GROUPS = (
    "complaint_management.group_handler,complaint_management.group_auditor,complaint_finance.group_complaint_accountant"
)
ACCOUNTANT_GROUPS = (
    "complaint_management.group_manager,complaint_management.group_auditor,complaint_finance.group_complaint_accountant"
)


class ComplaintCase(models.Model):
    """What a case cost, who bears it, and the notices that follow (LOS, ALO, PEN)."""

    _inherit = "complaint.case"

    loss_ids = fields.One2many("complaint.loss", "case_id", groups=MONEY_GROUPS)
    loss_amount = fields.Monetary(
        compute="_compute_loss",
        store=True,
        groups=MONEY_GROUPS,
        help="What the case cost, before recoveries.",
    )
    recovered_amount = fields.Monetary("Recovered", compute="_compute_loss", store=True, groups=MONEY_GROUPS)
    net_loss_amount = fields.Monetary("Net Loss", compute="_compute_loss", store=True, groups=MONEY_GROUPS)
    allocation_ids = fields.One2many("complaint.allocation", "case_id", groups=ACCOUNTANT_GROUPS)
    penalty_ids = fields.One2many("complaint.penalty", "case_id", "Penalty Notices", groups=ACCOUNTANT_GROUPS)
    penalty_count = fields.Integer(compute="_compute_penalty_count", groups=ACCOUNTANT_GROUPS)

    @api.depends("loss_ids.amount_net")
    def _compute_loss(self):
        for case in self:
            case.net_loss_amount = sum(case.loss_ids.mapped("amount_net"))
            recoveries = case.loss_ids.filtered(lambda line: line.kind == "recovery")
            case.recovered_amount = sum(recoveries.mapped("amount"))
            case.loss_amount = case.net_loss_amount + case.recovered_amount

    @api.depends("penalty_ids")
    def _compute_penalty_count(self):
        counts = dict(
            self.env["complaint.penalty"]._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"])
        )
        for case in self:
            case.penalty_count = counts.get(case, 0)

    def _pass_to(self, state, reason=None, **values):
        # EXTENDS complaint_management: LOS-4, what the case cost stands when it is closed, with agreement or without
        res = super()._pass_to(state, reason=reason, **values)
        if state == "closed":
            # sudo: frozen by the closing itself, whoever closes
            self.sudo().loss_ids.write({"frozen": True})
        return res

    # === Allocation ===

    def action_allocate(self):
        """Allocate the net loss by the confirmed shares (ALO-1, ALO-2); an earlier allocation is replaced.

        Callable on ids by a complaint accountant.

        :return: True
        :raise UserError: no loss, no shares, or shares that are not confirmed or not 100 %
        """
        self._check_money_rights()
        problems = [problem for case in self for problem in case._missing_to_allocate()]
        if problems:
            raise UserError("\n".join(problems))
        for case in self:
            # sudo: allocations are written by this method only; the person has been checked
            case_sudo = case.sudo()
            case_sudo.allocation_ids.unlink()
            self.env["complaint.allocation"].sudo().create(case_sudo._prepare_allocations())
            case_sudo._message_log(
                body=self.env._(
                    "Loss of %(amount)s allocated in %(parts)s parts.",
                    amount=case.currency_id.format(case.net_loss_amount),
                    parts=len(case_sudo.allocation_ids),
                )
            )
        return True

    def _missing_to_allocate(self):
        """Sentences saying why the loss cannot be allocated.

        Note: self.ensure_one()
        """
        self.ensure_one()
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

    def _prepare_allocations(self):
        """Values of the allocation: a line per responsible party, a department's part over its members by points."""
        self.ensure_one()
        lines = self.responsibility_ids
        unit = self.currency_id.rounding
        parts = distribute(self.net_loss_amount, lines.mapped("share"), unit)
        tz = self.company_id.resource_calendar_id.tz or "UTC"
        day = fields.Datetime.context_timestamp(self.with_context(tz=tz), self.date_received).date()
        values = []
        for line, part in zip(lines, parts, strict=True):
            base = {
                "case_id": self.id,
                "responsibility_id": line.id,
                "department_id": line.department_id.id if line.party in ("department", "employee") else False,
                "share": line.share,
            }
            if line.party == "employee":
                values.append({**base, "employee_id": line.employee_id.id, "amount": float(part)})
            elif line.party != "department":
                values.append({**base, "partner_id": line.partner_id.id, "amount": float(part)})
            else:
                values += self._prepare_member_allocations(base, part, line.department_id, day, unit)
        return values

    def _prepare_member_allocations(self, base, part, department, day, unit):
        points = self.env["hr.version"]._get_bonus_points(department, day)
        if not points:
            return [{**base, "amount": float(part)}]
        amounts = distribute(part, list(points.values()), unit)
        return [
            {**base, "employee_id": employee.id, "amount": float(amount)}
            for employee, amount in zip(points, amounts, strict=True)
        ]

    # === Penalties ===

    def action_propose_penalties(self):
        """Draft penalty notices for the employees that the allocation names (PEN-3), each once per case.

        Callable on ids by a complaint accountant. Kind, ground and facts are completed on the draft.

        :return: the action that opens the drafts
        :raise UserError: the loss is not allocated, or nobody is left to propose for
        """
        self._check_money_rights()
        values = []
        for case in self:
            # sudo: who has a notice already is asked for everyone
            known = case.sudo().penalty_ids.filtered(lambda p: p.state != "cancelled").employee_id
            for employee, parts in case.allocation_ids.filtered("employee_id").grouped("employee_id").items():
                if employee not in known:
                    values.append(case._prepare_penalty(employee, sum(parts.mapped("amount"))))
        if not values:
            raise UserError(
                self.env._(
                    "No employee is left to propose a notice for. Allocate the loss first; a department's part names "
                    "employees only when they have bonus points."
                )
            )
        penalties = self.env["complaint.penalty"].create(values)
        return penalties._get_records_action(name=self.env._("Penalty Notices"))

    def _prepare_penalty(self, employee, amount):
        return {
            "case_id": self.id,
            "employee_id": employee.id,
            "liable_amount": amount,
            "reason": self.env._(
                "Complaint %(case)s: %(subject)s. Part of the loss: %(part)s of %(loss)s.",
                case=self.name,
                subject=self.subject,
                part=self.currency_id.format(amount),
                loss=self.currency_id.format(self.net_loss_amount),
            ),
        }

    def action_view_penalties(self):
        """The penalty notices of the case."""
        return self.penalty_ids._get_records_action(name=self.env._("Penalty Notices"))

    def _check_money_rights(self):
        if not (self.env.su or self.env.user.has_group("complaint_finance.group_complaint_accountant")):
            raise AccessError(self.env._("Only complaint accountants allocate the loss and propose notices."))
        self.check_access("read")
