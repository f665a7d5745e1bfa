from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

HAND_OVER_ACTIVITY = "complaint_management.mail_activity_type_hand_over"


class ComplaintCase(models.Model):
    """From whoever took a complaint to those who handle it (INT-7)."""

    _inherit = "complaint.case"

    def action_hand_over(self, department_id=None, user_id=None, reason=None):
        """INT-7: hand received cases over to the accepting department or handler, who get an activity.

        For the first receiver, who need not be a handler, and for handlers.

        :param department_id: id of the ``hr.department`` that accepts; without one and without a handler the dialog
            that asks for them is returned
        :param user_id: id of the handler who accepts
        :param reason: what the receiving side should know
        :raise UserError: wrong phase, nobody to receive, or somebody who cannot
        :raise AccessError: the user is neither first receiver nor handler
        """
        if not (department_id or user_id):
            return self.env["complaint.hand.over"]._ask(self)
        self._check_first_receiver()
        department = self._get_named("hr.department", department_id)
        user = self._get_named("res.users", user_id)
        self._check_receiving_side(department, user, bool(department_id), bool(user_id))
        # sudo: a first receiver without the rights of a handler hands over what they took; checked above
        for case in self.sudo():
            receivers = user or (department.manager_id.user_id | case.team_id.user_id) - case.respondent_user_ids
            keeper = user or (case.user_id if case.user_id != case.first_receiver_id.user_id else user)
            if reason:
                case._track_set_log_message(reason)
            # the activity below tells whoever receives it
            case.with_context(mail_auto_subscribe_no_notify=True).write(
                {
                    "department_id": department.id or case.department_id.id,
                    "user_id": keeper.id,
                    "date_handed_over": case.date_handed_over or fields.Datetime.now(),
                }
            )
            if receivers:
                case.activity_schedule(HAND_OVER_ACTIVITY, user_id=receivers[0].id, note=reason)
        self._meet_deadlines("handed_over")

    # === Helpers ===

    def _check_first_receiver(self):
        """Raise AccessError unless the user is the first receiver of these cases or may handle them."""
        self.check_access("read")
        if self.env.su or self.env.user.has_group("complaint_management.group_handler"):
            return
        # sudo: of the first receiver only the user is read
        if others := self.filtered(lambda c: c.sudo().first_receiver_id.user_id != self.env.user):
            raise AccessError(
                self.env._(
                    "Only the first receiver and complaint handlers hand a case over: %s.",
                    format_list(self.env, others.mapped("display_name")),
                )
            )

    def _check_receiving_side(self, department, user, department_named, user_named):
        """Whoever is to accept the cases must be able to, and each case must be one that is still handed over."""
        if (department_named and not department) or (user_named and not user):
            raise UserError(self.env._("The department or person to hand over to is not known."))
        handlers = self.env.ref("complaint_management.group_handler")
        for case in self:
            # sudo: of people and departments only what tells whether they can receive the case is read
            case_sudo, user_sudo = case.sudo(), user.sudo()
            problem = False
            if case.state not in ("received", "returned"):
                problem = self.env._("it is no longer being received")
            elif department.sudo().company_id - case.company_id:
                problem = self.env._("%s belongs to another company", department.sudo().name)
            elif user and user == case_sudo.first_receiver_id.user_id:
                problem = self.env._("it cannot be handed over to its own first receiver")
            elif user and (handlers not in user_sudo.all_group_ids or not user_sudo.active):
                problem = self.env._("%s is no complaint handler", user_sudo.name)
            elif user and case.company_id not in user_sudo.company_ids:
                problem = self.env._("%s has no access to its company", user_sudo.name)
            elif user in case_sudo.respondent_user_ids:
                problem = self.env._("%s cannot take it", user_sudo.name)
            if problem:
                raise UserError(self.env._("%(case)s: %(problem)s.", case=case.display_name, problem=problem))

    def _pass_to(self, state, reason=None, **values):
        """INT-7: accepting ends the hand-over, and the first receiver is told what comes of the case."""
        result = super()._pass_to(state, reason=reason, **values)
        if state in ("investigation", "rejected", "closed"):
            self._end_hand_over()
        if state == "closed":
            self._tell_first_receivers(self.env._("A complaint that you took is closed"))
        elif values.get("date_accepted"):
            self._tell_first_receivers(self.env._("A complaint that you took was accepted"))
        elif state == "rejected":
            self._tell_first_receivers(self.env._("A complaint that you took was found not established"))
        return result

    def _end_hand_over(self):
        """Somebody has taken the case up: it counts as handed over, unless the first receiver kept it."""
        # sudo: the procedure's dates; the callers have checked the person
        cases_sudo = self.sudo()
        missing = cases_sudo.filtered(
            lambda c: c.first_receiver_id and not c.date_handed_over and c.first_receiver_id.user_id != self.env.user
        )
        missing.date_handed_over = fields.Datetime.now()
        self._meet_deadlines("handed_over")
        cases_sudo.activity_feedback([HAND_OVER_ACTIVITY])

    def _drop_open_duties(self):
        """INT-7: what was not handed over in time stays on record, also of a case that ends before its time."""
        now = fields.Datetime.now()
        # sudo: deadlines are the procedure's
        missed = self.sudo().deadline_ids.filtered(
            lambda d: d.milestone == "handed_over" and not d.date_met and not d.paused_since and d.date_due < now
        )
        missed.date_met = now
        return super()._drop_open_duties()

    def _tell_first_receivers(self, sentence):
        # sudo: whom to tell is read off the case; see _tell_user for what they learn
        for user, cases in self.sudo().grouped(lambda c: c.first_receiver_id.user_id).items():
            if user:
                cases._tell_user(user, sentence)
