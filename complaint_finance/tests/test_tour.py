from odoo.tests import HttpCase, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestFinanceTour(ComplaintFinanceCommon, HttpCase):
    def test_ret_crn_from_remedies_to_notice(self):
        """RET-1, RET-3, CRN-1, LOS-1, ALO-1, PEN-3: accountant and warehouse, in the browser."""
        department = self.env["hr.department"].create({"name": "Production", "company_id": self.company.id})
        painter = self.env["hr.employee"].create(
            {"name": "Pavel Dorn", "department_id": department.id, "company_id": self.company.id}
        )
        case = self._complain(
            self._sell(), {"kind": "return", "quantity": 2}, {"kind": "allowance", "quantity": 3, "amount_per_unit": 10}
        )
        self.env["complaint.responsibility"].create(
            {"case_id": case.id, "party": "employee", "employee_id": painter.id, "share": 100, "state": "confirmed"}
        )
        self.start_tour("/odoo/complaints", "complaint_thread_documents", login=self.accountant.login)
        self.assertEqual(case.awaiting, "accounting")
        self.start_tour("/odoo/complaint-returns", "complaint_thread_receive", login=self.storekeeper.login)
        self.assertEqual(case.remedy_ids.mapped("credit_state"), ["draft", "draft"])
        self.start_tour("/odoo/complaints", "complaint_thread_post", login=self.accountant.login)
        self.assertEqual(case.remedy_ids.mapped("state"), ["done", "done"])
        self.assertEqual(case.allocation_ids.employee_id, painter)
        self.assertEqual(case.penalty_ids.liable_amount, 30)

    def test_ret_evd_from_board_to_posted_credit_note(self):
        """RET-1, RET-3, EVD-1, EVD-2, CRN-1: accountant and warehouse, where evidence is demanded."""
        self.company.complaint_evidence_type_ids = self.env.ref("complaint_finance.evidence_type_return_certificate")
        case = self._complain(self._sell(), {"kind": "return", "quantity": 2})
        remedy = case.remedy_ids
        self.assertRecordValues(remedy, [{"state": "todo", "document_state": "to_make"}])

        self.start_tour("/odoo/complaint-accounting", "complaint_documents_make", login=self.accountant.login)
        self.assertRecordValues(remedy, [{"document_state": "awaiting_goods", "receipt_state": "waiting"}])
        self.assertEqual(case.awaiting, "warehouse")

        self.start_tour("/odoo/complaint-returns", "complaint_thread_receive", login=self.storekeeper.login)
        self.assertRecordValues(
            remedy,
            [
                {
                    "document_state": "awaiting_evidence",
                    "receipt_state": "matched",
                    "qty_received": 2,
                    "credit_state": "draft",
                }
            ],
        )
        self.assertEqual(case.awaiting, "customer")

        self.start_tour("/odoo/complaint-accounting", "complaint_documents_evidence", login=self.accountant.login)
        self.assertRecordValues(
            remedy.evidence_ids,
            [
                {
                    "state": "accepted",
                    "decided_by_id": self.accountant.id,
                    "type_id": self.company.complaint_evidence_type_ids.id,
                }
            ],
        )
        self.assertEqual(remedy.evidence_ids.attachment_ids.name, "certificate.pdf")
        self.assertRecordValues(remedy, [{"state": "done", "document_state": "done", "credit_amount": 200}])
        self.assertEqual(remedy.credit_move_id.state, "posted")
