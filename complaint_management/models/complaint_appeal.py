from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

# What is set by the procedure: filing and deciding.
PROCEDURE_FIELDS = {
    *("name", "serial", "date", "date_due", "filed_by_id", "on_behalf", "decider_ids"),
    *("decision", "decision_reason", "decided_by_id", "date_decided"),
}


class ComplaintAppeal(models.Model):
    """A department or an employee objects to a decision of a case (RTE-6, RES-8).

    It is filed by a member or the head of the department, by the employee, or by a handler on their behalf: a
    respondent sees nothing of the case (CNF-1), so that a handler files for them what they hand in. The role that the
    policy names decides (see ``complaint_appeal_process``). What an upheld appeal reopens, and nothing else, depends on
    what it is ``against``: each value has its methods ``_missing_to_file_*``, ``_get_decision_*`` and ``_uphold_*``.

    Appeals are numbered within their case and kept (ARC-4).
    """

    _name = "complaint.appeal"
    _description = "Appeal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", compute="_compute_name", store=True, index="trigram")
    serial = fields.Integer("Number in the Case", readonly=True, copy=False, aggregator=None)
    case_id = fields.Many2one("complaint.case", required=True, index=True, check_company=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    against = fields.Selection(
        [("responsibility", "Responsibility"), ("resolution", "Resolution")],
        required=True,
        default="responsibility",
        tracking=True,
    )
    responsibility_id = fields.Many2one(
        "complaint.responsibility",
        "Share",
        domain="[('case_id', '=', case_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="The share objected to; empty: who is responsible as a whole.",
    )
    resolution_id = fields.Many2one(
        "complaint.resolution",
        compute="_compute_resolution_id",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        domain="[('case_id', '=', case_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    target = fields.Char("Objects To", compute="_compute_target", compute_sudo=True)
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        domain="[('id', 'in', available_department_ids)]",
        index="btree_not_null",
        ondelete="restrict",
        help="The department that objects.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        check_company=True,
        domain="[('id', 'in', available_employee_ids)]",
        index="btree_not_null",
        ondelete="restrict",
        help="The employee who objects; empty: the department does.",
    )
    available_department_ids = fields.Many2many("hr.department", compute="_compute_available")
    available_employee_ids = fields.Many2many("hr.employee.public", compute="_compute_available")
    argument = fields.Text(required=True)
    date = fields.Datetime("Filed On", default=fields.Datetime.now, required=True, readonly=True, copy=False)
    date_due = fields.Datetime("Decide Until", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late")
    filed_by_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, required=True, readonly=True, copy=False, index=True
    )
    on_behalf = fields.Boolean("Filed on Behalf", readonly=True, copy=False)
    decider_ids = fields.Many2many(
        "res.users", "complaint_appeal_decider_rel", string="To Be Decided By", readonly=True, copy=False
    )
    decision = fields.Selection(
        [("pending", "To Be Decided"), ("upheld", "Upheld"), ("dismissed", "Dismissed"), ("withdrawn", "Withdrawn")],
        default="pending",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    decision_reason = fields.Text("Reason of the Decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    date_decided = fields.Datetime("Decided On", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_decide")

    _appellant_named = models.Constraint(
        "CHECK(department_id IS NOT NULL OR employee_id IS NOT NULL)", "Name the department or employee that objects."
    )
    # two filed at once in a case get the same number, so that the second is refused and looked at again
    _serial_unique = models.UniqueIndex("(case_id, serial)", "The case has an appeal of this number already.")

    # === Computes ===

    @api.depends("case_id.name", "serial")
    def _compute_name(self):
        for appeal in self:
            appeal.name = f"{appeal.case_id.name}-A{appeal.serial}" if appeal.serial else False

    @api.depends("case_id", "against")
    def _compute_resolution_id(self):
        for appeal in self:
            appeal.resolution_id = appeal.against == "resolution" and appeal.case_id.resolution_id

    @api.depends("case_id", "employee_id")
    def _compute_department_id(self):
        """The employee's department, or the user's own one that is concerned."""
        own = self.env["complaint.case"]._get_own_departments()
        for appeal in self:
            # sudo: only the department of the employee is read
            theirs = appeal.employee_id.sudo().department_id
            concerned = appeal.case_id._get_concerned_departments() & own if appeal.case_id else own.browse()
            appeal.department_id = theirs or appeal.department_id or concerned[:1]

    @api.depends("case_id")
    @api.depends_context("uid")
    def _compute_available(self):
        """For whom the user may object: for all concerned as a handler, else for their own."""
        for_all = self._may_file_for_others()
        own = self.env["complaint.case"]._get_own_departments()
        for appeal in self:
            departments = appeal.case_id._get_concerned_departments()
            employees = appeal.case_id._get_concerned_employees()
            appeal.available_department_ids = departments if for_all else departments & own
            # sudo: only compared
            mine = employees.sudo().filtered(lambda e: e.user_id == self.env.user)
            appeal.available_employee_ids = [Command.set((employees if for_all else mine).ids)]

    @api.depends("against", "responsibility_id", "resolution_id.name")
    @api.depends_context("lang")
    def _compute_target(self):
        for appeal in self:
            appeal.target = appeal._get_target()

    @api.depends("decision", "date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for appeal in self:
            appeal.is_late = appeal.decision == "pending" and bool(appeal.date_due) and appeal.date_due < now

    @api.depends("decision", "decider_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for appeal in self:
            pending = appeal.decision == "pending"
            appeal.can_decide = pending and self.env.user in appeal._get_deciders()
            appeal.can_withdraw = pending and appeal._may_withdraw(self.env.user)

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """RTE-6: file appeals; those who decide them are told.

        :raise UserError: all that keeps one from being filed
        :raise AccessError: the case is not the user's to see, or the user cannot speak for the appellant
        """
        self.check_access("create")
        if not self.env.su and (given := PROCEDURE_FIELDS & set().union(*vals_list)):
            names = [self._fields[name]._description_string(self.env) for name in sorted(given)]
            raise UserError(self.env._("%s: set by filing and deciding the appeal.", format_list(self.env, names)))
        vals_list = [dict(vals) for vals in vals_list]
        cases = self._get_named_cases(vals_list)
        cases.check_access("read")
        # sudo: numbers go on from appeals that may be hidden
        serials = {case.id: max(case.appeal_ids.mapped("serial"), default=0) for case in cases.sudo()}
        now, clocks = fields.Datetime.now(), {}
        for vals in vals_list:
            case = self.env["complaint.case"].browse(vals["case_id"])
            serials[case.id] += 1
            vals["serial"] = serials[case.id]
            if not self.env.su:
                vals.update(decision="pending", date=now, filed_by_id=self.env.uid)
            # sudo: policy and calendar, for whoever files
            vals["date_due"] = case.sudo()._get_appeal_due(clocks, vals.get("date") or now)
        appeals = super(ComplaintAppeal, self.with_context(mail_create_nosubscribe=True)).create(vals_list)
        appeals = appeals.with_env(self.env)
        appeals._check_filing()
        # sudo: the procedure's fields, set once the filing was checked
        for appeal in appeals.sudo():
            appeal.on_behalf = not appeal._speaks_for_appellant(appeal.filed_by_id)
            appeal._call_deciders(required=True)
        return appeals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._("Appeals are kept with their case: %s.", format_list(self.env, self.mapped("display_name")))
        )

    @api.model
    def _get_filing_fields(self):
        """Names of what a person says when filing, besides the case and the argument; extend for more."""
        return {"against", "department_id", "employee_id", "responsibility_id", "resolution_id"}

    @api.model
    def _get_named_cases(self, vals_list):
        """The cases of ``vals_list``, after what is named by ids was found to be there.

        :raise UserError: an id that is none, or of nothing that exists
        """
        default = self.env.context.get("default_case_id")
        kinds = dict(self._fields["against"]._description_selection(self.env))
        for vals in vals_list:
            vals.setdefault("case_id", default)
            if vals.get("against", "responsibility") not in list(kinds):
                raise UserError(
                    self.env._("An appeal is against one of: %s.", format_list(self.env, list(kinds.values())))
                )
            for name in {"case_id"} | {name for name in self._get_filing_fields() if name.endswith("_id")}:
                value = vals.get(name)
                # sudo: only whether it exists; whether it may be named is checked with the appeal
                known = type(value) is int and self.env[self._fields[name].comodel_name].sudo().browse(value).exists()
                if not known and (value or name == "case_id"):
                    field = self._fields[name]._description_string(self.env)
                    raise UserError(self.env._("Appeal: the %s is not known.", field))
        return self.env["complaint.case"].browse({vals["case_id"] for vals in vals_list})
