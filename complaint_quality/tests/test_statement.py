from odoo.fields import Command, Date
from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestStatement(ComplaintQualityCommon):
    """STA-2: the review sees what was found and what is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.investigation = cls._open()
        cls._accept_cause(cls.investigation)
        cls.action = cls._plan(cls.investigation)
        cls.plain = cls._new_case("Late lorry")
        for case in cls.case | cls.plain:
            customer = {"party": "customer", "partner_id": case.partner_id.id}
            case.responsibility_ids = [Command.create({**customer, "share": 100, "note": "Said on the phone"})]
            case.write({"state": "closed", "date_closed": Date.today()})
        cls.statement = cls.env["complaint.statement"].create({"date_from": Date.today()})

    def _get_line(self, case=None):
        self.statement.action_build()
        return self.statement.line_ids.filtered(lambda line: line.case_id == (case or self.case))

    def test_sta_2_accepted_causes(self):
        """STA-2, INV-4: the causes of the catalogue, in the company's language; else what was said."""
        self.assertEqual(self._get_line().cause, self.cause.name)
        self.assertEqual(self._get_line(self.plain).cause, "Said on the phone")

    def test_sta_2_open_actions(self):
        """STA-2, ACT-3: open until done and proven; what was found without effect is open."""
        self.assertEqual(self._get_line().open_action_count, 1)
        self.assertEqual(self._get_line(self.plain).open_action_count, 0)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "complaint_management.report_statement", self.statement.ids
        )
        self.assertEqual(html.count(b"Open actions"), 1)
        self.action.with_user(self.owner).action_done("Photo of the first pallet")
        self.assertEqual(self._get_line().open_action_count, 1)
        self.action.with_user(self.verifier).action_check("yes", 1.0, "Register of complaints")
        self.assertEqual(self._get_line().open_action_count, 0)
