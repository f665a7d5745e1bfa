"""Tracing a lot through stock, beside core's own search for the deliveries of a lot.

Core finds deliveries only; ours finds stock, receipts and components as well, and what came back.
"""

from odoo.tools import SQL

from bench.measure import copy_row

LEVELS = 5


def exposure_of_lots(env):
    """A lot made of another one, five levels deep, delivered in so many movements to a hundred customers."""
    for size in (500, 50_000):
        lot = _create_chain(env, size)
        doers = {
            "ours": lambda lot=lot: lot.get_exposure_tree(),
            "core_lot": lambda lot=lot: lot._find_delivery_ids_by_lot(),
        }
        yield f"exposure, {LEVELS} levels", size, doers


def _create_chain(env, size):
    """The lot that the customers got; its movements are copied in the database, as years of trade would leave them."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    production = env["stock.location"].search(
        [("usage", "=", "production"), ("company_id", "=", env.company.id)], limit=1
    )
    stock, customers = warehouse.lot_stock_id, env.ref("stock.stock_location_customers")
    above = None
    for level in range(LEVELS):
        product = env["product.product"].create(
            {"name": f"Benchmark {size} {level}", "is_storable": True, "tracking": "lot"}
        )
        lot = env["stock.lot"].create({"name": f"B-{size}-{level}", "product_id": product.id})
        made = _move(env, lot, production, stock, 10 * size)
        if above:
            made.consume_line_ids = _move(env, above, stock, production, 10 * size)
        above = lot
    partners = env["res.partner"].create([{"name": f"Benchmark customer {number}"} for number in range(100)])
    picking = env["stock.picking"].create(
        {
            "picking_type_id": warehouse.out_type_id.id,
            "location_id": stock.id,
            "location_dest_id": customers.id,
            "partner_id": partners[0].id,
        }
    )
    line = _move(env, lot, stock, customers, 1, picking)
    env.flush_all()
    one_each = {
        "partner_id": SQL("(%s::integer[])[1 + copied %% 100]", partners.ids),
        "name": SQL("%s || copied", f"BENCH/{size}/"),
    }
    pickings = copy_row(env, picking, size - 1, **one_each)
    moves = copy_row(env, line.move_id, size - 1, picking_id=SQL("(%s::integer[])[copied]", pickings))
    copy_row(
        env,
        line,
        size - 1,
        picking_id=SQL("(%s::integer[])[copied]", pickings),
        move_id=SQL("(%s::integer[])[copied]", moves),
    )
    env.cr.execute(SQL("ANALYZE stock_move_line, stock_move, stock_picking"))
    env.invalidate_all()
    return lot


def _move(env, lot, source, target, quantity, picking=None):
    common = {
        "product_id": lot.product_id.id,
        "location_id": source.id,
        "location_dest_id": target.id,
        "company_id": env.company.id,
        "picking_id": picking and picking.id,
    }
    line = {**common, "lot_id": lot.id, "quantity": quantity, "picked": True}
    move = env["stock.move"].create({**common, "product_uom_qty": quantity, "move_line_ids": [(0, 0, line)]})
    move._action_confirm(merge=False)
    move.picked = True
    move._action_done()
    return move.move_line_ids


BENCHMARKS = [exposure_of_lots]
