from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import get_lang

from .complaint_policy_milestone import MILESTONES, UNITS

DEADLINE_STATES = [
    ("on_track", "On Track"),
    ("due_soon", "Due Soon"),
    ("late", "Late"),
    ("met", "Met"),
    ("met_late", "Met Late"),
]
TOLD_BY = [("mail", "E-mail"), ("phone", "Phone"), ("visit", "In Person"), ("letter", "Letter")]


class ComplaintDeadline(models.Model):
    """By when a case must reach a milestone, and when it did. Written by the procedure only.

    ``date_due`` is what holds: counted from ``date_start`` as the policy says, moved by the time the clock stood still,
    and not before a date that a person extended it to. ``date_due_original`` is what was set when the clock started.
    """

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
    user_id = fields.Many2one(related="case_id.user_id", string="Handler")
    milestone_id = fields.Many2one("complaint.policy.milestone", "Policy Deadline", index=True, ondelete="set null")
    step_id = fields.Many2one(
        "complaint.step", index="btree_not_null", ondelete="set null", help="The step whose end started the clock."
    )
    milestone = fields.Selection(MILESTONES, required=True)
    name = fields.Char(compute="_compute_name")
    round = fields.Integer(default=1, aggregator="max")
    amount = fields.Integer("Within", aggregator=None)
    unit = fields.Selection(UNITS, required=True)
    date_start = fields.Datetime("From", required=True)
    date_due = fields.Datetime("Due", required=True)
    date_due_original = fields.Datetime("Originally Due", required=True)
    # not readonly, so that what the procedure writes together with the due date is not computed once more
    date_warning = fields.Datetime(
        "Due Soon From", compute="_compute_date_warning", store=True, precompute=True, readonly=False
    )
    date_met = fields.Datetime("Met On")
    is_met_late = fields.Boolean("Met Late", compute="_compute_is_met_late", store=True, precompute=True)
    is_met_late_original = fields.Boolean(
        "Met Late without Extension",
        compute="_compute_is_met_late_original",
        store=True,
        precompute=True,
        help="Later than it was due before a person extended it.",
    )
    paused_since = fields.Datetime(help="The clock stands still while the complainant is waited for.")
    extended_by_id = fields.Many2one("res.users")
    extension_reason = fields.Text()
    date_extended = fields.Datetime("Extended On")
    date_due_extended = fields.Datetime("Extended To")
    date_told = fields.Datetime("Customer Told On", help="When the customer was told of the delay.")
    told_by = fields.Selection(TOLD_BY, "Customer Told By")
    state = fields.Selection(DEADLINE_STATES, "Timeliness", compute="_compute_state", search="_search_state")
    time_left = fields.Char(compute="_compute_time_left")

    # What runs, by when it is due: for lists and jobs; what was met, the most by far, is not in them.
    _running_due = models.Index("(date_due) WHERE date_met IS NULL AND paused_since IS NULL")
    _running_warning = models.Index("(date_warning) WHERE date_met IS NULL AND paused_since IS NULL")
    _met_late = models.Index("(date_met) WHERE is_met_late")

    # === Computes ===

    @api.depends("milestone")
    @api.depends_context("lang")
    def _compute_name(self):
        names = dict(self._fields["milestone"]._description_selection(self.env))
        for deadline in self:
            deadline.name = names.get(deadline.milestone)

    @api.depends("date_start", "date_due")
    def _compute_date_warning(self):
        """DDL-10: after a share of the time, as the deadline's unit counts it; a policy's new share is written in
        batches, see ``complaint.policy._refresh_deadlines``."""
        clocks = {}
        for deadline in self:
            if deadline.date_start and deadline.date_due and deadline.unit:
                clock = deadline.case_id._get_clock(clocks)
                deadline.date_warning = deadline._get_warning(clock, deadline.date_due)

    @api.depends("date_due", "date_met")
    def _compute_is_met_late(self):
        for deadline in self:
            deadline.is_met_late = bool(deadline.date_met) and deadline.date_met > deadline.date_due

    @api.depends("date_met", "date_extended")
    def _compute_is_met_late_original(self):
        clocks = {}
        for deadline in self:
            due = deadline.date_due
            if deadline.date_met and deadline.date_extended:
                clock = deadline.case_id._get_clock(clocks)
                due = self._count_due(deadline.case_id, clock, deadline.date_start, deadline.amount, deadline.unit)
            deadline.is_met_late_original = bool(deadline.date_met) and deadline.date_met > due

    @api.depends("date_due", "date_warning", "date_met", "paused_since")
    def _compute_state(self):
        now = fields.Datetime.now()
        for deadline in self:
            if deadline.date_met:
                deadline.state = "met_late" if deadline.is_met_late else "met"
            elif deadline.paused_since:
                deadline.state = "on_track"
            else:
                deadline.state = self._get_running_state(deadline.date_due, deadline.date_warning, now)

    def _search_state(self, operator, value):
        """DDL-6: by stored dates against now, so that no job has to keep the state up to date."""
        if operator != "in":
            return NotImplemented
        stopped = Domain("date_met", "=", False) & Domain("paused_since", "!=", False)
        runs = Domain("date_met", "=", False) & Domain("paused_since", "=", False)
        domains = {state: runs & domain for state, domain in self._get_running_domains("date_due").items()}
        domains["on_track"] |= stopped
        domains["met"] = Domain("date_met", "!=", False) & Domain("is_met_late", "=", False)
        domains["met_late"] = Domain("date_met", "!=", False) & Domain("is_met_late", "=", True)
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _get_running_state(self, due, warning, now):
        if not due:
            return "on_track"
        return "late" if due < now else "due_soon" if warning and warning <= now else "on_track"

    @api.model
    def _get_running_domains(self, field_due):
        """DDL-6: domains of what runs on track, is due soon or late, on ``field_due`` and ``date_warning``."""
        now = fields.Datetime.now()
        return {
            "late": Domain(field_due, "<", now),
            "due_soon": Domain("date_warning", "<=", now) & Domain(field_due, ">=", now),
            "on_track": Domain("date_warning", ">", now) & Domain(field_due, ">=", now),
        }

    @api.depends("date_due", "date_met", "paused_since")
    @api.depends_context("lang")
    def _compute_time_left(self):
        now = fields.Datetime.now()
        for deadline in self:
            text = not deadline.date_met and self._format_time_left(deadline.date_due, deadline.paused_since or now)
            if text and deadline.paused_since:
                text = self.env._("%s, clock stopped", text)
            deadline.time_left = text

    @api.model
    def _format_time_left(self, due, now):
        """DDL-6: the time left in the reader's language: minutes and hours where days would say too little."""
        if not due:
            return False
        text = format_timedelta(abs(due - now), granularity="minute", threshold=2, locale=get_lang(self.env).code)
        return self.env._("%s left", text) if due >= now else self.env._("%s late", text)

    # === Counting ===

    @api.model
    def _count_due(self, case, clock, start, amount, unit):
        """When a deadline of ``case`` is due by the policy and the pauses."""
        return clock.shift(clock.add(start, amount, unit), clock.get_paused(case._get_pauses(), start, unit), unit)

    @api.model
    def _count_warning(self, case, clock, begin, due, unit):
        """When it is due soon: after the policy's share of the time, the pauses left out."""
        paused = clock.get_paused(case._get_pauses(), begin, unit)
        total = max(clock.get_time(begin, due, unit) - paused, timedelta())
        share = total * (case.policy_id.warning_percent or 75) / 100
        return min(clock.shift(begin, share + paused, unit), due)

    def _get_extended_due(self, clock, due):
        """``due`` of the policy, or the date that a person extended it to, whichever is later."""
        self.ensure_one()
        if not self.date_extended:
            return due
        paused = clock.get_paused(self.case_id._get_pauses(), self.date_extended, self.unit)
        return max(due, clock.shift(self.date_due_extended, paused, self.unit))

    def _get_warning(self, clock, due):
        self.ensure_one()
        begin = max(self.date_extended or self.date_start, self.date_start)
        return self._count_warning(self.case_id, clock, begin, due, self.unit)

    def _recount(self, clock, template, start):
        """DDL-7: count an open deadline anew, as its policy has it now."""
        self.ensure_one()
        case, start = self.case_id, self.date_start if template.recurring else start
        due = self._count_due(case, clock, start, template.amount, template.unit)
        due = self._get_extended_due(clock, due)
        begin = max(self.date_extended or start, start)
        values = {
            "milestone": template.milestone,
            "amount": template.amount,
            "unit": template.unit,
            "date_start": start,
            "date_due": due,
            "date_warning": self._count_warning(case, clock, begin, due, template.unit),
        }
        if any(self[name] != value for name, value in values.items()):
            self.write(values)

    def _resume(self, clock, now):
        """DDL-4: move the due date by the time the clock stood still; working time counts only worked hours."""
        self.ensure_one()
        stood_still = clock.get_time(self.paused_since, now, self.unit)
        due = clock.shift(self.date_due, stood_still, self.unit)
        self.write({"date_due": due, "date_warning": self._get_warning(clock, due), "paused_since": False})
