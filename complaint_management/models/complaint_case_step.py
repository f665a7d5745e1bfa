from odoo import fields, models

MOVE_ICONS = {
    "passed_on": "fa-share",
    "returned": "fa-reply",
    "sent_back": "fa-undo",
    "skipped": "fa-step-forward",
}


class ComplaintCase(models.Model):
    """What the course of a case does to its steps, and what of their course its timeline tells (RTE)."""

    _inherit = "complaint.case"

    def _pass_to(self, state, reason=None, **values):
        """EXTENDS: RTE-2: what is still open when its phase is left is not done any more."""
        # sudo: the passage has been checked; steps are the procedure's
        left = self.sudo().step_ids.filtered(lambda s: s.state in ("waiting", "todo") and s._is_current())
        if left:
            left._skip()
        return super()._pass_to(state, reason=reason, **values)

    def _meet_deadlines(self, milestone):
        """EXTENDS: RTE-1: the step that waits for the reply is done with it."""
        result = super()._meet_deadlines(milestone)
        if milestone == "replied":
            self._do_steps_by_event("reply")
        return result

    def _count_callback(self):
        """EXTENDS: RTE-1: each callback does the next step that waits for one."""
        self._do_steps_by_event("callback")
        return super()._count_callback()

    def _do_steps_by_event(self, kind):
        """All steps that wait for the reply; of those that wait for callbacks the next one only."""
        # sudo: steps are the procedure's; replying and calling back have checks of their own
        for case in self.sudo():
            waiting = case.step_ids.filtered(
                lambda s, c=case: s.kind == kind and s.round == c.round and s.state in ("waiting", "todo")
            )
            if kind == "callback":
                waiting = waiting.sorted(lambda s: (s.sequence, s.id))[:1]
            if waiting:
                waiting._do_by_itself()

    def _forget_step_done(self, step):
        """DDL-2: what counts from the end of ``step`` counts from its new end; unless some of it is met or overdue."""
        self.ensure_one()
        now = fields.Datetime.now()
        # sudo: deadlines and events are the procedure's
        case = self.sudo()
        counted = case.deadline_ids.filtered(lambda d: d.step_id == step)
        if any(deadline.date_met or (not deadline.paused_since and deadline.date_due < now) for deadline in counted):
            return
        counted.unlink()
        events = dict(case.clock_events or {})
        if events.pop(f"step_done:{step.template_id.id}", None):
            case.with_context(tracking_disable=True).clock_events = events

    def _get_timeline_events(self):
        """EXTENDS: steps that came into other hands."""
        events = super()._get_timeline_events()
        kinds = dict(self.env["complaint.step.move"]._fields["kind"]._description_selection(self.env))
        for move in self.step_ids.move_ids:
            step, done_by = move.step_id.name, move.department_from_id.name or move.done_by_id.name
            if move.date_done:
                text = self.env._("%(step)s: %(who)s", step=step, who=done_by)
                tone = "danger" if move.is_late else ""
                events.append({"date": move.date_done, "text": text, "icon": "fa-users", "tone": tone})
            text = f"{step}: {kinds[move.kind]}"
            if move.to_name:
                text = self.env._("%(what)s to %(who)s", what=text, who=move.to_name)
            if move.reason:
                text = f"{text} ({move.reason})"
            events.append({"date": move.date, "text": text, "icon": MOVE_ICONS[move.kind], "tone": ""})
        return events
