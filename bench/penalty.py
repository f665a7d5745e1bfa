"""The deduction schedule of a month for many employees, beside nothing: no peer has one.

A month's notices are confirmed in the database already; what is measured is planning them, from none and once more
when nothing changed. The third row is a changed bonus of one employee among them.
"""

from datetime import date


def schedule_penalties(env):
    """Notices of one month, each of an employee of their own, over two or three months of their bonus."""
    for size in (1, 1000):
        employees = _impose(env, size)
        yield "plan deductions", size, {"ours": lambda employees=employees: _plan(employees)}
        _plan(employees)
        env.flush_all()
        yield "plan deductions anew", size, {"ours": lambda employees=employees: _plan(employees)}
    version = employees[0].version_ids
    yield "change a bonus", size, {"ours": lambda: version.write({"performance_bonus": 1000})}


def _plan(employees):
    employees.env["complaint.penalty"]._schedule(employees)


def _impose(env, size):
    country = env.ref("base.be")
    laws = env["complaint.wage.law"]
    if not laws.search([("country_id", "=", country.id)]):
        laws.create({"country_id": country.id, "allows_deduction": True, "source": "Benchmark"})
    env.company.write({"country_id": country.id, "state_id": False})
    env.company.complaint_deductions = True
    partner = env["res.partner"].create({"name": "Benchmark"})
    case = env["complaint.case"].create({"subject": "Scratched top", "partner_id": partner.id})
    people = [
        {"name": f"Benchmark {number}", "date_version": date(2020, 1, 1), "performance_bonus": 800}
        for number in range(size)
    ]
    employees = env["hr.employee"].create(people)
    notice = {"case_id": case.id, "kind": "deduction", "amount": 900, "month": date(2026, 9, 1), "state": "confirmed"}
    env["complaint.penalty"].create([notice | {"employee_id": employee.id} for employee in employees])
    env.flush_all()
    return employees


BENCHMARKS = (schedule_penalties,)
