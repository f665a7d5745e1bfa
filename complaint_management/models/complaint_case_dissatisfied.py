from odoo import models
from odoo.tools import plaintext2html

DISSATISFIED_ACTIVITY = "complaint_management.mail_activity_type_dissatisfied"


class ComplaintCase(models.Model):
    """CBK-3: what comes of a dissatisfied customer: another round, the second time with other people."""

    _inherit = "complaint.case"

    def _send_back_dissatisfied(self, words):
        """CBK-3: the case goes back to investigation, the second time to the role that the policy names.

        :param words: what the customer said
        """
        self.ensure_one()
        # sudo: whoever may call back need not be a handler; what follows is the procedure's
        case_sudo = self.sudo()
        people = case_sudo._give_to_third_round_role()
        case_sudo.action_reopen(self.env._("The customer is dissatisfied: %s", words))
        for user in people.filtered(lambda u: not case_sudo._is_hidden_from(u)):
            case_sudo.activity_schedule(DISSATISFIED_ACTIVITY, user_id=user.id, note=plaintext2html(words))

    def _give_to_third_round_role(self):
        """CBK-3: dissatisfied in two rounds, the first of the role who handles complaints takes over.

        Somebody of the role who has the case already keeps it. Without a role it stays where it is.

        :return: who is to be told: all of the role, else the team leader; nobody at the first dissatisfaction
        """
        self.ensure_one()
        rounds = self.callback_ids.filtered(lambda c: c.satisfaction == "dissatisfied").mapped("round")
        if len(set(rounds)) < 2:
            return self.env["res.users"]
        people = self.policy_id.third_round_role_id._get_users(self)
        if people and self.user_id not in people:
            group = self.env.ref("complaint_management.group_handler")
            handlers = people.filtered(lambda u: group in u.sudo().all_group_ids)
            self.with_context(mail_auto_subscribe_no_notify=True).user_id = (handlers or people)[0]
        leader = self.team_id.user_id.filtered("active") - self.respondent_user_ids
        return people or leader

    def _get_responsible_departments(self):
        """The departments named as responsible, else the leading one."""
        self.ensure_one()
        lines = self.responsibility_ids.filtered(lambda line: line.party in ("department", "employee"))
        return lines.department_id or self.department_id
