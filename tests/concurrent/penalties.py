# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two HR officers at once, in real transactions: two notices to one employee, planned within one month's cap."""

from datetime import date

from parallel import in_step

from odoo import SUPERUSER_ID

ROUNDS = 4
MONTH = date(2026, 9, 1)

company = env.company
country = company.country_id or env.ref("base.be")
company.country_id = country
law = env["complaint.wage.law"].search([("country_id", "=", country.id)])
law.unlink()
law.create({"country_id": country.id, "allows_deduction": True, "source": "Test"})
company.complaint_deductions = True
partner = env["res.partner"].create({"name": "Ready Office"})
pairs = []
for number in range(ROUNDS):
    employee = env["hr.employee"].create(
        {"name": f"Worker {number}", "date_version": "2020-01-01", "performance_bonus": 800}
    )
    case = env["complaint.case"].create({"subject": "Scratched", "partner_id": partner.id})
    notices = env["complaint.penalty"].create(
        [
            {
                "case_id": case.id,
                "employee_id": employee.id,
                "kind": kind,
                "amount": 300,
                "month": MONTH,
                "reason": "Seen",
                "state": "notified",
                "date_objection_end": "2026-09-02",
                "date_notified": "2026-09-01",
                "objection_state": "dismissed",
            }
            for kind in ("warning", "minor_demerit")
        ]
    )
    pairs.append(notices.ids)
env.cr.commit()


def confirm(worker, number, pair):
    notice = worker["complaint.penalty"].browse(pair[number])
    notice.employee_id.version_ids.mapped("performance_bonus")
    yield
    if number:
        # the second one also changes the bonus, in the other order
        notice.employee_id.version_ids.performance_bonus = 1000
    notice.action_confirm()


refused = in_step(env, [SUPERUSER_ID] * 2, pairs, confirm)
assert not refused, refused
for pair in pairs:
    lines = env["complaint.penalty"].browse(pair).deduction_ids
    in_month = sum(lines.filtered(lambda line: line.month == MONTH).mapped("amount"))
    assert in_month == 500, f"{in_month} planned in the month"
    assert sum(lines.mapped("amount")) == 600, f"{sum(lines.mapped('amount'))} planned for 600"
print("done")
