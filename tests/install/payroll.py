# ruff: noqa: F821, T201 (run by odoo shell, which gives env)
"""PEN-7, PEN-9: with OCA's payroll beside it, closing a month writes the payslips' input, each deduction once."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry


def fresh_env():
    """The environment in the registry as it is now: installing makes a new one."""
    env.cr.commit()
    env.transaction.reset()
    return env(user=1, su=True)


fresh_env()["ir.module.module"].update_list()
modules = fresh_env()["ir.module.module"].search([("name", "in", ["complaint_finance", "payroll"])])
assert len(modules) == 2, modules.mapped("name")
modules.button_immediate_install()
assert Registry(env.cr.dbname) is fresh_env().registry
env = fresh_env()
company = env["res.company"].create({"name": "Payroll House", "country_id": env.ref("base.tw").id})
env = env(context={**env.context, "allowed_company_ids": company.ids})
env["complaint.wage.law"].search([("country_id", "=", company.country_id.id)]).unlink()
env["complaint.wage.law"].create(
    {
        "country_id": company.country_id.id,
        "allows_deduction": True,
        "basis": "none",
        "source": "Test",
        "date": "2026-01-01",
    }
)
company.complaint_deductions = True
worker = env["hr.employee"].create(
    {
        "name": "Pavel",
        "company_id": company.id,
        "date_version": "2025-01-01",
        "contract_date_start": "2025-01-01",
        "performance_bonus": 800,
    }
)
structure = env["hr.payroll.structure"].create({"name": "Monthly", "code": "M", "company_id": company.id})
category = env["hr.salary.rule.category"].search([], limit=1) or env["hr.salary.rule.category"].create(
    {"name": "Deduction", "code": "DED"}
)
structure.rule_ids = [
    Command.create(
        {
            "name": "Notices",
            "code": "NOTICES",
            "category_id": category.id,
            "condition_select": "python",
            "condition_python": "result = 'COMPLAINT' in inputs.dict",
            "amount_select": "code",
            "amount_python_compute": "result = -inputs.COMPLAINT.amount",
        }
    )
]


def make_slip(month, last):
    return env["hr.payslip"].create(
        {
            "name": f"Slip {month}",
            "employee_id": worker.id,
            "contract_id": worker.version_id.id,
            "struct_id": structure.id,
            "company_id": company.id,
            "date_from": f"2026-{month:02}-01",
            "date_to": f"2026-{month:02}-{last}",
        }
    )


def get_amount(slip):
    entries = slip.input_line_ids.filtered(lambda entry: entry.code == "COMPLAINT")
    assert len(entries) < 2, entries
    return entries.amount if entries else None


def make_notice(amount, kind="deduction"):
    case = env["complaint.case"].create({"subject": f"Scratched {amount}", "company_id": company.id})
    notice = env["complaint.penalty"].create(
        {"case_id": case.id, "employee_id": worker.id, "kind": kind, "amount": amount, "month": "2026-01-01"}
    )
    notice.write({"date_notified": "2026-01-02", "date_objection_end": "2026-01-09"})
    notice._set_step(state="confirmed")
    return notice


def close(month):
    closing = env["complaint.penalty.closing"].create({"company_id": company.id, "month": f"2026-{month:02}-01"})
    closing.action_close()
    closing.action_close()
    env.invalidate_all()
    return closing


first, second = make_notice(300), make_notice(250)
assert sorted((first | second).deduction_ids.mapped(lambda d: (d.month.month, d.amount))) == [
    (1, 100),
    (1, 300),
    (2, 150),
], (first | second).deduction_ids.read(["month", "amount"])

# one input of both notices, once, which the rule of the structure reads
january, february = make_slip(1, 31), make_slip(2, 28)
closing = close(1)
assert (get_amount(january), get_amount(february)) == (400, None), january.input_line_ids.read()
january.compute_sheet()
assert january.line_ids.filtered(lambda line: line.code == "NOTICES").total == -400, january.line_ids.read()
try:
    closing.action_hand_to_payroll()
except UserError as error:
    assert "nothing to hand over" in str(error), error
else:
    raise AssertionError("handed over twice")

# overturned before the payslip is done: it goes out at once, and the refund is not paid a second time
first._set_step(state="cancelled")
env.invalidate_all()
assert sum(first.deduction_ids.mapped("amount")) == 0, first.deduction_ids.read(["month", "amount"])
assert get_amount(january) == 100, january.input_line_ids.read()
january.compute_sheet()
january.action_payslip_done()
close(2)
assert get_amount(february) == 150, february.input_line_ids.read()
february.action_payslip_done()

# overturned afterwards: what is done stays, the refund is an input of the next month's payslip, negative
second._set_step(state="cancelled")
env.invalidate_all()
march = make_slip(3, 31)
assert (get_amount(january), get_amount(february), get_amount(march)) == (100, 150, None)
closing = close(3)
assert get_amount(march) == -250, march.input_line_ids.read()

# a payslip that is thrown away: what stood in it can be handed over again; without one it waits
third = make_notice(50)
march.unlink()
try:
    closing.action_hand_to_payroll()
except UserError as error:
    assert "no payslip of the month is open" in str(error), error
march = make_slip(3, 31)
closing.action_hand_to_payroll()
assert get_amount(march) == -250, march.input_line_ids.read()
env.cr.rollback()
print("done")
