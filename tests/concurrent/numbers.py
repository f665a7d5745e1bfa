# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Eight people of two companies log cases at once, in real transactions, in a month that nobody has numbered yet."""

import threading
from datetime import datetime

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

THREADS, ROUNDS, BATCH = 8, 10, 3

other = env["res.company"].create({"name": "Second Company"})
companies = (env.company | other).ids
database = env.cr.dbname
env.cr.commit()
failures, start = [], threading.Barrier(THREADS)


def log_cases(company_id):
    """Each round is a transaction of its own, repeated as the server repeats it."""
    try:
        start.wait()
        for number in range(ROUNDS):
            with Registry(database).cursor() as cr:
                worker = api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [company_id]})
                vals = {
                    "subject": f"Round {number}",
                    "company_id": company_id,
                    "date_received": datetime(2027, 3, 15, 12),
                }
                retrying(lambda env=worker, vals=vals: env["complaint.case"].create([dict(vals)] * BATCH), worker)
    except Exception as error:  # noqa: BLE001  # whatever it is, the test shall tell it
        failures.append(repr(error))


threads = [threading.Thread(target=log_cases, args=(companies[index % 2],)) for index in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
env.cr.rollback()
env.invalidate_all()
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
