from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MERITS = ("commendation", "minor_merit", "major_merit")


class ComplaintPenalty(models.Model):
    """A penalty or reward notice to an employee: a record with due process, without money (PEN).

    Deductions from wages are forbidden or bounded by law in many countries, so a notice carries no amount to be deducted
    here (PEN-1); *training* is always possible instead.

    ===========  ==================================  =====================================================
    state        reached by                          who
    ===========  ==================================  =====================================================
    draft        proposed from the allocation        complaint accountant, complaint manager, HR
    approved     ``action_approve``                  complaint manager, never about themselves
    notified     ``action_notify``                   HR penalty officer; the employee is told and may object
    confirmed    ``action_confirm``                  HR penalty officer, after the objection window
    cancelled    ``action_cancel``, upheld objection  complaint manager or HR penalty officer
    ===========  ==================================  =====================================================

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
        "complaint.case", "Case", required=True, index=True, check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", "Employee", required=True, index=True, tracking=True, check_company=True
    )
    department_id = fields.Many2one(
        "hr.department",
        "Department",
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
    ground_id = fields.Many2one(
        "complaint.penalty.ground", "Ground", tracking=True, index="btree_not_null", ondelete="restrict"
    )
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
    approved_by_id = fields.Many2one("res.users", "Approved By", readonly=True, copy=False)
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
            if not self.env.su and vals.get("state", "draft") != "draft":
                raise UserError(self.env._("A notice begins as a draft."))
        penalties = super().create(vals_list)
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

    # === Actions ===

    def action_approve(self):
        """Approve draft notices (draft -> approved).

        :raise UserError: not a draft, or ground or facts are missing
        :raise AccessError: not a complaint manager, or the notice is about the user
        """
        self._check_group("complaint_management.group_manager", self.env._("Only complaint managers approve notices."))
        self._check_state("draft")
        for penalty in self:
            if penalty.is_own:
                raise AccessError(self.env._("%s is about you; somebody else approves it.", penalty.name))
            if not penalty.reason or not (penalty.ground_id or penalty.kind in MERITS):
                raise UserError(self.env._("%s: state the ground and the facts first.", penalty.display_name))
        self._set_step(state="approved", approved_by_id=self.env.uid)

    def action_notify(self):
        """PEN-2: tell the employees the facts; the objection window begins (approved -> notified)."""
        self._check_group(
            "complaint_finance.group_penalty_officer", self.env._("Only HR penalty officers notify employees.")
        )
        self._check_state("approved")
        today = fields.Date.context_today(self)
        for penalty in self:
            days = penalty.company_id.sudo().complaint_objection_days  # sudo: a company setting
            penalty._set_step(
                state="notified", date_notified=today, date_objection_end=today + relativedelta(days=days)
            )
            penalty._tell_employee()

    def action_object(self, objection=None):
        """PEN-2: the employee objects, within the window.

        :param objection: what they say; without it the dialog that asks for it is returned
        :raise AccessError: somebody else's notice
        :raise UserError: not notified, too late, or objected already
        """
        self.ensure_one()
        if not self.is_own:
            raise AccessError(self.env._("Only the employee objects to their own notice."))
        self._check_state("notified")
        if self.objection_state:
            raise UserError(self.env._("%s: you have objected already.", self.name))
        if fields.Date.context_today(self) > self.date_objection_end:
            raise UserError(
                self.env._(
                    "%(notice)s: objections were possible until %(date)s.",
                    notice=self.name,
                    date=self.date_objection_end,
                )
            )
        if not objection:
            return self._ask("object", self.env._("Object"))
        self._set_step(objection=objection, objection_state="pending")
        # sudo: the employee only reads the notice; those who decide are called
        penalty_sudo = self.sudo()
        penalty_sudo.activity_feedback(["complaint_finance.mail_activity_type_penalty"], user_id=self.env.uid)
        penalty_sudo.message_post(body=self.env._("Objection: %s", objection))
        decider = penalty_sudo.approved_by_id or self.env.user
        penalty_sudo.activity_schedule(
            "mail.mail_activity_data_todo", summary=self.env._("Decide the objection"), user_id=decider.id
        )
        return True

    def action_uphold_objection(self, reason=None):
        """The objection is right: the notice is cancelled. ``reason``: see ``action_object``."""
        return self._decide_objection("upheld", reason)

    def action_dismiss_objection(self, reason=None):
        """The objection is not followed; the notice may then be confirmed. ``reason``: see ``action_object``."""
        return self._decide_objection("dismissed", reason)

    def action_confirm(self):
        """PEN-3: HR confirms, once nobody can object any more (notified -> confirmed); rewards need no window."""
        self._check_group(
            "complaint_finance.group_penalty_officer", self.env._("Only HR penalty officers confirm notices.")
        )
        self._check_state("notified")
        today = fields.Date.context_today(self)
        for penalty in self:
            if penalty.objection_state == "pending":
                raise UserError(self.env._("%s: the objection has not been decided.", penalty.display_name))
            if penalty.kind not in MERITS and not penalty.objection_state and today <= penalty.date_objection_end:
                raise UserError(
                    self.env._(
                        "%(notice)s: the employee may object until %(date)s.",
                        notice=penalty.display_name,
                        date=penalty.date_objection_end,
                    )
                )
        self._set_step(state="confirmed")

    def action_cancel(self, reason=None):
        """Take a notice back, for a reason that is kept (any state but confirmed -> cancelled)."""
        self._check_decider()
        self._check_state("draft", "approved", "notified")
        if not reason:
            return self._ask("cancel", self.env._("Cancel"))
        self._track_set_log_message(reason)
        self._set_step(state="cancelled")
        return True

    # === Business ===

    def _decide_objection(self, decision, reason):
        self.ensure_one()
        self._check_decider()
        if self.objection_state != "pending":
            raise UserError(self.env._("%s: no objection waits for a decision.", self.display_name))
        if not reason:
            return self._ask(decision, self.env._("Decide"))
        values = {"state": "cancelled"} if decision == "upheld" else {}
        self._set_step(objection_state=decision, objection_reason=reason, **values)
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])  # sudo: whoever of the deciders was called
        self.message_post(
            body=self.env._("Decision on the objection: %s", reason),
            partner_ids=self._get_employee_partner().ids,
            subtype_xmlid="mail.mt_comment",
        )
        return True

    def _get_employee_partner(self):
        employee_sudo = self.employee_id.sudo()  # sudo: only the address to write to
        return employee_sudo.user_id.partner_id or employee_sudo.work_contact_id

    def _tell_employee(self):
        """Mail with the facts, and an activity for an employee who is a user."""
        self.message_post_with_source(
            "complaint_finance.penalty_message",
            render_values={"penalty": self},
            subject=self.display_name,
            partner_ids=self._get_employee_partner().ids,
            subtype_xmlid="mail.mt_comment",
        )
        user = self.employee_id.sudo().user_id  # sudo: see _get_employee_partner
        if user:
            self.sudo().activity_schedule(
                "complaint_finance.mail_activity_type_penalty", date_deadline=self.date_objection_end, user_id=user.id
            )

    def _set_step(self, **values):
        # sudo: the steps are set by the methods above only, each after its checks
        self.sudo().write(values)

    def _check_group(self, group, message):
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(message)
        self.check_access("read")

    def _check_decider(self):
        deciders = "complaint_management.group_manager,complaint_finance.group_penalty_officer"
        if not (self.env.su or self.env.user.has_groups(deciders)):
            raise AccessError(self.env._("Complaint managers and HR penalty officers decide about notices."))
        self.check_access("read")
        if not self.env.su and any(penalty.is_own for penalty in self):
            raise AccessError(self.env._("This notice is about you; somebody else decides."))

    def _check_state(self, *states):
        names = dict(self._fields["state"]._description_selection(self.env))
        for penalty in self:
            if penalty.state not in states:
                raise UserError(
                    self.env._(
                        "%(notice)s is %(state)s; this needs %(wanted)s.",
                        notice=penalty.display_name,
                        state=names[penalty.state],
                        wanted=", ".join(names[state] for state in states),
                    )
                )

    def _ask(self, operation, name):
        """The dialog that asks for the words and then calls the method again with them."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "complaint.penalty.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_penalty_id": self[:1].id, "default_operation": operation},
        }
