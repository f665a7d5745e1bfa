from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestForms(ComplaintCommon):
    def _render(self, name, cases, user=None, lang=None):
        report = self.env["ir.actions.report"].with_user(user or self.assistant)
        if lang:
            report = report.with_context(lang=lang)
        return report._render_qweb_html(f"complaint_management.report_{name}", cases.ids)[0].decode()

    def test_handling_form(self):
        """ARC-2: the handling form shows the case, the departments' opinions, resolution, approvals and the answer."""
        case = self._create_case(description="<p>All tops are scratched</p>")
        resolution = self._propose(case)
        self._approve(resolution)
        case.action_send_reply()
        resolution.action_accept("Ms. Ready")
        html = self._render("handling", case)
        for words in (
            case.name,
            "All tops are scratched",
            "Quality",
            "too thin",
            "engineer",
            "Production",
            "Ms. Ready",
        ):
            self.assertIn(words, html, words)
        self.assertIn("approver", html)
        self.assertIn("220.00", html, "two desks back and ten off for two others")

    def test_five_copies(self):
        """ARC-2: the standard form has five copies, each marked for whom it is."""
        html = self._render("handling", self._create_case())
        self.assertEqual(html.count('class="article'), 5)
        for number, name in enumerate(
            ("Quality Assurance", "Production", "Service", "Finance", "General Manager"), start=1
        ):
            self.assertRegex(html, rf"Copy\s+{number}\s+of\s+5:\s+{name}")

    def test_copies_are_the_policys(self):
        """ARC-2: a policy names other recipients in its own order, or none: then one copy without a mark is printed."""
        self.policy.form_copy_ids = [
            Command.clear(),
            Command.create({"name": "Sales", "sequence": 20}),
            Command.create({"name": "Office", "sequence": 10}),
        ]
        html = self._render("handling", self._create_case())
        self.assertRegex(html, r"(?s)Copy\s+1\s+of\s+2:\s+Office.*Copy\s+2\s+of\s+2:\s+Sales")
        self.policy.form_copy_ids.unlink()
        html = self._render("handling", self._create_case())
        self.assertEqual(html.count('class="article'), 1)
        self.assertNotIn("Copy 1", " ".join(html.split()))

    def test_handling_form_of_an_unknown_customer(self):
        """ARC-2: the form of a case without customer, items or policy is printed with what is known."""
        case = self._create_case(partner_id=False, sale_order_id=False, line_ids=[], contact_name="Ann")
        case.sudo().policy_id = False
        self.assertIn("Ann", self._render("handling", case))

    def test_register(self):
        """ARC-2: the register lists the chosen cases by month and number, with what became of them."""
        late = self._create_case(subject="Later", date_received="2026-03-01 02:00:00")
        early = self._create_case(subject="Earlier", date_received="2026-02-10 09:00:00")
        self.calendar.tz = "America/New_York"
        ground = self.env["complaint.ground"].search([], limit=1)
        early.action_reject(ground_id=ground.id, reason="No fact", letter=False)
        html = self._render("register", late | early)
        self.assertLess(html.index("Earlier"), html.index("Later"))
        self.assertEqual(html.count("February 2026"), 1)
        self.assertNotIn("March 2026", html, "where the company is it was still February")
        for words in (early.name, late.name, self.customer.name, self.order.name, "Desk", "Not Established"):
            self.assertIn(words, html, words)
        report = self.env.ref("complaint_management.action_report_register")
        self.assertEqual(report.paperformat_id.orientation, "Landscape")

    def test_who_may(self):
        """CNF-1, CNF-2: forms and register show nobody a case that is hidden from them."""
        case = self._create_case()
        for name in ("handling", "register"):
            with self.assertRefuses(AccessError, "."):
                self._render(name, case, self.worker)
            with self.assertRefuses(AccessError, "."):
                self._render(name, case, self.portal_user)
