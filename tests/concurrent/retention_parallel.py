# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two retention jobs at once, in real transactions, while cases are put on hold: each case once, no held one."""

from parallel import at_once, connect

from odoo.service.model import retrying

JOBS, CASES, BATCH, HELD = 2, 40, 4, 8

policy = env["complaint.policy"].create(
    {"name": "Keep", "code": "KEEP", "retention_general": 12, "retention_anonymize": True}
)
case = {"policy_id": policy.id, "contact_name": "Jane Roe", "contact_email": "jane@example.com", "severity": "general"}
Case = env["complaint.case"].with_context(mail_auto_subscribe_no_notify=True)
cases = Case.create([{**case, "subject": f"Old {index}"} for index in range(CASES)])
cases.message_post(body="From Jane Roe") if len(cases) == 1 else cases._message_log_batch(
    dict.fromkeys(cases.ids, "From Jane Roe")
)
cases.write({"state": "closed", "date_closed": "2020-01-06 10:00:00"})
env.cr.commit()
assert set(cases.mapped("retention_date")) == {cases[0].retention_date} and cases[0].retention_date
held = cases[-HELD:]
anonymized = []
Model = env.registry["complaint.case"]
original = Model._apply_retention


def count(records):
    """Note which cases a job takes; one that is rolled back and tried again is noted when it is committed."""
    original(records)
    ids = tuple(records.ids)
    records.env.cr.postcommit.add(lambda: anonymized.extend(ids))


Model._apply_retention = count


def job():
    """Small batches, so that the jobs meet often, committed as the scheduler has it; again after a lost race."""
    with connect(env) as worker:
        for _again in range(3):
            cron = worker["ir.cron"].sudo().search([("code", "like", "_cron_apply_retention")], limit=1)
            progress = worker["ir.cron.progress"].sudo().create([{"cron_id": cron.id, "remaining": 0, "done": 0}])
            context = {"ir_cron_progress_id": progress.id, "cron_id": cron.id, "cron_end_time": float("inf")}
            worker["complaint.case"].with_context(**context)._cron_apply_retention(batch_size=BATCH)


def user():
    """A manager puts the last cases on hold meanwhile; what is archived already is refused in words."""
    with connect(env) as worker:
        for case_id in held.ids:
            try:
                retrying(lambda c=case_id: worker["complaint.case"].browse(c).action_set_legal_hold("Court"), worker)
            except Exception as error:  # too late is an answer, anything else is not
                if "nothing left to hold" not in str(error):
                    raise
                worker.cr.rollback()


at_once(env, *[job] * JOBS, user)
kept = held.filtered("legal_hold")
gone = cases - kept
assert len(anonymized) == len(set(anonymized)), "a case was taken twice"
assert set(anonymized) == set(gone.ids), "a case was left, or taken in spite of its hold"
assert all(gone.mapped("anonymized_on")) and not any(gone.mapped("active"))
assert not any(gone.mapped("contact_name"))
assert not any(kept.mapped("anonymized_on")) and all(kept.mapped("active"))
assert set(kept.mapped("contact_name")) <= {"Jane Roe"}
print("done")
