from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list

from .complaint_policy_milestone import MILESTONES


class ComplaintSlip(models.Model):
    """A numbered slip to a department or to those whom the policy names: time is running out, or has run out.

    ==========  ====================================================================================
    warning     DDL-10: before breach, level 1 to the owner, level 2 to the head of the department
    reminder    DDL-8: overdue, to the department; repeated at the policy's interval
    escalation  DDL-11: a rung of the policy's ladder, to the rung's role
    inquiry     DDL-9: a case closed late or a step done late: the department is asked for the cause
    ==========  ====================================================================================

    Slips are issued by one job (see ``complaint_slip_job``), once per due event, which the database itself guarantees.
    They are kept; only the answer to an inquiry is added (ARC-4).
    """

    _name = "complaint.slip"
    _description = "Complaint Slip"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    kind = fields.Selection(
        [
            ("warning", "Warning"),
            ("reminder", "Reminder Slip"),
            ("inquiry", "Overrun Inquiry Slip"),
            ("escalation", "Escalation"),
        ],
        required=True,
    )
    level = fields.Integer(
        default=1,
        required=True,
        aggregator="max",
        help="The how manieth reminder; the rung of the ladder; of warnings 1 to the owner, 2 to the head.",
    )
    case_id = fields.Many2one("complaint.case", required=True, index=True, check_company=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    deadline_id = fields.Many2one("complaint.deadline", index="btree_not_null", ondelete="set null")
    milestone = fields.Selection(MILESTONES)
    step_id = fields.Many2one("complaint.step", index="btree_not_null", ondelete="restrict")
    escalation_id = fields.Many2one("complaint.policy.escalation", "Rung", index="btree_not_null", ondelete="set null")
    about = fields.Char(compute="_compute_about")
    department_id = fields.Many2one("hr.department", check_company=True, index="btree_not_null")
    user_ids = fields.Many2many("res.users", string="To")
    date = fields.Datetime("Issued On", required=True, index=True)
    date_due = fields.Datetime("Due")
    date_done = fields.Datetime("Done On")
    overdue = fields.Char("Overdue By", compute="_compute_overdue")
    answer = fields.Text()
    date_answered = fields.Datetime("Answered On")
    answered_by_id = fields.Many2one("res.users")
    can_answer = fields.Boolean(compute="_compute_can_answer")
    is_own_department = fields.Boolean(compute="_compute_can_answer", search="_search_is_own_department")

    _name_unique = models.UniqueIndex("(name, company_id)", "A slip of this number exists already.")
    # Once per due event (DDL-8, DDL-11), whatever the jobs do
    _deadline_once = models.UniqueIndex(
        "(deadline_id, kind, level, date_due) WHERE deadline_id IS NOT NULL AND kind != 'escalation'",
        "This slip has been issued already.",
    )
    _step_once = models.UniqueIndex(
        "(step_id, kind, level, date_due) WHERE step_id IS NOT NULL AND kind != 'escalation'",
        "This slip has been issued already.",
    )
    _rung_once = models.UniqueIndex(
        "(deadline_id, escalation_id) WHERE escalation_id IS NOT NULL", "This escalation has been issued already."
    )
    _to_answer = models.Index("(department_id) WHERE kind = 'inquiry' AND date_answered IS NULL")

    # === Computes ===

    @api.depends("milestone", "step_id.name")
    @api.depends_context("lang")
    def _compute_about(self):
        milestones = dict(self._fields["milestone"]._description_selection(self.env))
        for slip in self:
            # sudo: what the slip is about belongs to the slip, which the user may read
            slip.about = slip.sudo().step_id.name or milestones.get(slip.milestone)

    @api.depends("date", "date_due", "date_done")
    @api.depends_context("lang")
    def _compute_overdue(self):
        for slip in self:
            late = (slip.date_done or slip.date) - slip.date_due if slip.date_due else None
            locale = self.env.lang or "en_US"
            slip.overdue = late and late.total_seconds() > 0 and format_timedelta(late, locale=locale)

    @api.depends("kind", "department_id", "user_ids", "date_answered", "case_id.user_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        departments = self.env["complaint.case"]._get_own_departments()
        for slip in self:
            slip.is_own_department = slip.department_id in departments or self.env.user in slip.user_ids
            # sudo: only compared
            is_handler = slip.sudo().case_id.user_id == self.env.user
            slip.can_answer = (
                slip.kind == "inquiry" and not slip.date_answered and (slip.is_own_department or is_handler)
            )

    def _search_is_own_department(self, operator, value):
        """The slips to the user and to the user's own departments."""
        if operator != "in":
            return NotImplemented
        departments = self.env["complaint.case"]._get_own_departments()
        return Domain("department_id", "in", departments.ids) | Domain("user_ids", "in", self.env.uid)

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for slip in self:
            slip.display_name = " ".join(filter(None, (slip.name, slip._get_kind())))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        # before a number is drawn, not after
        self.check_access("create")
        vals_list = [dict(vals) for vals in vals_list]
        self.env["ir.sequence"]._add_numbers("complaint.slip", vals_list, "date")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        raise UserError(
            self.env._("Slips are kept: %s cannot be deleted.", format_list(self.env, self.mapped("display_name")))
        )

    # === Actions ===

    def action_answer(self, answer=None):
        """DDL-9: the department (a member or its head) or the case's handler says why it was late.

        :param answer: text; without it the dialog that asks for it is returned
        :raise UserError: not an inquiry, or answered already, or an empty answer
        :raise AccessError: the user belongs neither to the department nor handles the case
        """
        self.check_access("read")
        if answer is None:
            self.ensure_one()
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Answer Inquiry"),
                "res_model": "complaint.slip.answer",
                "view_mode": "form",
                "target": "new",
                "context": {"default_slip_id": self.id},
            }
        if not isinstance(answer, str) or not answer.strip():
            raise UserError(self.env._("Say why it was late."))
        for slip in self:
            if slip.kind != "inquiry":
                raise UserError(self.env._("%s asks for no answer.", slip.display_name))
            if slip.date_answered:
                raise UserError(self.env._("%s has been answered already.", slip.display_name))
            if not (self.env.su or slip.can_answer):
                raise AccessError(
                    self.env._(
                        "%(slip)s is answered by %(department)s or by the case's handler.",
                        slip=slip.display_name,
                        department=slip.department_id.name or self.env._("the handler"),
                    )
                )
        # sudo: slips are written by the procedure only; person and state have been checked
        slips_sudo = self.sudo()
        slips_sudo.write(
            {"answer": answer.strip(), "date_answered": fields.Datetime.now(), "answered_by_id": self.env.uid}
        )
        slips_sudo._drop_activities()
        return True

    def action_view_step(self):
        """The department's step that the slip is about."""
        return self.step_id._get_records_action(name=self.env._("Department Step"))

    def action_print(self):
        """The slip on paper."""
        return self.env.ref("complaint_management.action_report_slip").report_action(self)

    # === Helpers ===

    def _get_kind(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind)

    def _get_title(self):
        """What the slip says in a line, in the language of the environment."""
        self.ensure_one()
        numbered = f"{self._get_kind()} {self.level}" if self.kind in ("reminder", "escalation") else self._get_kind()
        return self.env._(
            "%(slip)s: %(case)s, %(about)s", slip=numbered, case=self.case_id.name or "", about=self.about or ""
        )

    def _drop_activities(self):
        """What these slips asked for is done, or has been asked for again."""
        if self:
            # an answer to an inquiry stays wanted until it is given
            settled = self.filtered(lambda slip: slip.kind != "inquiry" or slip.date_answered)
            settled.activity_unlink(["complaint_management.mail_activity_type_slip"])
