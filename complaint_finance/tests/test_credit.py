from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestCredit(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allowance_account = cls.company_data["default_account_revenue"].copy({"name": "Sales Allowances"})
        cls.compensation_account = cls.company_data["default_account_expense"].copy({"name": "Compensation"})
        cls.company.complaint_allowance_account_id = cls.allowance_account
        cls.company.complaint_compensation_account_id = cls.compensation_account

    def _allow(self, amount=50, **values):
        case = self._complain(self._sell(**values), {"kind": "allowance", "quantity": 0, "amount": amount})
        return case.remedy_ids

    def _make(self, remedies, user=None):
        remedies.with_user(user or self.accountant).action_create_document()
        return remedies.credit_move_ids

    def _manual_refund(self, invoice, **line_values):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        refund.invoice_line_ids.write(line_values)
        return refund

    # === Allowance and compensation ===

    def test_crn_1_allowance_per_piece(self):
        """CRN-1, CRN-5: own line on the allowance account; neither stock nor the order's quantities move."""
        order = self._sell(10)
        case = self._complain(order, {"kind": "allowance", "quantity": 4, "amount_per_unit": 12.5})
        credit = self._make(case.remedy_ids)
        self.assertRecordValues(
            credit,
            [
                {
                    "state": "draft",
                    "move_type": "out_refund",
                    "reversed_entry_id": order.invoice_ids.filtered(lambda m: m.move_type == "out_invoice").id,
                    "amount_untaxed": 50,
                    "complaint_case_ids": case.ids,
                }
            ],
        )
        self.assertRecordValues(
            credit.invoice_line_ids,
            [{"quantity": 4, "price_unit": 12.5, "product_id": False, "account_id": self.allowance_account.id}],
        )
        self.assertFalse(credit.invoice_line_ids.sale_line_ids)
        credit.with_user(self.accountant).action_post()
        self.assertFalse(credit.line_ids.filtered(lambda line: line.display_type == "cogs"))
        self.assertRecordValues(order.order_line, [{"qty_invoiced": 10, "qty_delivered": 10, "qty_to_invoice": 0}])
        self.assertRecordValues(
            case.remedy_ids, [{"state": "done", "credit_state": "posted", "document_state": "done"}]
        )

    def test_crn_1_allowance_without_own_account_uses_the_line_s(self):
        """CRN-1: without a setting the allowance falls on the account that earned the price."""
        self.company.complaint_allowance_account_id = False
        remedy = self._allow()
        credit = self._make(remedy)
        self.assertEqual(credit.invoice_line_ids.account_id, remedy.invoice_line_id.account_id)

    def test_crn_1_compensation_has_its_own_account_and_no_tax(self):
        """CRN-1: compensation is not part of the price: own account, own taxes, no ceiling of the line."""
        order = self._sell(1, taxes=self.tax_sale_a)
        case = self._complain(order, {"kind": "compensation", "amount": 500})
        credit = self._make(case.remedy_ids)
        self.assertRecordValues(credit, [{"amount_untaxed": 500, "amount_tax": 0}])
        self.assertEqual(credit.invoice_line_ids.account_id, self.compensation_account)
        credit.with_user(self.accountant).action_post()
        self.assertEqual(case.remedy_ids.state, "done")

    def test_crn_1_compensation_needs_an_account(self):
        """CRN-1: a clear message names the missing setting."""
        self.company.complaint_compensation_account_id = False
        case = self._complain(self._sell(), {"kind": "compensation", "amount": 5})
        with self.assertRaisesRegex(UserError, "compensation account"):
            self._make(case.remedy_ids)

    def test_crn_1_all_missing_things_at_once(self):
        """CRN-1: nothing is made when one of several cannot be; every problem is named."""
        self.company.complaint_compensation_account_id = False
        case = self._complain(
            self._sell(invoice=False),
            {"kind": "compensation", "amount": 5},
            {"kind": "allowance", "amount": 5},
            {"kind": "return", "quantity": 1},
        )
        with self.assertRaisesRegex(UserError, "(?s)compensation account.*posted invoice.*not invoiced yet"):
            case.with_user(self.accountant).action_create_documents()
        self.assertFalse(case.return_picking_ids)

    # === Amounts ===

    def test_crn_4_taxes_excluded_and_included(self):
        """CRN-4: amounts are before tax; prices that contain tax come out right to the cent."""
        included = self.percent_tax(21, price_include_override="tax_included", type_tax_use="sale")
        excluded = self.percent_tax(10, price_include_override="tax_excluded", type_tax_use="sale")
        for taxes, price, subtotal in (
            (included, 121.0, 100.0),
            (excluded, 100.0, 100.0),
            (included + excluded, 121, 100),
        ):
            with self.subTest(taxes=taxes.mapped("amount")):
                order = self._sell(3, price=price, taxes=taxes)
                case = self._complain(
                    order, {"kind": "return", "quantity": 1}, {"kind": "allowance", "quantity": 0, "amount": 33.33}
                )
                back, allowance = case.remedy_ids
                self._make(case.remedy_ids)
                self._receive(back)
                self.assertRecordValues(
                    back.credit_move_id.invoice_line_ids, [{"price_subtotal": subtotal, "tax_ids": taxes.ids}]
                )
                self.assertRecordValues(
                    allowance.credit_move_id.invoice_line_ids, [{"price_subtotal": 33.33, "tax_ids": taxes.ids}]
                )

    def test_crn_4_discount(self):
        """CRN-4: a return is credited at the price after discount."""
        order = self._sell(10, line={"discount": 15})
        case = self._complain(order, {"kind": "return", "quantity": 3})
        self._make(case.remedy_ids)
        self._receive(case.remedy_ids)
        self.assertEqual(case.remedy_ids.credit_move_id.amount_untaxed, 255)

    def test_crn_4_foreign_currency_at_the_rate_of_the_credit_note(self):
        """CRN-4, LOS-3: the invoice's currency, the rate of the credit note's date."""
        foreign = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0), (fields.Date.today(), 4.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": foreign.id})
        order = self._sell(10, invoice=False, pricelist_id=pricelist.id)
        invoice = self._invoice(order, date="2020-06-01")
        self.assertEqual(invoice.currency_id, foreign)
        case = self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 100})
        self.assertEqual(case.remedy_ids.currency_id, foreign)
        credit = self._make(case.remedy_ids)
        self.assertRecordValues(credit, [{"currency_id": foreign.id, "amount_untaxed": 100}])
        credit.with_user(self.accountant).action_post()
        self.assertEqual(case.loss_ids.amount, 25)

    def test_crn_1_fiscal_position_and_taxes_of_the_invoice(self):
        """CRN-1: taxes and accounts that the fiscal position gave the invoice are those of the credit note."""
        order = self._sell(10, invoice=False, taxes=self.tax_sale_b, fiscal_position_id=self.fiscal_pos_a.id)
        invoice = self._invoice(order)
        case = self._complain(order, {"kind": "return", "quantity": 1})
        self._make(case.remedy_ids)
        self._receive(case.remedy_ids)
        credit = case.remedy_ids.credit_move_id
        self.assertEqual(credit.fiscal_position_id, invoice.fiscal_position_id)
        self.assertEqual(credit.invoice_line_ids.tax_ids, self.tax_sale_b)
        self.assertEqual(credit.invoice_line_ids.account_id, invoice.invoice_line_ids.account_id)

    def test_crn_4_line_billed_on_several_invoices_newest_first(self):
        """CRN-4: what one invoice cannot bear falls on the one before it."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 6)
        old = self._invoice(order, date="2024-01-01")
        self._deliver(order)
        new = self._invoice(order, date="2024-02-01")
        case = self._complain(order, {"kind": "return", "quantity": 7})
        self._make(case.remedy_ids)
        self._receive(case.remedy_ids)
        credits_made = case.remedy_ids.credit_move_ids.sorted("id")
        self.assertEqual(credits_made.reversed_entry_id, new | old)
        self.assertEqual(credits_made.invoice_line_ids.mapped("quantity"), [4, 3])
        credits_made[0].action_post()
        self.assertRecordValues(case.remedy_ids, [{"credit_state": "draft", "state": "todo"}])
        credits_made[1].action_post()
        self.assertEqual(case.remedy_ids.state, "done")

    def test_crn_5_cost_of_the_delivery_is_taken_back(self):
        """CRN-5: Anglo-Saxon cost returns at the cost of the invoice, though the cost has changed, and per piece."""
        self.company.anglo_saxon_accounting = True
        category = self.env["product.category"].create(
            {"name": "Valued", "property_valuation": "real_time", "property_cost_method": "standard"}
        )
        dozen = self.env.ref("uom.product_uom_dozen")
        chair = self._create_goods("Chair", cost=60, categ_id=category.id)
        order = self._sell(1, chair, price=1200, line={"product_uom_id": dozen.id})
        chair.standard_price = 90
        line = {"product_id": chair.id, "product_uom_id": chair.uom_id.id, "qty_claimed": 5}
        case = self._complain(order, {"kind": "return", "quantity": 5}, line=line)
        self._make(case.remedy_ids)
        self._receive(case.remedy_ids)
        credit = case.remedy_ids.credit_move_id
        credit.action_post()
        cogs = credit.line_ids.filtered(lambda item: item.display_type == "cogs")
        self.assertEqual(sorted(cogs.mapped("balance")), [-300, 300])

    # === Ceiling ===

    def test_crn_2_never_more_than_invoiced(self):
        """CRN-2: a credit note by hand, also a draft one, leaves less for ours."""
        order = self._sell(10)
        self._manual_refund(order.invoice_ids, quantity=7)
        case = self._complain(
            order, {"kind": "return", "quantity": 4}, {"kind": "allowance", "quantity": 0, "amount": 301}
        )
        back, allowance = case.remedy_ids
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(allowance)
        self._make(back)
        self._receive(back)
        self.assertEqual(back.credit_state, "none")
        self.assertIn("Credit note to make", case.activity_ids.mapped("summary"))

    def test_crn_2_approved_remedies_count(self):
        """CRN-2: what another approved remedy will credit is not there for this one."""
        order = self._sell(10)
        case = self._complain(
            order,
            {"kind": "allowance", "quantity": 0, "amount": 600},
            {"kind": "allowance", "quantity": 0, "amount": 500},
        )
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(case.remedy_ids[0])
        case.remedy_ids[1].amount = 400
        self.assertEqual(len(self._make(case.remedy_ids)), 2)

    def test_crn_2_is_checked_when_posting(self):
        """CRN-2: drafts by hand beside ours: whoever posts the one too many is refused, ours or not."""
        order = self._sell(10)
        remedy = self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 600}).remedy_ids
        credit = self._make(remedy)
        manual = self._manual_refund(order.invoice_ids.filtered(lambda m: m.move_type == "out_invoice"), quantity=5)
        with self.assertRaisesRegex(UserError, "were invoiced"):
            credit.with_user(self.accountant).action_post()
        with self.assertRaisesRegex(UserError, "were invoiced"):
            manual.action_post()
        manual.invoice_line_ids.quantity = 4
        manual.action_post()
        credit.with_user(self.accountant).action_post()

    def test_crn_2_raised_draft_is_refused(self):
        """CRN-2: an amount typed into our draft does not get past the ceiling."""
        credit = self._make(self._allow(50))
        credit.invoice_line_ids.price_unit = 1000.01
        with self.assertRaisesRegex(UserError, "were invoiced"):
            credit.with_user(self.accountant).action_post()

    def test_crn_2_credit_note_from_the_order_counts(self):
        """CRN-2: a credit note that Odoo made from the order names no invoice and counts all the same."""
        order = self._sell(10)
        order.order_line.qty_delivered_method = "manual"
        order.order_line.qty_delivered = 7
        refund = order._create_invoices(final=True)
        self.assertRecordValues(
            refund, [{"move_type": "out_refund", "reversed_entry_id": False, "amount_untaxed": 300}]
        )
        remedy = self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 701}).remedy_ids
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(remedy)

    def test_crn_2_other_invoices_are_left_alone(self):
        """CRN-2: Odoo's own credit notes without any complaint are nobody's business here."""
        order = self._sell(10)
        refund = self._manual_refund(order.invoice_ids, price_unit=150)
        refund.action_post()
        self.assertEqual(refund.amount_untaxed, 1500)

    def test_crn_2_not_even_proposed(self):
        """CRN-2, INT-11: a resolution that would exceed what was invoiced cannot be submitted."""
        order = self._sell(10)
        self._manual_refund(order.invoice_ids, quantity=8)
        case = self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 300})
        self.assertTrue(any("more than was invoiced" in text for text in case.remedy_ids._missing_to_submit()))
        case.remedy_ids.amount = 200
        self.assertFalse(case.remedy_ids._missing_to_submit())

    # === Once ===

    def test_crn_6_called_twice_makes_one(self):
        """CRN-6: a double click, or a second accountant, makes nothing more."""
        remedy = self._allow()
        self._make(remedy)
        self._make(remedy)
        self.assertEqual(len(remedy.credit_move_ids), 1)
        credit = remedy.credit_move_id
        credit.action_post()
        self._make(remedy)
        self.assertEqual(len(remedy.credit_move_ids), 1)

    def test_crn_6_the_database_refuses_a_second_one(self):
        """CRN-6: whatever the code does, one credit note per remedy and invoice."""
        remedy = self._allow()
        credit = self._make(remedy)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            credit.copy({"complaint_remedy_id": remedy.id, "reversed_entry_id": credit.reversed_entry_id.id})

    def test_crn_6_cancelled_draft_frees_the_remedy(self):
        """CRN-6: cancelled or deleted, the credit note can be made again; the history says so."""
        remedy = self._allow()
        self._make(remedy).button_cancel()
        self.assertRecordValues(
            remedy, [{"credit_state": "none", "document_state": "to_make", "credit_move_id": False}]
        )
        credit = self._make(remedy) - remedy.credit_move_ids.filtered(lambda m: m.state == "cancel")
        credit.unlink()
        self.assertEqual(remedy.document_state, "to_make")
        self._make(remedy)
        self.assertEqual(remedy.credit_state, "draft")
        bodies = " ".join(remedy.case_id.message_ids.mapped("body"))
        self.assertIn("was cancelled", bodies)
        self.assertIn("was deleted", bodies)

    def test_crn_6_reset_to_draft_opens_the_remedy_again(self):
        """CRN-6: a posted credit note that is taken back is no longer done."""
        remedy = self._allow()
        credit = self._make(remedy)
        credit.action_post()
        self.assertEqual(remedy.state, "done")
        credit.button_draft()
        self.assertRecordValues(remedy, [{"state": "todo", "document_state": "to_post", "date_done": False}])

    def test_crn_6_reversed_credit_note_shows_on_the_case(self):
        """CRN-6: reversing a posted one is seen on the case, its loss is gone and the room is free again."""
        remedy = self._allow(1000)
        credit = self._make(remedy)
        credit.action_post()
        self.assertEqual(remedy.case_id.net_loss_amount, 1000)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=credit.ids)
            .create({"journal_id": credit.journal_id.id})
        )
        wizard.modify_moves()
        self.assertIn("is being reversed", " ".join(remedy.case_id.message_ids.mapped("body")))
        self.assertEqual(remedy.case_id.net_loss_amount, 0)
        self.assertEqual(remedy.document_state, "to_make")

    # === Not yet invoiced ===

    def test_crn_3_draft_invoice_comes_first(self):
        """CRN-3: with only a draft invoice the message says to post or amend it."""
        order = self._sell(invoice=False)
        self._invoice(order, post=False)
        for remedy in ({"kind": "allowance", "amount": 5}, {"kind": "return", "quantity": 1}):
            case = self._complain(order, remedy)
            with self.assertRaisesRegex(UserError, "post it, or amend it"):
                self._make(case.remedy_ids)

    def test_crn_3_allowance_waits_for_the_invoice(self):
        """CRN-3: an allowance on what is not invoiced says what to do instead."""
        remedy = self._allow(invoice=False)
        with self.assertRaisesRegex(UserError, "not invoiced yet"):
            self._make(remedy)
        self._invoice(remedy.line_id.sale_line_id.order_id)
        self.assertTrue(self._make(remedy))

    # === People ===

    def test_crn_1_only_accountants_post(self):
        """CRN-1: a complaint accountant without Invoicing rights makes drafts, but does not post; nor do others."""
        remedy = self._allow()
        credit = self._make(remedy, self.clerk)
        for user in (self.clerk, self.assistant, self.handler, self.manager, self.storekeeper):
            with self.assertRaises(AccessError):
                credit.with_user(user).action_post()
        credit.with_user(self.accountant).action_post()
        self.assertEqual(credit.state, "posted")

    def test_remedy_is_not_done_while_its_document_is_missing(self):
        """RES-5, CRN-1: nobody ticks off a return or an allowance by hand."""
        case = self._complain(self._sell(), {"kind": "return", "quantity": 1}, {"kind": "allowance", "amount": 5})
        back, allowance = case.remedy_ids.with_user(self.handler)
        with self.assertRaisesRegex(UserError, "return receipt is missing"):
            back.action_done()
        with self.assertRaisesRegex(UserError, "has not been made"):
            allowance.action_done()
        self._make(case.remedy_ids)
        with self.assertRaisesRegex(UserError, "not all been received"):
            back.action_done()
        with self.assertRaisesRegex(UserError, "has not been posted"):
            allowance.action_done()

    def test_case_in_one_step(self):
        """RET-1, CRN-1: the case makes all documents at once, and everything done sends it on."""
        case = self._complain(self._sell(), {"kind": "return", "quantity": 2}, {"kind": "allowance", "amount": 50})
        case.with_user(self.accountant).action_create_documents()
        self.assertRecordValues(case, [{"credit_move_count": 1, "return_picking_count": 1, "documents_to_make": False}])
        self._receive(case.remedy_ids[0], user=self.storekeeper)
        case.invalidate_recordset()
        self.assertEqual(case.credit_move_count, 2)
        case.credit_move_ids.with_user(self.accountant).action_post()
        self.assertEqual(case.remedy_ids.mapped("state"), ["done", "done"])
        self.assertEqual(case.awaiting, "handler")

    def test_cnf_3_two_companies(self):
        """CNF-3, CRN-1: documents of a case are made in its company, and invisible from another one."""
        other = self.setup_other_company(name="Second Company")["company"]
        env = self.env(context=dict(self.env.context, allowed_company_ids=other.ids))
        user = self._create_user(
            "fin_other", "complaint_finance.group_complaint_accountant,account.group_account_invoice"
        )
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        remedy = self._allow()
        with self.assertRaises(AccessError):
            remedy.with_user(user).with_company(other).action_create_document()
        # made from a session that stands in the other company
        self.accountant.company_ids += other
        remedy.with_user(self.accountant).with_context(
            allowed_company_ids=[other.id, self.company.id]
        ).action_create_document()
        self.assertEqual(remedy.credit_move_id.company_id, self.company)
        self.assertFalse(env["complaint.loss"].with_user(user).search([]))
