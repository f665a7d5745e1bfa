from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestCreditByHand(ComplaintFinanceCommon):
    """What people do by hand to the documents of a complaint, and to those beside them."""

    def _make(self, remedies):
        remedies.with_user(self.accountant).action_create_document()
        return remedies.credit_move_ids

    def _return(self, order, quantity, received=None, **values):
        """A return called back and received."""
        remedy = self._complain(order, {"kind": "return", "quantity": quantity, **values}).remedy_ids
        self._make(remedy)
        self._receive(remedy, received)
        return remedy

    def _allow(self, order, amount):
        return self._complain(order, {"kind": "allowance", "quantity": 0, "amount": amount}).remedy_ids

    def _invoice_at(self, order, price, date="2024-02-01"):
        invoice = self._invoice(order, post=False, date=date)
        invoice.invoice_line_ids.price_unit = price
        invoice.action_post()
        return invoice

    # === Reversals of credit notes ===

    def test_crn_6_reversed_credit_note_is_made_again(self):
        """CRN-6, CRN-2: a reversed credit note frees its remedy and its invoice, which bears what it bore, no more."""
        order = self._sell()
        remedy = self._allow(order, 400)
        credit = self._make(remedy)
        credit.action_post()
        reversal = credit._reverse_moves(cancel=True)
        self.assertRecordValues(credit, [{"complaint_is_reversed": True}])
        again = self._make(remedy) - credit
        again.action_post()
        self.assertRecordValues(remedy, [{"state": "done", "credit_amount": 400, "credit_move_id": again.id}])
        # the reversal bills nothing anew
        self.assertTrue(reversal.invoice_line_ids.filtered("price_subtotal"))
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(self._allow(order, 700))

    def test_crn_2_the_reversal_of_a_return_is_no_invoice(self):
        """CRN-2: goods that were credited and charged again were invoiced once."""
        order = self._sell()
        remedy = self._return(order, 4)
        remedy.credit_move_id.action_post()
        remedy.credit_move_id._reverse_moves(cancel=True)
        self.assertEqual(sum(order.order_line._get_complaint_invoice_lines().mapped("quantity")), 10)

    def test_crn_6_a_reversal_that_is_reversed(self):
        """CRN-6: when the reversal is taken back in turn, the credit note stands, and so when it is a draft again."""
        remedy = self._allow(self._sell(), 400)
        credit = self._make(remedy)
        credit.action_post()
        reversal = credit._reverse_moves(cancel=True)
        self.assertRecordValues(remedy, [{"state": "todo", "document_state": "to_make"}])
        second = reversal._reverse_moves(cancel=True)
        self.assertRecordValues(remedy, [{"state": "done", "credit_state": "posted", "credit_amount": 400}])
        self.assertFalse(credit.complaint_is_reversed)
        second.button_draft()
        self.assertRecordValues(remedy, [{"state": "todo", "credit_state": "none", "credit_amount": 0}])

    def test_crn_6_a_reversal_of_a_part(self):
        """CRN-6, RES-5: while a part of it stands, the credit note stands; the remedy is not credited once more."""
        remedy = self._allow(self._sell(), 400)
        credit = self._make(remedy)
        credit.action_post()
        reversal = credit._reverse_moves()
        reversal.invoice_line_ids.price_unit = 100
        reversal.invoice_date = fields.Date.today()
        reversal.action_post()
        self.assertRecordValues(remedy, [{"state": "done", "credit_state": "posted"}])
        self._make(remedy)
        self.assertEqual(remedy.credit_move_ids, credit)

    # === Prices ===

    def test_crn_1_price_of_the_invoice_not_of_the_order(self):
        """CRN-1: what came back is proposed and credited at the invoiced price, whatever the order says."""
        order = self._sell(invoice=False)
        self._invoice_at(order, 120)
        order.order_line.price_unit = 90
        remedy = self._return(order, 4)
        self.assertRecordValues(remedy, [{"amount": 480, "credit_amount": 480}])

    def test_crn_4_two_invoices_with_two_prices(self):
        """CRN-4: each piece at the price of the invoice that billed it."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 6)
        self._invoice_at(order, 80, "2024-01-01")
        self._deliver(order)
        self._invoice_at(order, 120)
        remedy = self._return(order, 10)
        self.assertEqual(remedy.amount, 4 * 120 + 6 * 80)
        self.assertEqual(remedy.credit_move_ids.mapped("amount_untaxed"), [480, 480])

    def test_crn_4_a_rate_that_changed_since_the_approval(self):
        """CRN-4: approved in another currency, the goods are credited at their price, at whatever rate."""
        foreign = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": foreign.id})
        remedies = self.env["complaint.remedy"]
        for _again in range(2):
            case = self._complain(self._sell(10, pricelist_id=pricelist.id), {"kind": "return", "quantity": 4})
            case.resolution_id.currency_id = self.currency
            self.env.add_to_compute(remedies._fields["amount"], case.remedy_ids)
            self.env.add_to_compute(remedies._fields["amount_listed"], case.remedy_ids)
            remedies |= case.remedy_ids
        self.assertEqual(remedies.mapped("amount"), [200, 200])
        self.assertEqual(remedies.mapped("amount_listed"), [200, 200])
        remedies[1].amount = 150
        rate = {"name": fields.Date.today(), "currency_id": foreign.id, "rate": 1.5, "company_id": self.company.id}
        self.env["res.currency.rate"].create(rate)
        self._make(remedies)
        self._receive(remedies[0])
        self._receive(remedies[1])
        self.assertEqual(remedies.credit_move_ids.sorted("id").mapped("amount_untaxed"), [400, 300])

    def test_res_5_cents_of_rounding_are_cents(self):
        """RES-5, CRN-1: of many cheap pieces, no more than a cent is made up for, not what was not approved."""
        order = self._sell(10000, price=0.05)
        first = self._return(order, 5000, amount=220)
        self.assertEqual(first.credit_amount, 220)
        first.credit_move_id.action_post()
        second = self._return(order, 5000)
        self.assertEqual(second.credit_amount, 250)
        second.credit_move_id.invoice_line_ids.price_unit = 0.054
        with self.assertRaisesRegex(UserError, "are approved"):
            second.credit_move_id.action_post()

    def test_crn_1_taxes_a_piece_stay_due(self):
        """CRN-1: an allowance lowers the price, not the number of pieces that a fee is due for; a return does."""
        fee = self.env["account.tax"].create({"name": "Disposal", "amount_type": "fixed", "amount": 1.0})
        order = self._sell(10, taxes=fee | self.tax_sale_a)
        remedy = self._complain(order, {"kind": "allowance", "quantity": 10, "amount_per_unit": 5}).remedy_ids
        credit = self._make(remedy)
        self.assertRecordValues(credit, [{"amount_untaxed": 50, "amount_tax": 7.5}])
        self.assertEqual(self._return(order, 2).credit_move_id.amount_tax, 2 * (1 + 15))

    def test_crn_4_rounded_globally(self):
        """CRN-4: with taxes in the price, rounded globally, returns of all lines make up the invoice to the cent."""
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self.env["account.tax"].create({"name": "21", "amount": 21, "price_include_override": "tax_included"})
        order = self._sell(3, price=9.99, taxes=tax, invoice=False)
        line_values = {"product_uom_qty": 7, "price_unit": 33.33, "discount": 12.5, "tax_ids": [Command.set(tax.ids)]}
        order.order_line = [Command.create({"product_id": self.desk.id, **line_values}) for _again in range(2)]
        self._deliver(order)
        invoice = self._invoice(order)
        credits_made = self.env["account.move"]
        for line in order.order_line:
            item = {
                "sale_line_id": line.id,
                "move_id": line.move_ids.filtered(lambda m: m.state == "done")[:1].id,
                "qty_claimed": line.product_uom_qty,
            }
            case = self._complain(order, {"kind": "return", "quantity": line.product_uom_qty}, line=item)
            self._make(case.remedy_ids)
            self._receive(case.remedy_ids)
            credits_made |= case.remedy_ids.credit_move_ids
            credits_made.filtered(lambda move: move.state == "draft").action_post()
        self.assertEqual(self.currency.round(sum(credits_made.mapped("amount_untaxed"))), invoice.amount_untaxed)
        self.assertEqual(self.currency.round(sum(credits_made.mapped("amount_total"))), invoice.amount_total)
        # and core's own reversal of such an invoice as a whole is not refused, whoever complained
        other = order.copy()
        other.action_confirm()
        self._deliver(other)
        whole = self._invoice(other)
        self._complain(other, {"kind": "allowance", "quantity": 0, "amount": 1}).remedy_ids.action_cancel("Settled")
        whole._reverse_moves(cancel=True)
        self.assertEqual(whole.amount_residual, 0)

    def test_crn_1_no_other_taxes_than_invoiced(self):
        """CRN-1: a tax that the invoice did not charge is not credited."""
        credit = self._make(self._allow(self._sell(10, taxes=self.tax_sale_a), 400))
        credit.invoice_line_ids.tax_ids = self.tax_sale_a | self.tax_sale_b
        with self.assertRaisesRegex(UserError, "did not charge"):
            credit.action_post()
        credit.invoice_line_ids.tax_ids = self.tax_sale_a
        credit.action_post()

    def test_crn_1_no_tax_taken_off(self):
        """CRN-1: what the invoice charged on the line is credited with it: not without tax, nor with another line's."""
        order = self._sell(10, taxes=self.tax_sale_a, invoice=False)
        lamp = {"product_id": self._create_goods("Lamp").id, "tax_ids": [Command.set(self.tax_sale_b.ids)]}
        order.order_line = [Command.create({**lamp, "product_uom_qty": 1, "price_unit": 50})]
        self._deliver(order)
        self._invoice(order)
        back = self._return(order, 2).credit_move_id
        allowance = self._make(self._allow(order, 100))
        for credit in (back, allowance):
            line = credit.invoice_line_ids
            for taxes in (self.env["account.tax"], self.tax_sale_b):
                line.tax_ids = taxes
                with self.assertRefuses(UserError, "charged"):
                    credit.action_post()
            line.tax_ids = self.tax_sale_a | self.tax_sale_b
            with self.assertRefuses(UserError, "did not charge"):
                credit.action_post()
            line.tax_ids = self.tax_sale_a
        # a line of their own instead of ours
        allowance.invoice_line_ids = [
            Command.clear(),
            Command.create({"name": "Allowance", "price_unit": 100, "tax_ids": [Command.clear()]}),
        ]
        with self.assertRefuses(UserError, "charged"):
            allowance.action_post()
        allowance.invoice_line_ids.tax_ids = self.tax_sale_a
        (back | allowance).action_post()

    # === Beside ours ===

    def test_crn_3_returns_of_a_partly_invoiced_line(self):
        """CRN-3: ten delivered, four invoiced, three and five back: two are credited, together or one by one."""
        for together in (True, False):
            with self.subTest(together=together):
                order = self._sell(10, invoice=False)
                invoice = self._invoice(order, post=False)
                invoice.invoice_line_ids.quantity = 4
                invoice.action_post()
                remedies = self.env["complaint.remedy"]
                for quantity in (3, 5):
                    remedies |= self._complain(order, {"kind": "return", "quantity": quantity}).remedy_ids
                self._make(remedies)
                for group in [remedies] if together else remedies:
                    receipts = group.return_picking_ids
                    for move in receipts.move_ids:
                        move.write({"quantity": move.product_uom_qty, "picked": True})
                    receipts.button_validate()
                self.assertEqual(sum(remedies.credit_move_ids.invoice_line_ids.mapped("quantity")), 2)
                remedies.credit_move_ids.action_post()
                self.assertEqual(remedies.mapped("state"), ["done", "done"])
                self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_crn_3_returns_of_a_partly_invoiced_line_credited_by_hand(self):
        """CRN-3: received while the invoice was a draft, credited at once afterwards: two, not twice two."""
        order = self._sell(10, invoice=False)
        remedies = self.env["complaint.remedy"]
        for quantity in (3, 5):
            remedies |= self._complain(order, {"kind": "return", "quantity": quantity}).remedy_ids
        self._make(remedies)
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.quantity = 4
        for move in remedies.return_picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        remedies.return_picking_ids.button_validate()
        self.assertEqual(remedies.mapped("document_state"), ["to_make", "to_make"])
        invoice.action_post()
        self._make(remedies)
        self.assertEqual(sum(remedies.credit_move_ids.invoice_line_ids.mapped("quantity")), 2)
        remedies.credit_move_ids.action_post()
        self.assertEqual(remedies.mapped("state"), ["done", "done"])
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_crn_2_negative_lines_of_invoices_count(self):
        """CRN-2: what core takes off the next invoice of the order is credited as much as by a credit note."""
        order = self._sell()
        order.order_line = [
            Command.create(
                {
                    "product_id": self._create_goods("Lamp").id,
                    "product_uom_qty": 20,
                    "price_unit": 100,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        desks = order.picking_ids.filtered(lambda p: p.state == "done")
        self._deliver(order)
        wizard = (
            self.env["stock.return.picking"].with_context(active_id=desks.id, active_model="stock.picking").create({})
        )
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        invoice = order._create_invoices(final=True)
        self.assertEqual(sorted(invoice.invoice_line_ids.mapped("quantity")), [-4, 20])
        too_much = self._allow(order, 700)
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(too_much)
        too_much.action_cancel("Too much")
        self._make(self._allow(order, 600))
        invoice.invoice_date = fields.Date.today()
        invoice.invoice_line_ids.filtered(lambda line: line.quantity < 0).quantity = -5
        with self.assertRaisesRegex(UserError, "would be credited"):
            invoice.action_post()
        invoice.invoice_line_ids.filtered(lambda line: line.quantity < 0).quantity = -4
        invoice.action_post()

    def test_res_5_a_cancelled_remedy_is_not_credited(self):
        """RES-5, CRN-6: its cancelled credit note is not drafted anew and posted."""
        remedy = self._allow(self._sell(), 50)
        credit = self._make(remedy)
        credit.button_cancel()
        remedy.with_user(self.handler).action_cancel("Settled otherwise")
        credit.with_user(self.accountant).button_draft()
        with self.assertRaisesRegex(UserError, "was cancelled or replaced"):
            credit.with_user(self.accountant).action_post()

    # === Not by hand ===

    def test_res_4_what_documents_tell_is_not_written(self):
        """RES-4, RET-3: on a draft nobody writes that goods have come or a credit note stands, as if it were so."""
        order = self._sell()
        case = self._complain(order, {"kind": "return", "quantity": 4})
        case.write({"state": "resolution"})
        case.resolution_id._supersede()
        remedy_values = {"kind": "return", "line_id": case.line_ids.id, "quantity": 4}
        resolutions = self.env["complaint.resolution"].with_user(self.handler)
        draft = resolutions.create({"case_id": case.id, "remedy_ids": [Command.create(remedy_values)]})
        other = self._return(order, 2)
        for name, value in (
            ("qty_received", 4),
            ("receipt_state", "matched"),
            ("credit_state", "posted"),
            ("delivery_state", "done"),
            ("date_called_back", "2024-01-01 00:00:00"),
            ("previous_id", other.id),
        ):
            with self.subTest(name), self.assertRefuses(UserError, "not by hand|version before"):
                draft.remedy_ids.write({name: value})
            with self.subTest(name), self.assertRefuses(UserError, "not by hand|version before"):
                draft.write({"remedy_ids": [Command.create({**remedy_values, name: value})]})

    def test_ret_1_transfers_are_not_tied_by_hand(self):
        """RET-1, RET-8: the warehouse makes no transfer of its own the receipt of a return, and no delivery free."""
        order = self._sell()
        remedy = self._complain(order, {"kind": "return", "quantity": 4}).remedy_ids
        delivery = order.picking_ids.with_user(self.storekeeper)
        references = self.env["stock.reference"].with_user(self.storekeeper)
        for tie in (
            lambda: delivery.write({"complaint_remedy_id": remedy.id}),
            lambda: delivery.move_ids.write({"complaint_remedy_id": remedy.id}),
            lambda: delivery.create(
                {"picking_type_id": self.warehouse.in_type_id.id, "complaint_remedy_id": remedy.id}
            ),
            lambda: references.create({"name": "Free", "complaint_remedy_id": remedy.id}),
            lambda: delivery.reference_ids.write({"complaint_remedy_id": remedy.id}),
        ):
            with self.assertRefuses(UserError, "not tied to it by hand"):
                tie()
        self.assertEqual(remedy.receipt_state, "none")

    def test_ret_8_moves_are_not_tied_by_hand(self):
        """RET-8: no move is made one at no charge, by its values or by the context, alone or in a transfer."""
        order = self._sell()
        remedy = self._complain(order, {"kind": "return", "quantity": 4}).remedy_ids
        moves = self.env["stock.move"].with_user(self.storekeeper)
        values = {
            "product_id": self.desk.id,
            "product_uom_qty": 1,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.customer.property_stock_customer.id,
            "picking_type_id": self.warehouse.out_type_id.id,
        }
        tied = {**values, "complaint_remedy_id": remedy.id}
        transfer = {"picking_type_id": self.warehouse.out_type_id.id, "move_ids": [Command.create(tied)]}
        context = {"default_complaint_remedy_id": remedy.id}
        for tie in (
            lambda: moves.create(tied),
            lambda: order.picking_ids.move_ids.with_user(self.storekeeper).copy({"complaint_remedy_id": remedy.id}),
            lambda: moves.with_context(**context).create(values),
            lambda: self.env["stock.picking"].with_user(self.storekeeper).create(transfer),
            lambda: (
                self.env["stock.reference"].with_user(self.storekeeper).with_context(**context).create({"name": "Free"})
            ),
        ):
            with self.assertRefuses(UserError, "not tied to it by hand"):
                tie()
        move = order.picking_ids.move_ids
        move.complaint_remedy_id = remedy
        copied = move.with_user(self.storekeeper).copy({"product_uom_qty": 99})
        self.assertFalse(copied.sudo().complaint_remedy_id)

    def test_evd_2_nothing_is_settled_by_the_context(self):
        """EVD-2, CRN-3: what no value may say of a remedy, no context says either."""
        case = self.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": self.customer.id,
                "user_id": self.handler.id,
                "state": "resolution",
            }
        )
        resolution = self.env["complaint.resolution"].create({"case_id": case.id})
        remedies = self.env["complaint.remedy"].with_user(self.handler)
        values = {"resolution_id": resolution.id, "kind": "allowance", "amount": 5}
        for name, value in (("evidence_override_by_id", self.handler.id), ("discount_amount", 5)):
            with self.subTest(name), self.assertRefuses(UserError, "by a complaint manager|not by hand"):
                remedies.with_context(**{f"default_{name}": value}).create(values)
