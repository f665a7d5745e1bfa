# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""A job is killed in the middle of its second batch; the next one issues what is left: each slip exactly once."""

import os
import signal
import time

from late_cases import create_late_cases

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

CASES, BATCH = 30, 10

cases = create_late_cases(env, "Killed", CASES)
database = env.cr.dbname


def run_and_die():
    """In a process of its own: after the second batch is written and before it is committed, the process is killed."""
    # the parent's connections are its own; the child makes new ones
    sql_db._Pool = sql_db._Pool_readonly = None
    batches = []
    with Registry(database).cursor() as cr:
        worker = api.Environment(cr, SUPERUSER_ID, {})
        queue_mails = type(worker["complaint.slip"])._queue_mails

        def queue_mails_and_die(slips):
            queue_mails(slips)
            slips.env.flush_all()
            batches.append(slips)
            if len(batches) == 2:
                os.kill(os.getpid(), signal.SIGKILL)

        type(worker["complaint.slip"])._queue_mails = queue_mails_and_die
        worker["complaint.slip"]._cron_issue(batch_size=BATCH)


child = os.fork()
if not child:
    try:
        run_and_die()
    finally:
        os._exit(7)
_pid, status = os.waitpid(child, 0)
assert os.WIFSIGNALED(status), f"the job was to be killed, it ended with {status}"


def count():
    """What there is of slips, by case."""
    env.cr.rollback()
    env.invalidate_all()
    return env["complaint.slip"].search([("case_id", "in", cases.ids)])


half = count()
assert len(half) == BATCH, f"the first batch is kept, nothing of the second: {len(half)}"
for _second in range(20):  # until the server has noticed that the killed job let go of what it had locked
    env["complaint.slip"]._cron_issue(batch_size=BATCH)
    slips = count()
    if len(slips) == CASES:
        break
    time.sleep(1)
assert len(slips) == CASES, len(slips)
assert slips.case_id == cases, "a case without a slip, or with two"
assert len(set(slips.mapped("name"))) == CASES, "a number was given twice"
for model in ("mail.activity", "mail.mail"):
    found = env[model].search([("model" if model == "mail.mail" else "res_model", "=", "complaint.slip")])
    told = [res_id for res_id in found.mapped("res_id") if res_id in slips.ids]
    assert sorted(told) == sorted(slips.ids), f"{model}: not one for each slip"
env["complaint.slip"]._cron_issue(batch_size=BATCH)
assert count() == slips, "a further run issues nothing"
print("done")
