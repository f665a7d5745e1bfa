from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .complaint_penalty import DECISION_ACTIVITY, MERITS, OBJECTION_ACTIVITY


class ComplaintPenalty(models.Model):
    """PEN-2: who objects to a notice: its employee, of a department's the head. HR records what comes in writing."""

    _inherit = "complaint.penalty"

    can_object = fields.Boolean(compute="_compute_can_object")
    can_record_objection = fields.Boolean(compute="_compute_can_object")

    @api.depends("employee_id", "department_id.manager_id")
    @api.depends_context("uid")
    def _compute_can_object(self):
        is_officer = self.env.user.has_group("complaint_finance.group_penalty_officer")
        for penalty in self:
            penalty.can_object = penalty._get_objector() == self.env.user
            penalty.can_record_objection = is_officer and not penalty.can_object

    # === Actions ===

    def action_object(self, objection=None):
        """PEN-2: the employee objects, within the window, of a department's notice the head.

        HR penalty officers record what employees write to them, also where a department has no head.

        :param objection: what they say; without it the dialog that asks for it is returned
        :raise AccessError: somebody else's notice
        :raise UserError: not notified, too late, or objected already
        """
        self.ensure_one()
        if not (self.can_object or self.can_record_objection):
            raise AccessError(self.env._("Only the employee objects to their own notice, or the department's head."))
        self._check_state("notified")
        if self.objection_state:
            raise UserError(self.env._("%s: there is an objection already.", self.name))
        if self.company_id._get_complaint_today() > self.date_objection_end:
            raise UserError(
                self.env._(
                    "%(notice)s: objections were possible until %(date)s.",
                    notice=self.name,
                    date=self.date_objection_end,
                )
            )
        if not objection:
            return self._ask("object", self.env._("Object") if self.can_object else self.env._("Record Objection"))
        self._set_step(objection=objection, objection_state="pending")
        # sudo: the employee only reads the notice; those who decide are called
        penalty_sudo = self.sudo()
        penalty_sudo.activity_feedback([OBJECTION_ACTIVITY])
        body = self.env._("Objection: %s", objection)
        if not self.can_object:
            body = self.env._("Objection in writing, recorded by HR: %s", objection)
        penalty_sudo.message_post(body=body)
        penalty_sudo.activity_schedule(DECISION_ACTIVITY, user_id=penalty_sudo._get_decider().id)
        return True

    # === Helpers ===

    def _get_objector(self):
        """The user who may object, as superuser; nobody where they have no user, or the department has no head.

        Note: self.ensure_one()
        """
        self.ensure_one()
        # sudo: only the user
        user_sudo = (self.employee_id or self.department_id.sudo().manager_id).sudo().user_id
        return user_sudo.filtered(lambda user: user.active and self.company_id in user.company_ids)

    def _call_to_object(self):
        """Call whoever may object; HR, where of a department nobody can, so that the window does not run unseen."""
        values = {"date_deadline": self.date_objection_end}
        user = self._get_objector()
        if user and self._may_be_read_by(user):
            self.activity_schedule(OBJECTION_ACTIVITY, user_id=user.id, **values)
        elif not self.employee_id:
            officer = self._get_officer() or self.env.user
            self.with_context(lang=officer.lang or self.env.lang).activity_schedule(
                OBJECTION_ACTIVITY,
                user_id=officer.id,
                summary=self.env._("Nobody can object for %s", self.department_id.name),
                note=self.env._(
                    "The department has no head with a user. Name one, who may object until then, and tell them; or "
                    "record what its people write to you."
                ),
                **values,
            )

    def _may_be_read_by(self, user):
        """Whether ``user`` reads the notice; a head who is a respondent of the case does not."""
        return self.with_user(user).with_context(allowed_company_ids=self.company_id.ids).has_access("read")

    @api.model
    def _call_others_to_object(self, domain):
        """Whoever came to be the one who may object is called, as long as the window is open, and nobody else."""
        told = (
            Domain("state", "=", "notified") & Domain("objection_state", "=", False) & Domain("kind", "not in", MERITS)
        )
        # sudo: whoever names a head need not see the notices
        for penalty_sudo in self.sudo().search(told & domain):
            called_sudo = penalty_sudo.activity_search([OBJECTION_ACTIVITY]).user_id
            is_open = penalty_sudo.company_id._get_complaint_today() <= penalty_sudo.date_objection_end
            user_sudo = penalty_sudo._get_objector()
            if is_open and user_sudo != called_sudo and (user_sudo or called_sudo != penalty_sudo._get_officer()):
                penalty_sudo.activity_unlink([OBJECTION_ACTIVITY])
                penalty_sudo._call_to_object()


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        # EXTENDS hr: a new head may object for the department
        result = super().write(vals)
        if "manager_id" in vals:
            of_these = Domain("department_id", "in", self.ids) & Domain("employee_id", "=", False)
            self.env["complaint.penalty"]._call_others_to_object(of_these)
        return result


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        # EXTENDS: whoever gets a user may object from then on
        result = super().write(vals)
        if "user_id" in vals:
            headed = Domain("department_id.manager_id", "in", self.ids) & Domain("employee_id", "=", False)
            self.env["complaint.penalty"]._call_others_to_object(headed | Domain("employee_id", "in", self.ids))
        return result
