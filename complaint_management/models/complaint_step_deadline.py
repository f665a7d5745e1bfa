from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .complaint_deadline import DEADLINE_STATES


class ComplaintStep(models.Model):
    """The clock of a step: by when its department is to have done it (DDL-6)."""

    _inherit = "complaint.step"

    date_warning = fields.Datetime("Due Soon From", readonly=True)
    deadline_state = fields.Selection(
        DEADLINE_STATES, "Timeliness", compute="_compute_deadline_state", search="_search_deadline_state"
    )
    is_done_late = fields.Boolean("Done Late", compute="_compute_is_done_late", store=True)
    time_left = fields.Char(compute="_compute_time_left")

    _todo_due = models.Index("(date_deadline) WHERE state = 'todo'")
    _todo_warning = models.Index("(date_warning) WHERE state = 'todo'")

    # === Computes ===

    @api.depends("state", "date_deadline", "date_warning", "is_done_late")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        for step in self:
            if step.state in ("done", "skipped"):
                step.deadline_state = "met_late" if step.is_done_late else "met"
            else:
                get_state = self.env["complaint.deadline"]._get_running_state
                step.deadline_state = get_state(step.date_deadline, step.date_warning, now)

    def _search_deadline_state(self, operator, value):
        """DDL-6: by stored dates against now."""
        if operator != "in":
            return NotImplemented
        runs, ended = Domain("state", "in", ("waiting", "todo")), Domain("state", "in", ("done", "skipped"))
        running = self.env["complaint.deadline"]._get_running_domains("date_deadline")
        domains = {state: Domain("state", "=", "todo") & domain for state, domain in running.items()}
        domains["on_track"] |= runs & (Domain("state", "=", "waiting") | Domain("date_deadline", "=", False))
        domains["met_late"] = Domain("is_done_late", "=", True)
        domains["met"] = ended & Domain("is_done_late", "=", False)
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("date_done", "date_deadline")
    def _compute_is_done_late(self):
        for step in self:
            step.is_done_late = bool(step.date_done and step.date_deadline) and step.date_deadline < step.date_done

    @api.depends("state", "date_deadline")
    @api.depends_context("lang")
    def _compute_time_left(self):
        now = fields.Datetime.now()
        for step in self:
            running = step.state == "todo"
            step.time_left = running and self.env["complaint.deadline"]._format_time_left(step.date_deadline, now)

    # === Helpers ===

    def _start_clock(self, clocks=None):
        """DDL-1: count from now by when these steps are to be done."""
        # the opening is told by an activity and kept in the date
        opened = self.with_context(mail_notrack=True)
        opened.write({"state": "todo", "date_opened": fields.Datetime.now()})
        opened._recount({} if clocks is None else clocks)

    def _recount(self, clocks):
        """DDL-7: count by when the open ones of these steps are to be done, in the time their policy gives them now."""
        changes = defaultdict(list)
        for step in self:
            if step.state not in ("waiting", "todo"):
                continue
            template = step.template_id or step
            values = {"amount": template.amount, "unit": template.unit}
            if step.state == "todo" and step.date_opened:
                values.update(step._count(step.case_id._get_clock(clocks), template.amount, template.unit))
            if changed := tuple((name, value) for name, value in values.items() if step[name] != value):
                changes[changed].append(step.id)
        for values, ids in changes.items():
            self.browse(ids).write(dict(values))

    def _count(self, clock, amount, unit):
        self.ensure_one()
        if not amount:
            return {"date_deadline": False, "date_warning": False}
        due = clock.add(self.date_opened, amount, unit)
        percent = self.case_id.policy_id.warning_percent or 75
        return {"date_deadline": due, "date_warning": clock.get_share(self.date_opened, due, percent, unit)}

    def _stop_clock(self):
        """DDL-2: these steps are done: what counts from them begins, and a plan is a plan."""
        self.case_id._start_deadlines("step_done", self)
        self.filtered(lambda s: s.kind == "plan").case_id._meet_deadlines("preliminary_plan")
