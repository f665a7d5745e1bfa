# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Eight people of two companies log cases at once, in real transactions, in a month that nobody has numbered yet."""

from datetime import datetime
from functools import partial

from parallel import at_once, connect

from odoo.service.model import retrying

THREADS, ROUNDS, BATCH = 8, 10, 3

other = env["res.company"].create({"name": "Second Company"})
companies = (env.company | other).ids
env.cr.commit()


def log_cases(company_id):
    """Each round is a transaction of its own, repeated as the server repeats it."""
    vals = {"company_id": company_id, "date_received": datetime(2027, 3, 15, 12)}
    for number in range(ROUNDS):
        with connect(env, allowed_company_ids=[company_id]) as worker:
            cases = [{**vals, "subject": f"Round {number}"} for _case in range(BATCH)]
            retrying(partial(worker["complaint.case"].create, cases), worker)


at_once(env, *(partial(log_cases, companies[index % 2]) for index in range(THREADS)))
for company_id in companies:
    cases = env["complaint.case"].search(
        [("company_id", "=", company_id), ("subject", "=like", "Round %")], order="name"
    )
    names = cases.mapped("name")
    assert len(names) == THREADS // 2 * ROUNDS * BATCH, f"{len(names)} cases in company {company_id}"
    assert len(set(names)) == len(names), "a number was given twice"
    assert names[0] == "27030001", names[0]
    assert all(name.startswith("2703") for name in names), "a number of another month"
print("done")
