from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_penalty_amount import MONEY_GROUPS


class ComplaintPenaltyDeduction(models.Model):
    """What a notice takes from an employee's performance bonus in one month; a refund is negative (PEN-5, PEN-7).

    Lines are planned by the schedule and taken when HR closes the month (PEN-9). Lines of a closed month are never
    created, changed or deleted, not by the schedule either. Nobody writes them by hand: the access list gives read
    access only.
    """

    _name = "complaint.penalty.deduction"
    _description = "Deduction"
    _order = "employee_id, month, id"
    _rec_names_search = ["employee_id", "penalty_id"]
    _check_company_auto = True

    penalty_id = fields.Many2one(
        "complaint.penalty", "Notice", required=True, index=True, check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="penalty_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    # of another company meanwhile, maybe: what was taken too much comes back all the same
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    department_id = fields.Many2one(related="penalty_id.department_id", store=True, index="btree_not_null")
    month = fields.Date(required=True, index=True, help="Given by its first day.")
    period = fields.Char(compute="_compute_period", help="The month, as year and month.")
    amount = fields.Monetary(required=True, help="What is taken from the bonus of the month; a refund is negative.")
    state = fields.Selection(
        [("planned", "Planned"), ("taken", "Taken")], default="planned", required=True, readonly=True, index=True
    )
    refund_amount = fields.Monetary(
        "Refund", compute="_compute_refund_amount", store=True, help="What the employee gets back, positive."
    )
    penalty_amount = fields.Monetary("Notice Amount", related="penalty_id.amount", groups=MONEY_GROUPS, aggregator=None)
    rest_amount = fields.Monetary(
        "Rest After",
        compute="_compute_rest_amount",
        groups=MONEY_GROUPS,
        help="What of the notice is left to be taken after this month.",
    )
    closing_id = fields.Many2one(
        "complaint.penalty.closing", "Closed With", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _first_day = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "The month of a deduction is given by its first day."
    )
    _amount_not_zero = models.Constraint("CHECK (amount <> 0)", "A deduction of nothing is none.")
    _taken_with_closing = models.Constraint(
        "CHECK ((state = 'taken') = (closing_id IS NOT NULL))", "Deductions are taken by closing their month."
    )

    @api.depends("month")
    def _compute_period(self):
        for deduction in self:
            deduction.period = deduction.month and deduction.month.strftime("%Y-%m")

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for deduction in self:
            deduction.display_name = " ".join(filter(None, (deduction.employee_id.display_name, deduction.period)))

    @api.depends("amount")
    def _compute_refund_amount(self):
        for deduction in self:
            deduction.refund_amount = max(0.0, -deduction.amount)

    @api.depends("penalty_id.due_amount", "month", "amount")
    def _compute_rest_amount(self):
        lines = self.search([("penalty_id", "in", self.penalty_id.ids)])
        by_penalty = lines.grouped(lambda line: line.penalty_id.id)
        for deduction in self:
            notice = deduction.penalty_id._origin
            until = [line for line in by_penalty.get(notice.id, ()) if line.month <= deduction.month]
            rest = notice.due_amount - sum(line.amount for line in until)
            deduction.rest_amount = deduction.currency_id.round(max(0.0, rest))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        deductions = super().create(vals_list)
        deductions._check_open()
        return deductions

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        if vals.keys() & {"month", "penalty_id"}:
            self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def _check_open(self):
        """PEN-7: closed months never change, whoever asks.

        :raise UserError: a month is closed
        """
        self.company_id._take_turns()  # so that the month is not closed at the same moment
        for company, deductions in self.grouped("company_id").items():
            first_open = company._get_first_open_month()
            for deduction in deductions:
                if deduction.state == "taken" or deduction.month < first_open:
                    raise UserError(
                        self.env._(
                            "%(month)s is closed for %(company)s: its deductions no longer change. What is over-taken "
                            "is refunded in an open month.",
                            month=deduction.period,
                            company=company.display_name,
                        )
                    )
