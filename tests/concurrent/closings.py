# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two officers close the same months at once while another transaction plans: nothing planned is left behind."""

import threading
from datetime import date

from odoo import api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
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
database = env.cr.dbname
env.cr.commit()
failures, planned, start = [], [], threading.Barrier(3)


def close(worker_env, closing_id, met):
    closing = worker_env["complaint.penalty.closing"].browse(closing_id)
    closing.mapped("state")
    if not met:
        met.append(True)
        start.wait(60)
    closing.action_close()
    worker_env.flush_all()


def plan(worker_env, month, met):
    worker_env["complaint.penalty.deduction"].search_count([])
    if not met:
        met.append(True)
        start.wait(60)
    worker_env["complaint.penalty.deduction"].create({**values, "month": month, "amount": 2})
    worker_env.flush_all()


def work(number):
    for closing_id, month in zip(closings.ids, MONTHS, strict=True):
        try:
            with Registry(database).cursor() as cr:
                user = officers[number].id if number < 2 else api.SUPERUSER_ID
                worker_env, met = api.Environment(cr, user, {}), []
                if number < 2:
                    retrying(lambda e=worker_env, c=closing_id, m=met: close(e, c, m), worker_env)
                else:
                    retrying(lambda e=worker_env, m=month, met=met: plan(e, m, met), worker_env)
                    planned.append(month)
        except UserError as error:
            if number < 2 or "is closed for" not in str(error):
                failures.append(repr(error))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shall tell it
            failures.append(repr(error))


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
env.cr.rollback()
env.invalidate_all()
for closing in closings:
    assert closing.state == "closed"
    changes = closing.message_ids.sudo().tracking_value_ids.filtered(lambda value: value.field_id.name == "state")
    assert len(changes) == 1, f"closed {len(changes)} times"
lines = deductions.search([("penalty_id", "=", notice.id)])
assert not lines.filtered(lambda line: line.state == "planned"), "planned in a closed month"
assert len(lines) == len(MONTHS) + len(planned), (len(lines), planned)

# a plan that is not committed yet holds the closing up, which then takes it too
july = env["complaint.penalty.closing"].create({"month": "2026-07-01"})
env.cr.commit()
with Registry(database).cursor() as cr:
    line = api.Environment(cr, api.SUPERUSER_ID, {})["complaint.penalty.deduction"].create(
        {**values, "month": "2026-07-01", "amount": 3}
    )
    line.env.flush_all()

    def close_july():
        with Registry(database).cursor() as other:
            worker_env = api.Environment(other, officers[0].id, {})
            retrying(lambda: close(worker_env, july.id, [True]), worker_env)

    thread = threading.Thread(target=close_july)
    thread.start()
    thread.join(2)
    assert thread.is_alive(), "closing does not wait for who plans"
    cr.commit()
thread.join()
env.cr.rollback()
env.invalidate_all()
assert deductions.browse(line.id).state == "taken", "planned in a closed month"
print("done")
