from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
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
