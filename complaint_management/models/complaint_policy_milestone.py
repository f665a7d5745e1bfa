from odoo import api, fields, models

from .complaint_category import SEVERITIES

MILESTONES = [
    ("handed_over", "Hand-over by the first receiver"),
    ("first_contact", "First contact with the customer"),
    ("preliminary_plan", "Preliminary plan"),
    ("admissibility", "Admissibility decision"),
    ("investigation_report", "Investigation report"),
    ("resolution_proposed", "Resolution proposed"),
    ("approved", "Resolution approved"),
    ("replied", "Reply to the customer"),
    ("executed", "Resolution carried out"),
    ("callback", "Callback"),
    ("closed", "Case closed"),
    ("progress", "Progress report"),
]
EVENTS = [
    ("received", "Received"),
    ("accepted", "Case accepted"),
    ("phase_entered", "Phase entered"),
    ("step_done", "Step done"),
    ("approved", "Resolution approved"),
    ("replied", "Replied"),
    ("executed", "Carried out"),
    ("closed", "Closed"),
]
UNITS = [
    ("minute", "Minutes"),
    ("hour", "Hours"),
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("work_hour", "Working hours"),
    ("work_day", "Working days"),
]
PHASES = [
    ("received", "Received"),
    ("investigation", "Investigation"),
    ("resolution", "Resolution"),
    ("execution", "Execution"),
    ("followup", "Follow-up"),
]
# In which phase of the case a milestone is worked towards: where the policy's form shows it.
PHASE_OF_MILESTONE = {
    **dict.fromkeys(("handed_over", "first_contact", "admissibility"), "received"),
    **dict.fromkeys(("preliminary_plan", "investigation_report"), "investigation"),
    **dict.fromkeys(("resolution_proposed", "approved", "replied"), "resolution"),
    "executed": "execution",
    **dict.fromkeys(("callback", "closed"), "followup"),
    "progress": "open",
}


class ComplaintPolicyMilestone(models.Model):
    """By when a milestone must be reached, counted from an event (DDL-1 to DDL-3)."""

    _name = "complaint.policy.milestone"
    _description = "Policy Deadline"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    milestone = fields.Selection(MILESTONES, required=True)
    section = fields.Selection(
        [*PHASES, ("open", "As Long as the Case Is Open")],
        compute="_compute_section",
        store=True,
        precompute=True,
        help="In which phase the milestone is worked towards.",
    )
    event = fields.Selection(EVENTS, required=True, default="received")
    phase = fields.Selection(PHASES[1:], help="The phase from whose beginning the time is counted.")
    step_template_id = fields.Many2one(
        "complaint.policy.step",
        "Step",
        domain="[('policy_id', '=', policy_id)]",
        index="btree_not_null",
        ondelete="cascade",
        help="The step from whose end the time is counted.",
    )
    amount = fields.Integer(required=True, default=1)
    unit = fields.Selection(UNITS, required=True, default="work_day")
    duration = fields.Char("Within", compute="_compute_duration")
    counted_from = fields.Char(compute="_compute_counted_from")
    holds_for = fields.Char(compute="_compute_holds_for")
    recurring = fields.Boolean("Repeated", help="Every so often as long as the case is open, not only once.")
    scope = fields.Selection(
        [("all", "All"), ("domestic", "Domestic"), ("foreign", "Foreign")], "Customers", required=True, default="all"
    )
    severity = fields.Selection(SEVERITIES, help="Only for cases of this severity; empty: for all.")
    category_id = fields.Many2one(
        "complaint.category", help="Only for cases of this category or below it; empty: for all."
    )
    round_from = fields.Integer("From Round", default=1, required=True)
    round_to = fields.Integer("To Round", help="The last round in which this deadline holds; 0: in every later one.")
    delay_template_id = fields.Many2one(
        "mail.template",
        "Delay Notice",
        domain="[('model', '=', 'complaint.deadline')]",
        ondelete="restrict",
        help="Sent to the customer by itself when this deadline is due soon and still open, so that they hear of a "
        "delay before it happens. Empty: a person tells them.",
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A deadline must be at least one unit of time away.")
    _phase_known = models.Constraint(
        "CHECK(event != 'phase_entered' OR phase IS NOT NULL)",
        "Name the phase from whose beginning the deadline is counted.",
    )
    _step_known = models.Constraint(
        "CHECK(event != 'step_done' OR step_template_id IS NOT NULL)",
        "Name the step from whose end the deadline is counted.",
    )
    _only_progress_recurs = models.Constraint(
        "CHECK(recurring IS NOT TRUE OR milestone = 'progress')", "Only progress reports are repeated."
    )
    _rounds_in_order = models.Constraint(
        "CHECK(round_from > 0 AND (COALESCE(round_to, 0) = 0 OR round_to >= round_from))",
        "The rounds of a deadline begin with 1, and the last is not before the first.",
    )

    # === Computes ===

    @api.depends("milestone")
    def _compute_section(self):
        for template in self:
            template.section = PHASE_OF_MILESTONE.get(template.milestone, False)

    @api.depends("milestone", "amount", "unit")
    def _compute_display_name(self):
        milestones = dict(self._fields["milestone"]._description_selection(self.env))
        for template in self:
            template.display_name = f"{milestones.get(template.milestone, '')}: {template.duration}"

    @api.depends("amount", "unit")
    @api.depends_context("lang")
    def _compute_duration(self):
        units = dict(self._fields["unit"]._description_selection(self.env))
        for template in self:
            unit = units.get(template.unit, "")
            template.duration = self.env._("%(amount)s %(unit)s", amount=template.amount, unit=unit)

    @api.depends("event", "phase", "step_template_id")
    @api.depends_context("lang")
    def _compute_counted_from(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        phases = dict(self._fields["phase"]._description_selection(self.env))
        for template in self:
            if template.event == "phase_entered":
                template.counted_from = self.env._("Phase %s entered", phases.get(template.phase, ""))
            elif template.event == "step_done":
                template.counted_from = self.env._("Step “%s” done", template.step_template_id.name or "")
            else:
                template.counted_from = events.get(template.event)

    @api.depends("scope", "severity", "category_id", "round_from", "round_to")
    @api.depends_context("lang")
    def _compute_holds_for(self):
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        severities = dict(self._fields["severity"]._description_selection(self.env))
        for template in self:
            parts = [scopes[template.scope]] if template.scope not in (False, "all") else []
            parts += [severities[template.severity]] if template.severity else []
            parts += [template.category_id.display_name] if template.category_id else []
            if template.round_to:
                rounds = f"{template.round_from}–{template.round_to}"  # noqa: RUF001
                rounds = str(template.round_to) if template.round_from == template.round_to else rounds
                parts.append(self.env._("Round %s", rounds))
            elif template.round_from > 1:
                parts.append(self.env._("From round %s", template.round_from))
            template.holds_for = ", ".join(parts) or self.env._("Every case")

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates.policy_id._refresh_deadlines()
        return templates

    def write(self, vals):
        policies = self.policy_id
        result = super().write(vals)
        if not vals.keys() <= {"sequence", "delay_template_id"}:
            (policies | self.policy_id)._refresh_deadlines()
        return result

    def unlink(self):
        policies = self.policy_id
        # deadlines that were met stay, those still open go when the policy's cases are refreshed
        result = super().unlink()
        policies.exists()._refresh_deadlines()
        return result

    # === Helpers ===

    @api.model
    def _get_by_policy(self, policies, event=None):
        """The deadlines of ``policies``: dict of policy -> deadlines, in one query.

        :param event: only those that are counted from this event
        """
        domain = [("policy_id", "in", policies.ids)]
        if event:
            domain.append(("event", "=", event))
        names = ["policy_id", "milestone", "event", "phase", "step_template_id", "amount", "unit", "recurring"]
        names += ["scope", "severity", "category_id", "round_from", "round_to"]
        # sudo: whoever logs or moves a case starts its deadlines
        return self.sudo().search_fetch(domain, names).grouped("policy_id")

    def _applies_to(self, case):
        """Whether this deadline holds for ``case``: scope, severity, category and round (DDL-3).

        Only complaints are decided upon (INT-9), and only what somebody took is handed over (INT-7).
        """
        self.ensure_one()
        if self.milestone == "admissibility" and case.case_type != "complaint":
            return False
        if self.milestone == "handed_over" and not case.first_receiver_id:
            return False
        parents = (case.category_id.parent_path or "").split("/")
        return (
            self.scope in ("all", "foreign" if case.is_foreign else "domestic")
            and self.severity in (False, case.severity)
            and (not self.category_id or str(self.category_id.id) in parents)
            and self.round_from <= case.round
            and case.round <= (self.round_to or case.round)
        )

    def _get_event_key(self):
        """How the event from which this deadline counts is noted on a case."""
        self.ensure_one()
        if self.event == "phase_entered":
            return f"phase_entered:{self.phase}"
        return f"step_done:{self.step_template_id._origin.id}" if self.event == "step_done" else self.event
