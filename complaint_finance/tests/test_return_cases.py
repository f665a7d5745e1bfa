from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnCases(ComplaintFinanceCommon):
    """Issue 6, cases to get right: of returns and receipts."""

    def _call_back(self, order, quantity, **values):
        remedy = self._complain(order, {"kind": "return", "quantity": quantity}, **values).remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        return remedy

    def test_partial_delivery_over_several_pickings(self):
        """RET-1: of three partial deliveries the newest are called back, and no more than their rest."""
        order = self._sell(9, deliver=False, invoice=False)
        for _part in range(2):
            part = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            part.move_ids.write({"quantity": 3, "picked": True})
            part.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self._deliver(order)
        self._invoice(order)
        remedy = self._call_back(order, 7)
        self.assertEqual(sorted(remedy.return_picking_ids.move_ids.mapped("product_uom_qty")), [1, 3, 3])
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 7}])
        self.assertEqual(remedy.credit_amount, 700)

    def test_not_delivered_yet(self):
        """RET-1: what waits in a backorder of the sale cannot come back."""
        order = self._sell(10, deliver=False, invoice=False)
        part = order.picking_ids
        part.move_ids.write({"quantity": 4, "picked": True})
        part.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self._invoice(order)
        case = self._complain(order, {"kind": "return", "quantity": 5})
        with self.assertRaisesRegex(UserError, "only 4"):
            case.remedy_ids.with_user(self.accountant).action_create_document()

    def test_serials(self):
        """RET-1, RET-5: the serial numbers of the item come back, each once; another one is held."""
        phone = self._create_goods("Phone", tracking="serial")
        serials = self.env["stock.lot"].create([{"name": f"S{n}", "product_id": phone.id} for n in range(4)])
        order = self._sell(4, phone, lots=dict.fromkeys(serials, 1))
        remedy = self._call_back(order, 2, lots=serials[1:3])
        self.assertEqual(remedy.return_picking_ids.move_line_ids.lot_id, serials[1:3])
        remedy.return_picking_ids.move_line_ids[0].lot_id = serials[3]
        self._receive(remedy)
        self.assertEqual(remedy.receipt_state, "held")

    def test_returned_and_resold_lots(self):
        """RET-1: a lot that came back and was sold to another customer comes back from its last sale."""
        cabinet = self._create_goods("Cabinet", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": cabinet.id})
        first = self._sell(5, cabinet, lots={lot: 5})
        remedy = self._call_back(first, 5, lots=lot)
        self._receive(remedy)
        again = self._sell(5, cabinet, lots={lot: 5})
        case = self._complain(first, {"kind": "return", "quantity": 1}, lots=lot)
        with self.assertRaisesRegex(UserError, "only 0"):
            case.remedy_ids.with_user(self.accountant).action_create_document()
        remedy = self._call_back(again, 2, lots=lot)
        self.assertEqual(remedy.return_picking_ids.return_id, again.picking_ids - remedy.return_picking_ids)
        self._receive(remedy)
        self.assertEqual(remedy.receipt_state, "matched")

    def test_sent_back_and_called_back_again(self):
        """RET-1: a surplus that was sent back is with the customer, and may be called back by another case."""
        self._stock(self.desk)
        order = self._sell()
        remedy = self._call_back(order, 4)
        self._receive(remedy, 6)
        back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        remedy.credit_move_id.action_post()
        second = self._call_back(order, 6)
        self.assertEqual(sum(second.return_picking_ids.move_ids.mapped("product_uom_qty")), 6)

    def test_archived_product(self):
        """RET-1: goods that are no longer sold can still come back and be credited."""
        order = self._sell()
        self.desk.active = False
        remedy = self._call_back(order, 2)
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "credit_state": "draft"}])

    def test_receipt_in_three_steps(self):
        """RET-3: compared and credited when the goods arrive, not when they reach the shelf."""
        self.warehouse.write({"reception_steps": "three_steps"})
        remedy = self._call_back(self._sell(), 4)
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 4, "credit_state": "draft"}])

    def test_another_company(self):
        """RET-1: receipts and deliveries belong to the company of the case, whichever is chosen at the moment."""
        other = self._create_company(name="Second Ltd.")
        user = new_test_user(
            self.env,
            "fin_both",
            groups="complaint_finance.group_complaint_accountant",
            company_id=self.company.id,
            company_ids=[Command.set((self.company | other).ids)],
        )
        env = self.env(context={**self.env.context, "allowed_company_ids": other.ids})
        desk = self.desk.with_env(env)
        desk.standard_price = 60
        order = env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "order_line": [Command.create({"product_id": desk.id, "product_uom_qty": 5, "tax_ids": False})],
            }
        )
        order.action_confirm()
        self._deliver(order)
        case = self._complain(
            order, {"kind": "return", "quantity": 2}, {"kind": "replacement", "quantity": 1}, user_id=user.id
        )
        both = [self.company.id, other.id]
        case.with_user(user).with_context(allowed_company_ids=both).action_create_documents()
        transfers = case.remedy_ids.return_picking_ids | case.remedy_ids.delivery_picking_ids
        self.assertEqual(len(transfers), 2)
        self.assertEqual(transfers.company_id, other)
        self.assertEqual(transfers.picking_type_id.warehouse_id.company_id, other)

    def test_cancelled_and_called_back_again(self):
        """RET-6: a receipt that was cancelled leaves the goods free to be called back once more."""
        order = self._sell()
        remedy = self._call_back(order, 4)
        remedy.return_picking_ids.action_cancel()
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.receipt_state, "waiting")
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 4}])

    def _create_kit(self, **values):
        """A kit of a top and four legs."""
        if "mrp.bom" not in self.env:
            self.skipTest("mrp is not installed")
        top, leg, kit = self._create_goods("Top"), self._create_goods("Leg"), self._create_goods("Kit", **values)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in ((top, 1), (leg, 4))
                ],
            }
        )
        return top, leg, kit

    def test_kit_of_ordered_quantities_where_mrp_is_installed(self):
        """CRN-3: a kit that is invoiced as ordered, came back and was credited is not invoiced again."""
        kit = self._create_kit(invoice_policy="order")[2]
        order = self._sell(5, kit)
        remedy = self._call_back(order, 2)
        self._receive(remedy)
        remedy.credit_move_id.action_post()
        settled = {"qty_to_invoice": 0, "untaxed_amount_to_invoice": 0, "amount_to_invoice": 0}
        self.assertRecordValues(order.order_line, [{"qty_invoiced": 3, **settled}])

    def test_kit_taken_apart_where_mrp_is_installed(self):
        """RET-8: the parts of a kit at no charge are at no charge, whoever confirms their transfer."""
        kit = self._create_kit()[2]
        remedy = self._complain(self._sell(5, kit), {"kind": "replacement", "quantity": 1}).remedy_ids
        places = {
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.customer.property_stock_customer.id,
        }
        move = {"product_id": kit.id, "product_uom_qty": 1, "complaint_remedy_id": remedy.id, **places}
        picking = self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.out_type_id.id, "move_ids": [Command.create(move)], **places}
        )
        picking.with_user(self.storekeeper).action_confirm()
        self.assertEqual(picking.move_ids.mapped("product_id.name"), ["Top", "Leg"])
        self.assertEqual(picking.move_ids.mapped("complaint_remedy_id"), remedy)

    def test_kit_where_mrp_is_installed(self):
        """RET-1, RET-3: a kit comes back in its parts, and counts when all of them are there."""
        top, leg, kit = self._create_kit()
        order = self._sell(5, kit)
        remedy = self._call_back(order, 2)
        self.assertRecordValues(
            remedy.return_picking_ids.move_ids.sorted("product_uom_qty"),
            [{"product_id": top.id, "product_uom_qty": 2}, {"product_id": leg.id, "product_uom_qty": 8}],
        )
        remedy.return_picking_ids.move_ids.filtered(lambda m: m.product_id == leg).quantity = 4
        remedy.return_picking_ids.move_ids.filtered(lambda m: m.product_id == top).quantity = 2
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "short", "qty_received": 1}])
        self.assertEqual(remedy.credit_amount, 100)
        self._stock(top)
        self._stock(leg)
        swap = self._complain(order, {"kind": "replacement", "quantity": 1}).remedy_ids
        delivered = order.order_line.qty_delivered
        swap.with_user(self.accountant).action_create_document()
        swap.delivery_move_ids.picked = True
        swap.delivery_picking_ids.button_validate()
        self.assertEqual(swap.state, "done")
        self.assertEqual(order.order_line.qty_delivered, delivered)
