from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnByHand(ComplaintFinanceCommon):
    """Goods that were delivered, or invoiced, without a sales order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.desk)
        cls.delivery = cls._deliver_by_hand(10)
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_line_ids": [
                    Command.create({"product_id": cls.desk.id, "quantity": 10, "price_unit": 100, "tax_ids": []})
                ],
            }
        )
        cls.invoice.action_post()

    @classmethod
    def _deliver_by_hand(cls, quantity):
        kind = cls.warehouse.out_type_id
        customers = cls.customer.property_stock_customer
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": cls.customer.id,
                "location_id": kind.default_location_src_id.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": cls.desk.id,
                            "product_uom_qty": quantity,
                            "location_id": kind.default_location_src_id.id,
                            "location_dest_id": customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.button_validate()
        return picking.move_ids

    def _promise(self, kind="return", invoice=True, move=True, **values):
        item = {
            "move_id": move and self.delivery.id,
            "invoice_line_id": invoice and self.invoice.invoice_line_ids.id,
            "product_id": self.desk.id,
            "qty_claimed": 4,
        }
        case = self.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": self.customer.id,
                "user_id": self.handler.id,
                "channel_id": self.env["complaint.channel"].search([], limit=1).id,
                "state": "resolution",
                "line_ids": [Command.create(item)],
            }
        )
        return self._resolve(case, {"kind": kind, "quantity": 4, **values})

    def _make(self, remedy):
        remedy.with_user(self.accountant).action_create_document()

    def _refund_by_hand(self, quantity):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create({"journal_id": self.invoice.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids.quantity = quantity
        return wizard.new_move_ids

    def test_ret_1_receipt_of_a_delivery_by_hand(self):
        """RET-1, RET-3, CRN-1: called back from the named delivery, three came, three are credited on the invoice."""
        remedy = self._promise()
        self.assertRecordValues(remedy, [{"document_state": "to_make", "amount": 400}])
        self._make(remedy)
        receipt = remedy.return_picking_ids
        self.assertEqual(receipt.return_id, self.delivery.picking_id)
        self.assertRecordValues(receipt.move_ids, [{"product_uom_qty": 4, "origin_returned_move_id": self.delivery.id}])
        self._receive(remedy, 3, user=self.storekeeper)
        credit = remedy.credit_move_id
        self.assertRecordValues(credit, [{"reversed_entry_id": self.invoice.id, "amount_untaxed": 300}])
        self.assertRecordValues(credit.invoice_line_ids, [{"product_id": self.desk.id, "quantity": 3}])
        credit.with_user(self.accountant).action_post()
        self.assertEqual(remedy.state, "done")

    def test_ret_1_nothing_invoiced(self):
        """RET-1, CRN-3: goods that were never invoiced come back; nothing is credited, and that is said."""
        remedy = self._promise(invoice=False, amount=0)
        self._make(remedy)
        self._receive(remedy, user=self.storekeeper)
        self.assertRecordValues(remedy, [{"state": "done", "credit_state": "none", "qty_received": 4}])
        self.assertIn("nothing is credited", "".join(map(str, remedy.case_id.message_ids.mapped("body"))))

    def test_ret_1_never_more_than_delivered_by_hand(self):
        """RET-1: no more than that delivery brought; and a delivery must be known."""
        with self.assertRaisesRegex(UserError, "only 10.0 Units were delivered"):
            self._make(self._promise(quantity=11, invoice=False))
        with self.assertRaisesRegex(UserError, "neither a delivered item of a sales order nor a delivery"):
            self._make(self._promise(move=False))

    def test_crn_2_allowance_on_an_invoice_without_order(self):
        """CRN-1, CRN-2: credited on the invoice line that the item names, under the ceiling that all share."""
        remedy = self._promise("allowance", amount_per_unit=50, move=False)
        self._make(remedy)
        self.assertRecordValues(remedy.credit_move_id, [{"reversed_entry_id": self.invoice.id, "amount_untaxed": 200}])
        other = self._promise("allowance", quantity=0, amount=700, move=False)
        by_hand = self._refund_by_hand(2)
        with self.assertRaisesRegex(UserError, "more than is left of what was invoiced"):
            by_hand.with_user(self.accountant).action_post()
        with self.assertRaisesRegex(UserError, r"credited with \D*100\.00 more than was invoiced"):
            self._make(other)
        by_hand.unlink()
        self._make(other)
        (remedy | other).credit_move_ids.with_user(self.accountant).action_post()
        self.assertEqual(self.invoice.amount_residual, 100)
        with self.assertRaisesRegex(UserError, "together exceed|would be credited"):
            self._refund_by_hand(2).with_user(self.accountant).action_post()

    def test_crn_3_draft_invoice_without_order(self):
        """CRN-3: an invoice that is a draft is posted first."""
        self.invoice.button_draft()
        remedy = self._promise("allowance", amount_per_unit=5)
        with self.assertRaisesRegex(UserError, "not posted yet"):
            self._make(remedy)
        self.invoice.action_post()
        self._make(remedy)
        self.assertEqual(remedy.invoice_line_id, self.invoice.invoice_line_ids)

    def test_ret_8_replacement_of_a_delivery_by_hand(self):
        """RET-8: new goods leave for the customer of that delivery; mended ones come in and go out again."""
        remedy = self._promise("replacement", invoice=False)
        self._make(remedy)
        self.assertRecordValues(remedy.delivery_move_ids, [{"product_id": self.desk.id, "product_uom_qty": 4}])
        picking = remedy.delivery_picking_ids
        self.assertEqual(picking.partner_id, self.customer)
        picking.move_ids.picked = True
        picking.with_user(self.storekeeper).button_validate()
        self.assertEqual(remedy.state, "done")
        rework = self._promise("rework", invoice=False)
        self._make(rework)
        self._receive(rework)
        self._make(rework)
        rework.delivery_picking_ids.move_ids.picked = True
        rework.delivery_picking_ids.button_validate()
        self.assertEqual(rework.state, "done")
