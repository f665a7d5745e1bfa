from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestArchive(ComplaintFinanceCommon):
    def _render(self, case, user):
        report = self.env["ir.actions.report"].with_user(user)
        return report._render_qweb_html("complaint_management.report_archive", case.ids)[0].decode()

    def test_loss_and_documents(self):
        """ARC-2: documents, loss and allocation are in the file for those who may see them; penalties never are."""
        case = self._complain(self._sell(), {"kind": "allowance", "quantity": 0, "amount": 50})
        case.with_user(self.accountant).action_create_documents()
        case.credit_move_ids.action_post()
        department = self.env["hr.department"].create({"name": "Packing Hall", "company_id": self.company.id})
        self.env["complaint.responsibility"].create(
            {"case_id": case.id, "department_id": department.id, "share": 100, "state": "confirmed"}
        )
        case.with_user(self.accountant).action_allocate()
        employee = self.env["hr.employee"].create({"name": "Fined Fred", "company_id": self.company.id})
        self.env["complaint.penalty"].create({"case_id": case.id, "employee_id": employee.id})
        for user in (self.manager, self.auditor):
            html = self._render(case, user)
            for words in (case.credit_move_ids.name, "Net Loss", "Borne By"):
                self.assertIn(words, html, (user.login, words))
            self.assertNotIn("Fined Fred", html)
        html = self._render(case, self.handler)
        self.assertIn("Net Loss", html)
        self.assertNotIn("Borne By", html)
        case.sudo().department_id = department
        self.assistant.employee_id = self.env["hr.employee"].create(
            {"name": "In the Hall", "user_id": self.assistant.id, "department_id": department.id}
        )
        html = self._render(case, self.assistant)
        self.assertNotIn("Net Loss", html)
        self.assertNotIn(case.credit_move_ids.name, html)
