from odoo import api, fields, models
from odoo.fields import Domain

# What the overview counts; the filters of the case's search view of these names show the same cases.
COUNTED = {
    "unassigned": [("user_id", "=", False)],
    "late": [("deadline_state", "=", "late")],
    "due_today": [("date_deadline", ">=", "now"), ("date_deadline", "<", "today +1d")],
}


class ComplaintTeam(models.Model):
    """Who takes complaints: people, a leader, a mail address, and how new cases are shared out (INT-4, INT-13)."""

    _name = "complaint.team"
    _description = "Complaint Team"
    _inherit = ["mail.alias.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first team of the company that takes the category gets the case.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    user_id = fields.Many2one(
        "res.users", "Team Leader", check_company=True, domain="[('share', '=', False)]", tracking=True
    )
    member_ids = fields.Many2many(
        "res.users", "complaint_team_member_rel", string="Members", check_company=True, domain="[('share', '=', False)]"
    )
    category_ids = fields.Many2many(
        "complaint.category", string="Categories", help="Only cases of these categories or below; none: of any."
    )
    assignment = fields.Selection(
        [("none", "By hand: cases wait in the team's list"), ("turn", "By turn"), ("load", "Fewest open cases")],
        default="none",
        required=True,
        tracking=True,
        help="Who gets a new case. People on leave and respondents are skipped.",
    )
    open_count = fields.Integer(compute="_compute_counts")
    unassigned_count = fields.Integer(compute="_compute_counts")
    late_count = fields.Integer(compute="_compute_counts")
    due_today_count = fields.Integer(compute="_compute_counts")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        """One query for each figure, whatever the number of teams; respondents do not even count their cases."""
        opened = Domain("team_id", "in", self.ids) & Domain("is_open", "=", True)
        for name, domain in {"open": [], **COUNTED}.items():
            groups = self.env["complaint.case"]._read_group(opened & Domain(domain), ["team_id"], ["__count"])
            counts = {team.id: count for team, count in groups}
            for team in self:
                team[f"{name}_count"] = counts.get(team.id, 0)

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # what comes in by the team's address goes to its company
            for team in self:
                # sudo: the alias is the team's own; whoever may edit the team may have it follow
                team.alias_id.sudo().write(team._alias_get_creation_values())
        return result

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("complaint.case")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id, "company_id": self.company_id.id}
        return values

    def _takes(self, case):
        """Whether cases of the category of ``case`` (one) are this team's: no categories, or it or one above it."""
        self.ensure_one()
        above = (case.category_id.parent_path or "").split("/")
        return case.company_id == self.company_id and (
            not self.category_ids or any(str(category.id) in above for category in self.category_ids)
        )

    def _get_available_members(self):
        """INT-13: whom these teams can give a case now: dict of team -> users, whatever their number in two queries.

        Not those on leave, archived, no handlers any more, or without access to the team's company.
        """
        handlers = self.env.ref("complaint_management.group_handler")
        members = self.env["res.users"].search(
            [("id", "in", self.member_ids.ids), ("all_group_ids", "in", handlers.ids), ("share", "=", False)]
        )
        members -= self._get_users_on_leave(members)
        return {
            team: members.filtered(lambda u, t=team: u in t.member_ids and t.company_id in u.company_ids)
            for team in self
        }

    def _get_users_on_leave(self, users):
        """Those of ``users`` who are on leave right now, as the resource calendar has it (hr_holidays writes there)."""
        now = fields.Datetime.now()
        # sudo: only who is away is read, not why
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", users.ids),
                    ("date_from", "<=", now),
                    ("date_to", ">=", now),
                    ("time_type", "=", "leave"),
                ]
            )
        )
        return leaves.resource_id.user_id.sudo(False)
