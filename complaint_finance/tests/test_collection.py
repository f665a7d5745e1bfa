from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon

DUE = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestCollection(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._create_user("fin_sales", "sales_team.group_sale_salesman")
        cls.head = cls._create_user("fin_sales_head", "sales_team.group_sale_manager")
        cls.order = cls._sell(10, user_id=cls.salesperson.id, invoice=False)
        cls.invoice = cls._bill(cls.order)

    @classmethod
    def _bill(cls, order, due=DUE):
        invoice = cls._invoice(order, post=False, date=date(2026, 2, 10))
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = due
        invoice.action_post()
        return invoice

    def _dispute(self, order, accepted, ended=None):
        """A case about ``order``, accepted and, if given, found not established at these moments."""
        case = self.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": self.customer.id,
                "sale_order_id": order.id,
                "line_ids": [Command.create({"sale_line_id": order.order_line[0].id, "qty_claimed": 3})],
            }
        )
        case.action_accept()
        if ended:
            case.action_reject(self.env.ref("complaint_management.ground_not_ours").id)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE complaint_passage SET date = %s WHERE case_id = %s AND state_to = 'rejected'", (ended, case.id)
            )
        case.date_accepted = accepted
        return case

    def _pay(self, invoice, amount):
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": amount}
        ).action_create_payments()

    def _report(self, moves=None, user=None):
        self.env.flush_all()
        self.env["complaint.collection.report"].invalidate_model()
        report = self.env["complaint.collection.report"].with_user(user or self.accountant)
        return report.search([("move_id", "in", (moves or self.invoice).ids)])

    def _assert_row(self, **expected):
        self.assertRecordValues(self._report(), [expected])

    def test_arr_2_without_dispute(self):
        """ARR-2: due, collected and rate of a salesperson; both rates agree where nothing was in dispute."""
        self._pay(self.invoice, 250)
        self._assert_row(
            user_id=self.salesperson.id,
            date_due=DUE,
            due_amount=1000,
            disputed_amount=0,
            collected_amount=250,
            open_amount=750,
            rate=25,
            rate_undisputed=25,
        )

    def test_arr_2_disputed_leaves_the_base(self):
        """ARR-2: what was in dispute when it fell due is taken out of the base, the rest is not."""
        second = self._bill(self._sell(4, user_id=self.salesperson.id, invoice=False))
        self._pay(second, 300)
        self._dispute(self.order, datetime(2026, 3, 1))
        rows = self._report(self.invoice | second)
        self.assertEqual(sum(rows.mapped("disputed_amount")), 1000)
        aggregates = [f"{name}:sum" for name in ("due_amount", "disputed_amount", "collected_amount")]
        report = self.env["complaint.collection.report"].with_user(self.head)
        [(user, *sums)] = report._read_group(
            [("id", "in", rows.ids)], ["user_id"], [*aggregates, "rate:avg", "rate_undisputed:avg"]
        )
        self.assertEqual(user, self.salesperson)
        self.assertEqual([round(number, 2) for number in sums], [1400, 1000, 300, 21.43, 75])

    def test_arr_2_dispute_in_the_period_only(self):
        """ARR-2: a dispute counts that ran at the due date or began in its month; not before, not afterwards."""
        for accepted, ended, disputed in (
            (datetime(2026, 2, 1), datetime(2026, 3, 1), 0),
            (datetime(2026, 2, 1), datetime(2026, 3, 20), 1000),
            (datetime(2026, 3, 25), datetime(2026, 5, 1), 1000),
            (datetime(2026, 4, 2), None, 0),
        ):
            with self.subTest(accepted=accepted, ended=ended):
                case = self._dispute(self.order, accepted, ended)
                self._assert_row(disputed_amount=disputed)
                case.sudo().date_accepted = False

    def test_arr_2_never_accepted(self):
        """ARR-2: a complaint rejected at the door never was a dispute."""
        case = self._dispute(self.order, False)
        self.assertFalse(case.date_accepted)
        self._assert_row(disputed_amount=0, rate=0)

    def test_arr_2_partial_payment(self):
        """ARR-2: what was paid is no longer out of the base, so that no rate exceeds 100 %."""
        self._dispute(self.order, datetime(2026, 3, 1))
        self._pay(self.invoice, 600)
        self._assert_row(due_amount=1000, disputed_amount=400, collected_amount=600, rate=60, rate_undisputed=100)
        self._pay(self.invoice, 400)
        self._assert_row(disputed_amount=0, collected_amount=1000, rate=100, rate_undisputed=100)

    def test_arr_2_all_in_dispute(self):
        """ARR-2: where everything was in dispute there is no rate, and no division by nothing."""
        self._dispute(self.order, datetime(2026, 3, 1))
        row = self._report()
        self.assertEqual((row.rate, row.rate_undisputed, row.disputed_amount), (0, 0, 1000))

    def test_arr_2_two_cases_count_once(self):
        """ARR-2: a line complained about twice is in dispute once."""
        self._dispute(self.order, datetime(2026, 3, 1))
        self._dispute(self.order, datetime(2026, 3, 2))
        self._assert_row(disputed_amount=1000)

    def test_arr_2_credit_by_hand(self):
        """ARR-2: a credit note lowers what is due and is not counted as collected."""
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        reversal = wizard.create({"journal_id": self.invoice.journal_id.id})
        reversal.refund_moves()
        credit = reversal.new_move_ids
        credit.invoice_line_ids.quantity = 4
        credit.action_post()
        lines = (self.invoice | credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.filtered(lambda line: not line.reconciled).reconcile()
        self._assert_row(due_amount=600, collected_amount=0, open_amount=600)

    def test_arr_2_foreign_currency(self):
        """ARR-2: in the company's currency, at the invoice's own rate."""
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 2, "name": "2020-01-01", "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._sell(pricelist_id=pricelist.id, invoice=False)
        order.order_line = [Command.create({"product_id": self.desk.id, "product_uom_qty": 5, "tax_ids": []})]
        self._deliver(order)
        invoice = self._bill(order)
        first = order.order_line[0]
        self._dispute(order, datetime(2026, 3, 1))
        total = invoice.amount_total
        self.assertRecordValues(
            self._report(invoice),
            [{"due_amount": total / 2, "disputed_amount": first.price_total / 2, "open_amount": total / 2}],
        )

    def test_arr_2_who_reads_it(self):
        """ARR-2: accountants and sales managers, of their own companies; nobody else."""
        for user in (self.accountant, self.head, self.auditor, self.clerk):
            self.assertTrue(self._report(user=user))
        for user in (self.salesperson, self.handler, self.assistant, self.storekeeper):
            with self.assertRaises(AccessError):
                self._report(user=user)
        other = self.env["res.company"].create({"name": "Second"})
        stranger = self._create_user("fin_stranger", "sales_team.group_sale_manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self._report(user=stranger.with_user(stranger)))

    def test_arr_2_views(self):
        """ARR-2: pivot, graph and list open, by due date, with the rate of each group."""
        report = self.env["complaint.collection.report"].with_user(self.accountant)
        for kind in ("pivot", "graph", "list", "search"):
            self.assertTrue(report.get_view(view_type=kind)["arch"])
        groups = report.formatted_read_group(
            [("move_id", "=", self.invoice.id)], ["date_due:month"], ["rate:avg", "due_amount:sum"]
        )
        self.assertEqual([(group["due_amount:sum"], group["rate:avg"]) for group in groups], [(1000, 0)])

    def test_arr_2_after_discount_and_credit(self):
        """ARR-2: a discount on the whole order, and what was credited of the item, were never in dispute."""
        lamp = self._create_goods("Lamp", price=50)
        order = self._sell(10, invoice=False, deliver=False, taxes=self.tax_sale_a)
        order.order_line = [
            Command.create({"product_id": lamp.id, "product_uom_qty": 10, "tax_ids": [Command.clear()]})
        ]
        wizard = {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        self.env["sale.order.discount"].create(wizard).action_apply_discount()
        self._deliver(order)
        invoice = self._bill(order)
        case = self._dispute(order, datetime(2026, 3, 1))
        self.assertRecordValues(self._report(invoice), [{"due_amount": 1485, "disputed_amount": 1035}])
        case.write({"state": "resolution", "user_id": self.handler.id})
        remedy = self._resolve(case, {"kind": "return", "quantity": 4})
        remedy.action_create_document()
        self._receive(remedy)
        remedy.credit_move_id.action_post()
        self.assertRecordValues(self._report(invoice), [{"due_amount": 1071, "disputed_amount": 621}])
