from odoo.tests import HttpCase, tagged

from .penalty_common import PenaltyCommon

ACTIONS = (
    "complaint_finance.complaint_penalty_action",
    "complaint_finance.complaint_penalty_action_department",
    "complaint_finance.complaint_penalty_action_own",
    "complaint_finance.complaint_penalty_action_review",
    "complaint_finance.complaint_penalty_deduction_action_own",
    "complaint_finance.complaint_disposition_action",
    "complaint_finance.stock_picking_action_complaint",
    "complaint_finance.complaint_remedy_action_evidence",
    "complaint_finance.complaint_evidence_action",
    "complaint_management.complaint_resolution_action",
    "complaint_management.complaint_remedy_action",
    "complaint_management.complaint_case_action_to_call",
    "complaint_management.complaint_slip_action_mine",
    "complaint_management.complaint_appeal_action",
    "complaint_management.complaint_deadline_action",
    "complaint_management.complaint_statement_action",
)


@tagged("post_install", "-at_install")
class TestPhone(PenaltyCommon, HttpCase):
    """PEN-6, RET-7: what people do on the way, on the width of a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_lists_have_cards(self):
        """PEN-6, RET-7, RES-1: lists that people work with on the way open as cards there, as lists at a desk."""
        for xmlid in ACTIONS:
            with self.subTest(xmlid):
                action = self.env.ref(xmlid)
                self.assertEqual([mode for _view, mode in action.views][:2], ["list", "kanban"])

    def test_employee_objects(self):
        """PEN-6: an employee finds the notice among the cards and objects to it."""
        notice = self._notice(to="approved", kind="warning")
        notice.with_user(self.officer).action_notify()
        own = "/odoo/action-complaint_finance.complaint_penalty_action_own"
        self.start_tour(own, "complaint_phone_object", login=self.worker_user.login)
        self.assertRecordValues(notice, [{"objection_state": "pending", "objection": "The crane was broken."}])

    def test_warehouse_carries_out(self):
        """RET-7: the warehouse carries out a disposition from its card."""
        self._stock(self.desk)
        remedy = self._complain(self._sell(), {"kind": "return", "quantity": 4}).remedy_ids
        remedy.action_create_document()
        self._receive(remedy)
        disposition = self.env["complaint.disposition"].with_user(self.handler)
        disposition = disposition.create({"remedy_id": remedy.id, "kind": "as_is", "quantity": 4})
        self.start_tour("/odoo/complaint-dispositions", "complaint_phone_carry_out", login=self.storekeeper.login)
        self.assertRecordValues(disposition.sudo(), [{"state": "done", "done_by_id": self.storekeeper.id}])
