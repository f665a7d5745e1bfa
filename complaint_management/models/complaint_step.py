from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list, is_html_empty

from .complaint_policy_milestone import UNITS
from .complaint_policy_step import STEP_KINDS

STEP_ACTIVITY = "complaint_management.mail_activity_type_step"


class ComplaintStep(models.Model):
    """A department's part in the handling of one case, done with an opinion (RTE-2, RTE-3)."""

    _name = "complaint.step"
    _description = "Department Step"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "case_id, round, phase, sequence, id"
    _check_company_auto = True
    _mail_post_access = "read"

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    template_id = fields.Many2one(
        "complaint.policy.step", "Prescribed By", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    case_description = fields.Html(related="case_id.description", string="What Happened")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    product_ids = fields.Many2many(related="case_id.product_ids")
    lot_ids = fields.Many2many(related="case_id.lot_ids")
    round = fields.Integer(default=1, required=True, aggregator="max")
    phase = fields.Selection(
        selection=lambda self: self.env["complaint.policy.step"]._fields["phase"].selection, required=True
    )
    sequence = fields.Integer("Order", default=10)
    name = fields.Char(required=True)
    kind = fields.Selection(STEP_KINDS, required=True, default="opinion")
    department_id = fields.Many2one("hr.department", tracking=True, check_company=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", "Assigned To", tracking=True, check_company=True, index="btree_not_null")
    state = fields.Selection(
        [("waiting", "Waiting"), ("todo", "To Do"), ("done", "Done"), ("skipped", "Skipped")],
        default="waiting",
        required=True,
        tracking=True,
        index=True,
    )
    required = fields.Boolean(default=True)
    opinion = fields.Html()
    done_by_id = fields.Many2one("res.users")
    date_opened = fields.Datetime("Opened On")
    date_done = fields.Datetime("Done On")
    amount = fields.Integer("Within")
    unit = fields.Selection(UNITS, default="work_day", required=True)
    date_deadline = fields.Datetime("Due", index="btree_not_null")
    can_do = fields.Boolean(compute="_compute_can_do")
    is_own_department = fields.Boolean(compute="_compute_can_do", search="_search_is_own_department")

    @api.depends("state", "department_id", "user_id")
    @api.depends_context("uid")
    def _compute_can_do(self):
        departments = self.env["complaint.case"]._get_own_departments()
        is_handler = self.env.user.has_group("complaint_management.group_handler")
        for step in self:
            mine = step.user_id == self.env.user or step.department_id in departments
            step.is_own_department = mine
            step.can_do = step.state == "todo" and (mine or (not step.department_id and is_handler))

    def _search_is_own_department(self, operator, value):
        """RTE-5: the steps of the user's own departments and those assigned to the user."""
        if operator != "in":
            return NotImplemented
        departments = self.env["complaint.case"]._get_own_departments()
        return Domain("department_id", "in", departments.ids) | Domain("user_id", "=", self.env.uid)

    @api.depends("name", "case_id.name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.case_id.name}: {step.name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        raise UserError(
            self.env._("Steps are kept with their case: %s.", format_list(self.env, self.mapped("display_name")))
        )

    # === Actions ===

    def action_done(self, opinion=None):
        """RTE-3: the step is done, with an opinion (text), by a member or the head of its department.

        :param opinion: text or HTML; without it the opinion already written on the step is taken
        :raise UserError: not open, or no opinion
        :raise AccessError: the user does not belong to the department
        """
        self._check_doer()
        self._check_todo()
        for step in self:
            if is_html_empty(opinion or step.opinion):
                raise UserError(self.env._("%s: write your opinion before you finish the step.", step.display_name))
        # sudo: members of the department may do the step without rights on the rest of the case; checked above
        steps_sudo = self.sudo()
        if opinion:
            steps_sudo.opinion = opinion
        steps_sudo.write({"state": "done", "date_done": fields.Datetime.now(), "done_by_id": self.env.uid})
        steps_sudo.activity_feedback([STEP_ACTIVITY])
        steps_sudo._stop_clock()
        steps_sudo.case_id._open_next_steps()

    def action_write_opinion(self, opinion):
        """Keep a draft of the opinion without finishing the step."""
        self._check_doer()
        self._check_todo()
        # sudo: as in action_done
        self.sudo().opinion = opinion

    def action_assign_to_me(self):
        """Take a step of one's department."""
        self._check_doer()
        self._check_todo()
        # sudo: as in action_done
        self.sudo().user_id = self.env.user

    def action_ask_opinion(self):
        """The dialog in which the opinion is written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "complaint.opinion",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step_id": self.id},
        }

    def action_open(self):
        return self._get_records_action(name=self.env._("Department Step"))

    # === Helpers ===

    def _check_doer(self):
        self.check_access("read")
        if not self.env.su and (others := self.filtered(lambda s: s.state == "todo" and not s.can_do)):
            raise AccessError(
                self.env._(
                    "Only members and the head of the department do its steps: %s.",
                    format_list(self.env, [f"{step.display_name} ({step._get_doer()})" for step in others]),
                )
            )

    def _check_todo(self):
        for step in self:
            if step.state != "todo":
                raise UserError(self.env._("%s is not open.", step.display_name))

    def _get_doer(self):
        self.ensure_one()
        return self.user_id.name or self.department_id.name or self.env._("the handler")

    def _open(self):
        """The step's turn has come: its clock starts and the one who is to do it is told."""
        self._start_clock()
        self._call_doers()

    def _call_doers(self, note=None):
        """Tell those who are to do the steps now, each by an activity."""
        rows = []
        for step in self:
            case = step.case_id
            doer = step.user_id or step.department_id.manager_id.user_id or case.user_id or case.team_id.user_id
            if doer:
                rows.append((step, doer, case._get_local_day(step.date_deadline or step.date_opened), step.name))
        self._activity_schedule_batch(STEP_ACTIVITY, rows, note)

    def _skip(self):
        self.write({"state": "skipped"})
        self.activity_unlink([STEP_ACTIVITY])
