from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDocument(ComplaintCommon):
    """Smart buttons: the cases of orders, deliveries, invoices, customers and goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(first_receiver_id=cls.clerk.employee_id.id)
        cls.case.line_ids.lot_ids = cls.lots[:1]
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()
        cls.documents = {
            "complaint_count": [
                cls.order,
                cls.order.picking_ids,
                cls.customer,
                cls.desk,
                cls.desk.product_tmpl_id,
                cls.lots[0],
            ],
            "complaint_case_count": [cls.invoice],
        }

    def _counts(self, user):
        return [
            document.with_user(user)[name] if name in document.with_user(user)._fields else None
            for name, documents in self.documents.items()
            for document in documents
        ]

    def test_counted_everywhere(self):
        """INT-2, INT-12: one case on each document it is about, whichever it was logged from."""
        self.assertEqual(self._counts(self.assistant), [1] * 7)
        other = self._create_case(subject="About the invoice", sale_order_id=False, line_ids=[])
        other.invoice_id = self.invoice
        other.picking_id = self.order.picking_ids
        self.env.invalidate_all()
        self.assertEqual(self._counts(self.assistant), [1, 2, 2, 1, 1, 1, 2])
        self.assertEqual(self.lots[1].with_user(self.assistant).complaint_count, 0)
        self.assertEqual(
            self.invoice.search([("complaint_case_ids", "in", self.case.ids)]), self.invoice, "searchable too"
        )

    def test_only_what_the_user_may_read(self):
        """INT-2, CNF-1: a case that the user may not read is not counted."""
        self._create_case(subject="Somebody else's")
        self.env.invalidate_all()
        self.assertEqual(self._counts(self.assistant), [2, 2, 2, 2, 2, 1, 2])
        self.assertEqual(self._counts(self.clerk)[:1], [1])

    def test_buttons_open_the_cases(self):
        """INT-2: the only case opens at once, several as a list; a new one is about the same document."""
        for name, documents in self.documents.items():
            for document in documents:
                document = document.with_user(self.assistant)
                open_cases = getattr(
                    document, "action_view_complaints" if name == "complaint_count" else "action_view_complaint_cases"
                )
                self.assertEqual(open_cases()["res_id"], self.case.id, document)
        self.assertEqual(self.order.action_view_complaints()["context"]["default_sale_order_id"], self.order.id)
        self.assertEqual(self.customer.action_view_complaints()["context"]["default_partner_id"], self.customer.id)
        other = self._create_case(subject="Another")
        self.env.invalidate_all()
        for document in self.documents["complaint_count"][:5]:
            action = document.with_user(self.assistant).action_view_complaints()
            self.assertEqual(self.env["complaint.case"].search(action["domain"]), self.case | other, document)

    def test_one_query_for_all_records(self):
        """INT-12: counting costs the same for one record and for many."""
        partners = self.env["res.partner"].create([{"name": f"P{index}"} for index in range(10)])
        products = self.env["product.product"].create([{"name": f"P{index}"} for index in range(10)])
        orders = self.order.browse(self.order.copy().id for _index in range(5))
        for few, many in (
            (self.customer, self.customer | partners),
            (self.desk, self.desk | products),
            (self.desk.product_tmpl_id, (self.desk | products).product_tmpl_id),
            (self.lots[:1], self.lots),
            (self.order, self.order | orders),
        ):

            def count(records):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                records.browse(records.ids).with_user(self.assistant).mapped("complaint_count")
                return self.env.cr.sql_log_count - start

            count(few)
            self.assertLessEqual(count(many), count(few), many._name)

    def test_line_of_an_invoice_without_order(self):
        """INT-2: an invoice that has no order shows the cases about its own lines."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"product_id": self.desk.id, "quantity": 1})],
            }
        )
        item = {"invoice_line_id": invoice.invoice_line_ids.id, "qty_claimed": 1}
        case = self._create_case(subject="Direct", sale_order_id=False, line_ids=[Command.create(item)])
        self.assertEqual(invoice.with_user(self.assistant).complaint_case_ids, case)
        self.assertEqual(case.line_ids.product_id, self.desk)
