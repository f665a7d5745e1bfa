from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnSlip(ComplaintFinanceCommon):
    """RET-2: the goods return slip; RET-6: goods that do not come."""

    def _call_back(self, days=10, **values):
        case = self._complain(self._sell(**values), {"kind": "return", "quantity": 4})
        case.policy_id.write({"return_days": days, "slip_hours": "any", "reminder_max": 2})
        case.remedy_ids.action_create_document()
        return case, case.remedy_ids

    def _pass(self, days):
        """The slips that the job issues, as if ``days`` had passed since the goods were called back."""
        later = fields.Datetime.now() + timedelta(days=days)
        before = self.env["complaint.slip"].search([])
        due = self.env["complaint.remedy"].search([("date_next_slip", "<=", later)])
        due._issue_slips(later)
        return self.env["complaint.slip"].search([]) - before

    def test_ret_2_four_copies(self):
        """RET-2: four copies with reason, remedy, basis and approved quantity, for accountant and warehouse."""
        case, remedy = self._call_back()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "complaint_finance.report_return_slip", remedy.ids
        )
        text = html.decode()
        for copy in ("1 of 4: Sales", "2 of 4: Warehouse", "3 of 4: Accounting", "4 of 4: Sales File"):
            self.assertIn(f"Copy {copy}", text)
        for words in (case.name, case.subject, "Return and Credit", case.resolution_id.name, "4.00"):
            self.assertEqual(text.count(words) >= 4, True, words)
        receipt = remedy.return_picking_ids.with_user(self.storekeeper)
        action = receipt.action_print_return_slip()
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.storekeeper)
            ._render_qweb_html(action["report_name"], receipt.ids)
        )
        self.assertIn(case.name, html.decode())

    def test_ret_2_the_warehouse_does_not_read_confidential_reasons(self):
        """RET-2, CNF-2: of a confidential case the slip tells the warehouse what to receive, not why."""
        case, remedy = self._call_back()
        case.confidential = True
        receipt = remedy.return_picking_ids.with_user(self.storekeeper)
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.storekeeper)
            ._render_qweb_html("complaint_finance.report_return_slip_receipt", receipt.ids)
        )
        self.assertNotIn(case.subject, html.decode())
        self.assertIn(case.name, html.decode())

    def test_ret_2_nothing_to_print(self):
        """RET-2: no slip without an approved return that was called back."""
        case = self._complain(self._sell(), {"kind": "return", "quantity": 4})
        with self.assertRaisesRegex(UserError, "not called back"):
            case.remedy_ids.with_user(self.accountant).action_print_return_slip()
        with self.assertRaisesRegex(UserError, "None of these"):
            case.sale_order_id.picking_ids.with_user(self.storekeeper).action_print_return_slip()

    def test_ret_6_reminder_after_the_days_of_the_policy(self):
        """RET-6: nothing in time; on the tenth day sales gets a reminder slip, then another, then no more."""
        case, remedy = self._call_back()
        self.assertFalse(self._pass(9))
        slip = self._pass(11)
        self.assertRecordValues(
            slip,
            [
                {
                    "kind": "reminder",
                    "level": 1,
                    "case_id": case.id,
                    "remedy_id": remedy.id,
                    "user_ids": self.handler.ids,
                }
            ],
        )
        self.assertIn("goods have not come", slip.about)
        self.assertEqual(self._pass(20).level, 2)
        self.assertFalse(self._pass(40))

    def test_ret_6_the_salesperson_is_reminded(self):
        """RET-6: the reminder goes to who sold the goods, where they may know of the case."""
        seller = self._create_user("fin_seller", "complaint_management.group_handler,sales_team.group_sale_salesman")
        _case, _remedy = self._call_back(user_id=seller.id)
        self.assertEqual(self._pass(11).user_ids, seller)

    def test_ret_6_no_reminder_once_they_came_or_are_not_awaited(self):
        """RET-6: what came, was cancelled, or is not to be reminded of by the policy gets no slip."""
        _case, came = self._call_back()
        slip = self._pass(11)
        self.assertTrue(slip.activity_ids)
        self._receive(came)
        self.assertFalse(slip.activity_ids)
        _case, cancelled = self._call_back()
        cancelled.return_picking_ids.action_cancel()
        self.assertFalse(cancelled.date_goods_due)
        _case, unbounded = self._call_back(days=0)
        self.assertFalse(unbounded.date_goods_due)
        self.assertFalse(self._pass(30))

    def test_ret_6_part_of_it_is_not_all(self):
        """RET-6: while the backorder is awaited, sales is still reminded."""
        _case, remedy = self._call_back()
        self._receive(remedy, 1, cancel_backorder=False)
        self.assertTrue(self._pass(11))

    def test_ret_6_the_job_issues_it(self):
        """RET-6: the one job that issues slips finds the goods that are late."""
        _case, remedy = self._call_back()
        remedy.date_goods_due = fields.Datetime.now() - timedelta(days=1)
        with self.enter_registry_test_mode():
            self.env.ref("complaint_management.ir_cron_issue_slips").method_direct_trigger()
        self.assertEqual(len(remedy.slip_ids), 1)

    def test_the_warehouse_finds_its_returns(self):
        """RET-3: awaited, late and held returns are found by those who read no complaints, and the form opens."""
        _case, remedy = self._call_back()
        receipts = self.env["stock.picking"].with_user(self.storekeeper)
        ours = [("id", "in", remedy.return_picking_ids.ids)]
        self.assertFalse(receipts.search([*ours, ("complaint_receipt_state", "=", "held")]))
        self._receive(remedy, 9)
        self.assertTrue(receipts.search([*ours, ("complaint_receipt_state", "=", "held")]))
        remedy.date_goods_due = "2020-01-01"
        self.assertTrue(receipts.search([*ours, ("complaint_date_due", "<", "now")]))
        with Form(remedy.return_picking_ids.with_user(self.storekeeper)) as form:
            self.assertTrue(form.complaint_remedy_id)
