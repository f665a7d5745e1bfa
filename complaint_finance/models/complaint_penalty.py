from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Rewards, which take nothing from anybody: no objection window, no law on wages.
MERITS = ("commendation", "minor_merit", "major_merit", "bonus")

# Who may object is called by the one, who decides about it by the other; both go when there is nothing left to do.
OBJECTION_ACTIVITY = "complaint_finance.mail_activity_type_penalty"
DECISION_ACTIVITY = "complaint_finance.mail_activity_type_penalty_decision"

# Set by the steps of the procedure only, never by hand.
STEPS = {
    *("date_notified", "date_objection_end", "date_confirmed", "consent_date", "approved_by_id", "decided_by_id"),
    *("objection", "objection_state", "objection_reason", "lowered_amount", "whole_bonus_amount", "member_ids"),
    *("whole_bonus", "date_scheduled", "deduction_ids", "doubt", "is_kept"),
}


class ComplaintPenalty(models.Model):
    """A penalty or reward notice to an employee, or to a department as a whole: a record with due process (PEN).

    Deductions from wages are forbidden or bounded by law in many countries, so a penalty carries an amount only where
    the company switched deductions on (PEN-1); *training* is always possible instead.

    =========  ===================================  =========================================================
    state      reached by                           who
    =========  ===================================  =========================================================
    draft      proposed from the allocation         complaint accountant, complaint manager, HR
    approved   ``action_approve``                   complaint manager, never about themselves
    notified   ``action_notify``                    HR penalty officer; the employee is told and may object
    confirmed  ``action_confirm``                   HR penalty officer, after the objection window
    paid       all of its amount is taken           closing a month; back to confirmed when not any more
    cancelled  ``action_cancel``, upheld objection  complaint manager or HR penalty officer
    =========  ===================================  =========================================================

    Employees read their own notices from the day they were told, heads their department's (PEN-9).
    """

    _name = "complaint.penalty"
    _description = "Penalty Notice"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "month desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    case_id = fields.Many2one(
        "complaint.case",
        index=True,
        check_company=True,
        ondelete="restrict",
        help="The case it rests on, the latest where there are several. Only rewards go without.",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True, required=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",  # without its employee it would become the department's
        help="Empty: the notice is for the department as a whole; its amount goes over the members by bonus points.",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    kind = fields.Selection(
        [
            ("warning", "Warning"),
            ("minor_demerit", "Minor Demerit"),
            ("major_demerit", "Major Demerit"),
            ("deduction", "Bonus Deduction"),
            ("training", "Training"),
            ("commendation", "Commendation"),
            ("minor_merit", "Minor Merit"),
            ("major_merit", "Major Merit"),
            ("bonus", "Bonus"),
        ],
        default="warning",
        required=True,
        tracking=True,
    )
    ground_id = fields.Many2one("complaint.penalty.ground", tracking=True, index="btree_not_null", ondelete="restrict")
    reason = fields.Text("Facts", help="What happened and what it is based on; the employee reads it in the notice.")
    liable_amount = fields.Monetary(
        "Part of the Loss",
        readonly=True,
        help="What the allocation assigns to the employee or the department, for information.",
    )
    amount = fields.Monetary(
        tracking=True,
        help="What is deducted from the performance bonus over the months, or granted where the notice is a reward. "
        "Penalties carry an amount only where the company switched deductions on.",
    )
    consent_date = fields.Date(
        "Consent Given On",
        readonly=True,
        copy=False,
        tracking=True,
        help="When the employee agreed to the deduction, after they were told. Nothing is deducted before where the "
        "law asks for consent.",
    )
    month = fields.Date(required=True, default=lambda self: fields.Date.context_today(self), tracking=True)
    period = fields.Char(compute="_compute_period", help="The month, as year and month.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("notified", "Notified"),
            ("confirmed", "Confirmed"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_notified = fields.Date("Told On", readonly=True, copy=False)
    date_objection_end = fields.Date("Objection Until", readonly=True, copy=False)
    objection = fields.Text(readonly=True, copy=False)
    objection_state = fields.Selection(
        [("pending", "Pending"), ("upheld", "Upheld"), ("dismissed", "Dismissed")],
        "Objection Decision",
        readonly=True,
        copy=False,
        tracking=True,
    )
    objection_reason = fields.Text("Reason of the Decision", readonly=True, copy=False)
    is_own = fields.Boolean(compute="_compute_is_own", search="_search_is_own", string="My Notice")

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "The amount of a notice cannot be negative.")
    _somebody = models.Constraint(
        "CHECK (employee_id IS NOT NULL OR department_id IS NOT NULL)", "Choose the employee or the department."
    )
    _name_unique = models.UniqueIndex(
        "(name, company_id) WHERE name IS NOT NULL", "A notice of this number exists already."
    )
    _once = models.UniqueIndex(
        "(case_id, employee_id, kind, origin) WHERE state != 'cancelled' AND COALESCE(rung, 0) = 0",
        "The employee has a notice of this kind for this case already.",
    )
    _once_department = models.UniqueIndex(
        "(case_id, department_id, kind, origin)"
        " WHERE state != 'cancelled' AND employee_id IS NULL AND COALESCE(rung, 0) = 0",
        "The department has a notice of this kind for this case already.",
    )

    @api.depends("case_id", "employee_id", "department_id")
    def _compute_company_id(self):
        for penalty in self:
            # sudo: the company alone is taken over
            party_sudo = penalty.employee_id.sudo() or penalty.department_id.sudo()
            penalty.company_id = penalty.case_id.sudo().company_id or party_sudo.company_id or self.env.company

    @api.depends("employee_id")
    def _compute_department_id(self):
        for penalty in self.filtered("employee_id"):
            # sudo: the department of the moment is kept with the notice, also when the employee moves on
            penalty.department_id = penalty.employee_id.sudo().department_id

    @api.depends("month")
    def _compute_period(self):
        for penalty in self:
            penalty.period = penalty.month and penalty.month.strftime("%Y-%m")

    @api.depends_context("uid")
    @api.depends("employee_id")
    def _compute_is_own(self):
        for penalty in self:
            penalty.is_own = penalty.employee_id.sudo().user_id == self.env.user  # sudo: only compared

    def _search_is_own(self, operator, value):
        if operator != "in":
            return NotImplemented
        own = [("employee_id.user_id", "=", self.env.uid)]
        return own if True in value else ["!", *own]

    @api.depends("name", "employee_id", "department_id")
    def _compute_display_name(self):
        for penalty in self:
            party = penalty.employee_id or penalty.department_id
            penalty.display_name = " ".join(filter(None, (penalty.name, party.display_name)))

    @api.constrains("month")
    def _check_month(self):
        if any(penalty.month.day != 1 for penalty in self):
            raise ValidationError(self.env._("The month of a notice is given by its first day."))

    @api.constrains("case_id", "kind")
    def _check_case(self):
        """PEN-3: whoever is penalised may ask for what, and appeal (RTE-6); rewards may be for a whole year (PEN-8)."""
        for penalty in self:
            if not penalty.case_id and penalty.kind not in MERITS:
                raise ValidationError(
                    self.env._("%s: choose the case; only rewards go without one.", penalty.display_name)
                )

    @api.constrains("amount", "kind", "company_id")
    def _check_amount(self):
        """PEN-1: money only where the company switched it on; rewards may always carry an amount."""
        for penalty in self.filtered("amount"):
            if penalty.kind == "training":
                raise ValidationError(
                    self.env._("%s: training carries no amount; it takes its place.", penalty.display_name)
                )
            # sudo: a company setting; what was imposed while it was on may still be lowered
            is_imposed = penalty.kind not in MERITS and not penalty.lowered_amount
            if is_imposed and not penalty.company_id.sudo().complaint_deductions:
                raise ValidationError(
                    self.env._(
                        "%(notice)s: deductions are switched off in %(company)s, so a penalty carries no amount. "
                        "Choose training or a disciplinary kind without an amount instead.",
                        notice=penalty.display_name,
                        company=penalty.company_id.name,
                    )
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            month = fields.Date.to_date(vals.get("month")) or fields.Date.context_today(self)
            vals["month"] = month.replace(day=1)
        penalties = super().create(vals_list)
        if not self.env.su and any(
            penalty.state != "draft" or any(penalty[name] for name in STEPS) for penalty in penalties.sudo()
        ):
            raise UserError(self.env._("A notice begins as a draft."))
        self.env["ir.sequence"]._number(penalties, "month")
        return penalties

    def write(self, vals):
        if vals.get("month"):
            vals = dict(vals, month=fields.Date.to_date(vals["month"]).replace(day=1))
        if not self.env.su:
            self._check_writable(set(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        raise UserError(self.env._("Penalty notices are kept; cancel one that should not be."))

    def _check_writable(self, names):
        """What a notice says is settled with its approval; its steps are set by the methods below."""
        self.check_access("write")
        self._check_not_own()
        if names & (STEPS | {"state", "name"}):
            raise UserError(self.env._("The steps of a notice are set by its buttons, not by hand."))
        content = {
            "employee_id",
            "department_id",
            "case_id",
            "kind",
            "ground_id",
            "reason",
            "amount",
            "month",
            "liable_amount",
        }
        if names & content and (settled := self.filtered(lambda p: p.state != "draft")[:1]):
            raise UserError(
                self.env._("%s is approved and no longer changes. Cancel it and propose another.", settled.display_name)
            )
