from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

MERITS = ("commendation", "minor_merit", "major_merit")


class ComplaintPenalty(models.Model):
    """A penalty or reward notice to an employee: a record with due process, without money (PEN).

    Deductions from wages are forbidden or bounded by law in many countries, so a notice carries no amount to be
    deducted (PEN-1); *training* is always possible instead.

    =========  ===================================  =========================================================
    state      reached by                           who
    =========  ===================================  =========================================================
    draft      proposed from the allocation         complaint accountant, complaint manager, HR
    approved   ``action_approve``                   complaint manager, never about themselves
    notified   ``action_notify``                    HR penalty officer; the employee is told and may object
    confirmed  ``action_confirm``                   HR penalty officer, after the objection window
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
    case_id = fields.Many2one("complaint.case", required=True, index=True, check_company=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, tracking=True, check_company=True)
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    kind = fields.Selection(
        [
            ("warning", "Warning"),
            ("minor_demerit", "Minor Demerit"),
            ("major_demerit", "Major Demerit"),
            ("training", "Training"),
            ("commendation", "Commendation"),
            ("minor_merit", "Minor Merit"),
            ("major_merit", "Major Merit"),
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
        help="What the allocation assigns to the employee. For information; nothing is deducted.",
    )
    amount = fields.Monetary("Deduction", help="Always zero: notices carry no money.")
    month = fields.Date(required=True, default=lambda self: fields.Date.context_today(self), tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("notified", "Notified"),
            ("confirmed", "Confirmed"),
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

    _no_money = models.Constraint(
        "CHECK (amount = 0)",
        "Penalty notices carry no deduction: money is off. Choose training or a disciplinary kind instead.",
    )
    _name_unique = models.UniqueIndex(
        "(name, company_id) WHERE name IS NOT NULL", "A notice of this number exists already."
    )
    _once = models.UniqueIndex(
        "(case_id, employee_id, kind) WHERE state != 'cancelled'",
        "The employee has a notice of this kind for this case already.",
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        for penalty in self:
            # sudo: the department of the moment is kept with the notice, also when the employee moves on
            penalty.department_id = penalty.employee_id.sudo().department_id

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

    @api.depends("name", "employee_id")
    def _compute_display_name(self):
        for penalty in self:
            penalty.display_name = " ".join(filter(None, (penalty.name, penalty.employee_id.display_name)))

    @api.constrains("month")
    def _check_month(self):
        if any(penalty.month.day != 1 for penalty in self):
            raise ValidationError(self.env._("The month of a notice is given by its first day."))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            month = fields.Date.to_date(vals.get("month")) or fields.Date.context_today(self)
            vals["month"] = month.replace(day=1)
        penalties = super().create(vals_list)
        if not self.env.su and set(penalties.mapped("state")) - {"draft"}:
            raise UserError(self.env._("A notice begins as a draft."))
        for penalty in penalties:
            # sudo: a number is drawn for whoever may propose
            sequence_sudo = self.env["ir.sequence"].sudo().with_company(penalty.company_id)
            penalty.sudo().name = sequence_sudo.next_by_code("complaint.penalty", sequence_date=penalty.month)
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
        steps = {
            "state",
            "name",
            "date_notified",
            "date_objection_end",
            "objection",
            "objection_state",
            "objection_reason",
            "approved_by_id",
        }
        if names & steps:
            raise UserError(self.env._("The steps of a notice are set by its buttons, not by hand."))
        content = {"employee_id", "case_id", "kind", "ground_id", "reason", "month", "liable_amount"}
        if names & content and (settled := self.filtered(lambda p: p.state != "draft")[:1]):
            raise UserError(
                self.env._("%s is approved and no longer changes. Cancel it and propose another.", settled.display_name)
            )
