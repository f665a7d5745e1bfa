from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDuplicate(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger", "email": "stranger@example.com"})

    def _by_mail(self, subject="Broken", email="anna@example.com", **values):
        return self._create_case(
            subject=subject, contact_email=email, partner_id=False, sale_order_id=False, line_ids=[], **values
        )

    def _days_ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    # === Duplicates ===

    def test_same_customer_and_order_item(self):
        """INT-10: the same customer, one of its contacts too, and the same order item, open or closed."""
        contact = self.env["res.partner"].create({"name": "Ms. Ready", "parent_id": self.customer.id})
        first, second = self._create_case(subject="One"), self._create_case(subject="Two", partner_id=contact.id)
        self.assertEqual(second.duplicate_ids, first)
        self.assertEqual((first.duplicate_ids, first.duplicate_count), (second, 1))
        first.action_withdraw("Mistaken")
        second.invalidate_recordset()
        self.assertEqual(second.duplicate_ids, first)
        action = second.action_view_duplicates()
        self.assertEqual((action["res_id"], action["res_model"]), (first.id, "complaint.case"))
        self.assertIn(f"/odoo/complaints/{first.id}", second.duplicate_note)
        self.assertIn("Withdrawn", second.duplicate_note)

    def test_same_customer_other_item(self):
        """INT-10: another item of the same customer is another complaint."""
        chair = self.env["product.product"].create({"name": "Chair", "type": "consu"})
        self._create_case(subject="One")
        second = self._create_case(subject="Two", line_ids=[Command.create({"product_id": chair.id})])
        self.assertFalse(second.duplicate_ids)

    def test_same_item_other_customer(self):
        """INT-10: another customer with the same lot has a complaint of their own."""
        item = {"product_id": self.desk.id, "lot_ids": [Command.set(self.lots[:1].ids)]}
        self._create_case(subject="One", line_ids=[Command.create(item)])
        second = self._create_case(
            subject="Two", partner_id=self.stranger.id, sale_order_id=False, line_ids=[Command.create(item)]
        )
        self.assertFalse(second.duplicate_ids)

    def test_same_customer_and_lot(self):
        """INT-10: the same lot, also without an order."""
        item = {"product_id": self.desk.id, "lot_ids": [Command.set(self.lots[:1].ids)]}
        first = self._create_case(subject="One", line_ids=[Command.create(item)])
        second = self._create_case(subject="Two", sale_order_id=False, line_ids=[Command.create(item)])
        self.assertEqual(second.duplicate_ids, first)

    def test_window_of_the_policy(self):
        """INT-10: within the policy's days, thirty unless it says otherwise."""
        old = self._create_case(subject="Old", date_received=self._days_ago(20))
        new = self._create_case(subject="New")
        self.assertEqual(new.duplicate_ids, old)
        new.sudo().policy_id.duplicate_days = 10
        new.invalidate_recordset()
        self.assertFalse(new.duplicate_ids)

    def test_same_sender_and_subject(self):
        """INT-10: replies and forwards of the same subject, in whatever letters, from the same address."""
        first = self._by_mail("Broken desk")
        for subject in (
            "Re: broken  DESK",
            "FWD: Re: Broken desk",
            "AW: [EXT] x",
            "回复\uff1aBroken desk",
            "Re[2]: Broken desk",
        ):
            with self.subTest(subject=subject):
                again = self._by_mail(subject, "Anna <ANNA@example.com>")
                self.assertEqual(first in again.duplicate_ids, "EXT" not in subject)
        self.assertNotIn(first, self._by_mail("Broken desk", "bob@example.com").duplicate_ids)
        self.assertFalse(self._by_mail("Broken desk", False).duplicate_ids, "an unknown sender is nobody's double")
        self.assertFalse(self._by_mail("Re:", "x@example.com").duplicate_ids)

    def test_merged_cases_are_left_out(self):
        """INT-10: what was merged has been dealt with."""
        first, second = self._by_mail(), self._by_mail()
        first.sudo().state = "merged"
        self.assertFalse(second.duplicate_ids)

    def test_only_what_the_user_may_read(self):
        """INT-10, CNF-1: a user without rights on the other case does not learn of it."""
        self._create_case(subject="One")
        second = self._create_case(subject="Two", first_receiver_id=self.worker.employee_id.id, department_id=False)
        self.assertEqual(second.duplicate_count, 1)
        second = second.with_user(self.worker)
        self.assertFalse(second.duplicate_count)
        self.assertFalse(second.duplicate_note)

    def test_other_company(self):
        """INT-10, CNF-3: companies do not look into each other's cases."""
        other = self.env["res.company"].create({"name": "Other"})
        case = self._by_mail()
        values = {"subject": "Broken", "contact_email": "anna@example.com", "company_id": other.id}
        twin = self.env["complaint.case"].create(values)
        self.assertFalse(twin.duplicate_ids | case.sudo().duplicate_ids)

    def test_few_queries_for_many_cases(self):
        """INT-10: the number of queries does not grow with the number of cases."""
        cases = self.env["complaint.case"]
        for index in range(12):
            cases |= self._create_case(subject=f"Case {index}")
        cases.mapped("duplicate_count")

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records._get_duplicates()
            return self.env.cr.sql_log_count - start

        self.assertLessEqual(count(cases), count(cases[:2]))

    def test_shown_while_logging(self):
        """INT-10: the dialog shows them as soon as customer and item, or sender and subject, are there."""
        first = self._create_case(first_receiver_id=self.clerk.employee_id.id)
        action = self.order.with_user(self.clerk).action_log_complaint()
        form = Form(self.env["complaint.log"].with_user(self.clerk).with_context(**action["context"]))
        self.assertFalse(form.duplicate_ids)
        with form.line_ids.edit(0) as line:
            line.selected = True
        self.assertEqual(form.duplicate_ids.ids, first.ids)
        self.assertIn(first.name, form.duplicate_note)
        form.no_item = True
        self.assertFalse(form.duplicate_ids)

        first.write({"partner_id": self.stranger.id, "contact_email": "anna@example.com", "sale_order_id": False})
        form = Form(self.env["complaint.log"].with_user(self.clerk))
        form.contact_email = "anna@example.com"
        form.subject = "re: scratched DESKS"
        self.assertEqual(form.duplicate_ids.ids, first.ids)
        first.sudo().policy_id.duplicate_days = 0
        first.date_received = self._days_ago(2)
        form.subject = "Scratched desks"
        self.assertFalse(form.duplicate_ids, "the window is the policy's that the new case would get")

    def test_markup_in_a_subject_is_text(self):
        """INT-10: what somebody wrote into a subject is shown, not run."""
        self._by_mail("<img src=x onerror=alert(1)>")
        note = self._by_mail("<img src=x onerror=alert(1)>").duplicate_note
        self.assertNotIn("<img", note)
        self.assertIn("&lt;img", note)

    # === Repeats ===

    def test_repeats_of_customer_product_and_lot(self):
        """INT-12: other cases of this customer, this product, this lot in the last 12 months, and where to see them."""
        item = {"product_id": self.desk.id, "lot_ids": [Command.set(self.lots[:1].ids)]}
        same_lot = self._create_case(
            subject="Lot", partner_id=self.stranger.id, sale_order_id=False, line_ids=[Command.create(item)]
        )
        old = self._create_case(subject="Old", date_received=self._days_ago(400))
        recent = self._create_case(subject="Recent", date_received=self._days_ago(300))
        case = self._create_case()
        case.line_ids.lot_ids = self.lots
        self.assertRecordValues(
            case | same_lot,
            [
                {"customer_repeat_count": 1, "product_repeat_count": 2, "lot_repeat_count": 1},
                {"customer_repeat_count": 0, "product_repeat_count": 2, "lot_repeat_count": 1},
            ],
        )
        self.assertEqual(case.action_view_customer_repeats()["res_id"], recent.id)
        domain = case.action_view_product_repeats()["domain"]
        self.assertEqual(self.env["complaint.case"].search(domain), recent | same_lot)
        self.assertEqual(case.action_view_lot_repeats()["res_id"], same_lot.id)
        self.assertNotIn(old, self.env["complaint.case"].search(domain))

    def test_repeats_of_an_anonymous_case(self):
        """INT-12: nobody's cases are not those of one customer."""
        self._by_mail()
        self.assertRecordValues(
            self._by_mail(), [{"customer_repeat_count": 0, "product_repeat_count": 0, "lot_repeat_count": 0}]
        )
