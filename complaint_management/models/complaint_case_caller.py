from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

CALLBACK_ACTIVITY = "complaint_management.mail_activity_type_callback"


class ComplaintCase(models.Model):
    """Who calls the customer back (CBK-1)."""

    _inherit = "complaint.case"

    caller_ids = fields.Many2many(
        "res.users",
        "complaint_case_caller_rel",
        string="To Be Called By",
        readonly=True,
        copy=False,
        help="Whom the policy meant when the case entered follow-up. They see the case.",
    )
    can_call = fields.Boolean("I May Call", compute="_compute_can_call")

    @api.depends("state", "policy_id", "user_id", "callback_ids.outcome")
    @api.depends_context("uid")
    def _compute_can_call(self):
        is_handler = self.env.user.has_group("complaint_management.group_handler")
        for case in self:
            case.can_call = case._awaits_callback() and (is_handler or case._may_call(self.env.user))

    # === Passages ===

    def action_follow_up(self):
        result = super().action_follow_up()
        self._plan_callbacks()
        return result

    def action_close(self, letter=None, body=None):
        result = super().action_close(letter=letter, body=body)
        self._plan_callbacks()
        return result

    # === Guards and people ===

    def _plan_callbacks(self):
        """CBK-1: those who are to call see the case, and one of them gets an activity, by turn.

        The number of queries does not grow with the cases.
        """
        by_callers, by_caller = defaultdict(list), defaultdict(list)
        # sudo: people are found and given something to do by the procedure
        for case in self.sudo().filtered("misses_callbacks"):
            callers = case._get_planned_callers()
            by_callers[tuple(callers.ids)].append(case.id)
            if callers:
                by_caller[callers[case.id % len(callers)], case._get_callback_day()].append(case.id)
        for user_ids, case_ids in by_callers.items():
            self.browse(case_ids).sudo().caller_ids = [Command.set(user_ids)]
        for (caller, day), case_ids in by_caller.items():
            # of many cases nobody is told by one mail each
            cases_sudo = self.browse(case_ids).sudo().with_context(mail_activity_quick_update=len(case_ids) > 1)
            cases_sudo.activity_schedule(CALLBACK_ACTIVITY, date_deadline=day, user_id=caller.id)

    def _get_planned_callers(self):
        """Whom the policy means for this case; of a confidential one those who know of it, or one alone (CNF-2)."""
        self.ensure_one()
        team = self.team_id
        by = self.policy_id.callback_by
        if by == "role":
            callers = self.policy_id.callback_role_id._get_users(self)
        elif by == "other":
            callers = team.user_id | team.member_ids
        else:
            callers = self.user_id or team.user_id
        if by != "role":
            callers = callers.filtered(lambda u: u.active and self.company_id in u.company_ids and self._may_call(u))
            callers -= self.respondent_user_ids
        if self.confidential:
            callers = callers.filtered(lambda u: not self._is_hidden_from(u)) or callers[:1]
        return callers

    def _may_call(self, user):
        """CBK-1: whether the policy lets ``user`` call this customer back."""
        self.ensure_one()
        # sudo: of policy and people only what tells who may call is read
        case_sudo, user_sudo = self.sudo(), user.sudo()
        policy = case_sudo.policy_id
        if policy.callback_by == "role":
            return user in policy.callback_role_id._get_users(self)
        is_handler = self.env.ref("complaint_management.group_handler") in user_sudo.all_group_ids
        return is_handler and not (policy.callback_by == "other" and user == case_sudo.user_id)

    def _check_caller(self, user):
        """CBK-1: ``user`` calls the customers of these cases back.

        :raise UserError: the policy of one of them names others
        """
        self._check_not_recused(user)
        for case in self:
            if case._may_call(user):
                continue
            # sudo: as in _may_call
            policy = case.sudo().policy_id
            if policy.callback_by == "role":
                people = policy.callback_role_id._get_users(case).sudo().mapped("name")
                who = f"{policy.callback_role_id.name} ({format_list(self.env, people)})"
            elif policy.callback_by == "other":
                who = self.env._("a complaint handler other than the case's")
            else:
                who = self.env._("a complaint handler")
            raise UserError(
                self.env._(
                    "%(case)s: %(person)s does not call this customer back. Its policy wants %(who)s to.",
                    case=case.display_name,
                    person=user.sudo().name,
                    who=who,
                )
            )

    def _replace_people(self, users):
        """CNF-1: a respondent does not call back."""
        result = super()._replace_people(users)
        self.caller_ids -= users
        return result

    # === Helpers ===

    def _get_callback_day(self):
        """By which day, where the case is handled, the callback is due."""
        self.ensure_one()
        return self._get_local_day(self.date_callback_due or fields.Datetime.now())

    def _get_local_day(self, moment):
        """The day on which ``moment`` (UTC) falls where this case is handled."""
        self.ensure_one()
        # sudo: of the working hours only the time zone is read
        tz = self.sudo()._get_calendar().tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=tz), moment).date()
