from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ComplaintAction(models.Model):
    """What is done about a cause: implemented and effective are two things, each with its own person (ACT-1, ACT-3)."""

    _name = "complaint.action"
    _inherit = ["complaint.quality.guard", "mail.thread", "mail.activity.mixin"]
    _description = "Complaint Action"
    _order = "date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"

    investigation_id = fields.Many2one("complaint.investigation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="investigation_id.company_id", store=True, index=True)
    name = fields.Char("Action", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("containment", "Containment"),
            ("correction", "Correction"),
            ("corrective", "Corrective"),
            ("preventive", "Preventive"),
        ],
        default="corrective",
        required=True,
        help="Containment protects customers for now, correction mends the piece, corrective removes the cause,"
        " preventive keeps it from arising elsewhere.",
    )
    is_improvement = fields.Boolean(compute="_compute_is_improvement")
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        tracking=True,
        check_company=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("complaint_management.group_user").ids)],
        help="Who carries it out.",
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, readonly=False, check_company=True
    )
    date_due = fields.Date("Due Date", required=True, tracking=True)
    date_done = fields.Date("Done on", copy=False, readonly=True, tracking=True)
    effort_planned = fields.Float("Planned Effort", help="Working hours that it is expected to take.")
    effort = fields.Float("Actual Effort", copy=False, tracking=True, help="Working hours that it took.")
    evidence = fields.Text("Evidence of Implementation", copy=False, readonly=True)
    tracked = fields.Boolean(
        "Effect Is Checked", default=True, tracking=True, help="Off for a one-off human slip, with the reason."
    )
    exempt_reason = fields.Char("Why Not Checked", tracking=True)
    check_metric = fields.Char("Metric", help="What is counted or measured, with its unit.")
    check_baseline = fields.Float("Baseline", help="The figure before the action.")
    check_target = fields.Float("Target", help="The figure that proves the effect.")
    check_method = fields.Char("Method", help="How, where and over which window it is measured.")
    check_user_id = fields.Many2one(
        "res.users",
        "Verifier",
        tracking=True,
        check_company=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("complaint_management.group_user").ids)],
        help="Who checks the effect; not the owner.",
    )
    date_check = fields.Date("Check on", tracking=True)
    watch_days = fields.Integer(
        "Window (Days)",
        default=90,
        help="How long the effect is watched after the action is done: what is counted is counted over so many days"
        " before and after, and a case with the same cause within them is a recurrence. 0: not watched.",
    )
    check_value = fields.Float("Measured", copy=False, readonly=True, tracking=True)
    check_evidence = fields.Text("Evidence of the Effect", copy=False, readonly=True)
    date_checked = fields.Date("Checked on", copy=False, readonly=True)
    effective = fields.Selection(
        [("pending", "Pending"), ("yes", "Effective"), ("partly", "Partly Effective"), ("no", "Not Effective")],
        "Effect",
        default="pending",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
    )
    waived_reason = fields.Text("Why Waived", copy=False, readonly=True, tracking=True)
    waived_user_id = fields.Many2one("res.users", "Waived by", copy=False, readonly=True)
    date_waived = fields.Date("Waived on", copy=False, readonly=True)
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("checking", "To Check"),
            ("done", "Finished"),
            ("failed", "Not Effective"),
            ("waived", "Waived"),
        ],
        compute="_compute_state",
        store=True,
        tracking=True,
        group_expand=True,
    )

    _not_negative = models.Constraint(
        "CHECK(effort_planned >= 0 AND effort >= 0 AND watch_days BETWEEN 0 AND 3650)",
        "The effort cannot be negative, and the window is ten years at most.",
    )
    # Home of an owner, home of a verifier: what is open, the latest first.
    _todo_index = models.Index("(user_id, date_due) WHERE state = 'todo'")
    _checking_index = models.Index("(check_user_id, date_check) WHERE state = 'checking'")

    @api.depends("kind")
    def _compute_is_improvement(self):
        for action in self:
            action.is_improvement = action.kind in ("corrective", "preventive")

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for action in self:
            employee = action.user_id.with_company(action.company_id).employee_id
            action.department_id = employee.department_id or action.department_id

    @api.depends("date_done", "tracked", "effective", "date_waived")
    def _compute_state(self):
        for action in self:
            if action.date_waived:
                action.state = "waived"
            elif not action.date_done:
                action.state = "todo"
            elif action.effective == "no":
                action.state = "failed"
            elif action.tracked and action.effective != "yes":
                action.state = "checking"
            else:
                action.state = "done"

    @api.constrains("tracked", "exempt_reason")
    def _check_exempt_reason(self):
        """ACT-1: what is not followed up says why."""
        for action in self:
            if not action.tracked and not (action.exempt_reason or "").strip():
                raise ValidationError(self.env._('Say why the effect of "%s" need not be checked.', action.name))

    @api.constrains("user_id", "check_user_id")
    def _check_people(self):
        """ACT-3: nobody proves their own work; and both must be able to open the action."""
        group = self.env.ref("complaint_management.group_user")
        for action in self:
            if action.user_id == action.check_user_id:
                raise ValidationError(
                    self.env._(
                        '%(user)s owns "%(action)s": choose somebody else to verify its effect.',
                        user=action.user_id.name,
                        action=action.name,
                    )
                )
            # sudo: whoever plans an action may learn whether its people have the complaint rights, and no more
            strangers_sudo = (
                (action.user_id | action.check_user_id).sudo().filtered(lambda user: group not in user.all_group_ids)
            )
            if strangers_sudo:
                raise ValidationError(
                    self.env._(
                        '%(users)s cannot open complaints and so cannot work on "%(action)s":'
                        " choose somebody else or ask for the rights of a complaint user.",
                        users=strangers_sudo.mapped("name"),
                        action=action.name,
                    )
                )

    @api.constrains("date_due", "date_check")
    def _check_dates(self):
        for action in self:
            if action.date_check and action.date_check < action.date_due:
                raise ValidationError(
                    self.env._('The effect of "%s" cannot be checked before the action is due.', action.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions.investigation_id._check_not_closed()
        actions.filtered("is_improvement").investigation_id._withdraw_no_action()
        actions._update_activities()
        return actions

    def write(self, vals):
        # when slips go out is settled after the closing too
        if vals.keys() - {"date_next_slip"}:
            self.investigation_id._check_not_closed()
        if "investigation_id" in vals and any(a.investigation_id.id != vals["investigation_id"] for a in self):
            raise UserError(self.env._("An action stays in its investigation: plan it anew in the other one."))
        self._check_plan_open(vals)
        result = super().write(vals)
        if "kind" in vals:
            self.filtered("is_improvement").investigation_id._withdraw_no_action()
        if {"user_id", "date_due", "check_user_id", "date_check", "tracked", "date_done", "date_waived"} & vals.keys():
            self._update_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.investigation_id._check_not_closed()
        started = self.filtered(lambda action: action.state != "todo")
        if started:
            raise UserError(self.env._("Actions that were carried out or waived are kept: %s.", started.mapped("name")))

    def _get_guarded_fields(self):
        """EXTENDS complaint.quality.guard: what the owner, the verifier and the quality manager record."""
        return super()._get_guarded_fields() | {
            "date_done",
            "evidence",
            "check_value",
            "check_evidence",
            "date_checked",
            "effective",
            "waived_reason",
            "waived_user_id",
            "date_waived",
        }

    def _get_plan_fields(self):
        """Names of the fields that hold what was promised, and are frozen once it is done; extend with super()."""
        return {
            "name",
            "kind",
            "user_id",
            "date_due",
            "tracked",
            "exempt_reason",
            "check_metric",
            "check_baseline",
            "check_target",
            "check_method",
            "watch_days",
            "effort_planned",
        }

    def _check_plan_open(self, vals):
        """ACT-3: a target that can be moved afterwards proves nothing."""
        changed = self._get_plan_fields().intersection(vals)
        started = self.filtered(lambda action: action.state != "todo")
        if changed and started:
            raise UserError(
                self.env._(
                    'The plan of "%(action)s" cannot be changed any more: it was carried out or waived.',
                    action=started[0].name,
                )
            )

    def _get_today(self):
        """Today where the company is."""
        return self.company_id._get_complaint_today()
