from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDashboard(ComplaintCommon):
    """What people see when they open the menus of My Work and the analysis, each in their own name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_employee_user("colleague", "group_handler", cls.sales)
        second = cls.env["res.company"].create({"name": "Second"})
        cls.foreign = cls._create_employee_user("foreign", "group_handler", cls.sales)
        cls.foreign.write({"company_ids": [(6, 0, second.ids)], "company_id": second.id})

    def _open(self, xmlid, user):
        """What ``user`` finds in a window action: by its domain and the filters that it turns on."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"complaint_management.{xmlid}")
        model = self.env[action["res_model"]].with_user(user)
        search = etree.fromstring(model.get_views([(False, "search")])["views"]["search"]["arch"])
        domains = [action["domain"] or "[]"]
        for name in safe_eval(action["context"]):
            domains += search.xpath("//filter[@name=$name]/@domain", name=name.removeprefix("search_default_"))
        return model.search(Domain.AND(safe_eval(domain, {"uid": user.id}) for domain in domains))

    def test_what_is_late(self):
        """STA-3: late cases and the figures of the teams, of what one may see only."""
        late, secret, in_time = (self._create_case() for _i in range(3))
        team = late.team_id.sudo()
        team.member_ids = self.assistant
        now = fields.Datetime.now()
        others = self.env["complaint.case"].search([("id", "not in", (late | secret).ids)])
        others.deadline_ids.date_due = now + timedelta(days=9)
        (late | secret).sudo().deadline_ids.date_due = now - timedelta(hours=1)
        secret.sudo().write({"user_id": self.manager.id, "confidential": True})
        known = late | secret | in_time
        for user, seen in (
            (self.assistant, late),
            (self.colleague, late),
            (self.auditor, late),
            (self.manager, late | secret),
            (self.clerk, late.browse()),
            (self.engineer, late),  # of their department
            (self.worker, late.browse()),
            (self.foreign, late.browse()),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._open("complaint_case_action_late", user) & known, seen)
                if user != self.foreign:
                    self.assertEqual(team.with_user(user).late_count, len(seen))
        self.assertIn(team, self._open("complaint_team_action_overview", self.assistant))
        self.assertNotIn(team, self._open("complaint_team_action_overview", self.colleague), "not a team of theirs")
        self.assertFalse(team.with_user(self.foreign).has_access("read"))

    def test_what_waits_for_me(self):
        """STA-3: cases, steps, and approvals wait for those whose turn it is, and on nobody else's list."""
        case, other, new = (self._create_case() for _i in range(3))
        case.action_assign_to_me()
        other.with_user(self.colleague).action_assign_to_me()
        known = case | other | new
        for user, mine in ((self.assistant, case), (self.colleague, other), (self.manager, case.browse())):
            with self.subTest(user.login):
                self.assertEqual(self._open("complaint_case_action_mine", user) & known, mine)
                self.assertEqual(self._open("complaint_case_action_unassigned", user) & known, new)
        for user in (self.clerk, self.foreign):
            self.assertFalse(self._open("complaint_case_action_unassigned", user) & known)

        case.action_accept()
        self.assertEqual(self._open("complaint_step_action", self.engineer) & known.step_ids, case.step_ids)
        for user in (self.worker, self.assistant, self.foreign):
            self.assertFalse(self._open("complaint_step_action", user) & known.step_ids)

        resolution = self._propose(new)
        resolution.action_submit()
        self.assertIn(resolution, self._open("complaint_resolution_action", self.approver))
        for user in (self.assistant, self.clerk, self.engineer, self.foreign):
            self.assertNotIn(resolution, self._open("complaint_resolution_action", user))
        resolution.with_user(self.approver).action_approve("Fine")
        self.assertNotIn(resolution, self._open("complaint_resolution_action", self.approver), "given")
        self.assertNotIn(new.step_ids, self._open("complaint_step_action", self.engineer), "done")

    def test_trend(self):
        """STA-3: how many came in each month, counted as the graph does; hidden ones are in nobody else's curve."""
        self.env["complaint.case"].search([]).date_received = "2020-01-15 08:00:00"
        for day in ("2026-07-31 08:00:00", "2026-08-01 08:00:00", "2026-08-20 08:00:00"):
            self._create_case(date_received=day)
        secret = self._create_case(date_received="2026-09-10 08:00:00")
        secret.sudo().write({"user_id": self.manager.id, "confidential": True})
        domain = [("date_received", ">=", "2026-01-01")]
        for user, counts in (
            (self.assistant, [1, 2]),
            (self.auditor, [1, 2]),
            (self.manager, [1, 2, 1]),
            (self.foreign, []),
        ):
            with self.subTest(user.login):
                report = self.env["complaint.report"].with_user(user)
                graph = etree.fromstring(report.get_views([(False, "graph")])["views"]["graph"]["arch"])
                [month] = graph.xpath("//field[@interval]")
                by = f"{month.get('name')}:{month.get('interval')}"
                groups = report.formatted_read_group(domain, [by], ["__count"])
                self.assertEqual([group["__count"] for group in groups], counts)
        for user in (self.clerk, self.engineer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["complaint.report"].with_user(user).formatted_read_group(domain, [], ["__count"])
