from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnDelivery(ComplaintFinanceCommon):
    """RET-8: exchange, replacement, rework and repair."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.desk)

    def _promise(self, kind, quantity=4, **values):
        order = self._sell(**values.pop("order", {}))
        case = self._complain(order, {"kind": kind, "quantity": quantity, **values})
        return case, case.remedy_ids, order.order_line

    def _ship(self, remedy):
        picking = remedy.delivery_picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_ids.picked = True
        picking.with_user(self.storekeeper).button_validate()
        return picking

    def test_ret_8_exchange_after_receipt(self):
        """RET-8: the goods come back, then new ones leave at no charge; the order still counts ten delivered."""
        case, remedy, sold = self._promise("exchange")
        self.assertEqual(remedy.delivery_terms, "after")
        remedy.with_user(self.accountant).action_create_document()
        self.assertFalse(remedy.delivery_picking_ids)
        self.assertEqual(case.awaiting, "warehouse")
        self._receive(remedy, user=self.storekeeper)
        delivery = remedy.delivery_picking_ids
        self.assertRecordValues(delivery.move_ids, [{"product_uom_qty": 4, "product_id": self.desk.id}])
        self.assertRecordValues(remedy, [{"document_state": "to_deliver", "delivery_state": "waiting"}])
        self.assertEqual(delivery.partner_id, case.sale_order_id.partner_shipping_id)
        self.assertIn(delivery, case.sale_order_id.picking_ids)
        self._ship(remedy)
        self.assertRecordValues(remedy, [{"state": "done", "delivery_state": "done", "document_state": "done"}])
        self.assertRecordValues(sold, [{"qty_delivered": 10, "qty_to_invoice": 0}])
        self.assertFalse(case.credit_move_ids)

    def test_ret_8_exchange_before_receipt(self):
        """RET-8: as approved, new goods leave at once and the old ones follow; done when both are."""
        _case, remedy, sold = self._promise("exchange", delivery_terms="before")
        remedy.with_user(self.accountant).action_create_document()
        self.assertTrue(remedy.return_picking_ids and remedy.delivery_picking_ids)
        self._ship(remedy)
        self.assertRecordValues(remedy, [{"state": "todo", "document_state": "awaiting_goods"}])
        with self.assertRaisesRegex(UserError, "not all been received"):
            remedy.with_user(self.handler).action_done()
        self._receive(remedy)
        self.assertEqual(remedy.state, "done")
        self.assertRecordValues(sold, [{"qty_delivered": 10, "qty_to_invoice": 0}])

    def test_ret_8_replacement_without_return(self):
        """RET-8: the old goods stay with the customer; more ordered later is delivered in full and alone invoiced."""
        _case, remedy, sold = self._promise("replacement", 3)
        self.assertEqual(remedy.delivery_terms, "waived")
        remedy.with_user(self.handler).action_create_document()
        self.assertFalse(remedy.return_picking_ids)
        self._ship(remedy)
        self.assertEqual(remedy.state, "done")
        sold.product_uom_qty = 12
        more = sold.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        self.assertEqual(more.product_uom_qty, 2)
        self.assertRecordValues(sold, [{"qty_delivered": 10, "qty_to_invoice": 0}])

    def test_ret_8_calling_twice_delivers_once(self):
        """RET-8, CRN-6: a double click makes one delivery; a cancelled one can be made again."""
        _case, remedy, _sold = self._promise("replacement", 3)
        for _click in range(2):
            remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(len(remedy.delivery_picking_ids), 1)
        with self.assertRaisesRegex(UserError, "first"):
            remedy.with_user(self.handler).action_cancel("no more")
        remedy.delivery_picking_ids.action_cancel()
        self.assertEqual(remedy.document_state, "to_make")
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.delivery_state, "waiting")

    def test_ret_8_short_exchange_delivers_what_came(self):
        """RET-8: three of four came, three are exchanged."""
        _case, remedy, _sold = self._promise("exchange")
        remedy.action_create_document()
        self._receive(remedy, 3)
        self.assertEqual(remedy.delivery_move_ids.product_uom_qty, 3)

    def test_ret_8_partial_delivery_leaves_a_backorder(self):
        """RET-8: what is missing of the new goods belongs to the remedy until it is delivered too."""
        _case, remedy, _sold = self._promise("replacement", 3)
        remedy.action_create_document()
        delivery = remedy.delivery_picking_ids
        delivery.move_ids.write({"quantity": 1, "picked": True})
        delivery.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self.assertRecordValues(remedy, [{"state": "todo", "delivery_state": "waiting"}])
        self.assertEqual(len(remedy.delivery_picking_ids), 2)
        self._ship(remedy)
        self.assertEqual(remedy.state, "done")

    def test_ret_8_held_exchange_delivers_nothing(self):
        """RET-4, RET-8: six for four: held, nothing is delivered until the surplus went back."""
        _case, remedy, _sold = self._promise("exchange")
        remedy.action_create_document()
        self._receive(remedy, 6)
        self.assertRecordValues(remedy, [{"document_state": "held", "delivery_state": "none"}])
        back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual(remedy.delivery_move_ids.product_uom_qty, 4)

    def test_ret_8_rework_goes_in_and_out_again(self):
        """RET-8: the same lots leave again after the work, when somebody says so."""
        cabinet = self._create_goods("Cabinet", tracking="lot")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": cabinet.id} for name in ("L1", "L2")])
        for lot in lots:
            self._stock(cabinet, lot)
        order = self._sell(10, cabinet, lots={lots[0]: 6, lots[1]: 4})
        case = self._complain(order, {"kind": "rework", "quantity": 3}, lots=lots[1])
        remedy = case.remedy_ids
        remedy.with_user(self.handler).action_create_document()
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"document_state": "to_make", "delivery_state": "none", "qty_received": 3}])
        with self.assertRaisesRegex(UserError, "not been delivered"):
            remedy.with_user(self.handler).action_done()
        remedy.with_user(self.handler).action_create_document()
        self.assertRecordValues(remedy.delivery_picking_ids.move_line_ids, [{"lot_id": lots[1].id, "quantity": 3}])
        self.assertEqual(remedy.qty_received, 3)
        self._ship(remedy)
        self.assertEqual(remedy.state, "done")
        self.assertRecordValues(order.order_line, [{"qty_delivered": 10, "qty_to_invoice": 0}])
        self.assertFalse(case.sudo().loss_ids)
        # what was mended may come back once more
        self.assertEqual(remedy._get_returnable(), 4)

    def test_ret_8_rework_in_a_warehouse_of_several_steps(self):
        """RET-8: received in two steps and shipped in two: the mended goods are found in the stock."""
        self.warehouse.write({"reception_steps": "two_steps"})
        _case, remedy, sold = self._promise("rework", order={"invoice": False})
        remedy.action_create_document()
        receipt = self._receive(remedy)
        inward = receipt.move_ids.move_dest_ids.picking_id
        if inward:
            inward.move_ids.picked = True
            inward.button_validate()
        remedy.action_create_document()
        self.assertEqual(remedy.delivery_move_ids.state, "assigned")
        self._ship(remedy)
        self.assertEqual(remedy.state, "done")
        self.assertEqual(sold.qty_delivered, 10)

    def test_ret_8_replacement_by_pick_and_ship(self):
        """RET-8: in a warehouse that picks first, the remedy is done when the last step left."""
        self.warehouse.write({"delivery_steps": "pick_ship"})
        order = self._sell(10, deliver=False, invoice=False)
        for _step in range(2):
            self._deliver(order)
        self._invoice(order)
        remedy = self._complain(order, {"kind": "replacement", "quantity": 2}).remedy_ids
        remedy.action_create_document()
        self._ship(remedy)
        self.assertRecordValues(remedy, [{"state": "todo", "delivery_state": "waiting"}])
        self._ship(remedy)
        self.assertRecordValues(remedy, [{"state": "done", "delivery_state": "done"}])
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_ret_8_losses_of_exchange_and_replacement(self):
        """RET-8, LOS-1: a replacement costs its goods; an exchange what the old goods are worth less than the new."""
        case, remedy, _sold = self._promise("replacement", 3)
        remedy.action_create_document()
        self._ship(remedy)
        self.assertRecordValues(case.loss_ids, [{"kind": "replacement", "amount": 180}])
        case, remedy, _sold = self._promise("exchange", 2)
        remedy.action_create_document()
        self._receive(remedy)
        self._ship(remedy)
        self.assertEqual(case.loss_ids.mapped("kind"), ["returned_value", "replacement"])
        self.assertEqual(case.net_loss_amount, 0)

    def test_ret_8_by_hand_on_the_spot(self):
        """RET-8: goods exchanged on the spot need no documents; with documents nobody ticks it off early."""
        _case, remedy, _sold = self._promise("exchange")
        remedy.with_user(self.handler).action_done()
        self.assertEqual(remedy.state, "done")

    def test_ret_8_archived_product_is_not_delivered(self):
        """RET-8: what is sold no longer is not exchanged for the same; it can still come back for credit."""
        _case, remedy, _sold = self._promise("replacement")
        self.desk.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            remedy.with_user(self.accountant).action_create_document()

    def test_ret_8_wrong_people(self):
        """RET-8: loggers, auditors and the warehouse start no delivery."""
        _case, remedy, _sold = self._promise("replacement")
        for user in (self.assistant, self.storekeeper, self.auditor):
            with self.assertRaises(AccessError):
                remedy.with_user(user).action_create_document()

    def test_ret_8_terms_are_frozen_with_the_resolution(self):
        """RET-8, RES-4: whether goods leave before the old ones came is approved, not chosen later."""
        _case, remedy, _sold = self._promise("exchange")
        with self.assertRaises(UserError):
            remedy.with_user(self.handler).delivery_terms = "before"

    def test_ret_8_the_warehouse_sees_what_it_sends(self):
        """RET-8: the transfer says that it is at no charge, to those who read no complaints too."""
        _case, remedy, _sold = self._promise("replacement")
        remedy.action_create_document()
        seen = remedy.delivery_picking_ids.with_user(self.storekeeper)
        self.assertIn(remedy.case_id.name, seen.complaint_delivery)
        seen.get_views([(False, "form")])

    def test_ret_8_repair_orders_where_repair_is_installed(self):
        """RET-8: goods that came to be repaired get a repair order, and leave when it is finished."""
        if "repair.order" not in self.env:
            self.skipTest("repair is not installed")
        _case, remedy, _sold = self._promise("repair", 2)
        remedy.action_create_document()
        self._receive(remedy)
        repair = remedy._get_repairs()
        self.assertRecordValues(repair, [{"product_qty": 2, "under_warranty": True, "state": "confirmed"}])
        with self.assertRaisesRegex(UserError, "not finished"):
            remedy.action_create_document()
        repair.action_repair_start()
        repair.action_repair_end()
        remedy.action_create_document()
        self._ship(remedy)
        self.assertEqual(remedy.state, "done")

    def _return_by_hand(self, picking, quantity):
        wizard = self.env["stock.return.picking"].with_user(self.storekeeper)
        wizard = wizard.with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.with_user(self.storekeeper).button_validate()
        return back

    def test_ret_8_returned_by_hand(self):
        """RET-8, CRN-3: goods at no charge that come back unasked for leave the order as it was."""
        _case, remedy, sold = self._promise("replacement", 3)
        remedy.action_create_document()
        self._return_by_hand(self._ship(remedy), 2)
        self.assertRecordValues(sold, [{"qty_delivered": 10, "qty_to_invoice": 0}])

    def test_ret_8_sent_again_by_hand(self):
        """RET-8, CRN-3: what came to be mended or exchanged stays sold, also when it is sent out by hand."""
        for kind in ("rework", "exchange"):
            with self.subTest(kind):
                _case, remedy, sold = self._promise(kind, 3)
                remedy.action_create_document()
                self._receive(remedy)
                self._return_by_hand(remedy.return_picking_ids, 3)
                self.assertRecordValues(sold, [{"qty_delivered": 10, "qty_to_invoice": 0}])

    def test_ret_8_what_cannot_be_mended(self):
        """RET-7, RET-8: of four that came to be mended one was scrapped: three leave; of none left nothing leaves."""
        cabinet = self._create_goods("Cabinet", tracking="serial")
        lots = self.env["stock.lot"].create([{"name": f"S{n}", "product_id": cabinet.id} for n in range(4)])
        for lot in lots:
            self._stock(cabinet, lot, 1)
        self._stock(self.desk)
        for product, serials in ((self.desk, None), (cabinet, lots)):
            with self.subTest(product.name):
                order = self._sell(4, product, lots=serials and dict.fromkeys(serials, 1))
                remedy = self._complain(order, {"kind": "rework", "quantity": 4}).remedy_ids
                remedy.action_create_document()
                self._receive(remedy)
                disposition = self.env["complaint.disposition"].create(
                    {"remedy_id": remedy.id, "kind": "scrap", "quantity": 1, "lot_id": serials and serials[0].id}
                )
                disposition.action_carry_out()
                remedy.action_create_document()
                self.assertRecordValues(remedy.delivery_move_ids, [{"product_uom_qty": 3, "quantity": 3}])
                self.assertEqual(remedy.delivery_move_ids.lot_ids, lots[1:] if serials else self.env["stock.lot"])
                self._ship(remedy)
                self.assertEqual(remedy.state, "done")
        remedy = self._promise("rework", 2)[1]
        remedy.action_create_document()
        self._receive(remedy)
        self.env["complaint.disposition"].create(
            {"remedy_id": remedy.id, "kind": "scrap", "quantity": 2}
        ).action_carry_out()
        with self.assertRaisesRegex(UserError, "left to be sent out"):
            remedy.with_user(self.handler).action_create_document()

    def test_ret_8_ordered_is_not_delivered(self):
        """RET-8: what was ordered from a vendor, who has not sent it yet, is not done."""
        _case, remedy, _sold = self._promise("replacement", 3)
        self.env["stock.reference"].create({"name": "Ordered", "complaint_remedy_id": remedy.id})
        with self.assertRaisesRegex(UserError, "not been delivered"):
            remedy.with_user(self.handler).action_done()

    def test_ret_8_duplicated_or_divided_by_the_warehouse(self):
        """RET-8: a duplicate is no delivery at no charge; the backorder of one is, whoever validates."""
        _case, remedy, _sold = self._promise("replacement", 3)
        remedy.action_create_document()
        delivery = remedy.delivery_picking_ids.with_user(self.storekeeper)
        delivery.move_ids.write({"quantity": 1, "picked": True})
        delivery.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self.assertRecordValues(remedy.delivery_move_ids.sorted("id"), [{"product_qty": 1}, {"product_qty": 2}])
        self._ship(remedy)
        self.assertEqual(remedy.state, "done")
        copied = delivery.copy()
        self.assertTrue(copied.move_ids)
        self.assertFalse(copied.sudo().move_ids.complaint_remedy_id)
        self.assertEqual(remedy.delivery_state, "done")
