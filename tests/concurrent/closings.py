# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two officers close the same months at once while another transaction plans: nothing planned is left behind."""

import threading
from datetime import date

from parallel import connect, in_step

from odoo import SUPERUSER_ID
from odoo.service.model import retrying

MONTHS = [date(2026, month, 1) for month in range(1, 7)]

company = env.company
type(env["complaint.penalty"])._schedule = lambda self, employees: None  # only what is planned here
worker = env["hr.employee"].create({"name": "Pavel", "company_id": company.id, "date_version": "2025-01-01"})
case = env["complaint.case"].create({"subject": "Scratched"})
notice = env["complaint.penalty"].create({"case_id": case.id, "employee_id": worker.id, "month": "2026-01-01"})
deductions = env["complaint.penalty.deduction"]
values = {"penalty_id": notice.id, "employee_id": worker.id}
deductions.create([{**values, "month": month, "amount": 1} for month in MONTHS])
closings = env["complaint.penalty.closing"].create([{"month": month} for month in MONTHS])
officers = env["res.users"].create(
    [
        {
            "name": name,
            "login": name,
            "group_ids": [(4, env.ref("complaint_finance.group_penalty_officer").id)],
        }
        for name in ("first", "second")
    ]
)
env.cr.commit()


def close(worker, closing_id):
    closing = worker["complaint.penalty.closing"].browse(closing_id)
    closing.mapped("state")
    yield
    closing.action_close()


def plan(worker, month):
    worker["complaint.penalty.deduction"].search_count([])
    yield
    worker["complaint.penalty.deduction"].create({**values, "month": month, "amount": 2})


def work(worker, number, one):
    closing_id, month = one
    return close(worker, closing_id) if number < 2 else plan(worker, month)


rounds = list(zip(closings.ids, MONTHS, strict=True))
refused = in_step(env, [*officers.ids, SUPERUSER_ID], rounds, work)
assert all(number == 2 and "is closed for" in str(error) for number, _one, error in refused), refused
for closing in closings:
    assert closing.state == "closed"
    changes = closing.message_ids.sudo().tracking_value_ids.filtered(lambda value: value.field_id.name == "state")
    assert len(changes) == 1, f"closed {len(changes)} times"
lines = deductions.search([("penalty_id", "=", notice.id)])
assert not lines.filtered(lambda line: line.state == "planned"), "planned in a closed month"
assert len(lines) == 2 * len(MONTHS) - len(refused), (len(lines), refused)

# a plan that is not committed yet holds the closing up, which then takes it too
july = env["complaint.penalty.closing"].create({"month": "2026-07-01"})
env.cr.commit()
with connect(env) as planner:
    line = planner["complaint.penalty.deduction"].create({**values, "month": "2026-07-01", "amount": 3})
    planner.flush_all()

    def close_july():
        with connect(env, officers[0].id) as worker:
            retrying(lambda: list(close(worker, july.id)), worker)

    thread = threading.Thread(target=close_july)
    thread.start()
    thread.join(2)
    assert thread.is_alive(), "closing does not wait for who plans"
    planner.cr.commit()
thread.join()
env.cr.rollback()
env.invalidate_all()
assert deductions.browse(line.id).state == "taken", "planned in a closed month"
print("done")
