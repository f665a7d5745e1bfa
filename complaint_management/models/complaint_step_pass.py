from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime, format_list, plaintext2html

from .complaint_step import STEP_ACTIVITY


class ComplaintStep(models.Model):
    """A step passed to another person or department (RTE-3)."""

    _inherit = "complaint.step"

    move_ids = fields.One2many("complaint.step.move", "step_id", "Course", readonly=True)
    can_pass_on = fields.Boolean(compute="_compute_can_pass_on")

    @api.depends("state", "department_id", "user_id")
    @api.depends_context("uid")
    def _compute_can_pass_on(self):
        is_handler = self.env.user.has_group("complaint_management.group_handler")
        for step in self:
            may = is_handler or step.is_own_department
            step.can_pass_on = may and step.state in ("waiting", "todo") and not step._is_done_by_itself()

    # === Actions ===

    def action_pass_on(self, department_id=None, user_id=None, reason=None):
        """RTE-3: another person or department does these steps; their time goes on.

        By a member or the head of the department, by whom a step is assigned to, or by a handler. A person who does not
        belong to the step's department takes it along to their own.

        :param department_id: id of the department; without it the person's
        :param user_id: id of the person; without it nobody in particular of the department
        :param reason: why; without it, or without either id, the dialog that asks for them is returned
        :raise UserError: neither waiting nor to do, or the receiver cannot do it
        :raise AccessError: the step is not the user's
        :raise ValidationError: the receiver is a respondent, or a stranger to a confidential case
        """
        if not reason or not (department_id or user_id):
            return self.env["complaint.step.transfer"]._ask(self, "pass_on")
        reason = self._check_reason(reason)
        self._check_passable()
        department = self._get_receiver("hr.department", department_id)
        user = self._get_receiver("res.users", user_id)
        for step in self:
            new_department = department or step._get_department_of(user)
            step._check_receiver(new_department, user)
            step._log_move("passed_on", reason, new_department, user)
            # sudo: the department gives its step away without rights on the rest of the case; checked above
            step.sudo().write({"department_id": new_department.id, "user_id": user.id})
            step.sudo()._move_duty(reason)
        return True

    # === Guards ===

    @api.model
    def _check_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give a reason."))
        return reason.strip()

    def _check_passable(self):
        self.check_access("read")
        for step in self:
            if step.state not in ("waiting", "todo"):
                raise UserError(self.env._("%s is not open: it cannot be passed on.", step.display_name))
            if step._is_done_by_itself():
                raise UserError(self.env._("%s is done by itself: it cannot be passed on.", step.display_name))
        if not self.env.su and (others := self.filtered(lambda s: not s.can_pass_on)):
            raise AccessError(
                self.env._(
                    "Only the department, whom the step is assigned to and complaint handlers pass it on: %s.",
                    format_list(self.env, [f"{step.display_name} ({step._get_doer()})" for step in others]),
                )
            )

    @api.model
    def _get_receiver(self, model, record_id):
        # sudo: whether it exists; what it is fit for is checked in _check_receiver
        records = self.env[model].sudo()
        if not record_id:
            return records
        if type(record_id) is not int or not (found := records.browse(record_id).exists()):
            raise UserError(self.env._("Choose an existing department or person to pass the step on to."))
        return found

    def _get_department_of(self, user):
        """The step's own department, if ``user`` belongs to it, else that of ``user``."""
        self.ensure_one()
        # sudo: of hr only which department somebody belongs to is read
        own = self.env["complaint.case"].with_user(user).sudo()._get_own_departments()
        if self.department_id & own:
            return self.department_id.sudo()
        return user.with_company(self.company_id).employee_id.department_id or self.department_id.sudo()

    def _check_receiver(self, department, user):
        """Whether ``department`` and ``user`` can do this step."""
        self.ensure_one()
        none = self.company_id.browse()
        if (department, user) == (self.department_id, self.user_id):
            raise UserError(self.env._("%(step)s is with %(doer)s already.", step=self.name, doer=self._get_doer()))
        if department and (not department.active or department.company_id not in (self.company_id, none)):
            raise UserError(
                self.env._(
                    "%(department)s is not a department of %(company)s. Choose another one.",
                    department=department.name,
                    company=self.company_id.name,
                )
            )
        if user and (
            user.share
            or not user.active
            or self.company_id not in user.company_ids
            or not user.has_group("complaint_management.group_user")
        ):
            raise UserError(
                self.env._(
                    "%(person)s does not work on the complaints of %(company)s. Choose somebody else.",
                    person=user.name,
                    company=self.company_id.name,
                )
            )
        self.case_id._check_not_recused(user)
        # sudo: only who leads the case is read
        case_sudo = self.case_id.sudo()
        leads = self.env.user in case_sudo.user_id | case_sudo.team_id.user_id
        if case_sudo.confidential and not (self.env.su or leads or not case_sudo._minds_confidential()):
            # CNF-2: a part opens the case; who leads it decides to whom
            case_sudo._check_open_to(user)
            if department != self.department_id:
                raise UserError(
                    self.env._(
                        "%s is confidential: send the step back to the handler, who passes it on.", case_sudo.name
                    )
                )

    # === Helpers ===

    def _log_move(self, kind, reason, department=None, user=None, **values):
        """Keep how this step comes into other hands, and say it in the chatter; called before the step is written."""
        self.ensure_one()
        # sudo: moves are the procedure's; the caller has checked the person
        move = (
            self.env["complaint.step.move"]
            .sudo()
            .create(
                {
                    "step_id": self.id,
                    "kind": kind,
                    "reason": reason,
                    "department_from_id": self.department_id.id,
                    "user_from_id": self.user_id.id,
                    "department_to_id": department and department.id,
                    "user_to_id": user and user.id,
                    "date_deadline": self.date_deadline,
                    **values,
                }
            )
        )
        self.sudo().message_post(body=self._get_move_text(move))
        return move

    def _get_move_text(self, move):
        """What the chatter says of ``move``."""
        names = {"doer": move.to_name or self.env._("the handler"), "reason": move.reason}
        texts = {
            "passed_on": self.env._("Passed on to %(doer)s: %(reason)s", **names),
            "returned": self.env._("Returned to %(doer)s: %(reason)s", **names),
            "sent_back": self.env._("Sent back to %(doer)s, to be done again: %(reason)s", **names),
            "skipped": self.env._("Skipped: %(reason)s", **names),
        }
        text = texts[move.kind]
        if move.kind in ("passed_on", "returned") and self.date_deadline:
            due = format_datetime(self.env, self.date_deadline, dt_format="short")
            text = self.env._("%(what)s\nThe time goes on: still due %(due)s.", what=text, due=due)
        return plaintext2html(text)

    def _move_duty(self, reason):
        """The activity goes to those who are to do the step now, with the reason."""
        self.activity_unlink([STEP_ACTIVITY])
        self.filtered(lambda s: s.state == "todo")._call_doers(plaintext2html(reason))
