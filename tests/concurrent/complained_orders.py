"""An order of each kind of remedy, delivered, invoiced and complained about, for the scripts beside this file."""


def create_remedies(env, kind, count):
    """So many accepted remedies of ``kind``, each about an order of its own, to be carried out."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    product = env["product.product"].create({"name": "At once", "is_storable": True, "invoice_policy": "delivery"})
    partner = env["res.partner"].create({"name": "At once"})
    line = {"product_id": product.id, "product_uom_qty": 10, "price_unit": 100, "tax_ids": [(5,)]}
    orders = env["sale.order"].create([{"partner_id": partner.id, "order_line": [(0, 0, line)]}] * count)
    orders.action_confirm()
    for move in orders.picking_ids.move_ids:
        move.write({"quantity": 10, "picked": True})
    orders.picking_ids.button_validate()
    for order in orders:
        order._create_invoices().action_post()
    return env["complaint.remedy"].union(*(add_remedy(env, order, kind) for order in orders))


def add_remedy(env, order, kind):
    case = env["complaint.case"].create(
        {
            "subject": "At once",
            "partner_id": order.partner_id.id,
            "sale_order_id": order.id,
            "state": "resolution",
            "line_ids": [
                (0, 0, {"sale_line_id": line.id, "move_id": line.move_ids[:1].id, "qty_claimed": 6})
                for line in order.order_line
            ],
        }
    )
    remedy = {"kind": kind, "line_id": case.line_ids.id, "quantity": 6 if kind == "return" else 0, "amount": 600}
    resolution = env["complaint.resolution"].create({"case_id": case.id, "remedy_ids": [(0, 0, remedy)]})
    resolution.with_context(skip_validation_check=True).state = "accepted"
    case.state = "execution"
    resolution.remedy_ids._start()
    return resolution.remedy_ids
