from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnExchange(ComplaintFinanceCommon):
    """RET-8: another product in place of the one that was complained about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls._create_goods("Table", price=130.0, cost=70.0)
        cls._stock(cls.desk)
        cls._stock(cls.table)

    def _promise(self, kind="exchange", product=None, **values):
        order = self._sell(10)
        product = product or self.table
        case = self._complain(order, {"kind": kind, "quantity": 4, "replacement_product_id": product.id, **values})
        return case.remedy_ids

    def _ship(self, remedy):
        picking = remedy.delivery_picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_ids.picked = True
        picking.with_user(self.storekeeper).button_validate()

    def test_ret_8_another_product_leaves_for_the_one_that_came(self):
        """RET-8: desks come back, tables leave at no charge; the order counts neither, nor is anything credited."""
        remedy = self._promise()
        order = remedy.case_id.sale_order_id
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.return_picking_ids.move_ids.product_id, self.desk)
        self._receive(remedy, user=self.storekeeper)
        delivery = remedy.delivery_picking_ids
        self.assertRecordValues(delivery.move_ids, [{"product_id": self.table.id, "product_uom_qty": 4}])
        self.assertEqual(delivery.partner_id, order.partner_shipping_id)
        self.assertIn("Table", delivery.complaint_delivery)
        self._ship(remedy)
        self.assertRecordValues(remedy, [{"state": "done", "delivery_state": "done"}])
        self.assertEqual(len(order.order_line), 1, "the tables are not sold")
        self.assertRecordValues(order.order_line, [{"qty_delivered": 10, "qty_to_invoice": 0}])
        self.assertFalse(remedy.case_id.credit_move_ids)
        amounts = {loss.kind: loss.amount for loss in remedy.case_id.loss_ids}
        self.assertEqual(amounts, {"replacement": 4 * 70, "returned_value": -4 * 60})

    def test_ret_8_the_difference_in_price_is_shown_not_settled(self):
        """RET-8: 30 dearer a piece is told, in the customer's words too; what is cheaper is below zero."""
        remedy = self._promise()
        self.assertEqual(remedy.replacement_difference, 120)
        self.assertEqual(remedy.name, "Exchange: Desk for Table")
        self.assertEqual(remedy._get_public_name(), "Exchange: Desk for Table")
        tax = self.env["account.tax"].create(
            {"name": "In the price", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        stool = self._create_goods("Stool", price=50.0, taxes_id=[(6, 0, tax.ids)])
        self.assertEqual(self._promise("replacement", stool).replacement_difference, (40 - 100) * 4)
        self.assertFalse(remedy.credit_amount)

    def test_ret_8_units_that_do_not_fit(self):
        """RET-8: what is counted in another unit is refused when it is proposed; what is archived is not delivered."""
        cloth = self._create_goods("Cloth", uom_id=self.env.ref("uom.product_uom_meter").id)
        remedy = self._promise("replacement", cloth)
        self.assertEqual(remedy.replacement_difference, 0)
        self.assertIn("Cloth is counted in m", "".join(remedy._missing_to_submit()))
        remedy = self._promise("replacement")
        self.table.active = False
        with self.assertRaisesRegex(UserError, "Table is archived"):
            remedy.with_user(self.accountant).action_create_document()

    def test_ret_8_the_same_product_unless_said(self):
        """RET-8: dozens and pieces fit together; without another product the item itself is delivered."""
        dozens = self._create_goods("Bench", uom_id=self.env.ref("uom.product_uom_dozen").id)
        self._stock(dozens)
        remedy = self._promise("replacement", dozens)
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.delivery_move_ids.product_id, dozens)
        self.assertAlmostEqual(remedy.delivery_move_ids.product_qty, 4 / 12, 2)
        same = self._complain(self._sell(10), {"kind": "replacement", "quantity": 1}).remedy_ids
        same.with_user(self.accountant).action_create_document()
        self.assertEqual(same.delivery_move_ids.product_id, self.desk)

    def test_ret_8_through_the_form_frozen_with_the_resolution(self):
        """RET-8, RES-4: proposed in the form, gone with another kind, and not changed once it is accepted."""
        case = self._complain(self._sell(10), {"kind": "apology"})
        case.resolution_id.with_context(skip_validation_check=True).state = "superseded"
        case.state = "resolution"
        draft = self.env["complaint.resolution"].with_user(self.handler).create({"case_id": case.id})
        with Form(draft) as form, form.remedy_ids.new() as line:
            line.line_id = case.line_ids
            line.kind = "exchange"
            line.replacement_product_id = self.table
        self.assertEqual(draft.remedy_ids.replacement_product_id, self.table)
        draft.remedy_ids.kind = "return"
        self.assertFalse(draft.remedy_ids.replacement_product_id)
        accepted = self._promise()
        with self.assertRaises(UserError):
            accepted.with_user(self.handler).replacement_product_id = self.desk
