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
    deadline_state = fields.Selection(
        DEADLINE_STATES, "Timeliness", compute="_compute_deadline_state", search="_search_deadline_state"
    )

    @api.depends(
        "deadline_ids.date_due", "deadline_ids.date_met", "deadline_ids.paused_since", "deadline_ids.date_warning"
    )
    def _compute_date_deadline(self):
        for case in self:
            running = case.deadline_ids.filtered(lambda d: not d.date_met and not d.paused_since)
            case.date_deadline = min(running.mapped("date_due"), default=False)
            case.date_warning = min(running.mapped("date_warning"), default=False)

    @api.depends("date_deadline")
    def _compute_next_milestone(self):
        for case in self:
            running = case.deadline_ids.filtered(lambda d: not d.date_met and not d.paused_since)
            case.next_milestone = running.sorted("date_due")[:1].name

    @api.depends("date_deadline", "date_warning", "deadline_ids.is_met_late")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        for case in self:
            if case.date_deadline:
                late, soon = case.date_deadline < now, case.date_warning <= now
                case.deadline_state = "late" if late else "due_soon" if soon else "on_track"
            elif case.is_open:
                case.deadline_state = "on_track"
            else:
                case.deadline_state = "met_late" if any(case.deadline_ids.mapped("is_met_late")) else "met"

    def _search_deadline_state(self, operator, value):
        """DDL-6: by stored dates against now, so that no job has to keep the state up to date."""
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        opened, late_met = Domain("is_open", "=", True), Domain("deadline_ids.is_met_late", "=", True)
        runs, ended = Domain("date_deadline", "!=", False), Domain("date_deadline", "=", False) & ~opened
        late, soon = Domain("date_deadline", "<", now), Domain("date_warning", "<=", now)
        domains = {
            "late": runs & late,
            "due_soon": runs & ~late & soon,
            "on_track": runs & ~late & ~soon | Domain("date_deadline", "=", False) & opened,
            "met": ended & ~late_met,
            "met_late": ended & late_met,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _get_calendar(self):
        """The working hours in which this case's deadlines are counted."""
        self.ensure_one()
        return (
            self.policy_id.calendar_id
            or self.company_id.resource_calendar_id
            or self.env.ref("resource.resource_calendar_std", raise_if_not_found=False)
            or self.env["resource.calendar"].search([], limit=1)
        )

    def _start_deadlines(self, event):
        """DDL-2: open the deadlines that the policy counts from ``event``, once a round."""
        now = fields.Datetime.now()
        templates = self.env["complaint.policy.milestone"]._get_by_policy(self.policy_id, event)
        wanted = {}
        for case in self.sudo():
            # a case that was opened again counts from its reopening
            start = case.date_received if event == "received" and case.round == 1 else now
            known = case.deadline_ids.filtered(lambda d, c=case: d.round == c.round).milestone_id
            for template in templates.get(case.policy_id, known) - known:
                if template._applies_to(case):
                    wanted.setdefault(case._get_calendar(), []).append((case, template, start))
        vals_list = []
        for calendar, rows in wanted.items():
            ends = calendar._add_durations([(start, template.amount, template.unit) for _case, template, start in rows])
            vals_list += [
                template._prepare_deadline_values(case, start, due)
                for (case, template, start), due in zip(rows, ends, strict=True)
            ]
        # sudo: deadlines are the procedure's; nobody writes them by hand
        return self.env["complaint.deadline"].sudo().create(vals_list)

    def _meet_deadlines(self, milestone):
        """A milestone is reached: its open deadlines are met, now."""
        # sudo: see _start_deadlines
        deadlines = self.sudo().deadline_ids.filtered(lambda d: d.milestone == milestone and not d.date_met)
        deadlines.date_met = fields.Datetime.now()

    def _pause_deadlines(self):
        """DDL-4: the clock stops while the complainant is waited for."""
        self.sudo().deadline_ids.filtered(lambda d: not d.date_met).paused_since = fields.Datetime.now()

    def _resume_deadlines(self):
        """DDL-4: the clock starts again with what was left."""
        self.sudo().deadline_ids.filtered("paused_since")._resume()
