from odoo import api, fields, models
from odoo.fields import Domain

from .complaint_deadline import DEADLINE_STATES


class ComplaintCase(models.Model):
    """The clock of a case: which deadlines run, which is next, whether it is late."""

    _inherit = "complaint.case"

    date_deadline = fields.Datetime(
        "Next Deadline",
        compute="_compute_date_deadline",
        store=True,
        index="btree_not_null",
        help="The earliest one still open.",
    )
    date_warning = fields.Datetime("Due Soon From", compute="_compute_date_deadline", store=True)
    next_milestone = fields.Char("Next Due", compute="_compute_next_milestone")
    time_left = fields.Char(compute="_compute_time_left")
    deadline_state = fields.Selection(
        DEADLINE_STATES, "Timeliness", compute="_compute_deadline_state", search="_search_deadline_state"
    )
    clock_stopped_since = fields.Datetime(
        readonly=True, copy=False, help="No deadline runs while the complainant is waited for."
    )
    # [[from, to], ...] of the times before that
    clock_pauses = fields.Json(readonly=True, copy=False)
    # when what happened in the current round, so that deadlines can be counted again when their policy changes
    clock_events = fields.Json(readonly=True, copy=False)

    _due_soon = models.Index("(date_warning) WHERE date_deadline IS NOT NULL")

    # === Computes ===

    @api.depends(
        "deadline_ids.date_due", "deadline_ids.date_met", "deadline_ids.paused_since", "deadline_ids.date_warning"
    )
    def _compute_date_deadline(self):
        for case in self:
            running = case.deadline_ids.filtered(lambda d: not d.date_met and not d.paused_since)
            case.date_deadline = min(running.mapped("date_due"), default=False)
            case.date_warning = min(running.mapped("date_warning"), default=False)

    @api.depends("date_deadline")
    @api.depends_context("lang")
    def _compute_next_milestone(self):
        for case in self:
            running = case.deadline_ids.filtered(lambda d: not d.date_met and not d.paused_since)
            case.next_milestone = running.sorted("date_due")[:1].name

    @api.depends("date_deadline")
    @api.depends_context("lang")
    def _compute_time_left(self):
        now = fields.Datetime.now()
        for case in self:
            case.time_left = self.env["complaint.deadline"]._format_time_left(case.date_deadline, now)

    @api.depends("date_deadline", "date_warning", "deadline_ids.is_met_late")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        for case in self:
            if case.date_deadline or case.is_open:
                get_state = self.env["complaint.deadline"]._get_running_state
                case.deadline_state = get_state(case.date_deadline, case.date_warning, now)
            else:
                case.deadline_state = "met_late" if any(case.deadline_ids.mapped("is_met_late")) else "met"

    def _search_deadline_state(self, operator, value):
        """DDL-6: by stored dates against now, so that no job has to keep the state up to date."""
        if operator != "in":
            return NotImplemented
        opened, late_met = Domain("is_open", "=", True), Domain("deadline_ids.is_met_late", "=", True)
        runs, ended = Domain("date_deadline", "!=", False), Domain("date_deadline", "=", False) & ~opened
        running = self.env["complaint.deadline"]._get_running_domains("date_deadline")
        domains = {
            **{state: runs & domain for state, domain in running.items()},
            "met": ended & ~late_met,
            "met_late": ended & late_met,
        }
        domains["on_track"] |= Domain("date_deadline", "=", False) & opened
        return Domain.OR(domains[state] for state in value if state in domains)

    # === Starting and meeting ===

    def _start_deadlines(self, event, steps=None):
        """DDL-2: open the deadlines that the policy counts from ``event``, once a round.

        :param event: one of the events of ``complaint.policy.milestone``; ``phase_entered`` means the present phase
        :param steps: with event ``step_done``: which steps were done
        """
        now = fields.Datetime.now()
        cases_sudo = self.sudo()
        keys_by_case = {case: case._get_event_keys(event, steps) for case in cases_sudo}
        cases_sudo._note_events(keys_by_case, now)
        templates = self.env["complaint.policy.milestone"]._get_by_policy(self.policy_id, event)
        rows = []
        for case, keys in keys_by_case.items():
            known = case.deadline_ids.filtered(lambda d, c=case: d.round == c.round).milestone_id
            for template in templates.get(case.policy_id, known) - known:
                key = template._get_event_key()
                if key in keys and template._applies_to(case) and not case._has_reached(template.milestone):
                    step = steps and steps.filtered(lambda s, t=template: s.template_id == t.step_template_id)[:1]
                    rows.append((case, template, case._get_event_date(key) or now, step))
        return self._open_deadlines(rows)

    def _open_deadlines(self, rows, clocks=None):
        """Start the clock of ``(case, policy deadline, start, step)``, counting what they share only once."""
        clocks = {} if clocks is None else clocks
        # sudo: deadlines are the procedure's; nobody writes them by hand
        Deadline = self.env["complaint.deadline"].sudo()
        vals_list = []
        for case, template, start, step in rows:
            clock = case._get_clock(clocks)
            values = {
                "case_id": case.id,
                "round": case.round,
                "milestone_id": template.id,
                "milestone": template.milestone,
                "step_id": step and step.id,
                "amount": template.amount,
                "unit": template.unit,
                "date_start": start,
                "paused_since": case.clock_stopped_since and max(start, case.clock_stopped_since),
            }
            due = Deadline._count_due(case, clock, start, template.amount, template.unit)
            warning = Deadline._count_warning(case, clock, start, due, template.unit)
            values.update(date_due=due, date_due_original=due, date_warning=warning)
            vals_list.append(values)
        return Deadline.create(vals_list)

    def _meet_deadlines(self, milestone):
        """A milestone is reached: its open deadlines are met, now."""
        now = fields.Datetime.now()
        # sudo: see _open_deadlines
        cases_sudo = self.sudo()
        if milestone != "progress":
            cases_sudo._note_events({case: [f"met:{milestone}"] for case in cases_sudo}, now)
        deadlines = cases_sudo.deadline_ids.filtered(lambda d: d.milestone == milestone and not d.date_met)
        clocks = {}
        for deadline in deadlines.filtered("paused_since"):
            deadline._resume(deadline.case_id._get_clock(clocks), now)
        deadlines.date_met = now
        recurring = deadlines.milestone_id.filtered("recurring")
        self._open_deadlines(
            [(d.case_id, d.milestone_id, now, False) for d in deadlines if d.milestone_id in recurring], clocks
        )

    def _end_deadlines(self, milestone=None):
        """A round is over: what can no longer be met ends; what was overdue stays on record as met late.

        :param milestone: only those of this one
        """
        now = fields.Datetime.now()
        # sudo: see _open_deadlines
        running = self.sudo().deadline_ids.filtered(lambda d: not d.date_met and milestone in (None, d.milestone))
        overdue = running.filtered(lambda d: not d.paused_since and d.date_due < now)
        overdue.date_met = now
        (running - overdue).unlink()

    # === Pausing ===

    def _pause_deadlines(self):
        """DDL-4: the clock stops while the complainant is waited for."""
        now = fields.Datetime.now()
        # sudo: see _open_deadlines
        cases_sudo = self.sudo().filtered(lambda c: not c.clock_stopped_since)
        cases_sudo.clock_stopped_since = now
        cases_sudo.deadline_ids.filtered(lambda d: not d.date_met).paused_since = now

    def _resume_deadlines(self):
        """DDL-4: the clock starts again with what was left."""
        now, clocks = fields.Datetime.now(), {}
        # sudo: see _open_deadlines
        for case in self.sudo().filtered("clock_stopped_since"):
            pause = [fields.Datetime.to_string(moment) for moment in (case.clock_stopped_since, now)]
            case.write({"clock_pauses": [*(case.clock_pauses or []), pause], "clock_stopped_since": False})
            for deadline in case.deadline_ids.filtered("paused_since"):
                deadline._resume(case._get_clock(clocks), now)

    def _follow_offer(self):
        """DDL-4: the clock stands still as long as the complainant has an offer to accept."""
        waiting = self.filtered(
            lambda c: c.state == "resolution" and c.resolution_id.state == "offered" and c.policy_id.acceptance_required
        )
        waiting._pause_deadlines()
        (self - waiting).filtered(lambda c: c.state != "returned")._resume_deadlines()

    # === Helpers ===

    def _get_calendar(self):
        """The working hours in which this case's deadlines are counted."""
        self.ensure_one()
        return (
            self.policy_id.calendar_id
            or self.company_id.resource_calendar_id
            or self.env.ref("resource.resource_calendar_std", raise_if_not_found=False)
            or self.env["resource.calendar"].search([], limit=1)
        )

    def _get_clock(self, clocks):
        """What counts this case's deadlines; ``clocks``: those made so far, by schedule."""
        calendar = self._get_calendar()
        if calendar not in clocks:
            clocks[calendar] = calendar._get_clock()
        return clocks[calendar]

    def _get_pauses(self):
        """The (from, to) of the times the clock has stood still, the present one left out."""
        return [tuple(map(fields.Datetime.to_datetime, pause)) for pause in self.clock_pauses or []]

    def _get_event_keys(self, event, steps=None):
        if event == "phase_entered":
            return [f"phase_entered:{self.state}"]
        if event == "step_done":
            return [f"step_done:{step.template_id.id}" for step in steps if step.case_id == self and step.template_id]
        return [event]

    def _note_events(self, keys_by_case, moment):
        """Keep when what happened in this round; what happened before in it keeps its first date."""
        moment = fields.Datetime.to_string(moment)
        for case, keys in keys_by_case.items():
            noted = case.clock_events or {}
            noted = noted if noted.get("round") == case.round else {"round": case.round}
            # the receipt has a field of its own, as long as the case is in its first round
            fresh = {key: moment for key in keys if key not in noted and (key != "received" or case.round > 1)}
            if fresh:
                # not by write(), which would look each time for all that may follow from what a person changes
                self._fields["clock_events"].write(case, {**noted, **fresh})

    def _get_event_date(self, key):
        """When in this round what ``key`` stands for happened; False: not yet."""
        noted = self.clock_events or {}
        if noted.get("round") == self.round and key in noted:
            return fields.Datetime.to_datetime(noted[key])
        return self.date_received if key == "received" and self.round == 1 else False

    def _has_reached(self, milestone):
        return bool(self._get_event_date(f"met:{milestone}"))

    def _awaits_callback(self):
        """Callbacks are made in follow-up; after closing only where the policy counts one from there."""
        self.ensure_one()
        # sudo: deadlines are read for whoever makes callbacks
        due = self.sudo().deadline_ids.filtered(lambda d: d.milestone == "callback" and not d.date_met)
        return self.state == "followup" or (self.state == "closed" and bool(due))
