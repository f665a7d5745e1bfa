from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnDisposition(ComplaintFinanceCommon):
    """RET-7: what becomes of goods that came back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.desk)

    def _get_returned(self, quantity=4, product=None, lots=None, **values):
        for lot in lots or ():
            self._stock(product, lot)
        order = self._sell(10, product, lots=lots)
        case = self._complain(order, {"kind": "return", "quantity": quantity}, **values)
        case.remedy_ids.action_create_document()
        self._receive(case.remedy_ids)
        return case.remedy_ids

    def _decide(self, remedy, kind, quantity=1, user=None, **values):
        dispositions = self.env["complaint.disposition"].with_user(user or self.handler)
        return dispositions.create({"remedy_id": remedy.id, "kind": kind, "quantity": quantity, **values})

    def _carry_out(self, disposition):
        disposition.with_user(self.storekeeper).action_carry_out()
        return disposition.sudo()

    def _get_quantity(self, location, product=None):
        return self.env["stock.quant"]._get_available_quantity(product or self.desk, location, strict=True)

    def test_ret_7_who_decided_and_who_carried_out(self):
        """RET-7: a handler decides with a finding, the warehouse carries out; both are kept with the moment."""
        remedy = self._get_returned()
        disposition = self._decide(remedy, "scrap", 2, note="Top is cracked")
        self.assertRecordValues(disposition, [{"user_id": self.handler.id, "state": "decided"}])
        self.assertTrue(disposition.date)
        with self.assertRaises(AccessError):
            disposition.action_carry_out()
        done = self._carry_out(disposition)
        self.assertRecordValues(done, [{"state": "done", "done_by_id": self.storekeeper.id}])
        self.assertTrue(done.date_done)
        self.assertIn("cracked", "".join(map(str, remedy.case_id.message_ids.mapped("body"))))

    def test_ret_7_the_dialog_offers_what_is_left(self):
        """RET-7: from the remedy, with the quantity that is not decided about yet; not for the warehouse."""
        remedy = self._get_returned()
        self._decide(remedy, "scrap", 3)
        action = remedy.with_user(self.handler).action_dispose()
        with Form(self.env[action["res_model"]].with_user(self.handler).with_context(**action["context"])) as form:
            self.assertEqual(form.quantity, 1)
            form.kind = "as_is"
        self.assertEqual(len(remedy.disposition_ids), 2)
        with self.assertRaises(AccessError):
            remedy.with_user(self.storekeeper).action_dispose()

    def test_ret_7_scrap_is_lost(self):
        """RET-7, LOS-1: scrapped goods are Odoo's own scrap, and their value a loss of the case."""
        remedy = self._get_returned()
        done = self._carry_out(self._decide(remedy, "scrap", 2))
        self.assertRecordValues(done.scrap_id, [{"state": "done", "scrap_qty": 2}])
        self.assertEqual(done.value_lost, 120)
        self.assertRecordValues(remedy.case_id.loss_ids, [{"kind": "returned_value", "amount": 120}])

    def test_ret_7_put_aside_then_decided_again(self):
        """RET-7: quarantine keeps the goods from being sold; from there they go to rework, and back to stock."""
        remedy = self._get_returned()
        stock = self.warehouse.lot_stock_id
        before = self._get_quantity(stock)
        done = self._carry_out(self._decide(remedy, "quarantine", 3))
        quarantine = self.warehouse.complaint_quarantine_id
        self.assertEqual(done.picking_id.picking_type_id, self.warehouse.int_type_id)
        self.assertEqual(self._get_quantity(stock), before - 3)
        self.assertEqual(self._get_quantity(quarantine), 3)
        self._carry_out(self._decide(remedy, "rework", 3))
        self.assertEqual(self._get_quantity(self.warehouse.complaint_rework_id), 3)
        self._carry_out(self._decide(remedy, "stock", 3))
        self.assertEqual(self._get_quantity(stock), before)
        self.assertFalse(remedy.case_id.loss_ids)

    def test_ret_7_quarantine_is_the_one_of_quality(self):
        """RET-7: with complaint_quality installed there is one quarantine, not two."""
        if "is_complaint_quarantine" not in self.env["stock.location"]._fields:
            self.skipTest("complaint_quality is not installed")
        place = self.warehouse._get_complaint_place("quarantine")
        self.assertTrue(place.is_complaint_quarantine)
        self.assertEqual(place, self.warehouse._get_complaint_quarantine())

    def test_ret_7_use_as_is_moves_nothing(self):
        """RET-7: goods that are good stay where they are; to stock they are moved only when they lie elsewhere."""
        remedy = self._get_returned()
        for kind in ("as_is", "stock"):
            self.assertFalse(self._carry_out(self._decide(remedy, kind)).picking_id)

    def test_ret_7_return_to_vendor(self):
        """RET-7: a transfer to the vendor, done when the warehouse validates it; then what it was worth is lost."""
        vendor = self.env["res.partner"].create({"name": "Maker"})
        self.desk.seller_ids = [(0, 0, {"partner_id": vendor.id})]
        remedy = self._get_returned()
        disposition = self._carry_out(self._decide(remedy, "vendor", 2))
        self.assertRecordValues(disposition, [{"state": "under_way", "value_lost": 0}])
        self.assertRecordValues(disposition.picking_id, [{"partner_id": vendor.id, "state": "assigned"}])
        self.assertEqual(disposition.picking_id.location_dest_id.usage, "supplier")
        disposition.picking_id.move_ids.picked = True
        disposition.picking_id.with_user(self.storekeeper).button_validate()
        self.assertRecordValues(disposition, [{"state": "done", "value_lost": 120}])

    def test_ret_7_return_to_vendor_by_the_receipt_of_the_lot(self):
        """RET-7: where the vendor's receipt of the lot is known, Odoo's own return of it is made."""
        cabinet = self._create_goods("Cabinet", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": cabinet.id})
        suppliers, stock = self.env.ref("stock.stock_location_suppliers"), self.warehouse.lot_stock_id
        bought = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": suppliers.id,
                "location_dest_id": stock.id,
            }
        )
        move = self.env["stock.move"].create(
            {
                "picking_id": bought.id,
                "product_id": cabinet.id,
                "product_uom_qty": 10,
                "location_id": suppliers.id,
                "location_dest_id": stock.id,
            }
        )
        self.env["stock.move.line"].create({**move._prepare_move_line_vals(quantity=10), "lot_id": lot.id})
        move.picked = True
        bought.button_validate()
        remedy = self._get_returned(2, cabinet, {lot: 10})
        disposition = self._carry_out(self._decide(remedy, "vendor", 2, lot_id=lot.id))
        self.assertEqual(disposition.picking_id.return_id, bought)
        self.assertRecordValues(disposition.picking_id.move_line_ids, [{"lot_id": lot.id, "quantity": 2}])
        disposition.picking_id.action_cancel()
        self.assertRecordValues(disposition, [{"state": "decided"}])

    def test_ret_7_no_more_than_came_back(self):
        """RET-7: four came back, five cannot be disposed of, in one go or in several."""
        remedy = self._get_returned()
        with self.assertRaisesRegex(ValidationError, "only 4"), self.env.cr.savepoint():
            self._decide(remedy, "scrap", 5)
        self._decide(remedy, "scrap", 3)
        with self.assertRaisesRegex(ValidationError, "only 4"), self.env.cr.savepoint():
            self._decide(remedy, "stock", 2)
        self._decide(remedy, "quarantine", 4)

    def test_ret_7_lots_are_named(self):
        """RET-7: of tracked goods the lot is said, and it is one that came back."""
        cabinet = self._create_goods("Cabinet", tracking="lot")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": cabinet.id} for name in ("L1", "L2")])
        remedy = self._get_returned(3, cabinet, {lots[0]: 6, lots[1]: 4})
        came = remedy.return_picking_ids.move_line_ids.lot_id
        self.assertEqual(remedy.action_dispose()["context"]["default_lot_id"], came.id, "the only one is offered")
        with self.assertRaisesRegex(ValidationError, "lot"):
            self._decide(remedy, "scrap")
        with self.assertRaisesRegex(ValidationError, "only 0"):
            self._decide(remedy, "scrap", lot_id=(lots - came)[:1].id)
        done = self._carry_out(self._decide(remedy, "scrap", lot_id=came[:1].id))
        self.assertEqual(done.scrap_id.lot_id, came[:1])

    def test_ret_7_goods_that_lie_elsewhere(self):
        """RET-7: where the goods are gone from the place, it is said so; nothing is scrapped out of nothing."""
        remedy = self._get_returned()
        disposition = self._decide(remedy, "scrap", 4)
        self.env["stock.quant"]._update_available_quantity(
            self.desk, self.warehouse.lot_stock_id, -self._get_quantity(self.warehouse.lot_stock_id)
        )
        with self.assertRaisesRegex(UserError, "Say where"):
            self._carry_out(disposition)

    def test_ret_7_wrong_people(self):
        """RET-7: loggers, auditors and the warehouse do not decide; nobody decides in another's name."""
        remedy = self._get_returned()
        for user in (self.assistant, self.auditor, self.storekeeper):
            with self.assertRaises(AccessError):
                self._decide(remedy, "scrap", user=user)
        with self.assertRaises(UserError):
            self._decide(remedy, "scrap", user_id=self.manager.id)
        with self.assertRaises(UserError):
            self._decide(remedy, "scrap", state="done")
        disposition = self._decide(remedy, "scrap")
        for values in ({"state": "done"}, {"user_id": self.manager.id}, {"value_lost": 1}):
            with self.assertRaises(UserError):
                disposition.write(values)

    def test_ret_7_inspectors_decide_on_goods_only(self):
        """RET-7: a quality engineer made inspector decides what becomes of the goods, within their reach; no more."""
        remedy = self._get_returned()
        inspector = self._create_user("fin_inspector", "complaint_finance.group_goods_inspector")
        with self.assertRaises(AccessError):
            self._decide(remedy, "scrap", user=inspector)
        remedy.case_id.first_receiver_id = self.env["hr.employee"].create(
            {"name": "Inspector", "user_id": inspector.id, "company_id": self.company.id}
        )
        action = remedy.with_user(inspector).action_dispose()
        with Form(self.env[action["res_model"]].with_user(inspector).with_context(**action["context"])) as form:
            form.kind = "rework"
        self.assertRecordValues(remedy.disposition_ids, [{"kind": "rework", "quantity": 4, "user_id": inspector.id}])
        for refused in ("action_send_back", "action_create_document"):
            with self.assertRaises(AccessError):
                getattr(remedy.with_user(inspector), refused)()
        with self.assertRaises(AccessError):
            remedy.disposition_ids.with_user(inspector).action_carry_out()
        remedy.disposition_ids.with_user(inspector).action_cancel()

    def test_ret_7_changed_until_it_is_carried_out(self):
        """RET-7: who changes a decision takes it; what is carried out stays; what is not can be cancelled."""
        remedy = self._get_returned()
        disposition = self._decide(remedy, "scrap")
        disposition.with_user(self.accountant).kind = "as_is"
        self.assertEqual(disposition.user_id, self.accountant)
        self._carry_out(disposition)
        with self.assertRaisesRegex(UserError, "no longer"):
            disposition.kind = "scrap"
        with self.assertRaisesRegex(UserError, "no longer"):
            disposition.action_cancel()
        with self.assertRaisesRegex(UserError, "no longer"):
            self._carry_out(disposition)
        other = self._decide(remedy, "scrap")
        other.action_cancel()
        with self.assertRaisesRegex(UserError, "no longer"):
            self._carry_out(other)

    def test_ret_7_nothing_before_it_came(self):
        """RET-7: goods that are still on their way are not disposed of."""
        remedy = self._complain(self._sell(), {"kind": "return", "quantity": 4}).remedy_ids
        remedy.action_create_document()
        with self.assertRaisesRegex(ValidationError, "only 0"):
            self._decide(remedy, "scrap")

    def test_ret_7_no_remedy(self):
        """RET-7: of a remedy that does not exist it is said so, not that somebody else works on it."""
        with self.assertRaises(MissingError):
            self._decide(self.env["complaint.remedy"].browse(10**8), "scrap")
