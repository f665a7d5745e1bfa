from odoo import api, fields, models

from .complaint_policy_milestone import MILESTONES, UNITS

DEADLINE_STATES = [
    ("on_track", "On Track"),
    ("due_soon", "Due Soon"),
    ("late", "Late"),
    ("met", "Met"),
    ("met_late", "Met Late"),
]


class ComplaintDeadline(models.Model):
    """By when a case must reach a milestone, and when it did. Written by the procedure only."""

    _name = "complaint.deadline"
    _description = "Complaint Deadline"
    _order = "case_id, date_due, id"

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    first_receiver_id = fields.Many2one(
        related="case_id.first_receiver_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Against whom a late or missing hand-over is recorded.",
    )
    milestone_id = fields.Many2one("complaint.policy.milestone", "Policy Deadline", index=True, ondelete="set null")
    milestone = fields.Selection(MILESTONES, required=True)
    name = fields.Char(compute="_compute_name")
    round = fields.Integer(default=1, aggregator="max")
    unit = fields.Selection(UNITS, required=True)
    date_start = fields.Datetime("From", required=True)
    date_due = fields.Datetime("Due", required=True)
    date_due_original = fields.Datetime("Originally Due", required=True)
    date_warning = fields.Datetime("Due Soon From", compute="_compute_date_warning", store=True, precompute=True)
    date_met = fields.Datetime("Met On")
    is_met_late = fields.Boolean("Met Late", compute="_compute_is_met_late", store=True, precompute=True)
    paused_since = fields.Datetime()
    state = fields.Selection(DEADLINE_STATES, "Timeliness", compute="_compute_state")

    @api.depends("milestone")
    @api.depends_context("lang")
    def _compute_name(self):
        names = dict(self._fields["milestone"]._description_selection(self.env))
        for deadline in self:
            deadline.name = names.get(deadline.milestone)

    @api.depends("date_start", "date_due", "case_id.policy_id.warning_percent")
    def _compute_date_warning(self):
        for deadline in self:
            share = (deadline.case_id.policy_id.warning_percent or 75) / 100
            deadline.date_warning = deadline.date_start + (deadline.date_due - deadline.date_start) * share

    @api.depends("date_due", "date_met")
    def _compute_is_met_late(self):
        for deadline in self:
            deadline.is_met_late = bool(deadline.date_met) and deadline.date_met > deadline.date_due

    @api.depends("date_due", "date_warning", "date_met")
    def _compute_state(self):
        now = fields.Datetime.now()
        for deadline in self:
            if deadline.date_met:
                deadline.state = "met_late" if deadline.is_met_late else "met"
            elif deadline.date_due < now and not deadline.paused_since:
                deadline.state = "late"
            else:
                deadline.state = "due_soon" if deadline.date_warning <= now else "on_track"

    def _resume(self):
        """DDL-4: move the due date by the time the clock stood still; working time counts only worked hours."""
        now = fields.Datetime.now()
        for deadline in self:
            calendar = deadline.case_id._get_calendar()
            if deadline.unit in ("work_hour", "work_day"):
                left = calendar._get_worked_hours(deadline.paused_since, deadline.date_due)
                due = calendar._add_worked_hours(now, left)
            else:
                due = deadline.date_due + (now - deadline.paused_since)
            deadline.write({"date_due": due, "paused_since": False})
