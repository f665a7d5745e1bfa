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

    def test_arc_3_words_of_the_complainant_go(self):
        """ARC-3, INV-1, SMP-1: of an anonymized case also investigations and samples tell no more who said what."""
        self.case.description = "<p>Jane Doe scratched her hand</p>"
        self.case.subject = "Jane & her desk"
        sample = self.env["complaint.sample"].create({"case_id": self.case.id, "product_id": self.product.id})
        investigation = self._open()
        investigation.form = "eight_d"
        by_code = {discipline.code: discipline for discipline in investigation.discipline_ids}
        by_code["D0"].content = "Stopped"
        by_code["D1"].team_ids = self.owner
        investigation.problem += "<p>All of July</p>"
        asked = {f"{name}_is": "this" for name in ("what", "where", "when", "many")}
        by_code["D2"].write({**asked, "what_is_not": "that"})
        for code in ("D0", "D1", "D2"):
            by_code[code].action_sign_off()
        self.assertIn("Jane", by_code["D2"].version_ids.content)
        self.case.sudo()._anonymize()
        for words in (investigation.subject, investigation.problem, by_code["D2"].content):
            self.assertNotIn("Jane", words)
        self.assertNotIn("Jane", by_code["D2"].version_ids.content)
        self.assertIn("All of July", investigation.problem)
        self.assertFalse(sample.partner_id)
