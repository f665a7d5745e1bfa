from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestArchive(ComplaintQualityCommon):
    def _render(self, case):
        report = self.env["ir.actions.report"].with_user(self.engineer)
        return report._render_qweb_html("complaint_management.report_archive", case.ids)[0].decode()

    def test_investigation(self):
        """ARC-2: the file holds the investigations with their whys, causes and actions."""
        investigation = self._open()
        self._accept_cause(investigation)
        html = self._render(self.case)
        for words in (investigation.name, self.cause.name, investigation.why_ids[:1].name):
            self.assertIn(words, html, words)

    def test_disciplines(self):
        """ARC-2, INV-2: the file holds what each discipline says, who signed it off, and why it was sent back."""
        self.case.policy_id.sudo().investigation_form = "eight_d"
        discipline = self._open().discipline_ids[0]
        discipline.content = "Deliveries stopped"
        discipline.action_sign_off()
        discipline.action_send_back("Too short a text")
        html = self._render(self.case)
        for words in ("Deliveries stopped", "Too short a text", "D3 Containment"):
            self.assertIn(words, html, words)

    def test_hidden_with_an_archived_case(self):
        """CNF-1: the investigation of an archived case stays hidden from its respondents."""
        investigation = self._open()
        employee = self.env["hr.employee"].search([("user_id", "=", self.engineer.id)], limit=1)
        if not employee:
            employee = self.env["hr.employee"].create({"name": "Respondent", "user_id": self.engineer.id})
        self.case.sudo().respondent_ids = employee
        self.case.sudo().write({"state": "withdrawn", "active": False})
        self.env.invalidate_all()
        model = self.env["complaint.investigation"].with_user(self.engineer)
        self.assertFalse(model.search([("id", "=", investigation.id)]))
        self.assertFalse(model.browse(investigation.id).has_access("read"))
