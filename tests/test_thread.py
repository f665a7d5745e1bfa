from thread_common import ThreadTourCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestThread(ThreadTourCommon):
    """One complaint the whole way through the three addons, in the browser, each part by its own people."""

    def test_from_delivered_order_to_closed_case(self):
        """INT-2, RTE-3, INV-4, ACT-3, RES-4, RES-5, CUS-5, RET-3, CRN-1, ALO-1, PEN-3, CBK-2, ARC-1."""
        self._tour("assistant", f"/odoo/sales/{self.order.id}", "thread_log")
        case = self.order.complaint_ids
        self.assertRecordValues(case, [{"state": "investigation", "department_id": self.departments["Quality"].id}])

        self._tour("engineer", "/odoo/complaint-steps", "thread_opinion")
        # INV-3: the short form; an 8D is signed off discipline by discipline, see test_discipline of complaint_quality
        case.policy_id.sudo().investigation_form = "short"
        self._tour("engineer", "/odoo/complaints", "thread_investigate")
        self.assertEqual(case.investigation_ids.state, "verifying")

        self._tour("assistant", "/odoo/complaints", "thread_propose")
        self._tour("head", "/odoo/complaint-approvals", "thread_approve")
        self._tour("assistant", "/odoo/complaints", "thread_reply")
        self.assertEqual(case.resolution_id.state, "offered")
        self._tour("customer", "/my/complaints", "thread_portal")
        self.assertRecordValues(case.resolution_id, [{"state": "accepted", "accepted_by": "Ms. Ready"}])

        self._tour("assistant", "/odoo/complaints", "thread_carry_out")
        self._tour("accountant", "/odoo/complaints", "thread_documents")
        self._tour("warehouse", "/odoo/complaint-returns", "thread_receive")
        self._tour("accountant", "/odoo/complaints", "thread_post")
        back, allowance = case.resolution_id.remedy_ids
        self.assertRecordValues(back, [{"state": "done", "qty_received": 2, "receipt_state": "matched"}])
        self.assertEqual((back.credit_move_id | allowance.credit_move_id).mapped("state"), ["posted", "posted"])
        self.assertEqual([back.credit_move_id.amount_untaxed, allowance.credit_move_id.amount_untaxed], [200, 20])
        self.assertEqual(sorted(case.allocation_ids.mapped("amount")), [10, 10], "the allowance, by bonus points")
        self.assertEqual(len(case.penalty_ids), 2)
        self.assertEqual(set(case.penalty_ids.mapped("amount")), {0}, "money is off")

        self._tour("assistant", "/odoo/complaints", "thread_close")
        self.assertRecordValues(case, [{"state": "closed", "satisfaction": "very_satisfied", "deadline_state": "met"}])
        self.assertTrue(all(case.loss_ids.mapped("frozen")))
