from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestCreditDiscount(ComplaintFinanceCommon):
    """CRN-4: of an order with a discount on the whole, nobody gets more back than he paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls._create_goods("Lamp", price=50)

    def _sell_discounted(self, discount=0.1, taxes=None, lamp_taxes=None, price=100.0, invoice=True, **values):
        """Ten desks and ten lamps, with a discount on all of them.

        :param discount: the part, or the amount from one on
        """
        order = self._sell(10, price=price, taxes=taxes, invoice=False, deliver=False, **values)
        lamp_taxes = taxes if lamp_taxes is None else lamp_taxes
        order.order_line = [
            Command.create(
                {
                    "product_id": self.lamp.id,
                    "product_uom_qty": 10,
                    "price_unit": 50,
                    "tax_ids": [Command.set(lamp_taxes.ids if lamp_taxes else [])],
                }
            )
        ]
        wizard = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount" if discount < 1 else "amount",
                "discount_percentage": discount if discount < 1 else 0,
                "discount_amount": discount,
            }
        )
        wizard.action_apply_discount()
        self._deliver(order)
        if invoice:
            self._invoice(order)
        return order

    def _invoice_of(self, order):
        return order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")

    def _return(self, order, quantity, line=None):
        values = {"sale_line_id": line.id, "move_id": line.move_ids[:1].id} if line else {}
        remedy = self._complain(order, {"kind": "return", "quantity": quantity}, line=values).remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy)
        return remedy

    def _allow(self, order, amount):
        return self._complain(order, {"kind": "allowance", "quantity": 0, "amount": amount}).remedy_ids

    def _make(self, remedies):
        remedies.with_user(self.accountant).action_create_document()
        return remedies.credit_move_ids

    def _reverse_by_hand(self, invoice, quantity):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        draft = wizard.new_move_ids
        draft.invoice_line_ids.filtered(lambda line: line.product_id == self.lamp).unlink()
        draft.invoice_line_ids.filtered(lambda line: line.product_id == self.desk).quantity = quantity
        return draft

    def test_crn_4_return_takes_its_share(self):
        """CRN-1, CRN-4, CRN-8: the line as invoiced, its share of the discount on that one's account and order line."""
        order = self._sell_discounted(taxes=self.tax_sale_a)
        discount = order.order_line[2]
        other = self.company_data["default_account_revenue"].copy({"name": "Discounts Given"})
        invoice = self._invoice_of(order)
        invoice.button_draft()
        invoice.invoice_line_ids[2].account_id = other
        invoice.action_post()
        remedy = self._return(order, 3)
        self.assertRecordValues(remedy, [{"amount": 270, "amount_listed": 270, "credit_state": "draft"}])
        credit = remedy.credit_move_id
        taxes = self.tax_sale_a.ids
        self.assertRecordValues(
            credit.invoice_line_ids,
            [
                {"price_subtotal": 300, "quantity": 3, "account_id": invoice.invoice_line_ids[0].account_id.id},
                {"price_subtotal": -30, "quantity": 0.2, "account_id": other.id},
            ],
        )
        self.assertRecordValues(credit.invoice_line_ids, [{"tax_ids": taxes}, {"tax_ids": taxes}])
        self.assertRecordValues(credit, [{"amount_untaxed": 270, "amount_total": 310.5}])
        row = credit._get_complaint_certificate()["rows"]
        self.assertEqual([(r["quantity"], r["price"], r["amount"], r["tax"]) for r in row], [(3, 90, 270, 40.5)])
        credit.with_user(self.accountant).action_post()
        self.assertRecordValues(
            discount,
            [
                {
                    "qty_invoiced": 0.8,
                    "untaxed_amount_invoiced": -120,
                    "qty_to_invoice": 0,
                    "untaxed_amount_to_invoice": 0,
                    "amount_to_invoice": 0,
                }
            ],
        )
        self.assertNotEqual(order.invoice_status, "to invoice")
        self.assertEqual(remedy.state, "done")
        # charged again, the discount is given again
        credit._reverse_moves(cancel=True)
        self.assertRecordValues(discount, [{"qty_invoiced": 1, "qty_to_invoice": 0, "untaxed_amount_to_invoice": 0}])

    def test_crn_2_the_whole_in_parts(self):
        """CRN-2, CRN-4: all that was invoiced, returned in parts: credited to the cent, with all kinds of taxes."""
        included = self.percent_tax(7, price_include_override="tax_included", type_tax_use="sale")
        for taxes, lamp_taxes in (
            (None, None),
            (self.tax_sale_a, None),
            (self.tax_sale_a, self.tax_sale_b),
            (included, None),
            (included, self.tax_sale_a),
        ):
            for discount in (0.07, 10.01):
                with self.subTest(taxes=(taxes or self.tax_sale_a.browse()).mapped("name"), discount=discount):
                    order = self._sell_discounted(discount, taxes, lamp_taxes, price=33.33)
                    invoice = self._invoice_of(order)
                    desks, lamps = order.order_line[:2]
                    remedies = self.env["complaint.remedy"]
                    for line, quantity in ((desks, 3), (lamps, 7), (desks, 3), (lamps, 3), (desks, 4)):
                        remedies |= self._return(order, quantity, line)
                    remedies.credit_move_ids.action_post()
                    self.assertEqual(set(remedies.mapped("state")), {"done"})
                    credits_made = remedies.credit_move_ids
                    self.assertAlmostEqual(sum(credits_made.mapped("amount_untaxed")), invoice.amount_untaxed)
                    self.assertFalse(self.currency.round(invoice._get_complaint_room()))

    def test_crn_4_whole_at_once_is_the_invoice(self):
        """CRN-4: everything returned at once gives back what was paid, taxes included."""
        included = self.percent_tax(7, price_include_override="tax_included", type_tax_use="sale")
        for taxes in (self.tax_sale_a, included):
            with self.subTest(taxes=taxes.name):
                order = self._sell_discounted(0.07, taxes, price=33.33)
                remedies = self._return(order, 10) | self._return(order, 10, order.order_line[1])
                remedies.credit_move_ids.action_post()
                self.assertEqual(self._invoice_of(order).amount_residual, 0)

    def test_crn_2_allowance_up_to_what_was_paid(self):
        """CRN-2: the ceiling of a line is its price after the discount; returns and allowances share it."""
        order = self._sell_discounted()
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(self._allow(order, 900.01))
        order = self._sell_discounted()
        self._return(order, 5)
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(self._allow(order, 450.01))
        order = self._sell_discounted()
        self._return(order, 5)
        self._make(self._allow(order, 450)).action_post()

    def test_crn_4_discount_falls_on_lines_with_its_taxes(self):
        """CRN-4: a discount that lowers taxed goods only is not given back with others."""
        order = self._sell_discounted(taxes=self.tax_sale_a, lamp_taxes=self.tax_sale_b)
        invoice = self._invoice_of(order)
        invoice.button_draft()
        invoice.invoice_line_ids.filtered(
            lambda line: line.price_subtotal < 0 and line.tax_ids == self.tax_sale_b
        ).unlink()
        invoice.action_post()
        self.assertEqual(self._return(order, 1).credit_move_id.amount_untaxed, 90)
        self.assertEqual(self._return(order, 1, order.order_line[1]).credit_move_id.amount_untaxed, 50)

    def test_crn_4_discount_without_taxes_of_its_own(self):
        """CRN-4: a discount entered without the taxes of any line is shared by all of them."""
        order = self._sell_discounted(taxes=self.tax_sale_a, invoice=False)
        order.order_line[2].tax_ids = [Command.clear()]
        self._invoice(order)
        credit = self._return(order, 2).credit_move_id
        self.assertRecordValues(
            credit.invoice_line_ids,
            [{"price_subtotal": 200, "tax_ids": self.tax_sale_a.ids}, {"price_subtotal": -20, "tax_ids": []}],
        )

    def test_crn_4_fees_a_piece_are_not_discounted(self):
        """CRN-4: Odoo leaves a fee per piece out of the discount's taxes; the line is discounted all the same."""
        fee = self.fixed_tax(1, type_tax_use="sale")
        order = self._sell_discounted(taxes=self.tax_sale_a | fee, lamp_taxes=self.tax_sale_b)
        credit = self._return(order, 2).credit_move_id
        self.assertRecordValues(
            credit.invoice_line_ids,
            [
                {"price_subtotal": 200, "tax_ids": (self.tax_sale_a | fee).ids},
                {"price_subtotal": -20, "tax_ids": self.tax_sale_a.ids},
            ],
        )

    def test_crn_2_beside_credit_notes_by_hand(self):
        """CRN-2: by hand the discount is taken back with the goods, or more than was paid would be credited."""
        order = self._sell_discounted()
        self._return(order, 3).credit_move_ids.action_post()
        by_hand = self._reverse_by_hand(self._invoice_of(order), 7)
        discount = by_hand.invoice_line_ids.filtered(lambda line: line.price_unit < 0)
        discount.price_unit = -69.99
        with self.assertRaisesRegex(UserError, r"900\.01 would be credited"):
            by_hand.action_post()
        discount.price_unit = -70
        by_hand.action_post()
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(self._allow(order, 0.01))

    def test_crn_2_by_hand_first(self):
        """CRN-2, CRN-4: what Odoo's own reversal took back, discount and all, leaves the rest to ours."""
        order = self._sell_discounted()
        by_hand = self._reverse_by_hand(self._invoice_of(order), 7)
        by_hand.invoice_line_ids.filtered(lambda line: line.price_unit < 0).price_unit = -70
        by_hand.action_post()
        remedy = self._return(order, 3)
        self.assertEqual(remedy.credit_move_id.amount_untaxed, 270)
        remedy.credit_move_id.action_post()

    def test_res_5_the_discount_stays_on_the_draft(self):
        """RES-5, CRN-1: without its share of the discount the draft would give more than was approved."""
        order = self._sell_discounted()
        credit = self._return(order, 3).credit_move_id
        credit.invoice_line_ids.filtered(lambda line: line.price_unit < 0).unlink()
        with self.assertRaisesRegex(UserError, "are approved"):
            credit.with_user(self.accountant).action_post()

    def test_crn_1_less_approved(self):
        """RES-5, CRN-1: of a return approved at half its price half is credited, discount included."""
        order = self._sell_discounted()
        remedy = self._complain(order, {"kind": "return", "quantity": 4, "amount": 180}).remedy_ids
        self._make(remedy)
        self._receive(remedy)
        self.assertEqual(remedy.credit_move_id.invoice_line_ids.mapped("price_subtotal"), [200, -20])
        remedy.credit_move_id.action_post()

    def test_crn_6_several_at_once(self):
        """CRN-2, CRN-6: remedies of one invoice drafted together take each its own share."""
        order = self._sell_discounted(0.07, price=33.33)
        remedies = self.env["complaint.remedy"]
        for quantity in (3, 3, 4):
            remedies |= self._complain(order, {"kind": "return", "quantity": quantity}).remedy_ids
        self._make(remedies)
        for move in remedies.return_picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        remedies.return_picking_ids.button_validate()
        self.assertAlmostEqual(sum(remedies.credit_move_ids.mapped("amount_untaxed")), 309.97)
        remedies.credit_move_ids.with_user(self.accountant).action_post()

    def test_crn_3_before_the_invoice(self):
        """CRN-3, CRN-4: the order's discount counts before it is billed; no line is discounted below nothing."""
        order = self._sell_discounted(invoice=False)
        self.assertEqual(self._complain(order, {"kind": "return", "quantity": 3}).remedy_ids.amount, 270)
        with self.assertRaisesRegex(UserError, "worth less"):
            self._allow(order, 900.01).with_user(self.accountant).action_give_discount()
        self._allow(order, 900).with_user(self.accountant).action_give_discount()
        self.assertEqual(self._invoice(order).amount_untaxed, 450)

    def test_crn_3_returned_before_the_invoice(self):
        """CRN-3, CRN-4: what came back before it was invoiced takes its share of the discount off the invoice."""
        order = self._sell_discounted(invoice=False, taxes=self.tax_sale_a)
        discount = order.order_line[2]
        self._return(order, 3)
        self.assertEqual(discount.qty_to_invoice, 0.8)
        invoice = self._invoice(order)
        self.assertRecordValues(invoice, [{"amount_untaxed": 1080, "amount_total": 1242}])
        self.assertRecordValues(
            discount, [{"qty_to_invoice": 0, "untaxed_amount_to_invoice": 0, "amount_to_invoice": 0}]
        )
        self.assertEqual(self._return(order, 2).credit_move_id.amount_untaxed, 180)
        self.assertRecordValues(discount, [{"qty_to_invoice": 0, "untaxed_amount_to_invoice": 0}])

    def test_crn_3_all_returned_before_the_invoice(self):
        """CRN-3: nothing is left to invoice, not even the discount; a third of it is right to the cent."""
        order = self._sell_discounted(10.01, invoice=False)
        lamps = self._return(order, 10, order.order_line[1])
        self.assertEqual(lamps.state, "done")
        self._return(order, 3)
        with self.env.cr.savepoint() as point:
            self.assertEqual(self._invoice(order).amount_untaxed, 695.33)
            point.rollback()
        self.env.invalidate_all()
        self._return(order, 7)
        self.assertFalse(any(order.order_line.mapped("qty_to_invoice")))
        with self.assertRaises(UserError):
            order._create_invoices(final=True)
