from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLogComplaint(ComplaintCommon):
    def _open_form(self, order=None, user=None):
        action = (order or self.order).with_user(user or self.clerk).action_log_complaint()
        return Form(self.env["complaint.log"].with_user(user or self.clerk).with_context(**action["context"]))

    def test_log_from_a_delivered_order(self):
        """INT-2: the delivered lines to tick; per line quantities, lots and what the customer asks for."""
        form = self._open_form()
        form.subject = "Scratched desks"
        form.category_id = self.category
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.qty_delivered, 10)
            line.qty_claimed = 4
            self.assertTrue(line.selected, "typing a quantity ticks the line")
            line.qty_defective = 3
            line.demand_id = self.env.ref("complaint_management.demand_return")
        case = self.env["complaint.case"].browse(form.save().action_log()["res_id"])
        self.assertRecordValues(
            case,
            [
                {
                    "partner_id": self.customer.id,
                    "sale_order_id": self.order.id,
                    "state": "received",
                    "department_id": self.quality.id,
                    "first_receiver_id": self.clerk.employee_id.id,
                    "contact_email": "ready@example.com",
                }
            ],
        )
        self.assertRecordValues(case.line_ids, [{"qty_claimed": 4, "qty_defective": 3, "qty_delivered": 10}])
        self.assertEqual(case.demand_ids, self.env.ref("complaint_management.demand_return"))
        self.assertEqual(self.order.with_user(self.clerk).complaint_count, 1)
        self.assertEqual(self.customer.with_user(self.clerk).complaint_count, 1)

    def test_ticked_line_claims_what_was_delivered(self):
        """INT-2: ticking fills the delivered quantity; unknown empties it (INT-3)."""
        form = self._open_form()
        with form.line_ids.edit(0) as line:
            line.selected = True
            self.assertEqual(line.qty_claimed, 10)
            line.qty_unknown = True
            self.assertEqual(line.qty_claimed, 0)

    def test_nothing_ticked_is_refused(self):
        """INT-2: a complaint is about something."""
        form = self._open_form()
        form.subject = "Hm"
        with self.assertRefuses(UserError, "Tick at least one item"):
            form.save().action_log()

    def test_undelivered_order_is_refused(self):
        """INT-2: nothing delivered, nothing to log."""
        with self.assertRefuses(UserError, "has been delivered yet"):
            self.order.copy().with_user(self.clerk).action_log_complaint()

    def test_more_defective_than_claimed_is_refused(self):
        """INT-2: the defective are among the claimed."""
        with self.assertRefuses(UserError, "more is defective than is claimed"):
            self._create_case().line_ids.qty_defective = 5

    def test_stranger_cannot_log(self):
        """INT-2: whoever is no complaint user cannot."""
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["complaint.case"].with_user(stranger).create({"subject": "x"})
