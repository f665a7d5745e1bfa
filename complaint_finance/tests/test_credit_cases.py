from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestCreditCases(ComplaintFinanceCommon):
    """The cases that a credit note must get right, each with what is said or written to the cent."""

    def _make(self, remedies):
        remedies.with_user(self.accountant).action_create_document()
        return remedies.credit_move_ids

    def _return(self, order, quantity, received=None, **values):
        """A return called back and received."""
        remedy = self._complain(order, {"kind": "return", "quantity": quantity}, **values).remedy_ids
        self._make(remedy)
        self._receive(remedy, received)
        return remedy

    def _allow(self, order, amount, **values):
        return self._complain(order, {"kind": "allowance", "quantity": 0, "amount": amount}, **values).remedy_ids

    def _invoice_of(self, order):
        return order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")

    def _reverse_by_hand(self, move, **line_values):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids.write(line_values)
        return wizard.new_move_ids

    def _deliver_part(self, order, quantity):
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()

    # === Allowances by piece, by percent, by amount ===

    def test_crn_1_allowance_in_percent(self):
        """CRN-1: 10 % of the discounted price of four pieces."""
        order = self._sell(10, line={"discount": 20})
        case = self._complain(order, {"kind": "allowance", "quantity": 4, "percent": 10})
        self.assertEqual(case.remedy_ids.amount, 32)
        self.assertEqual(self._make(case.remedy_ids).amount_untaxed, 32)

    def test_crn_1_analytic_distribution_of_the_invoice(self):
        """CRN-1: the distribution that the invoice line had, whatever today's models would give."""
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        project, other = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("Project", "Other")]
        )
        order = self._sell(10, line={"analytic_distribution": {str(project.id): 100}})
        self.env["account.analytic.distribution.model"].create(
            {"partner_id": self.customer.id, "analytic_distribution": {str(other.id): 100}}
        )
        credit = self._make(self._allow(order, 50))
        self.assertEqual(credit.invoice_line_ids.analytic_distribution, {str(project.id): 100})
        self.assertEqual(
            self._return(order, 1).credit_move_id.invoice_line_ids.analytic_distribution, {str(project.id): 100}
        )

    def test_crn_1_never_above_what_was_approved(self):
        """CRN-1, RES-5: a draft that was raised above the approval is not posted: amounts and quantities."""
        self.company.complaint_compensation_account_id = self.company_data["default_account_expense"]
        order = self._sell(10)
        case = self._complain(
            order,
            {"kind": "allowance", "quantity": 0, "amount": 50},
            {"kind": "compensation", "amount": 20},
        )
        for credit in self._make(case.remedy_ids):
            credit.invoice_line_ids.price_unit += 1
            with self.assertRaisesRegex(UserError, "are approved"):
                credit.with_user(self.accountant).action_post()
            credit.invoice_line_ids.price_unit -= 2
            credit.with_user(self.accountant).action_post()
        back = self._return(order, 2).credit_move_id
        back.invoice_line_ids.quantity = 3
        with self.assertRaisesRegex(UserError, "came back"):
            back.with_user(self.accountant).action_post()

    # === Which invoices ===

    def test_crn_4_one_of_several_credit_notes_cancelled(self):
        """CRN-4, CRN-6: the cancelled part is made again, on the invoice it was on; the others stand."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 6)
        self._invoice(order, date="2024-01-01")
        self._deliver(order)
        self._invoice(order, date="2024-02-01")
        remedy = self._return(order, 7)
        new, old = remedy.credit_move_ids.sorted("id")
        new.action_post()
        old.button_cancel()
        self.assertRecordValues(remedy, [{"document_state": "to_make", "state": "todo"}])
        self._make(remedy)
        again = remedy.credit_move_ids - new - old
        self.assertEqual(again.reversed_entry_id, old.reversed_entry_id)
        self.assertEqual(again.invoice_line_ids.quantity, 3)
        again.action_post()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(self._make(remedy), new | old | again)

    def test_crn_3_partly_invoiced_return_comes_first_off_what_is_not_invoiced(self):
        """CRN-3: ten delivered, four invoiced, seven back: six are not invoiced any more, one is credited."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 4)
        self._invoice(order)
        self._deliver(order)
        remedy = self._return(order, 7)
        self.assertEqual(remedy.credit_move_id.invoice_line_ids.quantity, 1)
        self.assertRecordValues(order.order_line, [{"qty_delivered": 3, "qty_invoiced": 3, "qty_to_invoice": 0}])

    def test_crn_3_draft_of_the_rest_is_told(self):
        """CRN-3: what is billed on a draft is not credited before it is posted or amended."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 4)
        self._invoice(order)
        self._deliver(order)
        draft = self._invoice(order, post=False)
        remedy = self._return(order, 7)
        self.assertFalse(remedy.credit_move_ids)
        with self.assertRaisesRegex(UserError, "post it, or amend it"):
            self._make(remedy)
        draft.action_post()
        self.assertEqual(sum(self._make(remedy).invoice_line_ids.mapped("quantity")), 7)

    def test_crn_3_invoiced_on_order_before_delivery(self):
        """CRN-3: what was ordered, invoiced, delivered and returned is credited and not invoiced again."""
        table = self._create_goods("Table", invoice_policy="order")
        order = self._sell(10, table, deliver=False)
        self.assertEqual(self._make(self._allow(order, 30)).amount_untaxed, 30)
        self._deliver(order)
        remedy = self._return(order, 4)
        remedy.credit_move_id.action_post()
        self.assertRecordValues(order.order_line, [{"qty_invoiced": 6, "qty_to_invoice": 0}])
        with self.assertRaises(UserError):
            order._create_invoices()

    def test_crn_3_ordered_quantities_not_invoiced_yet(self):
        """CRN-3: with invoicing of ordered quantities too, what came back is not invoiced; never a negative invoice."""
        table = self._create_goods("Table", invoice_policy="order")
        order = self._sell(10, table, invoice=False)
        remedy = self._return(order, 4)
        self.assertRecordValues(remedy, [{"state": "done", "credit_state": "none"}])
        self.assertEqual(order.order_line.qty_to_invoice, 6)
        self.assertEqual(self._invoice(order).amount_untaxed, 600)

    def test_crn_3_amounts_of_ordered_quantities(self):
        """CRN-3: what came back and is not invoiced (again) is no amount to invoice, with taxes and discounts."""
        included = self.percent_tax(7, price_include_override="tax_included", type_tax_use="sale")
        for taxes in (None, self.tax_sale_a, included):
            with self.subTest(taxes=(taxes or self.tax_sale_a.browse()).mapped("name")):
                table = self._create_goods("Table", invoice_policy="order")
                order = self._sell(10, table, invoice=False, taxes=taxes, line={"discount": 10})
                line = order.order_line
                self._return(order, 4)
                invoice = self._invoice(order, post=False)
                self.assertAlmostEqual(line.untaxed_amount_to_invoice, invoice.amount_untaxed)
                self.assertAlmostEqual(line.amount_to_invoice, invoice.amount_total)
                invoice.action_post()
                settled = {"qty_to_invoice": 0, "untaxed_amount_to_invoice": 0, "amount_to_invoice": 0}
                self.assertRecordValues(line, [settled])
                self._return(order, 2).credit_move_id.action_post()
                self.assertRecordValues(line, [{"qty_invoiced": 4, **settled}])
                self.assertEqual(order.amount_to_invoice, 0)

    def test_crn_3_sent_back_is_invoiced(self):
        """CRN-3, RET-4: of six that came four are kept; the surplus that went back to the customer is invoiced."""
        table = self._create_goods("Table", invoice_policy="order")
        order = self._sell(10, table, invoice=False)
        remedy = self._complain(order, {"kind": "return", "quantity": 4}).remedy_ids
        self._make(remedy)
        self._receive(remedy, 6)
        back = self.env["stock.picking"].browse(remedy.action_send_back()["res_id"])
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self.assertRecordValues(order.order_line, [{"qty_delivered": 6, "qty_to_invoice": 6}])

    # === Discount instead of a credit note ===

    def test_crn_3_allowance_becomes_a_discount(self):
        """CRN-3: not invoiced: the order line is discounted, right to the cent, once, and the loss is known."""
        order = self._sell(7, price=33.33, invoice=False)
        remedy = self._allow(order, 12.34)
        remedy.with_user(self.accountant).action_give_discount()
        self.assertRecordValues(remedy, [{"state": "done", "discount_amount": 12.34, "document_state": "done"}])
        self.assertGreater(order.order_line.discount, 5)
        self.assertEqual(remedy.case_id.net_loss_amount, 12.34)
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 233.31 - 12.34)
        self.assertFalse(self._make(remedy))
        with self.assertRaisesRegex(UserError, "already"):
            remedy.with_user(self.accountant).action_give_discount()

    def test_crn_3_discount_with_taxes_in_the_price_and_a_part_returned(self):
        """CRN-3: what came back is not invoiced, so the rest bears the allowance; taxes in the price."""
        tax = self.percent_tax(21, price_include_override="tax_included", type_tax_use="sale")
        order = self._sell(10, price=121, taxes=tax, invoice=False)
        self._return(order, 4)
        remedy = self._allow(order, 50)
        remedy.with_user(self.accountant).action_give_discount()
        self.assertEqual(self._invoice(order).amount_untaxed, 550)

    def test_crn_3_discount_refused(self):
        """CRN-3: invoiced, drafted, worth less, no allowance, or not by an accountant: refused with words."""
        order = self._sell(1, invoice=False)
        remedy = self._allow(order, 101)
        with self.assertRaisesRegex(UserError, "worth less"):
            remedy.with_user(self.accountant).action_give_discount()
        remedy.amount = 10
        order.locked = True
        with self.assertRaisesRegex(UserError, "locked"):
            remedy.with_user(self.accountant).action_give_discount()
        order.locked = False
        self._invoice(order, post=False)
        with self.assertRaisesRegex(UserError, "amend the draft"):
            remedy.with_user(self.accountant).action_give_discount()
        back = self._complain(self._sell(invoice=False), {"kind": "return", "quantity": 1}).remedy_ids
        with self.assertRaisesRegex(UserError, "only an allowance"):
            back.with_user(self.accountant).action_give_discount()
        self.assertEqual(order.order_line.discount, 0)

    def test_crn_3_not_settled_by_hand(self):
        """RES-4, CRN-3: nobody writes on a draft that a remedy has been settled; a handler does not discount."""
        remedy = self._allow(self._sell(invoice=False), 10)
        with self.assertRaises(AccessError):
            remedy.with_user(self.handler).action_give_discount()
        remedy.resolution_id.with_context(skip_validation_check=True).state = "draft"
        for values in ({"discount_amount": 10}, {"credit_count": 1}):
            with self.assertRaisesRegex(UserError, "by its documents"):
                remedy.with_user(self.handler).write(values)
            with self.assertRaisesRegex(UserError, "by its documents"):
                self.env["complaint.remedy"].with_user(self.handler).create(
                    {"resolution_id": remedy.resolution_id.id, "kind": "allowance", "amount": 10, **values}
                )

    # === Payment ===

    def test_crn_7_paid_invoice_is_paid_out(self):
        """CRN-7: the invoice was paid: the credit stays open until it is paid out."""
        order = self._sell(10)
        self._pay(self._invoice_of(order))
        remedy = self._allow(order, 50)
        credit = self._make(remedy)
        self.assertFalse(remedy.settlement_state)
        credit.action_post()
        remedy.invalidate_recordset()
        self.assertEqual(remedy.settlement_state, "open")
        self._pay(credit)
        remedy.invalidate_recordset()
        self.assertEqual(remedy.with_user(self.handler).settlement_state, "refunded")

    def test_crn_7_open_invoice_is_set_off(self):
        """CRN-7: the credit of an open invoice is set off against it."""
        remedy = self._allow(self._sell(10), 50)
        self._make(remedy).action_post()
        self.assertEqual(remedy.settlement_state, "set_off")
        self.assertEqual(remedy.invoice_line_id.move_id.amount_residual, 950)

    def _pay(self, move):
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
            {"payment_date": fields.Date.today()}
        )._create_payments()

    # === Amounts ===

    def test_crn_4_down_payment(self):
        """CRN-4: of an invoice that a down payment was taken off, the price of what comes back is credited."""
        order = self._sell(10, deliver=False, invoice=False)
        wizard = self.env["sale.advance.payment.inv"].create(
            {"advance_payment_method": "percentage", "amount": 30, "sale_order_ids": [Command.set(order.ids)]}
        )
        advance = wizard._create_invoices(order)
        advance.action_post()
        self._deliver(order)
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_untaxed, 700)
        remedy = self._return(order, 4)
        self.assertRecordValues(remedy.credit_move_id, [{"amount_untaxed": 400, "reversed_entry_id": final.id}])
        remedy.credit_move_id.action_post()
        allowance = self._allow(order, 601)
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(allowance)

    def test_crn_4_thirds_of_a_price_with_two_taxes(self):
        """CRN-4: three returns of one piece each make up the line to the cent, taxes too."""
        included = self.percent_tax(7, price_include_override="tax_included", type_tax_use="sale")
        excluded = self.percent_tax(3, price_include_override="tax_excluded", type_tax_use="sale")
        order = self._sell(3, price=33.35, taxes=included | excluded, line={"discount": 3})
        remedies = self.env["complaint.remedy"].union(*(self._return(order, 1) for _piece in range(3)))
        remedies.credit_move_ids.action_post()
        invoice = self._invoice_of(order)
        self.assertEqual(
            invoice.currency_id.round(sum(remedies.credit_move_ids.mapped("amount_untaxed"))), invoice.amount_untaxed
        )
        self.assertEqual(set(remedies.mapped("state")), {"done"})

    def test_crn_4_foreign_currency_with_a_changed_rate(self):
        """CRN-4: approved in the company's currency, credited in the invoice's, booked at the credit note's rate."""
        foreign = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0), (fields.Date.today(), 4.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": foreign.id})
        order = self._sell(10, invoice=False, pricelist_id=pricelist.id)
        self._invoice(order, date="2020-06-01")
        remedy = self._return(order, 1)
        credit = remedy.credit_move_id
        self.assertRecordValues(credit, [{"currency_id": foreign.id, "amount_untaxed": 100}])
        credit.action_post()
        self.assertEqual(abs(credit.invoice_line_ids.balance), 25)
        resolution = self._allow(order, 0).resolution_id
        resolution.currency_id = self.currency
        resolution.remedy_ids.amount = 10
        self.assertRecordValues(self._make(resolution.remedy_ids), [{"currency_id": foreign.id, "amount_untaxed": 40}])

    # === Lots, archived goods, cost ===

    def test_crn_4_serial_numbers(self):
        """CRN-4: of three serial numbers two come back and are credited."""
        robot = self._create_goods("Robot", tracking="serial")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": robot.id} for name in ("S1", "S2", "S3")])
        order = self._sell(3, robot, lots=dict.fromkeys(lots, 1))
        remedy = self._return(order, 2, lots=lots[1:])
        self.assertEqual(remedy.return_picking_ids.move_line_ids.lot_id, lots[1:])
        self.assertRecordValues(remedy.credit_move_id.invoice_line_ids, [{"quantity": 2, "price_subtotal": 200}])

    def test_crn_4_archived_product(self):
        """CRN-4: what is no longer sold is still taken back and credited."""
        order = self._sell(10)
        self.desk.action_archive()
        remedy = self._return(order, 2)
        remedy.credit_move_id.action_post()
        self.assertRecordValues(remedy, [{"state": "done", "credit_amount": 200}])
        self.assertEqual(self._make(self._allow(order, 10)).amount_untaxed, 10)

    def test_crn_5_allowance_touches_no_cost(self):
        """CRN-5: valued goods: an allowance books neither cost nor stock and does not reopen the order line."""
        self.company.anglo_saxon_accounting = True
        category = self.env["product.category"].create(
            {"name": "Valued", "property_valuation": "real_time", "property_cost_method": "average"}
        )
        order = self._sell(10, self._create_goods("Chair", categ_id=category.id))
        credit = self._make(self._allow(order, 50))
        credit.action_post()
        self.assertFalse(credit.line_ids.filtered(lambda line: line.display_type == "cogs"))
        self.assertRecordValues(order.order_line, [{"qty_delivered": 10, "qty_to_invoice": 0, "qty_invoiced": 10}])
        self.assertEqual(order.invoice_status, "invoiced")

    # === Documents of others ===

    def test_crn_2_by_hand_may_not_break_a_promise(self):
        """CRN-2: a credit note by hand that would eat what an approved remedy will credit is not posted."""
        order = self._sell(10)
        remedy = self._allow(order, 600)
        manual = self._reverse_by_hand(self._invoice_of(order), quantity=5)
        with self.assertRaisesRegex(UserError, remedy.case_id.name):
            manual.action_post()
        manual.invoice_line_ids.quantity = 4
        manual.action_post()
        self._make(remedy).action_post()

    def test_crn_2_two_proposals_one_approval(self):
        """CRN-2: proposals that fit alone but not together: the second is not approved any more."""
        order = self._sell(10)
        cases = [self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 600}) for _case in range(2)]
        cases[1].resolution_id.with_context(skip_validation_check=True).state = "submitted"
        self.assertTrue(cases[1].remedy_ids._missing_for_ceiling())
        cases[0].remedy_ids.amount = 400
        self.assertFalse(cases[1].remedy_ids._missing_for_ceiling())

    def test_crn_2_approval_is_refused(self):
        """CRN-2, RES-2: the approver is told when meanwhile less is left of the invoice."""
        order = self._sell(10)
        case = self._complain(order)
        case.state = "resolution"
        case.resolution_id.with_context(skip_validation_check=True).state = "superseded"
        resolution = self.env["complaint.resolution"].create(
            {
                "case_id": case.id,
                "remedy_ids": [
                    Command.create({"line_id": case.line_ids.id, "kind": "allowance", "quantity": 0, "amount": 600})
                ],
            }
        )
        boss = self._create_user("fin_boss", "complaint_management.group_approver")
        self.env["tier.definition"].search([("model", "=", "complaint.resolution")]).active = False
        self.env["tier.definition"].create(
            {
                "model_id": self.env["ir.model"]._get_id("complaint.resolution"),
                "company_id": False,
                "name": "Boss",
                "review_type": "individual",
                "reviewer_id": boss.id,
            }
        )
        resolution.with_user(self.handler).action_submit()
        manual = self._reverse_by_hand(self._invoice_of(order), quantity=5)
        with self.assertRaisesRegex(UserError, "cannot be approved any more"), self.env.cr.savepoint():
            resolution.with_user(boss).action_approve()
        self.env.invalidate_all()
        manual.unlink()
        resolution.with_user(boss).action_approve()
        self.assertEqual(resolution.state, "approved")

    def test_crn_4_reversed_invoice(self):
        """CRN-2: an invoice that was taken back as a whole bears nothing more."""
        order = self._sell(10)
        self._reverse_by_hand(self._invoice_of(order)).action_post()
        with self.assertRaisesRegex(UserError, "more than was invoiced"):
            self._make(self._allow(order, 1))

    def test_crn_4_cancelled_invoice(self):
        """CRN-3: an invoice that was cancelled is none; with the new one the allowance goes on."""
        order = self._sell(10)
        remedy = self._allow(order, 10)
        invoice = self._invoice_of(order)
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "post it, or amend it"):
            self._make(remedy)
        invoice.button_cancel()
        with self.assertRaisesRegex(UserError, "not invoiced yet"):
            self._make(remedy)
        new = self._invoice(order)
        self.assertEqual(self._make(remedy).reversed_entry_id, new)

    def test_crn_1_locked_period(self):
        """CRN-1: the invoice lies in a locked period: the credit note is dated today and posted all the same."""
        today = fields.Date.today()
        order = self._sell(10, invoice=False)
        self._invoice(order, date=today - timedelta(days=90))
        self.company.fiscalyear_lock_date = today - timedelta(days=30)
        remedy = self._allow(order, 10)
        credit = self._make(remedy)
        credit.with_user(self.accountant).action_post()
        self.assertRecordValues(credit, [{"state": "posted", "date": today}])
        self.assertEqual(remedy.state, "done")

    def test_crn_1_companies_are_not_mixed(self):
        """CNF-3: remedies of two companies, made in one go, are credited in their own journals."""
        other = self.setup_other_company(name="Second Company")
        order = self._sell(10)
        company = other["company"]
        goods = self._create_goods("Lamp")
        values = {"partner_id": self.customer.id, "company_id": company.id}
        line = {"product_id": goods.id, "price_unit": 50, "tax_ids": [Command.clear()]}
        values["order_line"] = [Command.create(line)]
        foreign = self.env["sale.order"].with_company(company).create(values)
        foreign.action_confirm()
        self._deliver(foreign)
        self._invoice(foreign)
        remedies = self._allow(order, 10) | self._allow(foreign, 5, company_id=company.id, user_id=False)
        self.accountant.company_ids += company
        remedies.with_user(self.accountant).with_context(
            allowed_company_ids=[self.company.id, company.id]
        ).action_create_document()
        self.assertEqual(
            [move.journal_id.company_id for move in remedies.credit_move_ids.sorted("id")], [self.company, company]
        )
        self.assertEqual(remedies.credit_move_ids.mapped("amount_untaxed"), [10, 5])

    def test_crn_4_kit_as_a_whole_where_mrp_is_installed(self):
        """CRN-4, CRN-5: a kit is credited as it was invoiced; an allowance on it books no cost of parts (with mrp)."""
        if "mrp.bom" not in self.env:
            self.skipTest("kits are an affair of mrp, which is not installed")
        parts = [self._create_goods(name, cost=10) for name in ("Top", "Leg")]
        kit = self._create_goods("Kit")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in zip(parts, (1, 4), strict=True)
                ],
            }
        )
        order = self._sell(2, kit, price=300)
        credit = self._make(self._allow(order, 50))
        credit.action_post()
        self.assertEqual(credit.amount_untaxed, 50)
        self.assertFalse(credit.line_ids.filtered(lambda line: line.display_type == "cogs"))
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    # === Many at once ===

    def test_crn_6_many_remedies_share_the_ceiling(self):
        """CRN-2: remedies made together on one invoice line fall on it one after the other, newest invoice first."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 5)
        old = self._invoice(order, date="2024-01-01")
        self._deliver(order)
        new = self._invoice(order, date="2024-02-01")
        case = self._complain(order, *({"kind": "allowance", "quantity": 0, "amount": 400} for _remedy in range(2)))
        self._make(case.remedy_ids)
        first, second = case.remedy_ids
        self.assertEqual(first.credit_move_ids.reversed_entry_id, new)
        self.assertEqual(second.credit_move_ids.reversed_entry_id, new | old)
        self.assertEqual(sorted(second.credit_move_ids.mapped("amount_untaxed")), [100, 300])
