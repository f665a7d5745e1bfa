from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tools import format_list


class ComplaintAppeal(models.Model):
    """Who decides an appeal, and what it reopens when it is upheld (RTE-6, RES-8)."""

    _inherit = "complaint.appeal"

    # === Actions ===

    def action_uphold(self, reason=None):
        """RTE-6: the objection is right; what it is against is reopened, and nothing else.

        :param reason: text; without it the dialog that asks for it is returned
        :raise AccessError: not among those who decide
        :raise UserError: decided already, or it cannot be reopened any more
        """
        return self._decide("upheld", reason)

    def action_dismiss(self, reason=None):
        """RTE-6: the decision stands. ``reason`` and errors: see ``action_uphold``."""
        return self._decide("dismissed", reason)

    def action_open(self):
        return self._get_records_action(name=self.env._("Appeal"))

    # === Who decides ===

    def _call_deciders(self, required=False):
        """Find those who decide, as they are now, and call them by an activity.

        :param required: raise UserError where nobody may
        """
        self.ensure_one()
        users = self._get_deciders()
        if required and not users:
            raise UserError(
                self.env._(
                    "%s: nobody may decide the appeal. Those whom the policy names are the appellant's own people, "
                    "respondents, took the decision themselves, or have no access to complaints. Ask for another role.",
                    self.case_id.display_name,
                )
            )
        self.decider_ids = users
        self.activity_unlink(["complaint_management.mail_activity_type_appeal"])
        for user in users:
            self._ask_to_act(user, self.env._("Decide appeal of %s", self._get_appellant()), self.date_due)

    def _get_deciders(self):
        """RTE-6: the policy's role, else the complaint managers; nobody who is a party or took the decision."""
        self.ensure_one()
        # sudo: roles, members and respondents are found for whoever files
        appeal_sudo = self.sudo()
        case_sudo = appeal_sudo.case_id
        if role := case_sudo.policy_id.appeal_role_id:
            users = role._get_users(case_sudo)
        else:
            users = case_sudo._filter_slip_users(self.env.ref("complaint_management.group_manager").sudo().all_user_ids)
        _date, took_it = getattr(appeal_sudo, f"_get_decision_{appeal_sudo.against}")()
        excluded = took_it | appeal_sudo.filed_by_id | appeal_sudo._get_appellant_users()
        return users.filtered(
            lambda user: user not in excluded and user.has_group("complaint_management.group_user")
        ).sudo(False)

    def _get_appellant_users(self):
        """The employee who objects, or the head and the members of the department, as superuser."""
        if self.employee_id:
            return self.employee_id.user_id
        members = self.env["hr.employee"].sudo().search([("department_id", "child_of", self.department_id.ids)])
        return members.user_id | self.department_id.manager_id.user_id

    def _get_appellant(self):
        self.ensure_one()
        # sudo: only the name
        return self.sudo().employee_id.name or self.sudo().department_id.name or ""

    def _check_decider(self):
        self.check_access("read")
        self.case_id._check_not_recused(self.env.user)
        for appeal in self:
            deciders = appeal._get_deciders()
            if not self.env.su and self.env.user not in deciders:
                raise AccessError(
                    self.env._(
                        "%(appeal)s is decided by %(people)s: not by the appellant's own people, and not by whoever "
                        "took the decision.",
                        appeal=appeal.display_name,
                        people=format_list(self.env, deciders.sudo().mapped("name")) or self.env._("nobody"),
                    )
                )
            if appeal.decision != "pending":
                raise UserError(self.env._("%s has been decided already.", appeal.display_name))

    # === Deciding ===

    def _decide(self, decision, reason, **changes):
        self._check_decider()
        if not reason:
            operation = {"upheld": "uphold_appeal", "dismissed": "dismiss_appeal"}[decision]
            return self.env["complaint.reason"]._ask(self, operation)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give the reason of the decision."))
        # sudo: appeals are written by the procedure only; person and state have been checked
        for appeal in self.sudo():
            outcome = self.env._("The decision stands.")
            if decision == "upheld":
                outcome = getattr(appeal, f"_uphold_{appeal.against}")(**changes)
            appeal.write(
                {
                    "decision": decision,
                    "decision_reason": reason.strip(),
                    "decided_by_id": self.env.uid,
                    "date_decided": Datetime.now(),
                }
            )
            appeal.activity_unlink(["complaint_management.mail_activity_type_appeal"])
            appeal._tell_decision(outcome)
        return True

    def _uphold_responsibility(self):
        """The confirmed shares of the case are proposed again: they sum to 100 %, so one is not changed alone."""
        lines = self.case_id.responsibility_ids
        # sudo: whether a statement shows them, for whoever decides
        was_frozen = "frozen" in lines.sudo().mapped("state")
        lines._reopen()
        if was_frozen:
            return self.env._(
                "The shares are proposed again and are to be confirmed anew; the confirmed statement stays as it is, "
                "the change goes into the next one."
            )
        return self.env._("The shares are proposed again; they are to be confirmed anew before the case is closed.")

    def _uphold_resolution(self):
        """The resolution is superseded, so that a new version is made; a promise being carried out stands.

        :raise UserError: it is carried out already
        """
        resolution = self.resolution_id
        if not resolution._is_alive():
            return self.env._("%s did not hold any more; nothing else changes.", resolution.name)
        if self.case_id.state != "resolution":
            raise UserError(
                self.env._(
                    "%s is being carried out: what the customer was promised stands. Dismiss the appeal; a change goes "
                    "through reopening the case.",
                    resolution.name,
                )
            )
        resolution._supersede()
        return self.env._("%s is superseded; a new version is to be proposed.", resolution.name)

    def _tell_decision(self, outcome):
        """The appellant and the filer are told, of a withdrawal who decides; the handler goes on with what reopens."""
        self.ensure_one()
        case = self.case_id
        appellant = self.employee_id.user_id or (not self.employee_id and self.department_id.manager_id.user_id)
        partners = (self.filed_by_id | (appellant or self.filed_by_id)).partner_id
        if self.decision == "withdrawn":
            partners |= self.decider_ids.partner_id
        decisions = dict(self._fields["decision"]._description_selection(self.env))
        self.message_post(
            body=self.env._(
                "%(decision)s: %(reason)s %(outcome)s",
                decision=decisions[self.decision],
                reason=self.decision_reason,
                outcome=outcome,
            ),
            partner_ids=(partners - case._get_shut_out(partners)).ids,
            subtype_xmlid="mail.mt_note",
        )
        if self.on_behalf and self.decision != "withdrawn":
            tell = self.env._("Tell %s how the appeal was decided", self._get_appellant())
            self._ask_to_act(self.filed_by_id, tell, activity_type="mail.mail_activity_data_todo")
        if self.decision == "upheld":
            self._ask_to_act(case.user_id or case.team_id.user_id, outcome)

    def _ask_to_act(self, user, summary, due=None, activity_type="complaint_management.mail_activity_type_appeal"):
        if user.active:
            self.activity_schedule(
                activity_type,
                date_deadline=self.case_id._get_local_day(due or Datetime.now()),
                summary=summary,
                user_id=user.id,
            )

    # === Helpers ===

    def _get_target(self):
        """What in particular is objected to; extend for more."""
        self.ensure_one()
        if self.against == "responsibility":
            return self.responsibility_id.display_name or self.env._("All shares of responsibility")
        return self.resolution_id.display_name
