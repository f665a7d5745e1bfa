"""The job that issues slips, beside what one has with helpdesk tickets and their SLAs (OCA helpdesk_mgmt_sla).

That addon has no job of its own: its user would write a scheduled action that searches the expired tickets and
schedules an activity on each, which is what is measured. It counts no reminders and keeps no slips.
"""

import math
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import SQL

from bench.measure import copy_row, copy_row_for

OPEN, DUE = 100_000, 2_000


def job_that_issues_slips(env):
    """100,000 open cases, each with a deadline and a step that run; none due, then 2,000 due."""
    user = env["res.users"].create({"name": "Benchmark", "login": "benchmark_job", "email": "job@example.com"})
    deadline, sla = _create_case(env, user), _create_ticket(env, user)
    env.flush_all()
    cases = copy_row(env, deadline.case_id, OPEN - 1, name=SQL("'JOB' || copied"))
    copy_row_for(env, deadline, "case_id", cases)
    copy_row_for(env, deadline.case_id.step_ids, "case_id", cases)
    tickets = copy_row(env, sla.ticket_id, OPEN - 1, number=SQL("'JOB' || copied"))
    copy_row_for(env, sla, "ticket_id", tickets)
    env.cr.execute(SQL("ANALYZE"))
    env.invalidate_all()
    doers = {"ours": lambda: _issue_slips(env), "helpdesk": lambda: _schedule_activities(env, user)}
    yield "job, none due", OPEN, doers
    past = fields.Datetime.now() - timedelta(hours=1)
    for table, column in (("complaint_deadline", "case_id"), ("helpdesk_ticket_sla", "ticket_id")):
        first = SQL("SELECT id FROM %s ORDER BY %s DESC LIMIT %s", SQL.identifier(table), SQL.identifier(column), DUE)
        dates = (
            SQL("date_due = %s, date_due_original = %s, date_next_slip = %s", past, past, past)
            if table == "complaint_deadline"
            else SQL("deadline = %s", past)
        )
        env.cr.execute(SQL("UPDATE %s SET %s WHERE id IN (%s)", SQL.identifier(table), dates, first))
    env.invalidate_all()
    yield f"job, {DUE} due", OPEN, doers


def _create_case(env, user):
    policy = env["complaint.policy"].create(
        {
            "name": "Benchmark",
            "code": "BENCH",
            "slip_hours": "any",
            "milestone_ids": [(0, 0, {"milestone": "closed", "amount": 2, "unit": "month"})],
        }
    )
    partner = env["res.partner"].create({"name": "Benchmark"})
    case = env["complaint.case"].create(
        {"subject": "Scratched top", "partner_id": partner.id, "user_id": user.id, "policy_id": policy.id}
    )
    step = {"case_id": case.id, "phase": "investigation", "name": "Find the cause", "amount": 40}
    env["complaint.step"].create(step)._open()
    return case.deadline_ids


def _create_ticket(env, user):
    stage = env["helpdesk.ticket.stage"].create({"name": "Done", "sequence": 100, "closed": True})
    team = env["helpdesk.ticket.team"].create(
        {"name": "Benchmark", "use_sla": True, "resource_calendar_id": env.company.resource_calendar_id.id}
    )
    env["helpdesk.sla"].create({"name": "Close", "days": 40, "stage_id": stage.id, "team_ids": [(4, team.id)]})
    ticket = {"name": "Scratched top", "description": "Seen when unpacking.", "team_id": team.id, "user_id": user.id}
    return env["helpdesk.ticket"].create(ticket).ticket_sla_ids


def _issue_slips(env):
    """The whole job, its commits being flushes: a commit would end the measurement's savepoint."""

    def commit_progress(_self, *_args, **_kwargs):
        env.invalidate_all()
        return math.inf

    with patch.object(type(env["ir.cron"]), "_commit_progress", commit_progress):
        env["complaint.slip"]._cron_issue()


def _schedule_activities(env, user):
    tickets = env["helpdesk.ticket"].search([("sla_expired", "=", True)])
    tickets.activity_schedule("mail.mail_activity_data_todo", summary="Overdue", user_id=user.id)


BENCHMARKS = (job_that_issues_slips,)
