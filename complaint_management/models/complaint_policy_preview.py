from datetime import datetime

from babel.dates import format_skeleton, format_time
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import get_lang

from .complaint_category import SEVERITIES

SECTIONS = ("received", "investigation", "resolution", "execution", "followup", "open")
# By when an event has happened at the latest: when these milestones are due, the first that the policy has, else with
# the event behind them.
LATEST = {
    "accepted": (("admissibility",), "received"),
    "phase_entered:investigation": ((), "accepted"),
    "phase_entered:resolution": (("investigation_report",), "accepted"),
    "approved": (("approved", "resolution_proposed"), "phase_entered:resolution"),
    "replied": (("replied",), "approved"),
    "phase_entered:execution": ((), "replied"),
    "executed": (("executed",), "phase_entered:execution"),
    "phase_entered:followup": ((), "executed"),
    "closed": (("closed",), "executed"),
}


class ComplaintPolicy(models.Model):
    """The policy as its form shows it: phase by phase, and what it would mean for a case received now."""

    _inherit = "complaint.policy"

    milestone_received_ids = fields.One2many(
        "complaint.policy.milestone", "policy_id", "Deadlines until Accepted", domain=[("section", "=", "received")]
    )
    milestone_investigation_ids = fields.One2many(
        "complaint.policy.milestone",
        "policy_id",
        "Deadlines of the Investigation",
        domain=[("section", "=", "investigation")],
    )
    milestone_resolution_ids = fields.One2many(
        "complaint.policy.milestone",
        "policy_id",
        "Deadlines of the Resolution",
        domain=[("section", "=", "resolution")],
    )
    milestone_execution_ids = fields.One2many(
        "complaint.policy.milestone", "policy_id", "Deadlines of the Execution", domain=[("section", "=", "execution")]
    )
    milestone_followup_ids = fields.One2many(
        "complaint.policy.milestone", "policy_id", "Deadlines of the Follow-up", domain=[("section", "=", "followup")]
    )
    milestone_open_ids = fields.One2many(
        "complaint.policy.milestone", "policy_id", "Progress Reports", domain=[("section", "=", "open")]
    )
    step_investigation_ids = fields.One2many(
        "complaint.policy.step", "policy_id", "Steps of the Investigation", domain=[("phase", "=", "investigation")]
    )
    step_resolution_ids = fields.One2many(
        "complaint.policy.step", "policy_id", "Steps of the Resolution", domain=[("phase", "=", "resolution")]
    )
    step_execution_ids = fields.One2many(
        "complaint.policy.step", "policy_id", "Steps of the Execution", domain=[("phase", "=", "execution")]
    )
    step_followup_ids = fields.One2many(
        "complaint.policy.step", "policy_id", "Steps of the Follow-up", domain=[("phase", "=", "followup")]
    )
    preview_scope = fields.Selection(
        [("domestic", "Domestic"), ("foreign", "Foreign")],
        "Customer",
        compute="_compute_preview_profile",
        readonly=False,
    )
    preview_severity = fields.Selection(
        SEVERITIES, "Severity", compute="_compute_preview_profile", readonly=False, store=False
    )
    preview_category_id = fields.Many2one(
        "complaint.category", "Category", compute="_compute_preview_profile", readonly=False, store=False
    )
    preview_date = fields.Datetime("Received On", compute="_compute_preview_profile", readonly=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    def _compute_preview_profile(self):
        for policy in self:
            policy.preview_scope = "domestic"
            policy.preview_severity = "general"
            policy.preview_category_id = False
            policy.preview_date = fields.Datetime.now()

    @api.depends(
        *("preview_scope", "preview_severity", "preview_category_id", "preview_date", "calendar_id"),
        *(
            f"milestone_{section}_ids.{name}"
            for section in SECTIONS
            for name in ("milestone", "amount", "unit", "event", "phase", "step_template_id", "scope", "severity")
        ),
    )
    @api.depends_context("lang", "tz", "company")
    def _compute_preview(self):
        for policy in self:
            try:
                rows = policy._get_preview_rows()
            except UserError as error:
                policy.preview = Markup("<p class='text-danger'>%s</p>") % error.args[0]
                continue
            policy.preview = policy._render_preview(rows)

    # === Preview ===

    def _get_preview_milestones(self):
        """The deadlines of the form, as they are being edited, that hold for the chosen profile in its first round."""
        case = self.env["complaint.case"].new(
            {
                "case_type": "complaint",
                "is_foreign": self.preview_scope == "foreign",
                "severity": self.preview_severity,
                "category_id": self.preview_category_id.id,
                "first_receiver_id": self.env.user.employee_id.id,
                "round": 1,
            }
        )
        milestones = self.env["complaint.policy.milestone"]
        for section in SECTIONS:
            milestones |= self[f"milestone_{section}_ids"]
        return milestones.filtered(
            lambda m: m.milestone and m.event and m.unit and m.amount > 0 and m._applies_to(case)
        )

    def _get_preview_rows(self):
        """``(due, milestone)`` of a case received at the chosen moment, if all before is done on its last day."""
        self.ensure_one()
        calendar = self.calendar_id or (self.company_id or self.env.company).resource_calendar_id
        received = self.preview_date or fields.Datetime.now()
        milestones = self._get_preview_milestones()
        if not calendar or not milestones:
            return []
        clock, known = calendar._get_clock(), {"received": received}

        def get_due(milestone):
            return clock.add(get_moment(milestone._get_event_key()), milestone.amount, milestone.unit)

        def get_moment(key):
            if key not in known:
                # what counts from itself, in a circle, counts from the receipt
                known[key] = received
                if key.startswith("step_done:"):
                    known[key] = self._get_latest_end(key, clock, get_moment)
                else:
                    names, before = LATEST[key]
                    asked = next((found for name in names if (found := by_name.get(name))), ())
                    known[key] = min(map(get_due, asked), default=None) or get_moment(before)
            return known[key]

        by_name = milestones.grouped("milestone")
        return sorted(((get_due(milestone), milestone) for milestone in milestones), key=lambda row: row[0])

    def _get_latest_end(self, key, clock, get_moment):
        """When a step is done, if all steps before it in its phase take their whole time."""
        steps = (
            self.step_investigation_ids | self.step_resolution_ids | self.step_execution_ids | self.step_followup_ids
        )
        step = steps.filtered(lambda s: key == f"step_done:{s._origin.id or s.id}")[:1]
        moment = get_moment(f"phase_entered:{step.phase or 'investigation'}")
        awaited = steps.filtered(lambda s: s.amount and (s.required or s == step))
        before = awaited.filtered(lambda s: s.phase == step.phase and s.sequence <= step.sequence)
        for _order, parallel in sorted(before.grouped("sequence").items()):
            moment = max(clock.add(moment, s.amount, s.unit) for s in parallel)
        return moment

    def _render_preview(self, rows):
        if not rows:
            return Markup("<p class='text-muted'>%s</p>") % self.env._("No deadline would run.")
        head = [self.env._("At the Latest"), self.env._("Deadline"), self.env._("Within"), self.env._("Counted From")]
        body = Markup().join(
            Markup("<tr><td class='text-nowrap'>%s</td><td>%s</td><td>%s</td><td class='text-muted'>%s</td></tr>")
            % (
                self._format_moment(due),
                self._get_preview_name(milestone),
                milestone.duration,
                milestone.counted_from,
            )
            for due, milestone in rows
        )
        return Markup(
            "<table class='table table-sm mb-1'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>"
            "<p class='text-muted mb-0'>%s</p>"
        ) % (
            Markup().join(Markup("<th>%s</th>") % name for name in head),
            body,
            self.env._(
                "Where a deadline counts from a later event, everything before it is taken to end on its last day."
            ),
        )

    def _get_preview_name(self, milestone):
        name = dict(milestone._fields["milestone"]._description_selection(self.env))[milestone.milestone]
        return self.env._("%s, and again as often", name) if milestone.recurring else name

    def _format_moment(self, moment: datetime):
        """Weekday, day and time in the reader's language and time zone."""
        local = fields.Datetime.context_timestamp(self, moment)
        locale = get_lang(self.env).code
        return f"{format_skeleton('yMMMEd', local, locale=locale)}, {format_time(local, 'short', locale=locale)}"
