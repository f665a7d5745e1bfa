# ruff: noqa: F821, T201 (run by odoo shell, which gives env)
"""Orders, deliveries, invoices and a credit note of a company that has never heard of complaints."""

from odoo import Command

company = env.company
env["account.chart.template"].try_loading("generic_coa", company)
customer = env["res.partner"].create({"name": "An Old Customer"})
product = env["product.product"].create(
    {"name": "Desk", "is_storable": True, "list_price": 100, "standard_price": 60, "invoice_policy": "delivery"}
)
stock = env.ref("stock.stock_location_stock")
env["stock.quant"]._update_available_quantity(product, stock, 100)
orders = env["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
        }
        for quantity in (1, 2, 3)
    ]
)
orders.action_confirm()
for picking in orders.picking_ids:
    for move in picking.move_ids:
        move.quantity = move.product_uom_qty
    picking.move_ids.picked = True
    picking._action_done()
invoices = orders._create_invoices(grouped=True)
invoices.action_post()
invoices[0]._reverse_moves([{"invoice_date": invoices[0].invoice_date}])
assert len(orders.picking_ids.filtered(lambda picking: picking.state == "done")) == 3
assert sum(orders.mapped("amount_invoiced")) > 0
env.cr.commit()
print("done")
