"""Credit notes and returns of remedies, beside OCA rma with rma_sale, and beside core's own wizards used by hand.

Each remedy is about another customer's order, delivered and invoiced, as complaints are. rma credits the quantity of a
return only: its refund stands beside our allowance as the nearest it has. By hand, the reversal of a whole invoice is
trimmed to the line and quantity. Neither keeps a ceiling, judges what was received or makes documents once only.
"""

SIZE = 100


def credit_notes(env):
    """Accepted allowances, one order each, to posted credit notes."""
    orders = _sell(env)
    remedies = _accept(env, orders, {"kind": "allowance", "quantity": 4, "amount_per_unit": 5})
    rmas = _request(env, orders)
    rmas.action_confirm()
    _receive(rmas.reception_move_id.picking_id)
    invoices = env["account.move"].browse(orders.invoice_ids.ids)
    doers = {
        "ours": lambda: _credit(remedies),
        "rma": lambda: _refund(rmas),
        "by_hand": lambda: _reverse_by_hand(env, invoices),
    }
    env.flush_all()
    yield "remedies to posted credit notes", SIZE, doers


def returns(env):
    """Accepted returns, one order each, called back and received; with draft credit notes of what came."""
    orders = _sell(env)
    remedies = _accept(env, orders, {"kind": "return", "quantity": 4})
    rmas = _request(env, orders)
    doers = {
        "ours": lambda: _call_back(remedies),
        "rma": lambda: _confirm_and_receive(rmas),
        "by_hand": lambda: _return_by_hand(env, orders),
    }
    env.flush_all()
    yield "returns received and credited", SIZE, doers


def _sell(env):
    """Orders of one product, each delivered and invoiced."""
    accounts = env["account.chart.template"]
    if not env.company.chart_template:
        accounts.try_loading("generic_coa", env.company, install_demo=False)
    product = env["product.product"].create({"name": "Benchmark", "is_storable": True, "invoice_policy": "delivery"})
    partners = env["res.partner"].create([{"name": f"Benchmark customer {number}"} for number in range(SIZE)])
    line = {"product_id": product.id, "product_uom_qty": 10, "price_unit": 100}
    orders = env["sale.order"].create(
        [{"partner_id": partner.id, "order_line": [(0, 0, line)]} for partner in partners]
    )
    orders.action_confirm()
    _receive(orders.picking_ids)
    orders._create_invoices()
    orders.invoice_ids.action_post()
    env.flush_all()
    return orders.browse(orders.ids)


def _accept(env, orders, remedy):
    """A case in execution for each order, its resolution accepted."""
    cases = env["complaint.case"].create(
        [
            {
                "subject": "Scratched top",
                "partner_id": order.partner_id.id,
                "sale_order_id": order.id,
                "state": "resolution",
                "line_ids": [
                    (0, 0, {"sale_line_id": line.id, "move_id": line.move_ids[:1].id, "qty_claimed": 4})
                    for line in order.order_line
                ],
            }
            for order in orders
        ]
    )
    resolutions = env["complaint.resolution"].create(
        [{"case_id": case.id, "remedy_ids": [(0, 0, {**remedy, "line_id": case.line_ids.id})]} for case in cases]
    )
    resolutions.with_context(skip_validation_check=True).write({"state": "accepted"})
    cases.write({"state": "execution"})
    resolutions.remedy_ids._start()
    env.flush_all()
    return env["complaint.remedy"].browse(resolutions.remedy_ids.ids)  # as a client calls, with all to be read at once


def _request(env, orders):
    """An RMA for each order, to be refunded."""
    operation = env.ref("rma.rma_operation_refund")
    operation.action_create_refund = "manual_after_receipt"
    rmas = env["rma"].create(
        [
            {
                "partner_id": order.partner_id.id,
                "order_id": order.id,
                "sale_line_id": order.order_line.id,
                "picking_id": order.picking_ids[:1].id,
                "move_id": order.order_line.move_ids[:1].id,
                "product_id": order.order_line.product_id.id,
                "product_uom_qty": 4,
                "operation_id": operation.id,
            }
            for order in orders
        ]
    )
    env.flush_all()
    return rmas


def _credit(remedies):
    remedies.action_create_document()
    remedies.credit_move_ids.action_post()
    assert set(remedies.mapped("state")) == {"done"}


def _refund(rmas):
    rmas.action_refund()
    rmas.refund_id.action_post()
    assert len(rmas.refund_id) == SIZE


def _reverse_by_hand(env, invoices, quantity=4, price=5):
    """Core's wizard for all invoices at once, then each draft trimmed."""
    active = {"active_model": "account.move", "active_ids": invoices.ids}
    wizard = env["account.move.reversal"].with_context(**active).create({"journal_id": invoices.journal_id.id})
    wizard.refund_moves()
    for line in wizard.new_move_ids.invoice_line_ids:
        line.write({"quantity": quantity, "price_unit": price})
    wizard.new_move_ids.action_post()


def _call_back(remedies):
    remedies.action_create_document()
    _receive(remedies.return_picking_ids)
    assert len(remedies.credit_move_ids) == SIZE


def _confirm_and_receive(rmas):
    rmas.action_confirm()
    _receive(rmas.reception_move_id.picking_id)
    rmas.action_refund()
    assert len(rmas.refund_id) == SIZE


def _return_by_hand(env, orders):
    """Core's return wizard for each delivery, the receipts, then the drafts as above."""
    receipts = env["stock.picking"]
    for picking in orders.picking_ids.filtered(lambda p: not p.return_id):
        wizard = env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 4
        receipts += receipts.browse(wizard.action_create_returns()["res_id"])
    _receive(receipts)
    invoices = orders.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
    active = {"active_model": "account.move", "active_ids": invoices.ids}
    wizard = env["account.move.reversal"].with_context(**active).create({"journal_id": invoices.journal_id.id})
    wizard.refund_moves()
    for line in wizard.new_move_ids.invoice_line_ids:
        line.quantity = 4


def _receive(pickings):
    """All of what is awaited, or delivered, is done."""
    for move in pickings.move_ids:
        move.quantity = move.product_uom_qty
    pickings.move_ids.picked = True
    pickings.with_context(skip_backorder=True).button_validate()


BENCHMARKS = (credit_notes, returns)
