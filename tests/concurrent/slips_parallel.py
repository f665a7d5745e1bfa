# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Three jobs issue slips at once, in real transactions, while a user meets deadlines: each slip exactly once."""

from late_cases import create_late_cases
from parallel import at_once, connect

from odoo.service.model import retrying

JOBS, CASES, BATCH, MET = 3, 60, 5, 12

cases = create_late_cases(env, "Parallel", CASES)
met = cases[::5]


def job():
    """Small batches, so that the jobs meet often; again, as the scheduler would after a lost race."""
    with connect(env) as worker:
        for _again in range(3):
            worker["complaint.slip"]._cron_issue(batch_size=BATCH)


def user():
    """Somebody reaches the milestone of some cases meanwhile."""
    with connect(env) as worker:
        for case_id in met.ids:
            retrying(lambda c=case_id: worker["complaint.case"].browse(c)._meet_deadlines("closed"), worker)


at_once(env, *[job] * JOBS, user)
env["complaint.slip"]._cron_issue()
slips = env["complaint.slip"].search([("case_id", "in", cases.ids)])
reminders = slips.filtered(lambda slip: slip.kind == "reminder")
names = slips.mapped("name")
assert len(set(names)) == len(names), "a number was given twice"
assert len(reminders.case_id) == len(reminders), "a slip was issued twice"
assert not (cases - met) - reminders.case_id, "a slip was not issued"
inquiries = slips - reminders
assert set(inquiries.mapped("kind")) == {"inquiry"}, inquiries.mapped("kind")
assert inquiries.case_id == met, "who was late is asked once"
assert len(inquiries) == len(met)
activities = env["mail.activity"].search([("res_model", "=", "complaint.slip"), ("res_id", "in", slips.ids)])
assert sorted(activities.mapped("res_id")) == sorted(
    (slips - reminders.filtered(lambda slip: slip.case_id in met)).ids
), "an activity for each slip that is not settled"
mails = env["mail.mail"].search([("model", "=", "complaint.slip"), ("res_id", "in", slips.ids)])
assert sorted(mails.mapped("res_id")) == sorted(slips.ids), "one mail for each slip"
print("done")
