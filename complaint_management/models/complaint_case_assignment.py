from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list


class ComplaintCase(models.Model):
    """Which team takes a case and who of it handles it (INT-13)."""

    _inherit = "complaint.case"

    is_handler_away = fields.Boolean(
        "Handler Away",
        compute="_compute_is_handler_away",
        search="_search_is_handler_away",
        help="The handler is on leave or archived: give the case to somebody else.",
    )

    # by turn: the last case of each member is found without reading the team's whole history
    _last_of_member = models.Index("(team_id, user_id, id DESC) WHERE user_id IS NOT NULL")

    @api.depends("user_id")
    def _compute_is_handler_away(self):
        away = self.env["complaint.team"]._get_users_on_leave(self.user_id)
        for case in self:
            # sudo: archived colleagues are known by their name only
            case.is_handler_away = bool(case.user_id) and (case.user_id in away or not case.user_id.sudo().active)

    def _search_is_handler_away(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as in the compute
        users = self.env["res.users"].sudo().with_context(active_test=False)
        handlers = users.search([("all_group_ids", "in", self.env.ref("complaint_management.group_handler").ids)])
        away = self.env["complaint.team"]._get_users_on_leave(handlers)
        domain = Domain("user_id", "in", away.ids) | Domain("user_id.active", "=", False)
        return domain if True in value else ~domain

    def write(self, vals):
        """INT-13: a case that nobody has begun with follows its category to another team, unless put there by hand."""
        follows = self.browse()
        if "category_id" in vals and "team_id" not in vals:
            waiting = self.filtered(lambda c: c.state == "received" and not c.user_id)
            teams = waiting.sudo()._find_teams()
            follows = waiting.filtered(lambda c: c.team_id == teams[c])
        result = super().write(vals)
        if follows:
            # sudo: the teams and their members are found for whoever may edit the case
            follows_sudo = follows.sudo()
            for case, team in follows_sudo._find_teams().items():
                if case.team_id != team:
                    case.team_id = team
            follows_sudo._assign_handler()
        return result

    # === Actions ===

    def action_assign_to_me(self):
        """INT-13: take cases that wait in the team's list, or from somebody who is away.

        :raise UserError: closed already, or the user is complained about
        """
        self._check_handler()
        if closed := self.filtered(lambda c: not c.is_open):
            raise UserError(
                self.env._("%s: only open cases are handled.", format_list(self.env, closed.mapped("display_name")))
            )
        # sudo: who is complained about may be known to the managers only
        if recused := self.filtered(lambda c: self.env.user in c.sudo().respondent_user_ids):
            raise UserError(
                self.env._(
                    "%s: whoever is complained about does not handle the case.",
                    format_list(self.env, recused.mapped("name")),
                )
            )
        self.user_id = self.env.user

    # === Helpers ===

    def _choose_team(self):
        """INT-13: the first team of the company that takes the category, where none was given."""
        found = self.filtered(lambda c: not c.team_id)._find_teams()
        for team in set(found.values()):
            self.browse(case.id for case in found if found[case] == team).team_id = team

    def _find_teams(self):
        """The first team of each case's company that takes its category: dict of case -> team, in one query."""
        domain = [("company_id", "in", self.company_id.ids)]
        teams = self.env["complaint.team"].search_fetch(domain, ["company_id", "assignment"]) if self else []
        none = self.env["complaint.team"]
        return {case: next((team for team in teams if team._takes(case)), none) for case in self}

    def _assign_handler(self):
        """INT-13: a handler by the team's way of sharing out, where none was given.

        By turn the member who got a case of the team longest ago comes first, by load the one with the fewest open
        cases. Nobody available: the case waits in the team's list. The number of queries does not grow with the cases.
        """
        waiting = self.filtered(lambda c: not c.user_id and c.team_id.assignment in ("turn", "load"))
        if not waiting:
            return
        members_by_team = waiting.team_id._get_available_members()
        last = waiting._get_last_case_of_members(members_by_team)
        load = waiting._count_open_cases(members_by_team)
        dealt = {}
        for case in waiting.sorted("id"):
            members = members_by_team[case.team_id] - case.respondent_user_ids
            by_load = case.team_id.assignment == "load"
            ranks = {
                user: (by_load and load.get(user.id, 0), last.get((case.team_id.id, user.id), 0), user.id)
                for user in members
            }
            if ranks:
                user = min(ranks, key=ranks.get)
                last[case.team_id.id, user.id] = case.id
                load[user.id] = load.get(user.id, 0) + 1
                dealt.setdefault(user, []).append(case.id)
        for user, ids in dealt.items():
            self.browse(ids)._give_to(user)

    def _get_last_case_of_members(self, members_by_team):
        """The latest case that each member got of each team that shares out by turn: (team, user) -> case id."""
        pairs = [(team.id, user.id) for team, members in members_by_team.items() for user in members]
        if not pairs:
            return {}
        self.env["complaint.case"].flush_model(["team_id", "user_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT member.team_id, member.user_id,
                       (SELECT max(id) FROM complaint_case c
                         WHERE c.team_id = member.team_id AND c.user_id = member.user_id)
                  FROM (VALUES %s) AS member (team_id, user_id)
                """,
                SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
            )
        )
        return {(team_id, user_id): case_id or 0 for team_id, user_id, case_id in rows}

    def _count_open_cases(self, members_by_team):
        """How many open cases each member of the teams that share out by load has: user id -> number."""
        users = self.env["res.users"]
        for team, members in members_by_team.items():
            if team.assignment == "load":
                users |= members
        if not users:
            return {}
        groups = self._read_group([("is_open", "=", True), ("user_id", "in", users.ids)], ["user_id"], ["__count"])
        return {user.id: count for user, count in groups}

    def _give_to(self, user):
        """Make ``user`` the handler of these cases, who follows them and is told: in one message, however many."""
        self.user_id = user
        self.with_context(mail_auto_subscribe_no_notify=True)._message_auto_subscribe({"user_id": user.id})
        self._tell_user(user, self.env._("Assigned to you"))
