from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLogTour(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "Tour Office"

    def test_three_clicks_from_a_delivered_order(self):
        """INT-2: a sales assistant logs a complaint from a delivered order with three clicks and no typing."""
        self.start_tour(f"/odoo/sales/{self.order.id}", "complaint_log_three_clicks", login="clerk")
        self.assertRecordValues(
            self.order.complaint_ids, [{"subject": "Desk", "first_receiver_id": self.clerk.employee_id.id}]
        )
        self.assertEqual(self.order.complaint_ids.line_ids.qty_claimed, 10)

    def test_by_phone(self):
        """INT-2, INT-8, INT-10, INT-11: found by phone number, warned of a double and of the quantity, read back."""
        self._create_case(subject="Logged before")
        self.start_tour("/odoo/complaints", "complaint_log_by_phone", login="assistant")
        case = self.order.complaint_ids[0]
        self.assertRecordValues(case, [{"subject": "Scratched desks on the phone", "read_back": True}])
        self.assertEqual(case.line_ids.qty_claimed, 7)
