from odoo import api, fields, models


class ComplaintCase(models.Model):
    """The history of a case at a glance: rounds, phases, what happened in each, deadlines."""

    _inherit = "complaint.case"

    passage_ids = fields.One2many("complaint.passage", "case_id", "Passages", copy=False)

    @api.readonly
    def get_timeline(self):
        """What the timeline shows of this case, in the user's language.

        :return: dict of ``phases`` in their order, each with ``round``, ``state``, ``name``, ``begin``, ``end`` (False
            while it lasts), ``user``, ``reason`` and its ``events`` (``date``, ``text``, ``icon``, ``tone``), and of
            ``deadlines`` with ``name``, ``round``, ``due``, ``met``, ``state``. Dates and times are UTC strings.
        """
        self.ensure_one()
        self.check_access("read")
        phases = self._get_timeline_phases()
        for event in sorted(self._get_timeline_events(), key=lambda event: event["date"]):
            phase = next((p for p in reversed(phases) if p["begin"] <= event["date"]), phases[0])
            phase["events"].append(event)
        to_string = fields.Datetime.to_string
        for moment in (*phases, *(event for phase in phases for event in phase["events"])):
            moment.update({key: to_string(moment[key]) for key in ("begin", "end", "date") if key in moment})
        return {"phases": phases, "deadlines": self._get_timeline_deadlines()}

    def _get_timeline_phases(self):
        names = dict(self._fields["state"]._description_selection(self.env))
        # not before the first passage: a case logged late was received when the complainant came
        received = min(self.passage_ids[:1].date or self.date_received, self.date_received)
        phases = [self._prepare_timeline_phase("received", names["received"], 1, received)]
        for passage in self.passage_ids:
            phases[-1]["end"] = passage.date
            phases.append(
                self._prepare_timeline_phase(
                    passage.state_to,
                    names[passage.state_to],
                    passage.round,
                    passage.date,
                    user=passage.user_id.name,
                    reason=passage.reason,
                )
            )
        if not self.is_open:
            phases[-1]["end"] = phases[-1]["begin"]
        return phases

    def _prepare_timeline_phase(self, state, name, case_round, begin, user=False, reason=False):
        return {
            "state": state,
            "name": name,
            "round": case_round,
            "begin": begin,
            "end": False,
            "user": user,
            "reason": reason,
            "events": [],
        }

    def _get_timeline_events(self):
        """What happened besides the passages: dicts of ``date``, ``text``, ``icon`` and ``tone``; extend for more."""
        self.ensure_one()
        events = []
        for step in self.step_ids.filtered("date_done"):
            late = step.deadline_state == "met_late"
            text = self.env._("%(step)s: %(who)s", step=step.name, who=step.department_id.name or step.done_by_id.name)
            events.append({"date": step.date_done, "text": text, "icon": "fa-users", "tone": "danger" if late else ""})
        states = dict(self.resolution_ids._fields["state"]._description_selection(self.env))
        for resolution in self.resolution_ids:
            for date, state in ((resolution.date_approved, "approved"), (resolution.date_accepted, "accepted")):
                if date:
                    text = f"{resolution.name}: {states[state]}"
                    events.append({"date": date, "text": text, "icon": "fa-check-square-o", "tone": "success"})
        # CBK-3: the case knows its last reply only, its offers those of the rounds before
        for date in {self.date_replied, *self.resolution_ids.mapped("date_replied")} - {False}:
            text = self.env._("Reply sent to the customer")
            events.append({"date": date, "text": text, "icon": "fa-envelope-o", "tone": ""})
        said = dict(self.callback_ids._fields["satisfaction"]._description_selection(self.env))
        for callback in self.callback_ids:
            what = said.get(callback.satisfaction) or self.env._("not reached")
            text = self.env._("Callback: %s", what)
            tone = {False: "", "dissatisfied": "danger"}.get(callback.satisfaction, "success")
            events.append({"date": callback.date, "text": text, "icon": "fa-phone", "tone": tone})
        return events

    def _get_timeline_deadlines(self):
        states = dict(self.deadline_ids._fields["state"]._description_selection(self.env))
        return [
            {
                "id": deadline.id,
                "name": deadline.name,
                "round": deadline.round,
                "due": fields.Datetime.to_string(deadline.date_due),
                "met": fields.Datetime.to_string(deadline.date_met),
                "paused": bool(deadline.paused_since),
                "state": deadline.state,
                "state_name": states[deadline.state],
            }
            for deadline in self.deadline_ids.sorted(lambda d: (d.round, d.date_due))
        ]

    def _log_passages(self, state, reason=None, **values):
        """Keep the passage of these cases to ``state``; called before they are written."""
        now = fields.Datetime.now()
        self.env["complaint.passage"].sudo().create(
            [
                {
                    "case_id": case.id,
                    "round": values.get("round", case.round),
                    "state_from": case.state,
                    "state_to": state,
                    "date": now,
                    "user_id": self.env.uid,
                    "reason": reason,
                }
                for case in self
            ]
        )
