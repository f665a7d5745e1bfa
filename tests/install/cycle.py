# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Install one addon, use it a little, uninstall it, install it again: core's documents stay as they were."""

import time

from odoo.exceptions import UserError
from odoo.modules.registry import Registry

addon = arguments[0]
DOCUMENTS = {
    "sale.order": "amount_total",
    "sale.order.line": "qty_delivered",
    "stock.picking": None,
    "stock.move": "quantity",
    "stock.quant": "quantity",
    "account.move": "amount_total_signed",
    "account.move.line": "balance",
    "res.partner": None,
    "hr.employee": None,
}


def documents():
    """How many there are of each model, their sum, and the states they are in."""
    fresh = api_env()
    found = {}
    for model, amount in DOCUMENTS.items():
        aggregates = ["__count", f"{amount}:sum"] if amount and fresh[model]._fields[amount].store else ["__count"]
        groupby = ["state"] if "state" in fresh[model]._fields else []
        records = fresh[model].with_context(active_test=False)
        found[model] = sorted(map(str, records._read_group([], groupby, aggregates)))
    return found


def api_env():
    """The environment in the registry as it is now: installing makes a new one."""
    env.cr.commit()
    env.transaction.reset()
    return env(user=1, su=True)


def change(button):
    for _attempt in range(30):
        module = api_env()["ir.module.module"].search([("name", "=", addon)])
        try:
            getattr(module, button)()
            break
        except UserError as error:  # the server's autovacuum is at the table that the button wants to lock
            if "another module operation" not in str(error):
                raise
            env.cr.rollback()
            time.sleep(1)
    assert Registry(env.cr.dbname) is api_env().registry


def use():
    """Log a case on an old order; what the addon adds to it is made by its own defaults."""
    fresh = api_env()
    order = fresh["sale.order"].search([("picking_ids.state", "=", "done")], limit=1)
    case = fresh["complaint.case"].create(
        {
            "subject": "Scratched",
            "partner_id": order.partner_id.id,
            "sale_order_id": order.id,
            "line_ids": [(0, 0, {"sale_line_id": order.order_line[0].id, "qty_claimed": 1})],
        }
    )
    assert case.name and case.deadline_ids
    case.message_post(body="Said")
    order.message_post(body="Said")
    return case


before = documents()
for _round in range(2):
    change("button_immediate_install")
    use()
    used = documents()
    assert used == before, (used, before)
    if not _round:
        change("button_immediate_uninstall")
        assert documents() == before, (documents(), before)
env.cr.commit()
print("done")
