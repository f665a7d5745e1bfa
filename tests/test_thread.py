from thread_common import ThreadCommon

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestThread(ThreadCommon, HttpCase):
    """One complaint the whole way through the three addons, in the browser, each part by its own people."""

    def _tour(self, role, path, name):
        login = "thread_customer" if role == "customer" else self.people[role].login
        self.start_tour(path, f"complaint_thread_{name}", login=login)

    def test_from_delivered_order_to_closed_case(self):
        """INT-2, RTE-3, INV-4, ACT-3, RES-4, RES-5, CUS-5, RET-3, CRN-1, ALO-1, PEN-3, CBK-2, ARC-1."""
        self._tour("assistant", f"/odoo/sales/{self.order.id}", "log")
        case = self.order.complaint_ids
        self.assertRecordValues(case, [{"state": "investigation", "department_id": self.departments["Quality"].id}])

        self._tour("engineer", "/odoo/complaint-steps", "opinion")
        self._tour("engineer", "/odoo/complaints", "investigate")
        self.assertEqual(case.investigation_ids.state, "verifying")

        self._tour("assistant", "/odoo/complaints", "propose")
        self._tour("head", "/odoo/complaint-approvals", "approve")
        self._tour("assistant", "/odoo/complaints", "reply")
        self.assertEqual(case.resolution_id.state, "offered")
        self._tour("customer", "/my/complaints", "portal")
        self.assertRecordValues(case.resolution_id, [{"state": "accepted", "accepted_by": "Ms. Ready"}])

        self._tour("assistant", "/odoo/complaints", "carry_out")
        self._tour("accountant", "/odoo/complaints", "documents")
        self._tour("warehouse", "/odoo/complaint-returns", "receive")
        self._tour("accountant", "/odoo/complaints", "post")
        back, allowance = case.resolution_id.remedy_ids
        self.assertRecordValues(back, [{"state": "done", "qty_received": 2, "receipt_state": "matched"}])
        self.assertEqual((back.credit_move_id | allowance.credit_move_id).mapped("state"), ["posted", "posted"])
        self.assertEqual([back.credit_move_id.amount_untaxed, allowance.credit_move_id.amount_untaxed], [200, 20])
        self.assertEqual(sorted(case.allocation_ids.mapped("amount")), [10, 10], "the allowance, by bonus points")
        self.assertEqual(len(case.penalty_ids), 2)
        self.assertEqual(set(case.penalty_ids.mapped("amount")), {0}, "money is off")

        self._tour("assistant", "/odoo/complaints", "close")
        self.assertRecordValues(case, [{"state": "closed", "satisfaction": "very_satisfied", "deadline_state": "met"}])
        self.assertTrue(all(case.loss_ids.mapped("frozen")))
