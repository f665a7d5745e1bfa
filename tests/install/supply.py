# ruff: noqa: T201 (run by odoo shell, which gives env)
"""With Manufacturing and Purchase beside it, complaint_quality reads production and orders; uninstalled, it leaves
what they are."""

from odoo import Command
from odoo.modules.registry import Registry

MODULES = ["complaint_quality", "mrp", "purchase_stock"]


def fresh_env():
    """The environment in the registry as it is now: installing makes a new one."""
    env.cr.commit()
    env.transaction.reset()
    return env(user=1, su=True)


def change(names, button):
    modules = fresh_env()["ir.module.module"].search([("name", "in", names)])
    assert len(modules) == len(names), modules.mapped("name")
    getattr(modules, button)()
    assert Registry(env.cr.dbname) is fresh_env().registry


def receive(order, lots):
    """The receipt of a purchase order, each line with its lot."""
    order.button_confirm()
    picking = order.picking_ids
    for move in picking.move_ids:
        move.move_line_ids.unlink()
        values = {**move._prepare_move_line_vals(quantity=move.product_qty), "lot_id": lots[move.product_id].id}
        move.env["stock.move.line"].create(values)
    picking.move_ids.picked = True
    picking._action_done()
    assert picking.state == "done"
    return picking


change(MODULES, "button_immediate_install")
env = fresh_env()
company, stock = env.company, env.ref("stock.stock_location_stock")
euro = env["res.currency"].create({"name": "XVP", "symbol": "V", "rounding": 0.01})
steelworks = env["res.partner"].create({"name": "Steelworks", "email": "steel@example.com"})
steel, desk = env["product.product"].create(
    [{"name": name, "is_storable": True, "tracking": "lot", "standard_price": 5} for name in ("Steel", "Bench")]
)
steel_lot, desk_lot = env["stock.lot"].create(
    [{"name": "S-1", "product_id": steel.id}, {"name": "B-1", "product_id": desk.id}]
)

# SUP-2: the lot of the steel came with a purchase order
purchase = env["purchase.order"].create(
    {
        "partner_id": steelworks.id,
        "currency_id": euro.id,
        "order_line": [Command.create({"product_id": steel.id, "product_qty": 100, "price_unit": 2})],
    }
)
receipt = receive(purchase, {steel: steel_lot})
# the truck's contact is somebody else: the order says whose the steel was
receipt.partner_id = env["res.partner"].create({"name": "Haulier"})

# INV-8: the lot of the bench was made of it
workcenter = env["mrp.workcenter"].create({"name": "Welding"})
bom = env["mrp.bom"].create(
    {
        "product_tmpl_id": desk.product_tmpl_id.id,
        "bom_line_ids": [Command.create({"product_id": steel.id, "product_qty": 8})],
        "operation_ids": [Command.create({"name": "Weld", "workcenter_id": workcenter.id})],
    }
)
order = env["mrp.production"].create({"product_id": desk.id, "product_qty": 10, "bom_id": bom.id})
order.action_confirm()
order.action_assign()
order.lot_producing_ids = desk_lot
order.qty_producing = 10
order.set_qty_producing() if hasattr(order, "set_qty_producing") else order._set_qty_producing()
order.move_raw_ids.picked = True
order.workorder_ids.button_start()
order.workorder_ids.button_finish()
order.button_mark_done()
assert order.state == "done", order.state

case = env["complaint.case"].create(
    {
        "subject": "Rusty benches",
        "partner_id": env["res.partner"].create({"name": "School"}).id,
        "line_ids": [
            Command.create({"product_id": desk.id, "lot_ids": desk_lot.ids, "qty_claimed": 3, "qty_defective": 2})
        ],
    }
)
case.action_accept()
investigation = env["complaint.investigation"].browse(case.action_open_investigation()["res_id"])
investigation.action_read_production()
fact = investigation.production_ids
assert fact.mapped(lambda f: (f.lot_id, f.document, f.quantity, f.workcenter, f.is_read)) == [
    (desk_lot, order.name, 10, "Welding", True)
], fact.read()
assert fact.date_produced and fact.operators, fact.read()
fact.shift = "Late"
investigation.action_read_production()
assert investigation.production_ids == fact and fact.shift == "Late"

# SUP-1, SUP-2: from the cause to the order that the lot of the component came with
cause = env.ref("complaint_quality.cause_material_supplier_defect")
why = {"name": "Rust", "branch": "occurrence", "is_root": True, "status": "verified", "evidence": "Seen"}
investigation.why_ids = [Command.create({**why, "cause_id": cause.id})]
investigation.action_accept_cause()
claim = env["complaint.supplier.claim"].browse(investigation.action_claim_from_supplier()["res_id"])
assert (claim.partner_id, claim.lot_ids, claim.receipt_ids) == (steelworks, steel_lot, receipt), claim.read()
assert claim.purchase_names == purchase.name and claim.currency_id == euro, claim.read()
assert claim.action_view_purchases()["res_id"] == purchase.id
claim.write({"amount_claimed": 80, "description": "Rust", "product_id": steel.id, "quantity": 15})
claim.action_record_sent()
claim.action_agree(60)
credit = env["account.move"].browse(claim.action_create_credit()["res_id"])
assert credit.move_type == "in_refund" and credit.amount_untaxed == 60, credit.read()
back = env["stock.picking"].browse(claim.action_return_to_vendor()["res_id"])
assert back.move_line_ids.mapped(lambda line: (line.lot_id, line.quantity)) == [(steel_lot, 15)]
back.button_validate()
assert purchase.order_line.qty_received == 85, "the order knows of the return"

# slips, samples and numbers are there too: it goes with its data, and leaves Odoo's own documents
env["complaint.sample"].create({"case_id": case.id})
numbers = (credit.id, credit.name, back.id, back.state, order.id, purchase.id, case.id)
change(["complaint_quality"], "button_immediate_uninstall")
env = fresh_env()
assert "complaint.supplier.claim" not in env
credit, back, case = env["account.move"].browse(numbers[0]), env["stock.picking"].browse(numbers[2]), None
assert (credit.id, credit.name, back.id, back.state) == numbers[:4]
assert env["mrp.production"].browse(numbers[4]).state == "done"
assert env["purchase.order"].browse(numbers[5]).order_line.qty_received == 85
assert env["complaint.case"].browse(numbers[6]).state == "investigation"
env.cr.commit()
print("done")
