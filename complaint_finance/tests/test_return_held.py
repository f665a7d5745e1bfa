from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnHeld(ComplaintFinanceCommon):
    """RET-4, RET-5: what came differs from what was approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.desk)

    def _hold(self, received=6, approved=4, **values):
        order = self._sell(**values)
        case = self._complain(order, {"kind": "return", "quantity": approved})
        remedy = case.remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, received)
        self.assertEqual(remedy.receipt_state, "held")
        return case, remedy

    def _create_lots(self, *names, tracking="lot"):
        cabinet = self._create_goods("Cabinet", tracking=tracking)
        lots = self.env["stock.lot"].create([{"name": name, "product_id": cabinet.id} for name in names])
        for lot in lots:
            self._stock(cabinet, lot)
        return cabinet, lots

    def test_ret_4_the_surplus_is_sent_back_by_a_button(self):
        """RET-4: Odoo's own return of the receipt takes the surplus back; then the rest is credited."""
        case, remedy = self._hold()
        action = remedy.with_user(self.accountant).action_send_back()
        back = self.env["stock.picking"].browse(action["res_id"])
        self.assertRecordValues(back.move_ids, [{"product_uom_qty": 2, "to_refund": True}])
        self.assertEqual(back.return_id, remedy.return_picking_ids - back)
        self.assertEqual(remedy.receipt_state, "waiting")
        self.assertEqual(case.awaiting, "warehouse")
        with self.assertRaisesRegex(UserError, "no receipt is held"):
            remedy.with_user(self.accountant).action_send_back()
        back.move_ids.picked = True
        back.with_user(self.storekeeper).button_validate()
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 4, "credit_state": "draft"}])
        self.assertEqual(case.line_ids.sale_line_id.qty_delivered, 6)

    def test_ret_4_sending_back_cancelled_holds_again(self):
        """RET-4: when the surplus is not sent back after all, the receipt is held as before."""
        _case, remedy = self._hold()
        self.env["stock.picking"].browse(remedy.action_send_back()["res_id"]).action_cancel()
        self.assertRecordValues(remedy, [{"receipt_state": "held", "credit_state": "none"}])

    def test_ret_4_only_sales_and_accounting_send_back(self):
        """RET-4: the warehouse, a logger and an auditor do not decide; a handler does."""
        _case, remedy = self._hold()
        for user in (self.storekeeper, self.assistant, self.auditor):
            with self.assertRaises(AccessError):
                remedy.with_user(user).action_send_back()
        remedy.with_user(self.handler).action_send_back()

    def test_ret_4_sales_is_called(self):
        """RET-4: besides accountant and handler the salesperson is called, where complaints are part of their work."""
        seller = self._create_user("fin_seller", "complaint_management.group_handler,sales_team.group_sale_salesman")
        stranger = self._create_user("fin_stranger", "sales_team.group_sale_salesman")
        case, _remedy = self._hold(user_id=seller.id)
        self.assertLessEqual(seller | self.accountant | self.handler, case.activity_ids.user_id)
        case, _remedy = self._hold(user_id=stranger.id)
        self.assertNotIn(stranger, case.activity_ids.user_id)

    def test_ret_5_the_wrong_lot_alone_is_sent_back(self):
        """RET-5: of a mixed receipt the strange lot goes back, the right one is credited."""
        cabinet, lots = self._create_lots("L1", "L2")
        order = self._sell(10, cabinet, lots={lots[0]: 6, lots[1]: 4})
        case = self._complain(order, {"kind": "return", "quantity": 3}, lots=lots[1])
        remedy = case.remedy_ids
        remedy.action_create_document()
        receipt = remedy.return_picking_ids
        receipt.move_line_ids.quantity = 2
        self.env["stock.move.line"].create(
            {**receipt.move_ids._prepare_move_line_vals(quantity=1), "lot_id": lots[0].id}
        )
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "held", "qty_received": 3}])
        note = case.activity_ids.filtered(lambda a: a.summary == "Return held")[:1].note
        self.assertIn("L1", str(note))
        self.assertIn("3 Units came, 3 are approved", str(note))
        back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
        self.assertRecordValues(back.move_line_ids, [{"lot_id": lots[0].id, "quantity": 1}])
        back.move_ids.picked = True
        back.button_validate()
        self.assertRecordValues(remedy, [{"receipt_state": "short", "qty_received": 2, "credit_state": "draft"}])

    def test_ret_5_a_lot_that_was_never_sold_is_held(self):
        """RET-5: without named lots, those that were delivered are authorised, and no others."""
        cabinet, lots = self._create_lots("L1", "L2")
        order = self._sell(4, cabinet, lots={lots[0]: 4})
        case = self._complain(order, {"kind": "return", "quantity": 2})
        case.remedy_ids.action_create_document()
        case.remedy_ids.return_picking_ids.move_line_ids.lot_id = lots[1]
        self._receive(case.remedy_ids)
        self.assertEqual(case.remedy_ids.receipt_state, "held")

    def test_ret_5_another_product_is_sent_back(self):
        """RET-5: what was never sold goes back, what was approved is credited."""
        order = self._sell()
        remedy = self._complain(order, {"kind": "return", "quantity": 2}).remedy_ids
        remedy.action_create_document()
        receipt = remedy.return_picking_ids
        lamp = self._create_goods("Lamp")
        receipt.move_ids = [
            Command.create(
                {
                    "product_id": lamp.id,
                    "product_uom_qty": 1,
                    "quantity": 1,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )
        ]
        self._receive(remedy)
        self.assertEqual(remedy.receipt_state, "held")
        back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
        self.assertRecordValues(back.move_ids, [{"product_id": lamp.id, "product_uom_qty": 1}])
        back.move_ids.picked = True
        back.button_validate()
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 2, "credit_state": "draft"}])

    def test_ret_5_what_was_not_sold_is_not_billed(self):
        """RET-5: goods that were not authorised and go back are put on no order, and billed as they were sold."""
        lamp = self._create_goods("Lamp")
        for sold in (0, 5):
            with self.subTest(sold=sold):
                order = self._sell(invoice=False, deliver=False)
                if sold:
                    order.order_line = [Command.create({"product_id": lamp.id, "product_uom_qty": sold})]
                self._deliver(order)
                self._invoice(order)
                remedy = self._complain(order, {"kind": "return", "quantity": 2}).remedy_ids
                remedy.action_create_document()
                receipt = remedy.return_picking_ids
                places = {"location_id": receipt.location_id.id, "location_dest_id": receipt.location_dest_id.id}
                values = {"product_id": lamp.id, "product_uom_qty": 1, "quantity": 1, **places}
                receipt.move_ids = [Command.create(values)]
                receipt.move_ids[0].quantity = 3
                self._receive(remedy)
                back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
                back.move_ids.write({"quantity": 1, "picked": True})
                back.with_user(self.storekeeper).button_validate()
                self.assertEqual(remedy.receipt_state, "matched")
                self.assertEqual(order.order_line.mapped("qty_delivered"), [8, 5] if sold else [8])

    def test_ret_4_held_over_several_receipts(self):
        """RET-4: the surplus of a delivery in two parts goes back from the newest receipt."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 6)
        self._deliver(order)
        self._invoice(order)
        remedy = self._complain(order, {"kind": "return", "quantity": 8}).remedy_ids
        remedy.action_create_document()
        self._receive(remedy, 5)
        self.assertRecordValues(remedy, [{"receipt_state": "held", "qty_received": 10}])
        back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
        self.assertEqual(sum(back.move_ids.mapped("product_uom_qty")), 2)

    def test_ret_4_a_new_version_covers_the_surplus(self):
        """RET-4: meanwhile nothing is credited; the new version takes the receipt over and credits what came."""
        case, remedy = self._hold()
        self.assertFalse(remedy.credit_move_ids)
        old = case.resolution_id
        draft = self.env["complaint.resolution"].browse(remedy.with_user(self.handler).action_cover()["res_id"])
        self.assertRecordValues(old | draft, [{"state": "superseded"}, {"state": "draft"}])
        self.assertEqual(case.state, "resolution")
        with self.assertRaisesRegex(UserError, "new version"):
            remedy.receipt_state = "matched"
            remedy.with_user(self.accountant).action_create_document()
        self.env.add_to_compute(remedy._fields["receipt_state"], remedy)
        draft.remedy_ids.with_user(self.handler).quantity = 6
        self._accept(case, draft)
        new = draft.remedy_ids
        self.assertRecordValues(
            new,
            [{"previous_id": remedy.id, "state": "todo", "receipt_state": "matched", "credit_state": "draft"}],
        )
        self.assertEqual(new.credit_amount, 600)
        self.assertRecordValues(remedy, [{"state": "cancelled", "receipt_state": "none"}])

    def test_ret_4_a_new_version_does_not_repeat_what_is_done(self):
        """RET-4: the allowance of the old version is credited once, by its own credit note."""
        order = self._sell()
        case = self._complain(
            order, {"kind": "return", "quantity": 2}, {"kind": "allowance", "quantity": 8, "amount_per_unit": 5}
        )
        case.with_user(self.accountant).action_create_documents()
        back, allowance = case.remedy_ids
        allowance.credit_move_id.with_user(self.accountant).action_post()
        self.assertEqual(allowance.state, "done")
        self._receive(back, 3)
        draft = self.env["complaint.resolution"].browse(back.with_user(self.handler).action_cover()["res_id"])
        draft.remedy_ids[0].quantity = 3
        self.assertFalse(draft.remedy_ids[1]._missing_to_submit())
        self._accept(case, draft)
        self.assertEqual(draft.remedy_ids.mapped("state"), ["todo", "done"])
        self.assertEqual(len(case.credit_move_ids), 2)

    def test_ret_4_nothing_held_nothing_covered(self):
        """RET-4: without a held receipt a resolution that is carried out stays as it was accepted."""
        order = self._sell()
        case = self._complain(order, {"kind": "return", "quantity": 2})
        with self.assertRaisesRegex(UserError, "no longer in phase"):
            case.remedy_ids.with_user(self.handler).action_cover()

    def _accept(self, case, resolution):
        resolution.with_context(skip_validation_check=True).write({"state": "accepted"})
        case.write({"state": "execution"})
        resolution.remedy_ids._start()
