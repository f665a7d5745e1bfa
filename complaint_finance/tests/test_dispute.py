from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestDispute(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._create_user("fin_sales", "sales_team.group_sale_salesman")
        cls.lamp = cls._create_goods("Lamp", price=30.0)
        cls.order = cls._sell(10, invoice=False, user_id=cls.salesperson.id, taxes=cls.tax_sale_a)
        cls.order.order_line = [
            Command.create({"product_id": cls.lamp.id, "product_uom_qty": 5, "tax_ids": [Command.clear()]})
        ]
        cls._deliver(cls.order)
        cls.invoice = cls._invoice(cls.order)
        cls.ground = cls.env.ref("complaint_management.ground_not_ours")

    def _log(self, **values):
        case = self.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": self.customer.id,
                "sale_order_id": self.order.id,
                "line_ids": [Command.create({"sale_line_id": self.order.order_line[0].id, "qty_claimed": 3})],
                **values,
            }
        )
        return case.with_user(self.handler)

    def test_arr_1_open_amount_of_complained_lines(self):
        """ARR-1: in dispute from acceptance until closed; of the complained line only, with its tax."""
        case = self._log()
        self.assertEqual(self.invoice.complaint_dispute_amount, 0)
        case.action_accept()
        self.invoice.invalidate_recordset(["complaint_dispute_amount"])
        self.assertEqual(self.invoice.complaint_dispute_amount, 1150)
        self.assertEqual(self.invoice.with_user(self.accountant).complaint_dispute_amount, 1150)
        case.action_withdraw("Settled")
        self.invoice.invalidate_recordset(["complaint_dispute_amount"])
        self.assertEqual(self.invoice.complaint_dispute_amount, 0)

    def test_arr_1_never_more_than_is_open(self):
        """ARR-1: what was paid counts first for the items that nobody complains about."""
        self._log().action_accept()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        wizard.create({"amount": 100}).action_create_payments()
        self.assertEqual(self.invoice.complaint_dispute_amount, 1150)
        wizard.create({"amount": 200}).action_create_payments()
        self.assertEqual(self.invoice.amount_residual, 1000)
        self.assertEqual(self.invoice.complaint_dispute_amount, 1000)

    def test_arr_1_two_cases_about_one_line(self):
        """ARR-1: a line complained about twice is in dispute once."""
        (self._log() | self._log()).action_accept()
        self.assertEqual(self.invoice.complaint_dispute_amount, 1150)

    def test_adm_3_rejected_after_investigation(self):
        """ADM-3: the receivable is released, the salesperson collects at the normal due date."""
        self.invoice.invoice_date_due = due = fields.Date.today() + timedelta(days=21)
        case = self._log()
        case.action_accept()
        self.assertTrue(self.invoice.complaint_dispute_amount)
        case.action_reject(self.ground.id, "Scratched in their own workshop")
        self.assertFalse(self.invoice.complaint_dispute_amount)
        activity = self.invoice.activity_ids
        self.assertRecordValues(activity, [{"user_id": self.salesperson.id, "date_deadline": due}])
        self.assertIn(case.name, activity.note)

    def test_adm_3_overdue_is_collected_today(self):
        """ADM-3: a due date that has passed meanwhile is today."""
        self.invoice.invoice_date_due = fields.Date.today() - timedelta(days=5)
        case = self._log()
        case.action_accept()
        case.action_reject(self.ground.id)
        self.assertEqual(self.invoice.activity_ids.date_deadline, fields.Date.today())

    def test_adm_3_nothing_was_held(self):
        """ADM-3: rejected at the door, paid already, or a step that was refused: nobody is told to collect."""
        self._log().action_reject(self.ground.id)
        case = self._log()
        case.action_accept()
        with self.assertRaises(UserError):
            case.action_reject(10**9)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({}).action_create_payments()
        case.action_reject(self.ground.id)
        self.assertFalse(self.invoice.activity_ids)

    # === Lists and searches ===

    def _accept(self, **values):
        case = self._log(**values)
        case.action_accept()
        return case

    def _pay(self, invoice, amount):
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": amount}
        ).action_create_payments()

    def test_arr_1_searched_in_lists(self):
        """ARR-1: found by a filter on invoices, receivables and customers, and by amount."""
        other = self._sell()
        self._accept()
        moves = self.env["account.move"].with_user(self.accountant)
        mine = [("id", "in", (self.invoice | other.invoice_ids).ids)]
        for domain, expected in (
            ([("complaint_dispute_amount", "!=", 0)], self.invoice),
            ([("complaint_dispute_amount", "=", 0)], other.invoice_ids),
            ([("complaint_dispute_amount", ">", 1149)], self.invoice),
            ([("complaint_dispute_amount", ">", 1150)], self.env["account.move"]),
            ([("complaint_dispute_amount", "<", 5)], other.invoice_ids),
            ([("complaint_dispute_amount", "=", 1150)], self.invoice),
        ):
            self.assertEqual(moves.search(domain + mine), expected, domain)
        lines = self.env["account.move.line"].with_user(self.accountant)
        receivable = lines.search(
            [("account_type", "=", "asset_receivable"), ("move_id.complaint_dispute_amount", "!=", 0)]
        )
        self.assertRecordValues(receivable, [{"move_id": self.invoice.id, "complaint_dispute_amount": 1150}])
        partners = self.env["res.partner"].with_user(self.accountant)
        self.assertEqual(partners.search([("complaint_dispute_amount", ">", 0)]), self.customer)
        self.assertNotIn(self.customer, partners.search([("complaint_dispute_amount", "=", 0)]))

    def test_arr_1_on_the_partner(self):
        """ARR-1: of the whole commercial entity, with its invoices behind the button; for those who see money."""
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customer.id})
        self._accept()
        for user in (self.accountant, self.salesperson):
            for partner in (self.customer, contact):
                self.assertEqual(partner.with_user(user).complaint_dispute_amount, 1150)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.storekeeper).read(["complaint_dispute_amount"])
        action = self.customer.with_user(self.accountant).action_view_complaint_disputes()
        self.assertEqual(self.env["account.move"].search(action["domain"]), self.invoice)

    def test_arr_1_foreign_currency(self):
        """ARR-1: in the invoice's currency on the invoice, at its own rate in the company's elsewhere."""
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 2, "name": "2020-01-01", "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        partner = self.env["res.partner"].create({"name": "Euro"})
        order = self._sell(partner_id=partner.id, pricelist_id=pricelist.id)
        invoice = order.invoice_ids
        self._accept(
            partner_id=partner.id,
            sale_order_id=order.id,
            line_ids=[Command.create({"sale_line_id": order.order_line.id, "qty_claimed": 1})],
        )
        self.assertEqual((invoice.currency_id, invoice.complaint_dispute_amount), (euro, 1000))
        receivable = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(receivable.complaint_dispute_amount, 500)
        self.assertEqual(partner.complaint_dispute_amount, 500)
        self._pay(invoice, 400)
        partner.invalidate_recordset()
        self.assertEqual(invoice.complaint_dispute_amount, 600)
        self.assertEqual(partner.complaint_dispute_amount, 300)

    def _sell_discounted(self):
        """Ten desks with 15 % tax and five lamps without, 10 % off both."""
        order = self._sell(10, invoice=False, deliver=False, taxes=self.tax_sale_a)
        order.order_line = [
            Command.create({"product_id": self.lamp.id, "product_uom_qty": 5, "tax_ids": [Command.clear()]})
        ]
        wizard = {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        self.env["sale.order.discount"].create(wizard).action_apply_discount()
        self._deliver(order)
        return self._invoice(order)

    def _dispute_first(self, invoice):
        order = invoice.invoice_line_ids.sale_line_ids.order_id
        item = Command.create({"sale_line_id": order.order_line[0].id, "qty_claimed": 3})
        return self._accept(sale_order_id=order.id, line_ids=[item])

    def test_arr_1_after_the_discount(self):
        """ARR-1: a discount on the whole order lowers what is in dispute, with its tax."""
        invoice = self._sell_discounted()
        self.assertEqual(invoice.amount_total, 1170)
        self._dispute_first(invoice)
        self.assertEqual(invoice.complaint_dispute_amount, 1035)

    def test_arr_1_less_what_was_credited(self):
        """ARR-1: what a posted credit note took back of the item is not in dispute; a draft or reversed one is."""
        invoice = self._sell_discounted()
        case = self._dispute_first(invoice).sudo()
        case.state = "resolution"
        remedy = self._resolve(case, {"kind": "return", "quantity": 4})
        remedy.action_create_document()
        self._receive(remedy)
        self.assertEqual(invoice.complaint_dispute_amount, 1035)
        remedy.credit_move_id.action_post()
        self.assertEqual(invoice.amount_residual, 756)
        self.assertEqual(invoice.complaint_dispute_amount, 621)
        remedy.credit_move_id._reverse_moves(cancel=True)
        invoice.invalidate_recordset(["complaint_dispute_amount"])
        self.assertEqual(invoice.complaint_dispute_amount, min(1035, invoice.amount_residual))

    def test_arr_1_instalments(self):
        """ARR-1: instalments share the dispute by what is left of each, to the cent."""
        self.invoice.button_draft()
        self.invoice.invoice_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "30/70",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )
        self.invoice.action_post()
        self._accept()
        parts = self.invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(parts.mapped("complaint_dispute_amount"), [345, 805])

    def test_arr_1_invoice_without_order(self):
        """ARR-1: a complaint logged about an invoice line holds that line."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.lamp.id, "quantity": 2, "price_unit": 30, "tax_ids": []}),
                    Command.create({"product_id": self.desk.id, "quantity": 1, "price_unit": 100, "tax_ids": []}),
                ],
            }
        )
        invoice.action_post()
        case = self._accept(
            sale_order_id=False,
            line_ids=[Command.create({"invoice_line_id": invoice.invoice_line_ids[0].id, "qty_claimed": 1})],
        )
        self.assertEqual(invoice.complaint_dispute_amount, 60)
        self.assertEqual(self.invoice.complaint_dispute_amount, 0)
        case.action_reject(self.ground.id)
        self.assertEqual(invoice.activity_ids.user_id, invoice.invoice_user_id)

    def test_arr_1_other_company(self):
        """ARR-1: a customer's dispute with another company of the group is not shown in this one."""
        self._accept()
        other = self.env["res.company"].create({"name": "Second"})
        self.accountant.company_ids |= other
        there = self.customer.with_user(self.accountant).with_context(allowed_company_ids=other.ids)
        self.assertEqual(there.complaint_dispute_amount, 0)

    def test_arr_1_bounded_queries(self):
        """ARR-1: the amount of many invoices costs no query for each."""
        self._accept()
        orders = [self._sell() for _number in range(4)]
        few, many = self.invoice, self.invoice.union(*(order.invoice_ids for order in orders))
        counts = []
        for moves in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            moves.mapped("complaint_dispute_amount")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # === ARR-3 ===

    def test_arr_3_closed_without_credit(self):
        """ARR-3: closed without a credit note, the salesperson collects by the due date."""
        case = self._accept()
        case.sudo().write({"state": "followup", "summary": "<p>Explained</p>"})
        case.sudo()._pass_to("closed", date_closed=fields.Datetime.now())
        activity = self.invoice.activity_ids
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn("without credit", activity.note)
        self.assertEqual(self.invoice.complaint_dispute_amount, 0)

    def test_arr_3_closed_with_credit(self):
        """ARR-3: what was settled by a credit note leaves nobody a reminder."""
        case = self._complain(self.order, {"kind": "allowance", "quantity": 3, "amount_per_unit": 10})
        case.sudo().validity = "established"
        self.assertEqual(self.invoice.complaint_dispute_amount, 1150)
        remedy = case.resolution_id.remedy_ids
        remedy.action_create_document()
        remedy.credit_move_id.action_post()
        case.sudo()._pass_to("closed", date_closed=fields.Datetime.now())
        self.assertFalse(self.invoice.activity_ids)
        self.assertEqual(self.invoice.complaint_dispute_amount, 0)

    def test_arr_3_withdrawn(self):
        """ARR-3: a complaint taken back is collected as well."""
        self._accept().action_withdraw("Settled")
        self.assertIn("Withdrawn", self.invoice.activity_ids.note)

    def test_arr_3_once(self):
        """ARR-3: one activity an invoice, and none while another case still holds it."""
        first, second = self._accept(), self._accept()
        first.action_reject(self.ground.id)
        self.assertFalse(self.invoice.activity_ids)
        second.action_reject(self.ground.id)
        self.assertEqual(len(self.invoice.activity_ids), 1)
        self._accept().action_reject(self.ground.id)
        self.assertEqual(len(self.invoice.activity_ids), 1)

    def test_arr_3_archived_salesperson(self):
        """ARR-3: somebody who left collects nothing; the case's handler takes it."""
        case = self._accept(user_id=self.handler.id)
        self.salesperson.active = False
        case.action_reject(self.ground.id)
        self.assertEqual(self.invoice.activity_ids.user_id, self.handler)
