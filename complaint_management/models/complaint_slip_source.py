from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class PlannedSlip(NamedTuple):
    """A slip that has not been issued yet, and from when on it is due."""

    moment: object
    kind: str
    level: int
    rung: object


class ComplaintSlipSource(models.AbstractModel):
    """What gets slips when its time runs out: it has a beginning, a due date and an end.

    ``date_next_slip`` is computed on write and indexed, so that the job that issues slips finds the few that are due
    without looking at the others. It is only an index: what is really due is planned anew before slips are issued, from
    the facts and from the slips there are. A model that takes this up has ``case_id`` and ``slip_ids``.
    """

    _name = "complaint.slip.source"
    _description = "Subject of Slips"

    # Names of the fields for the beginning, the due date and the end; and of the slip's field that points back.
    _slip_start = "date_start"
    _slip_due = "date_due"
    _slip_end = "date_met"
    _slip_inverse = None

    date_next_slip = fields.Datetime(
        "Next Slip From",
        compute="_compute_date_next_slip",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="When the next warning, reminder, escalation or inquiry falls due.",
    )

    @api.depends(lambda self: self._get_slip_triggers())
    def _compute_date_next_slip(self):
        for source, planned in self._plan_slips().items():
            source.date_next_slip = min((slip.moment for slip in planned), default=False)

    @api.model
    def _get_slip_triggers(self):
        """What moves the next slip. A policy's settings are not among them: see ``complaint.policy._replan_slips``."""
        if not self._slip_inverse:
            return []
        return [self._slip_due, self._slip_end, "slip_ids.date", "case_id.is_open", "case_id.policy_id"]

    # === To be said by each model ===

    def _is_slip_running(self):
        """Whether the time of this one runs."""
        self.ensure_one()
        return self.case_id.is_open and self[self._slip_due] and not self[self._slip_end]

    @api.model
    def _get_slip_running_domain(self):
        """Those whose time may still run."""
        return Domain("case_id.is_open", "=", True) & Domain(self._slip_end, "=", False)

    def _asks_why_late(self):
        """DDL-9: whether the department is asked for the cause when this one ends late."""
        return True

    def _get_slip_rungs(self):
        """DDL-11: the rungs of the policy's ladder that this one can climb."""
        return self.env["complaint.policy.escalation"]

    def _get_slip_department(self):
        """To which department the slips of this one go."""
        self.ensure_one()
        return self.case_id.department_id

    def _get_slip_owner(self):
        """Who is to act: warned first (DDL-10)."""
        self.ensure_one()
        return self.case_id.user_id

    def _get_slip_shift(self):
        """By how much the due date has been moved since the start: rungs counted from the start move with it."""
        return timedelta(0)

    def _filter_slip_users(self, users):
        """Whom of ``users`` a slip about this one may go to."""
        return self.case_id._filter_slip_users(users)

    # === Plan ===

    def _plan_slips(self):
        """The slips that each of these still has to get, whether they are due or not.

        :return: dict of source -> list of :class:`PlannedSlip`
        """
        plans = {source: [] for source in self}
        counted = defaultdict(list)
        for source in self:
            policy = source.case_id.policy_id
            if not policy or not source[self._slip_due]:
                continue
            if source[self._slip_end]:
                plans[source] = source._plan_inquiry(policy)
            elif source._is_slip_running():
                plans[source], periods = source._plan_running(policy)
                for period, planned in periods:
                    counted[source.case_id._get_calendar()].append((period, source, planned))
        for calendar, rows in counted.items():
            ends = calendar._add_durations([period for period, _source, _planned in rows])
            for end, (_period, source, planned) in zip(ends, rows, strict=True):
                shift = source._get_slip_shift() if planned.rung and planned.rung.event == "start" else timedelta(0)
                plans[source].append(planned._replace(moment=end + shift))
        return plans

    def _plan_inquiry(self, policy):
        """DDL-9: ended late, the department is asked for the cause, once."""
        self.ensure_one()
        end, due = self[self._slip_end], self[self._slip_due]
        asked = self.slip_ids.filtered(lambda slip: slip.kind == "inquiry" and slip.date_due == due)
        if policy.ask_late and end > due and self._asks_why_late() and not asked:
            return [PlannedSlip(end, "inquiry", 1, self.env["complaint.policy.escalation"])]
        return []

    def _plan_running(self, policy):
        """DDL-8, DDL-10, DDL-11: warnings, reminders and rungs still to come.

        Warnings and reminders are about a due date: when it moves, they begin anew. A rung is climbed once.

        :return: planned slips, and pairs of a period and the slip that is due at its end
        """
        self.ensure_one()
        due, none = self[self._slip_due], self.env["complaint.policy.escalation"]
        issued = self.slip_ids.filtered(lambda slip: slip.date_due == due)
        reminders = issued.filtered(lambda slip: slip.kind == "reminder")
        warned = issued.filtered(lambda slip: slip.kind == "warning").mapped("level")
        planned, periods = [], []
        if policy.warn_before and not reminders:
            shares = {1: policy.warning_percent, 2: policy.warning_head_percent}
            planned += [
                PlannedSlip(self._get_slip_share(share), "warning", level, none)
                for level, share in shares.items()
                if share and level not in warned
            ]
        if len(reminders) < policy.reminder_max:
            slip = PlannedSlip(due, "reminder", len(reminders) + 1, none)
            if reminders:
                interval = (max(reminders.mapped("date")), policy.reminder_amount, policy.reminder_unit)
                periods.append((interval, slip))
            else:
                planned.append(slip)
        for level, rung in enumerate(self._get_slip_rungs(), start=1):
            if rung not in self.slip_ids.escalation_id:
                start = self[self._slip_start] if rung.event == "start" else due
                periods.append(((start, rung.amount, rung.unit), PlannedSlip(start, "escalation", level, rung)))
        return planned, periods

    def _get_slip_share(self, percent):
        """The moment when ``percent`` of the time is over."""
        start, due = self[self._slip_start], self[self._slip_due]
        return start + (due - start) * percent / 100

    # === Issue ===

    @api.model
    def _lock_due_for_slips(self, now, limit):
        """The next ones that a slip is due for and nobody else is working on, locked until the transaction ends."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE date_next_slip <= %s ORDER BY date_next_slip, id LIMIT %s"
                " FOR NO KEY UPDATE SKIP LOCKED",
                SQL.identifier(self._table),
                now,
                limit,
            ),
            # that another job was faster is expected here, and repeated
            log_exceptions=False,
        )
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    def _issue_slips(self, now):
        """Issue what is due at ``now``; what has to wait for working time gets the moment when work begins.

        :return: the new slips
        """
        opening, vals_list, later = {}, [], {}
        for source, planned in self._plan_slips().items():
            due = [slip for slip in planned if slip.moment <= now]
            now_due = [slip for slip in due if source._is_slip_at_any_time(slip)]
            if len(now_due) < len(due):
                calendar = source.case_id._get_calendar()
                if calendar not in opening:
                    opening[calendar] = calendar._add_duration(now, 0, "work_hour")
                if opening[calendar] <= now:
                    now_due = due
                else:
                    rest = [slip.moment for slip in planned if slip.moment > now]
                    later[source] = min([opening[calendar], *rest])
            if any(slip.kind == "reminder" for slip in now_due):
                # too late to warn
                now_due = [slip for slip in now_due if slip.kind != "warning"]
            vals_list += [source._prepare_slip_values(slip, now) for slip in now_due]
            if not now_due and source not in later:
                later[source] = min((slip.moment for slip in planned), default=False)
        slips = self.env["complaint.slip"]._issue(vals_list)
        # what was computed when the slips were made comes first, then what waits
        self.mapped("date_next_slip")
        for source, moment in later.items():
            source.date_next_slip = moment
        return slips

    def _is_slip_at_any_time(self, slip):
        """DDL-9: emergencies do not wait for working time."""
        hours = self.case_id.policy_id.slip_hours
        return slip.rung.at_any_time or hours == "any" or (hours == "major" and self.case_id.severity == "major")

    def _prepare_slip_values(self, slip, now):
        self.ensure_one()
        return {
            self._slip_inverse: self.id,
            "kind": slip.kind,
            "level": slip.level,
            "escalation_id": slip.rung.id,
            "case_id": self.case_id.id,
            "company_id": self.case_id.company_id.id,
            "department_id": self._get_slip_department().id,
            "user_ids": [fields.Command.set(self._get_slip_users(slip).ids)],
            "date": now,
            "date_due": self[self._slip_due],
            "date_done": self[self._slip_end],
        }

    def _get_slip_users(self, slip):
        """To whom a slip goes: whom the rung names, the owner, or the head of the department; never a respondent."""
        case, department = self.case_id, self._get_slip_department()
        if users := slip.rung.role_id._get_users(case):
            return users
        heads = [
            department.manager_id.user_id,
            case.department_id.manager_id.user_id,
            case.user_id,
            case.team_id.user_id,
        ]
        if slip.kind == "warning" and slip.level == 1:
            heads.insert(0, self._get_slip_owner())
        return next(filter(None, map(self._filter_slip_users, heads)), case.user_id.browse())

    # === The end of it ===

    def _ends_slips(self, vals):
        """Whether ``vals`` bring these to their end."""
        return bool(vals.get(self._slip_end))

    def write(self, vals):
        res = super().write(vals)
        if self._ends_slips(vals):
            # sudo: what has been asked for in slips is done, whoever did it
            self.sudo().slip_ids._drop_activities()
        return res

    def unlink(self):
        # sudo: as in write
        self.sudo().slip_ids._drop_activities()
        return super().unlink()
