from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class ComplaintPenaltyClosing(models.Model):
    """A month of a company in which deductions are taken from the employees' bonus, for payroll (PEN-9).

    As long as it is open it shows what is planned; ``action_close`` takes it, once and for good.
    """

    _name = "complaint.penalty.closing"
    _description = "Month Closing"
    _inherit = ["mail.thread"]
    _order = "month desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of it. It is kept as the first day.",
    )
    state = fields.Selection(
        [("open", "To Close"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    deduction_ids = fields.One2many(
        "complaint.penalty.deduction", compute="_compute_deduction_ids", string="Deductions"
    )
    deducted_amount = fields.Monetary("Deducted", compute="_compute_totals")
    refund_amount = fields.Monetary("Refunded", compute="_compute_totals")
    total_amount = fields.Monetary("Total", compute="_compute_totals", help="What payroll takes in all, less refunds.")
    employee_count = fields.Integer("Employees", compute="_compute_totals")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed On", readonly=True, copy=False)

    _month_unique = models.UniqueIndex("(company_id, month)", "This month is in the list already.")
    _first_day = models.Constraint("CHECK (EXTRACT(DAY FROM month) = 1)", "A month is given by its first day.")

    def _default_month(self):
        """The first month with something planned that is not in the list yet, else the present one."""
        own = [("company_id", "=", self.env.company.id)]
        today = fields.Date.context_today(self).replace(day=1)
        listed = set(self.search(own, limit=12).mapped("month"))
        planned = [*own, ("state", "=", "planned"), ("month", "<=", today)]
        groups = self.env["complaint.penalty.deduction"]._read_group(planned, ["month:month"], order="month:month")
        months = (fields.Date.to_date(month) for (month,) in groups)
        return next((month for month in months if month not in listed), today)

    @api.depends("company_id", "month", "state")
    def _compute_deduction_ids(self):
        deductions = self.env["complaint.penalty.deduction"].search(self._get_deduction_domain())
        by_month = deductions.grouped(lambda d: (d.company_id.id, d.month))
        for closing in self:
            closing.deduction_ids = by_month.get((closing.company_id.id, closing.month), False)

    @api.depends("company_id", "month", "state")
    def _compute_totals(self):
        groups = self.env["complaint.penalty.deduction"]._read_group(
            self._get_deduction_domain(),
            ["company_id", "month:month"],
            ["amount:sum", "refund_amount:sum", "employee_id:count_distinct"],
        )
        totals = {(company.id, fields.Date.to_date(month)): values for company, month, *values in groups}
        for closing in self:
            amount, refund, count = totals.get((closing.company_id.id, closing.month), (0, 0, 0))
            closing.total_amount = amount
            closing.refund_amount = refund
            closing.deducted_amount = amount + refund
            closing.employee_count = count

    @api.depends("month")
    def _compute_display_name(self):
        for closing in self:
            closing.display_name = closing.month.strftime("%Y-%m") if closing.month else ""

    @api.onchange("month")
    def _onchange_month(self):
        if self.month:
            self.month = self.month.replace(day=1)

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        closings = super().create([self._with_first_day(vals) for vals in vals_list])
        if not self.env.su and set(closings.mapped("state")) - {"open"}:
            raise UserError(self.env._("Months are closed by their button, not by hand."))
        closings._check_to_come()
        return closings

    def write(self, vals):
        vals = self._with_first_day(vals)
        settled = {"company_id", "month", "state", "closed_by_id", "date_closed"}
        if vals.keys() & settled and (closed := self.filtered(lambda c: c.state == "closed")[:1]):
            raise UserError(self.env._("%s is closed and no longer changes.", closed.display_name))
        if not self.env.su and vals.keys() & (settled - {"month"}):
            raise UserError(self.env._("Months are closed by their button, not by hand."))
        result = super().write(vals)
        if "month" in vals:
            self._check_to_come()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if closed := self.filtered(lambda c: c.state == "closed")[:1]:
            raise UserError(self.env._("%s is closed and is kept.", closed.display_name))

    def _with_first_day(self, vals):
        if not vals.get("month"):
            return vals
        return dict(vals, month=fields.Date.to_date(vals["month"]).replace(day=1))

    def _check_to_come(self):
        for closing in self:
            if closing.month < closing.company_id._get_first_open_month():
                raise UserError(self.env._("%s lies before a month that is closed already.", closing.display_name))

    # === Actions ===

    def action_close(self):
        """Take what is planned in the month, for good (open -> closed); a closed month stays as it is.

        :raise UserError: the month has not come, or an earlier one waits to be closed
        :raise AccessError: not an HR penalty officer
        """
        self._check_closer()
        for closing in self.sorted("month"):
            closing._close()
        return True

    # === Business ===

    def _check_closer(self):
        if not (self.env.su or self.env.user.has_group("complaint_finance.group_penalty_officer")):
            raise AccessError(self.env._("Only HR penalty officers close months."))
        self.check_access("write")

    def _close(self):
        self.ensure_one()
        if self.state == "closed":
            return
        # whoever closes or plans in this company at the same moment waits, and then begins again with what is there
        self.env.cr.execute(SQL("SELECT id FROM res_company WHERE id = %s FOR UPDATE", self.company_id.id))
        if self.month > fields.Date.context_today(self):
            raise UserError(self.env._("%s has not come yet: close it when it has begun.", self.display_name))
        self._check_to_come()
        # sudo: months are closed for all employees of the company, the user's own notices too
        deductions_sudo = self.env["complaint.penalty.deduction"].sudo()
        planned = [("company_id", "=", self.company_id.id), ("state", "=", "planned")]
        if earlier := deductions_sudo.search([*planned, ("month", "<", self.month)], order="month", limit=1):
            raise UserError(
                self.env._(
                    "Close %(earlier)s before %(month)s: it has deductions that are planned.",
                    earlier=earlier.month.strftime("%Y-%m"),
                    month=self.display_name,
                )
            )
        deductions_sudo = deductions_sudo.search([*planned, ("month", "=", self.month)])
        deductions_sudo.write({"state": "taken", "closing_id": self.id})
        self.sudo().write({"state": "closed", "closed_by_id": self.env.uid, "date_closed": fields.Datetime.now()})
        # sudo: a date of the company that no person chooses; written also so that nobody plans for the month meanwhile
        self.company_id.sudo().complaint_closed_month = self.month
        self._after_close(deductions_sudo)

    def _after_close(self, deductions):
        """What follows from a month that was closed, for others to extend.

        :param deductions: sudoed complaint.penalty.deduction that were taken
        """

    def _get_deduction_domain(self):
        return [("company_id", "in", self.company_id.ids), ("month", "in", self.mapped("month"))]
