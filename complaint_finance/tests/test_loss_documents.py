from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .loss_common import LossCommon


@tagged("post_install", "-at_install")
class TestLossDocuments(LossCommon):
    """Lines that follow documents: bills and invoices by hand, goods and what Odoo values them at."""

    def setUp(self):
        super().setUp()
        self.case = self._complain(self._sell())

    def _get_sums(self, case=None):
        losses = (case or self.case).loss_ids
        return {kind: sum(lines.mapped("amount")) for kind, lines in losses.grouped("kind").items()}

    # === Bills and invoices by hand ===

    def test_bill_is_a_cost(self):
        """LOS-2: a freight bill counts without tax once posted, and follows to draft, another amount, cancelled."""
        bill = self._bill(self.case, complaint_loss_kind="freight_back", post=False)
        self.assertFalse(self.case.loss_ids)
        bill.action_post()
        self.assertRecordValues(
            self.case.loss_ids,
            [{"kind": "freight_back", "amount": 80, "is_document": True, "move_line_id": bill.invoice_line_ids.id}],
        )
        with self.assertRaisesRegex(UserError, "follows its document"):
            self.case.loss_ids.with_user(self.accountant).amount = 1
        bill.button_draft()
        self.assertFalse(self.case.loss_ids)
        bill.invoice_line_ids.price_unit = 70
        bill.action_post()
        self.assertEqual(self.case.net_loss_amount, 70)
        bill.button_draft()
        bill.button_cancel()
        self.assertEqual(self.case.net_loss_amount, 0)

    def test_kinds_by_default(self):
        """LOS-1, LOS-2: a vendor's refund and an invoice to the customer count against the loss."""
        self._bill(self.case, 100)
        self._bill(self.case, 15, "in_refund")
        self._bill(self.case, 25, "out_invoice")
        self._bill(self.case, 5, "out_refund")
        sums = {"other": 100, "recovery": 15, "billed": 25, "compensation": 5}
        self.assertEqual(self._get_sums(), sums)
        self.assertRecordValues(self.case, [{"loss_amount": 105, "recovered_amount": 40, "net_loss_amount": 65}])

    def test_case_and_kind_change_on_a_posted_bill(self):
        """LOS-2: the line of the loss goes where the bill says, of what kind it says."""
        line = self._bill(self.case).invoice_line_ids
        other = self._complain(self._sell())
        line.with_user(self.accountant).complaint_loss_kind = "third_party"
        self.assertEqual(self._get_sums(), {"third_party": 80})
        line.complaint_case_id = other
        self.assertFalse(self.case.loss_ids)
        self.assertEqual(self._get_sums(other), {"third_party": 80})
        line.complaint_case_id = False
        self.assertFalse(other.loss_ids)

    def test_reversal_takes_it_back(self):
        """LOS-2: a reversed bill costs nothing; a duplicate of it is another bill and names no case."""
        bill = self._bill(self.case, complaint_loss_kind="inspection")
        self.assertFalse(bill.copy().invoice_line_ids.complaint_case_id)
        bill._reverse_moves([{"invoice_date": bill.invoice_date}], cancel=True)
        self.assertEqual(self._get_sums(), {"inspection": 0})
        self.assertEqual(self.case.net_loss_amount, 0)

    # === Credit notes charged again in part ===

    def _credit(self, kind="allowance", amount=400, **values):
        self.company.complaint_compensation_account_id = self.company_data["default_account_expense"]
        case = self._complain(
            self._sell(taxes=self.tax_sale_a, **values), {"kind": kind, "quantity": 0, "amount": amount}
        )
        case.with_user(self.accountant).action_create_documents()
        case.credit_move_ids.action_post()
        return case

    def _charge_again(self, credit, price, date=None):
        """Of the first line of ``credit`` so much, before tax, by Odoo's reversal."""
        reversal = credit._reverse_moves()
        reversal.invoice_line_ids.price_unit = price
        reversal.invoice_date = date or credit.invoice_date
        reversal.action_post()
        return reversal

    def test_reversal_of_a_part(self):
        """LOS-2: the loss falls by what posted reversals bill back, without tax, and comes back with them."""
        for kind in ("allowance", "compensation"):
            with self.subTest(kind=kind):
                case = self._credit(kind)
                self.assertEqual(self._get_sums(case), {kind: 400})
                reversal = self._charge_again(case.credit_move_ids, 100)
                self.assertEqual(self._get_sums(case), {kind: 300})
                other = self._charge_again(case.credit_move_ids, 50)
                self.assertEqual(case.net_loss_amount, 250)
                self._charge_again(reversal, 30)
                self.assertEqual(case.net_loss_amount, 280)
                other.button_draft()
                self.assertEqual(case.net_loss_amount, 330)
                other.button_cancel()
                self.assertEqual(case.net_loss_amount, 330)
                self._charge_again(case.credit_move_ids, 400)
                self.assertFalse(case.loss_ids)

    def test_reversal_of_a_part_after_closing(self):
        """LOS-2, LOS-4: what is charged again after the case was closed is a supplement, and so is its return."""
        case = self._credit()
        self._close(case)
        reversal = self._charge_again(case.credit_move_ids, 100)
        self.assertRecordValues(
            case.loss_ids, [{"amount": 400, "supplementary": False}, {"amount": -100, "supplementary": True}]
        )
        reversal.button_draft()
        self.assertRecordValues(case.loss_ids, [{"amount": 400, "supplementary": False}])

    def test_reversal_of_one_of_two_lines(self):
        """LOS-2: of each line of the credit note no more is billed back than it gave; lines by hand of all of them."""
        case = self._complain(self._sell(), {"kind": "allowance", "quantity": 0, "amount": 400})
        case.with_user(self.accountant).action_create_documents()
        credit = case.credit_move_ids
        credit.invoice_line_ids.price_unit = 300
        values = {"name": "Allowance", "price_unit": 100, "tax_ids": [Command.clear()]}
        credit.invoice_line_ids = [Command.create(values)]
        credit.action_post()
        self.assertEqual(case.net_loss_amount, 400)
        reversal = credit._reverse_moves()
        first, second = reversal.invoice_line_ids.sorted("price_unit", reverse=True)
        first.price_unit = 350
        second.unlink()
        reversal.action_post()
        self.assertEqual(case.net_loss_amount, 100)
        reversal.button_draft()
        reversal.invoice_line_ids.unlink()
        reversal.invoice_line_ids = [Command.create({**values, "price_unit": 350})]
        reversal.action_post()
        self.assertEqual(case.net_loss_amount, 50)

    def test_reversal_of_a_part_in_foreign_currency(self):
        """LOS-2, LOS-3: what is billed back counts at the rate of its own date; nothing is left of the whole."""
        today = fields.Date.today()
        foreign = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0), (today, 4.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": foreign.id})
        case = self._complain(
            self._sell(pricelist_id=pricelist.id), {"kind": "allowance", "quantity": 0, "amount": 400}
        )
        case.with_user(self.accountant).action_create_documents()
        credit = case.credit_move_ids
        credit.invoice_date = "2024-01-01"
        credit.action_post()
        self.assertEqual(case.net_loss_amount, 200)
        self._charge_again(credit, 100, today)
        self.assertEqual(case.net_loss_amount, 175)
        self._charge_again(credit, 300, today)
        self.assertFalse(case.loss_ids)

    def test_no_case_on_what_reverses_a_credit_note(self):
        """LOS-2: what takes the credit note of a remedy back counts by itself, so not once more by its line."""
        reversal = self._charge_again(self._credit().credit_move_ids, 100)
        with self.assertRaisesRegex(ValidationError, "counts by itself"):
            reversal.invoice_line_ids.complaint_case_id = self.case

    def test_after_closing_it_is_supplementary(self):
        """LOS-2, LOS-4: what was frozen stays; the bill's changes come as lines of their own, kind by kind."""
        line = self._bill(self.case).invoice_line_ids
        self._close(self.case)
        frozen = self.case.loss_ids
        line.complaint_loss_kind = "travel"
        self.assertRecordValues(frozen, [{"kind": "other", "amount": 80, "frozen": True}])
        self.assertEqual(self._get_sums(), {"other": 0, "travel": 80})
        line.complaint_case_id = False
        self.assertEqual(self._get_sums(), {"other": 0})
        self.assertEqual((self.case.loss_ids - frozen).mapped("supplementary"), [True])

    def test_foreign_currency(self):
        """LOS-3: in the company's currency at the rate of the document's date, whatever the rate is afterwards."""
        currency = self.env["res.currency"].create({"name": "XLS", "symbol": "L", "rounding": 0.01})
        rate = self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2020-01-01", "rate": 4, "company_id": self.company.id}
        )
        self._bill(self.case, 80, currency_id=currency.id)
        self.assertEqual(self.case.net_loss_amount, 20)
        pricelist = self.env["product.pricelist"].create({"name": "L", "currency_id": currency.id})
        case = self._complain(self._sell(pricelist_id=pricelist.id), {"kind": "allowance", "quantity": 0, "amount": 60})
        case.with_user(self.accountant).action_create_documents()
        case.credit_move_ids.action_post()
        self.assertEqual(case.credit_move_ids.currency_id, currency)
        self.assertRecordValues(case, [{"currency_id": self.currency.id, "net_loss_amount": 15}])
        rate.rate = 5
        self.assertEqual((self.case | case).mapped("net_loss_amount"), [20, 15])

    def test_not_on_the_credit_note_of_a_remedy(self):
        """LOS-2: a credit note that carries out a remedy counts by itself, so not once more by its line."""
        credit = self._loss_case().credit_move_ids
        with self.assertRaisesRegex(ValidationError, "counts by itself"):
            credit.invoice_line_ids.complaint_case_id = self.case

    def test_who_names_a_case(self):
        """LOS-2: complaint accountants, of their own company; other accountants post it without knowing."""
        invoicing = self._create_user("fin_invoicing", "account.group_account_invoice")
        bill = self._bill(self.case, post=False)
        with self.assertRaises(AccessError):
            bill.invoice_line_ids.with_user(invoicing).read(["complaint_case_id"])
        with self.assertRaises(AccessError):
            bill.invoice_line_ids.with_user(invoicing).complaint_case_id = False
        bill.with_user(invoicing).action_post()
        self.assertEqual(self.case.net_loss_amount, 80)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["complaint.case"].create({"subject": "Far", "company_id": elsewhere.id, "policy_id": False})
        with self.assertRaises(UserError):
            bill.invoice_line_ids.complaint_case_id = foreign

    def test_form_of_a_bill(self):
        """LOS-2, LOS-5: the form proposes what the line is and where it is shown."""
        plan = self.env["account.analytic.plan"].create({"name": "Quality"})
        account = self.env["account.analytic.account"].create({"name": "Complaints", "plan_id": plan.id})
        self.company.complaint_analytic_distribution = {str(account.id): 100}
        self.accountant.group_ids |= self.env.ref("analytic.group_analytic_accounting")
        bill = self._bill(self.env["complaint.case"], post=False)
        with Form(bill.with_user(self.accountant)) as form, form.invoice_line_ids.edit(0) as line:
            line.complaint_case_id = self.case
            self.assertEqual(line.complaint_loss_kind, "other")
            line.complaint_loss_kind = "freight_out"
        self.assertEqual(bill.invoice_line_ids.analytic_distribution, {str(account.id): 100})
        bill.action_post()
        self.assertRecordValues(self.case.loss_ids, [{"kind": "freight_out", "amount": 80}])
        self.assertEqual(bill.with_user(self.accountant).complaint_case_ids, self.case)
        self.assertIn(bill, self.env["account.move"].search([("complaint_case_ids", "=", self.case.id)]))

    def test_merged_case(self):
        """LOS-2, INT-10: what a merged case has cost is a cost of the one that remains."""
        first, second = (
            self.env["complaint.case"].create(
                {"subject": "Scratched", "partner_id": self.customer.id, "user_id": self.handler.id}
            )
            for _i in range(2)
        )
        line = self._bill(first).invoice_line_ids
        self._type_loss(first, 20)
        first.with_user(self.manager).action_merge_into(second)
        self.assertRecordValues(first | second, [{"net_loss_amount": 0}, {"net_loss_amount": 100}])
        self.assertEqual(line.complaint_case_id, second)
        with self.assertRaisesRegex(UserError, "merged"):
            self._type_loss(first, 20)
        with self.assertRaisesRegex(UserError, "merged"):
            line.with_user(self.accountant).complaint_case_id = first

    def test_merged_case_was_allocated(self):
        """INT-10, ALO-1, PEN-3: the loss of a merged case is allocated where it goes on, and only there."""
        share = {"party": "employee", "employee_id": self.workers[0].id, "share": 100, "state": "confirmed"}
        first, second = (
            self.env["complaint.case"].create(
                {
                    "subject": "Scratched",
                    "partner_id": self.customer.id,
                    "user_id": self.handler.id,
                    "responsibility_ids": [Command.create(share)],
                }
            )
            for _i in range(2)
        )
        self._type_loss(first, 20)
        first.with_user(self.accountant).action_allocate()
        first.with_user(self.accountant).action_propose_penalties()
        draft = first.penalty_ids
        draft.ground_id = self.env.ref("complaint_finance.penalty_ground_wrong_loading")
        with self.env.cr.savepoint() as point:
            draft.with_user(self.manager).action_approve()
            with self.assertRaisesRegex(UserError, "notices for its loss"):
                first.with_user(self.manager).action_merge_into(second)
            point.rollback()
        first.with_user(self.manager).action_merge_into(second)
        second.with_user(self.accountant).action_allocate()
        self.assertRecordValues(first | second, [{"allocated_amount": 0}, {"allocated_amount": 20}])
        self.assertEqual(draft.state, "cancelled")
        with self.assertRaisesRegex(UserError, "No employee"):
            first.with_user(self.accountant).action_propose_penalties()

    # === Goods ===

    def _get_goods(self, method):
        category = self.env["product.category"].create({"name": method, "property_cost_method": method})
        goods = self._create_goods(method, cost=0, categ_id=category.id)
        self._buy(goods, 10, 60)
        return goods

    def _buy(self, goods, quantity, price):
        supplier = self.env.ref("stock.stock_location_suppliers")
        move = self.env["stock.move"].create(
            {
                "product_id": goods.id,
                "product_uom_qty": quantity,
                "price_unit": price,
                "location_id": supplier.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.quantity, move.picked = quantity, True
        move._action_done()
        move.value_manual = quantity * price
        return move

    def _replace(self, goods):
        case = self._complain(self._sell(5, goods), {"kind": "replacement", "quantity": 2})
        case.with_user(self.accountant).action_create_documents()
        for picking in case.delivery_picking_ids:
            picking.move_ids.quantity = 2
            picking.move_ids.picked = True
            picking.button_validate()
        return case

    def test_cost_at_the_time_of_the_move(self):
        """LOS-3: AVCO and FIFO: what goods cost when they left, whatever they cost afterwards."""
        for method, value in (("average", 120), ("fifo", 120)):
            with self.subTest(method=method):
                goods = self._get_goods(method)
                case = self._replace(goods)
                self.assertEqual(self._get_sums(case), {"replacement": value})
                self._buy(goods, 10, 100)
                self.assertNotEqual(goods.standard_price, 60)
                self.assertEqual(self._get_sums(case), {"replacement": value})

    def test_returned_goods_valued_anew(self):
        """LOS-1, LOS-2: goods that came back are lost as far as they are booked lower, also when it is found later."""
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                case = self._complain(self._sell(5, self._get_goods(method)), {"kind": "return", "quantity": 2})
                case.with_user(self.accountant).action_create_documents()
                move = self._receive(case.remedy_ids).move_ids
                self.assertEqual(move.value, 120)
                self.assertFalse(case.loss_ids)
                move.value_manual = 90
                self.assertEqual(self._get_sums(case), {"returned_value": 30})
                move.value_manual = 120
                self.assertFalse(case.loss_ids)
                move.value_manual = 50
                self._close(case)
                move.value_manual = 60
                self.assertEqual(case.loss_ids.mapped("amount"), [70, -10])
                self.assertEqual(case.loss_ids.mapped("supplementary"), [False, True])

    def test_standard_cost_lowered_between(self):
        """LOS-1, LOS-3: delivered at 60, back at 60 as Odoo books it; the price of today does not count."""
        goods = self._create_goods("Standard", cost=60)
        self._stock(goods)
        order = self._sell(5, goods)
        goods.standard_price = 45
        case = self._complain(order, {"kind": "return", "quantity": 2})
        case.with_user(self.accountant).action_create_documents()
        move = self._receive(case.remedy_ids).move_ids
        lost = max(0, 120 - move.value)
        self.assertEqual(sum(case.loss_ids.mapped("amount")), lost)

    def test_product_and_category(self):
        """LOS-1: losses are found by the product and the category of the case."""
        category = self.env["complaint.category"].create({"name": "Surface", "code": "SURF"})
        self.case.category_id = category
        self._bill(self.case)
        self._type_loss(self.case)
        self.assertEqual(self.case.loss_ids.product_id, self.desk)
        self.assertEqual(self.case.loss_ids.category_id, category)
        groups = (
            self.env["complaint.loss"]
            .with_user(self.handler)
            ._read_group([("case_id", "=", self.case.id)], ["category_id", "product_id"], ["amount_net:sum"])
        )
        self.assertEqual(groups, [(category, self.desk, 110)])

    def test_hidden_case(self):
        """CNF-1: whoever a case is hidden from sees neither its losses nor its allocation, nor its name on a bill."""
        respondent = self.env["hr.employee"].create(
            {"name": "Acc", "user_id": self.accountant.id, "company_id": self.company.id}
        )
        line = self._bill(self.case).invoice_line_ids
        self.case.respondent_ids = [Command.link(respondent.id)]
        self.assertFalse(self.env["complaint.loss"].with_user(self.accountant).search([("case_id", "=", self.case.id)]))
        self.env.invalidate_all()
        shown = line.with_user(self.accountant).web_read({"complaint_case_id": {"fields": {"display_name": {}}}})
        self.assertEqual(shown[0]["complaint_case_id"]["display_name"], self.case.name)
