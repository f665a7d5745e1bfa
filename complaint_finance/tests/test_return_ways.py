from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnWays(ComplaintFinanceCommon):
    """Goods that went out or came back in another way than loose, ours, in one step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user(
            "fin_seller",
            "complaint_management.group_user,sales_team.group_sale_salesman_all_leads,stock.group_stock_user",
        )

    def _log(self, document, quantity, product=None):
        """A case logged from ``document`` about ``product``, as a user does it."""
        action = document.with_user(self.seller).action_log_complaint()
        log = self.env["complaint.log"].with_user(self.seller).with_context(**action["context"]).create({})
        line = log.line_ids.filtered(lambda line: line.product_id == product) if product else log.line_ids
        line.write({"selected": True, "qty_claimed": quantity})
        log.subject = "Scratched"
        case = self.env["complaint.case"].browse(log.action_log()["res_id"])
        case.write({"state": "resolution", "user_id": self.handler.id})
        return case

    def _call_back(self, case, quantity):
        remedy = self._resolve(case, {"kind": "return", "quantity": quantity})
        remedy.with_user(self.accountant).action_create_document()
        return remedy

    def _dispose(self, remedy, kind, quantity=1, **values):
        disposition = (
            self.env["complaint.disposition"]
            .with_user(self.handler)
            .create({"remedy_id": remedy.id, "kind": kind, "quantity": quantity, **values})
        )
        disposition.with_user(self.storekeeper).action_carry_out()
        return disposition.sudo()

    def _get_quants(self, product, location):
        """What lies where, with its package and owner."""
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "child_of", location.id), ("quantity", "!=", 0)]
        )
        return {(q.location_id, q.package_id, q.owner_id): q.quantity for q in quants}

    def _stock_owned(self, product, owner, lot=None, quantity=10):
        stock = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, stock, quantity, lot_id=lot, owner_id=owner)

    # === Consignment ===

    def test_consigned_goods(self):
        """RET-1, RET-7, LOS-1: goods of a consignor come back and are scrapped as theirs; no loss of ours."""
        owner = self.env["res.partner"].create({"name": "Consignor"})
        chest = self._create_goods("Chest", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "C1", "product_id": chest.id})
        self._stock_owned(chest, owner, lot)
        order = self._sell(10, chest)
        self.assertEqual(order.picking_ids.move_line_ids.owner_id, owner)
        remedy = self._call_back(self._log(order, 4), 4)
        self.assertEqual(remedy.line_id.lot_ids, lot)
        self.assertRecordValues(
            remedy.return_picking_ids.move_line_ids, [{"owner_id": owner.id, "lot_id": lot.id, "quantity": 4}]
        )
        self._receive(remedy)
        self._stock(chest, lot, 20)
        done = self._dispose(remedy, "scrap", 3, lot_id=lot.id)
        self.assertEqual(done.scrap_id.move_ids.move_line_ids.owner_id, owner)
        self.assertRecordValues(done, [{"value_lost": 0}])
        self._dispose(remedy, "quarantine", lot_id=lot.id)
        none = self.env["stock.package"]
        quarantine = self.warehouse.complaint_quarantine_id
        self.assertEqual(
            self._get_quants(chest, self.warehouse.view_location_id),
            {
                (quarantine, none, owner): 1,
                (self.warehouse.lot_stock_id, none, self.env["res.partner"]): 20,
            },
        )
        self.assertEqual(remedy.credit_amount, 400)
        self.assertFalse(remedy.case_id.loss_ids)

    def test_partly_consigned_goods(self):
        """LOS-1: of goods that were delivered together only ours can lose value."""
        owner = self.env["res.partner"].create({"name": "Consignor"})
        self._stock_owned(self.desk, owner, quantity=4)
        self._stock(self.desk, quantity=6)
        remedy = self._call_back(self._log(self._sell(), 6), 6)
        self.assertEqual(sum(remedy.return_picking_ids.move_line_ids.filtered("owner_id").mapped("quantity")), 4)
        self._receive(remedy)
        self.assertEqual(remedy.return_picking_ids.move_ids.value, 120)
        self.assertFalse(remedy.case_id.loss_ids)

    # === Elsewhere ===

    def test_mended_elsewhere(self):
        """RET-7, RET-8: what was put aside to be mended leaves from there, not another piece from the stock."""
        self._stock(self.desk, quantity=20)
        case = self._log(self._sell(), 4)
        remedy = self._resolve(case, {"kind": "rework", "quantity": 4})
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy)
        self._dispose(remedy, "rework", 4)
        remedy.with_user(self.accountant).action_create_document()
        delivery = remedy.delivery_picking_ids
        self.assertRecordValues(
            delivery.move_line_ids, [{"location_id": self.warehouse.complaint_rework_id.id, "quantity": 4}]
        )
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(list(self._get_quants(self.desk, self.warehouse.view_location_id).values()), [10])

    # === Packages ===

    def test_packages(self):
        """RET-1, RET-7: what left in a package comes back in others and is taken out of them, none below zero."""
        self._stock(self.desk, quantity=20)
        order = self._sell(10, deliver=False, invoice=False)
        order.picking_ids.action_assign()
        order.picking_ids.move_line_ids.result_package_id = self.env["stock.package"].create({"name": "OUT"})
        self._deliver(order)
        self._invoice(order)
        remedy = self._call_back(self._log(order.picking_ids, 6), 6)
        receipt, boxes = remedy.return_picking_ids, self.env["stock.package"].create([{"name": "B1"}, {"name": "B2"}])
        line = receipt.move_line_ids
        line.write({"quantity": 4, "result_package_id": boxes[0].id})
        line.copy({"quantity": 2, "result_package_id": boxes[1].id})
        self._receive(remedy)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "credit_amount": 600}])
        done = self._dispose(remedy, "scrap", 5)
        self.assertEqual(done.value_lost, 300)
        self._dispose(remedy, "quarantine")
        nobody, quarantine = self.env["res.partner"], self.warehouse.complaint_quarantine_id
        self.assertEqual(
            self._get_quants(self.desk, self.warehouse.view_location_id),
            {
                (self.warehouse.lot_stock_id, self.env["stock.package"], nobody): 10,
                (quarantine, self.env["stock.package"], nobody): 1,
            },
        )

    def test_package_to_the_vendor(self):
        """RET-7: a return to the vendor takes the goods out of the package that they came back in."""
        self._stock(self.desk, quantity=20)
        remedy = self._call_back(self._log(self._sell(), 4), 4)
        box = self.env["stock.package"].create({"name": "B1"})
        remedy.return_picking_ids.move_line_ids.result_package_id = box
        self._receive(remedy)
        back = self._dispose(remedy, "vendor", 4).picking_id
        self.assertRecordValues(back.move_line_ids, [{"package_id": box.id, "quantity": 4}])
        back.move_ids.picked = True
        back.with_user(self.storekeeper).button_validate()
        self.assertEqual(list(self._get_quants(self.desk, self.warehouse.view_location_id).values()), [10])

    def test_shelves(self):
        """RET-7: goods that were put away on a shelf are scrapped from there, not from the stock above it."""
        stock = self.warehouse.lot_stock_id
        self._stock(self.desk, quantity=10)
        remedy = self._call_back(self._log(self._sell(), 4), 4)
        shelf = self.env["stock.location"].create({"name": "Returns", "location_id": stock.id})
        remedy.return_picking_ids.move_line_ids.location_dest_id = shelf
        self._receive(remedy)
        self.env["stock.quant"]._update_available_quantity(self.desk, shelf, -3)
        self.env["stock.quant"]._update_available_quantity(
            self.desk, self.env["stock.location"].create({"name": "Sales", "location_id": stock.id}), 3
        )
        self._dispose(remedy, "scrap", 4)
        self.assertFalse(self._get_quants(self.desk, self.warehouse.view_location_id))

    # === Combos ===

    def test_combo(self):
        """INT-2, RET-1, CRN-1, CRN-2: of a combo its goods are complained about, at what they were invoiced for."""
        lamp = self._create_goods("Lamp", price=40.0)
        combos = self.env["product.combo"].create(
            [
                {"name": product.name, "combo_item_ids": [Command.create({"product_id": product.id})]}
                for product in (self.desk, lamp)
            ]
        )
        bundle = self.env["product.product"].create(
            {"name": "Workplace", "type": "combo", "list_price": 120, "combo_ids": combos.ids, "taxes_id": False}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": bundle.id, "product_uom_qty": 5, "tax_ids": False})],
            }
        )
        for combo in combos:
            item = combo.combo_item_ids
            order.order_line = [
                Command.create(
                    {
                        "product_id": item.product_id.id,
                        "product_uom_qty": 5,
                        "combo_item_id": item.id,
                        "linked_line_id": order.order_line[0].id,
                        "tax_ids": False,
                    }
                )
            ]
        self._stock(self.desk)
        self._stock(lamp)
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 600)
        order.order_line[0].qty_delivered = 5  # by hand, as core lets one do
        action = order.action_log_complaint()
        log = self.env["complaint.log"].with_context(**action["context"]).create({})
        self.assertEqual(log.line_ids.product_id, self.desk | lamp)
        log = self.env["complaint.log"].with_context(**invoice.action_log_complaint()["context"]).create({})
        self.assertEqual(log.line_ids.product_id, self.desk | lamp)
        line = order.order_line.filtered(lambda line: line.product_id == lamp)
        remedy = self._call_back(self._log(order, 2, lamp), 2)
        self._receive(remedy)
        values = {"product_id": lamp.id, "quantity": 2, "price_unit": line.price_unit}
        self.assertRecordValues(remedy.credit_move_id.invoice_line_ids, [values])
        self.assertAlmostEqual(remedy.credit_amount, 2 * line.price_unit)
        remedy.credit_move_id.action_post()
        self.assertRecordValues(order.order_line, [{"qty_to_invoice": 0}, {"qty_to_invoice": 0}, {"qty_to_invoice": 0}])
        self.assertEqual(line.qty_delivered, 3)
        with self.assertRaisesRegex(UserError, "only 3"):
            self._call_back(self._log(order, 4, lamp), 4)

    # === In steps ===

    def test_in_steps(self):
        """RET-3, RET-7: shipped and received in three steps, compared on arrival, scrapped where the goods lie."""
        self.warehouse.write({"reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"})
        self._stock(self.desk, quantity=20)
        order = self._sell(deliver=False, invoice=False)
        for _step in range(3):
            self._deliver(order)
        self._invoice(order)
        self.assertEqual(order.order_line.qty_delivered, 10)
        remedy = self._call_back(self._log(order, 4), 4)
        self.assertEqual(remedy.line_id.qty_delivered, 10)
        self._receive(remedy)
        arrival = remedy.return_picking_ids.location_dest_id
        self.assertEqual(arrival, self.warehouse.wh_input_stock_loc_id)
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "qty_received": 4, "credit_state": "draft"}])
        done = self._dispose(remedy, "scrap")
        self.assertEqual(done.scrap_id.location_id, arrival)
        onward = remedy.return_picking_ids.move_ids.move_dest_ids
        self.assertRecordValues(onward, [{"product_uom_qty": 3, "quantity": 3, "state": "assigned"}])
        onward.picked = True
        onward.picking_id.button_validate()
        last_step = onward.move_dest_ids
        self.assertEqual(last_step.quantity, 3)
        done = self._dispose(remedy, "stock")
        self.assertEqual(done.picking_id.location_id, self.warehouse.wh_qc_stock_loc_id)
        self._dispose(remedy, "quarantine", 2)
        none, nobody = self.env["stock.package"], self.env["res.partner"]
        self.assertEqual(
            self._get_quants(self.desk, self.warehouse.view_location_id),
            {
                (self.warehouse.lot_stock_id, none, nobody): 11,
                (self.warehouse.complaint_quarantine_id, none, nobody): 2,
            },
        )
        self.assertEqual(last_step.state, "cancel", "nothing is left to bring on")

    def test_in_steps_put_into_stock_by_halves(self):
        """RET-7: half of what came has gone on to the stock, where it may stay; the next step goes on with the rest."""
        self.warehouse.reception_steps = "two_steps"
        self._stock(self.desk, quantity=20)
        remedy = self._call_back(self._log(self._sell(), 4), 4)
        self._receive(remedy)
        onward = remedy.return_picking_ids.move_ids.move_dest_ids
        onward.write({"quantity": 2, "picked": True})
        onward.picking_id.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self.assertFalse(self._dispose(remedy, "stock", 2).picking_id)
        rest = remedy.return_picking_ids.move_ids.move_dest_ids - onward
        self.assertRecordValues(rest, [{"product_uom_qty": 2, "quantity": 2, "state": "assigned"}])

    def test_returned_to_another_warehouse(self):
        """RET-7: goods that come back to another warehouse are put aside there."""
        other = self.env["stock.warehouse"].create({"name": "Returns", "code": "RTN", "company_id": self.company.id})
        self._stock(self.desk, quantity=20)
        self.warehouse.out_type_id.return_picking_type_id = other.in_type_id
        remedy = self._call_back(self._log(self._sell(), 4), 4)
        self._receive(remedy)
        self.assertEqual(remedy.return_picking_ids.location_dest_id, other.lot_stock_id)
        done = self._dispose(remedy, "quarantine")
        self.assertEqual(done.picking_id.location_dest_id, other.complaint_quarantine_id)
        self.assertEqual(done.picking_id.picking_type_id, other.int_type_id)
        self._dispose(remedy, "scrap", 3)
        self.assertEqual(list(self._get_quants(self.desk, other.view_location_id).values()), [1])
