from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturn(ComplaintFinanceCommon):
    def _return(self, quantity=4, **values):
        order = self._sell(**values)
        case = self._complain(order, {"kind": "return", "quantity": quantity})
        return case, case.remedy_ids

    def test_ret_1_receipt_of_the_delivery_for_the_approved_quantity(self):
        """RET-1: Odoo's own return of the delivery, no more than approved, lowering the order's delivered quantity."""
        case, remedy = self._return(4)
        self.assertEqual(case.awaiting, "accounting")
        remedy.with_user(self.accountant).action_create_document()
        receipt = remedy.return_picking_ids
        self.assertRecordValues(
            receipt.move_ids,
            [{"product_uom_qty": 4, "to_refund": True, "sale_line_id": case.line_ids.sale_line_id.id}],
        )
        self.assertEqual(receipt.return_id, case.sale_order_id.picking_ids - receipt)
        self.assertRecordValues(remedy, [{"receipt_state": "waiting", "document_state": "awaiting_goods"}])
        self.assertEqual(case.awaiting, "warehouse")
        self.assertFalse(remedy.credit_move_ids)

    def test_ret_1_never_more_than_delivered_and_not_yet_returned(self):
        """RET-1: what came back by hand is no longer there to be called back."""
        case, remedy = self._return(8)
        delivery = case.sale_order_id.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 3
        wizard.action_create_returns()
        with self.assertRaisesRegex(UserError, "only 7"):
            remedy.with_user(self.accountant).action_create_document()
        self.assertFalse(remedy.return_picking_ids)

    def test_ret_1_several_deliveries_make_several_receipts(self):
        """RET-1: the named delivery first, the rest from the others."""
        order = self._sell(10, deliver=False, invoice=False)
        first = self._deliver_part(order, 6)
        second = self._deliver(order)
        self._invoice(order)
        case = self._complain(order, {"kind": "return", "quantity": 8}, line={"move_id": first.move_ids.id})
        case.with_user(self.accountant).action_create_documents()
        receipts = case.remedy_ids.return_picking_ids.sorted("id")
        self.assertEqual(receipts.return_id, first | second)
        self.assertEqual(receipts.move_ids.mapped("product_uom_qty"), [6, 2])
        receipts.move_ids.picked = True
        receipts[0].button_validate()
        self.assertEqual(case.remedy_ids.receipt_state, "waiting")
        receipts[1].button_validate()
        self.assertRecordValues(
            case.remedy_ids, [{"receipt_state": "matched", "qty_received": 8, "credit_state": "draft"}]
        )

    def test_ret_1_lots_of_the_item(self):
        """RET-1: the receipt expects the lots of the item, and no more of them than were delivered."""
        cabinet = self._create_goods("Cabinet", tracking="lot")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": cabinet.id} for name in ("L1", "L2")])
        order = self._sell(10, cabinet, lots={lots[0]: 6, lots[1]: 4})
        case = self._complain(order, {"kind": "return", "quantity": 5}, lots=lots[1])
        with self.assertRaisesRegex(UserError, "only 4.*L2"):
            case.with_user(self.accountant).action_create_documents()
        case.remedy_ids.quantity = 3
        case.with_user(self.accountant).action_create_documents()
        receipt = case.remedy_ids.return_picking_ids
        self.assertRecordValues(receipt.move_line_ids, [{"lot_id": lots[1].id, "quantity": 3}])
        self._receive(case.remedy_ids)
        self.assertEqual(case.remedy_ids.receipt_state, "matched")

    def test_ret_5_a_strange_lot_is_held(self):
        """RET-5: goods of another lot than authorised are held, not silently credited."""
        cabinet = self._create_goods("Cabinet", tracking="lot")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": cabinet.id} for name in ("L1", "L2")])
        order = self._sell(10, cabinet, lots={lots[0]: 6, lots[1]: 4})
        case = self._complain(order, {"kind": "return", "quantity": 3}, lots=lots[1])
        case.with_user(self.accountant).action_create_documents()
        case.remedy_ids.return_picking_ids.move_line_ids.lot_id = lots[0]
        self._receive(case.remedy_ids)
        self.assertRecordValues(case.remedy_ids, [{"receipt_state": "held", "credit_state": "none"}])
        self.assertIn("Return held", case.activity_ids.mapped("summary"))

    def test_ret_3_short_receipt_credits_what_came(self):
        """RET-3: three of four came, three are credited; the warehouse needs no accounting rights for it."""
        case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 3, user=self.storekeeper)
        self.assertRecordValues(remedy, [{"receipt_state": "short", "qty_received": 3, "document_state": "to_post"}])
        self.assertRecordValues(remedy.credit_move_id.invoice_line_ids, [{"quantity": 3, "price_subtotal": 300}])
        self.assertEqual(case.awaiting, "accounting")

    def test_ret_3_partial_receipts_wait_for_the_backorder(self):
        """RET-3: what is still to come belongs to the remedy; the credit note waits for the last of it."""
        _case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 1, cancel_backorder=False)
        self.assertRecordValues(remedy, [{"receipt_state": "waiting", "qty_received": 1}])
        self.assertEqual(len(remedy.return_picking_ids), 2)
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 4}])
        self.assertEqual(remedy.credit_move_ids.invoice_line_ids.quantity, 4)

    def test_ret_3_cancelled_backorder_closes_the_receipt(self):
        """RET-3: when the rest is cancelled, what came is credited."""
        _case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 1, cancel_backorder=False)
        remedy.return_picking_ids.filtered(lambda p: p.state != "done").action_cancel()
        self.assertRecordValues(remedy, [{"receipt_state": "short", "qty_received": 1, "credit_state": "draft"}])

    def test_ret_3_ratio_of_order_before_customer_before_company(self):
        """RET-3: the order's ratio, else the customer's, else the company's; 0 % counts as a ratio."""
        case, remedy = self._return(4)
        order = case.sale_order_id
        self.company.complaint_return_tolerance = 10
        self.assertEqual(remedy.qty_tolerance, 10)
        self.customer.write({"complaint_tolerance_own": True, "complaint_return_tolerance": 5})
        remedy.invalidate_recordset(["qty_tolerance"])
        self.assertEqual(remedy.qty_tolerance, 5)
        order.write({"complaint_tolerance_own": True, "complaint_return_tolerance": 0})
        remedy.invalidate_recordset(["qty_tolerance"])
        self.assertEqual(remedy.qty_tolerance, 0)

    def test_ret_3_no_ratio_below_nothing(self):
        """RET-3: a customer's ratio is not negative, as the order's and the company's are not."""
        with self.assertRefuses(ValidationError, "cannot be negative"):
            self.customer.write({"complaint_tolerance_own": True, "complaint_return_tolerance": -5})

    def test_ret_3_excess_within_the_ratio_is_credited(self):
        """RET-3: five for four is within 25 %, and five are credited."""
        self.company.complaint_return_tolerance = 25
        _case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 5)
        self.assertEqual(remedy.receipt_state, "within_tolerance")
        self.assertEqual(remedy.credit_move_id.amount_untaxed, 500)

    def test_ret_4_excess_over_the_ratio_is_held(self):
        """RET-4: six for four is held, nothing is credited, accountant and handler are called."""
        self.company.complaint_return_tolerance = 25
        case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 6, user=self.storekeeper)
        self.assertRecordValues(remedy, [{"receipt_state": "held", "document_state": "held", "credit_state": "none"}])
        called = case.activity_ids.user_id
        self.assertTrue(self.accountant | self.handler <= called)
        remedy.with_user(self.accountant).action_create_document()
        self.assertFalse(remedy.credit_move_ids)
        self.assertEqual(case.awaiting, "accounting")

    def test_ret_4_surplus_sent_back_releases_the_receipt(self):
        """RET-4: when the surplus went back to the customer, the rest is credited."""
        _case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        receipt = self._receive(remedy, 6)
        wizard = (
            self.env["stock.return.picking"].with_context(active_id=receipt.id, active_model="stock.picking").create({})
        )
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.assertEqual(remedy.receipt_state, "waiting")
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 4, "credit_state": "draft"}])
        self.assertEqual(remedy.credit_move_id.amount_untaxed, 400)

    def test_ret_6_cancelled_receipt_frees_the_remedy(self):
        """RET-6: nothing came; the remedy can be called back again, or cancelled with a reason."""
        _case, remedy = self._return(4)
        remedy.with_user(self.accountant).action_create_document()
        with self.assertRaisesRegex(UserError, "first"):
            remedy.with_user(self.handler).action_cancel("never came")
        remedy.return_picking_ids.action_cancel()
        self.assertRecordValues(remedy, [{"receipt_state": "none", "document_state": "to_make"}])
        remedy.with_user(self.handler).action_cancel("never came")
        self.assertEqual(remedy.document_state, "none")

    def test_crn_3_not_invoiced_return_lowers_the_quantity_to_invoice(self):
        """CRN-3: without an invoice no credit note; the goods are simply not billed."""
        case, remedy = self._return(4, invoice=False)
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy)
        self.assertEqual(remedy.state, "done")
        self.assertFalse(remedy.credit_move_ids)
        self.assertEqual(case.line_ids.sale_line_id.qty_to_invoice, 6)

    def test_ret_1_dozens_and_units(self):
        """RET-1, CRN-4: a dozen sold, five pieces back: five pieces received, five twelfths credited."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sell(2, price=100.0, line={"product_uom_id": dozen.id})
        units = self.desk.uom_id
        line = {"product_id": self.desk.id, "product_uom_id": units.id, "qty_claimed": 5}
        case = self._complain(order, {"kind": "return", "quantity": 5}, line=line)
        remedy = case.remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        move = remedy.return_picking_ids.move_ids
        self.assertEqual(move.product_uom._compute_quantity(move.product_uom_qty, units), 5)
        self._receive(remedy)
        self.assertEqual(remedy.qty_received, 5)
        self.assertRecordValues(
            remedy.credit_move_id.invoice_line_ids,
            [{"quantity": 5, "product_uom_id": units.id, "price_subtotal": 41.67}],
        )

    def test_wrong_people_make_no_documents(self):
        """RET-1: only complaint accountants make documents."""
        _case, remedy = self._return(4)
        for user in (self.assistant, self.handler, self.storekeeper, self.auditor):
            with self.assertRaises(AccessError):
                remedy.with_user(user).action_create_document()

    def test_kinds_without_documents_say_so(self):
        """CRN-1: an apology has no document."""
        order = self._sell()
        case = self._complain(order, {"kind": "apology", "line_id": False})
        with self.assertRaisesRegex(UserError, "Apology"):
            case.remedy_ids.with_user(self.accountant).action_create_document()
        with self.assertRaisesRegex(UserError, "No document"):
            case.with_user(self.accountant).action_create_documents()
        case.remedy_ids.with_user(self.handler).action_done()

    def test_ret_3_extra_line_of_another_product_is_held(self):
        """RET-5: another product in the parcel is held."""
        _case, remedy = self._return(2)
        remedy.with_user(self.accountant).action_create_document()
        receipt = remedy.return_picking_ids
        receipt.move_ids = [
            Command.create(
                {
                    "product_id": self._create_goods("Lamp").id,
                    "product_uom_qty": 1,
                    "quantity": 1,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )
        ]
        self._receive(remedy)
        self.assertEqual(remedy.receipt_state, "held")
