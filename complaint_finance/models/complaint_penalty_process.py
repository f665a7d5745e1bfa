from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .complaint_penalty import MERITS


class ComplaintPenalty(models.Model):
    """The due process of a notice: approved, told, objected to, decided, confirmed (PEN-2, PEN-3)."""

    _inherit = "complaint.penalty"

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
