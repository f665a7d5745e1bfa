from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReport(ComplaintCommon):
    def _get_row(self, case):
        return self.env["complaint.report"].search([("case_id", "=", case.id)])

    def test_one_row_a_case(self):
        """STA-1: quantities in the product's unit, the product that most is claimed of, no case counted twice."""
        dozen = self.env.ref("uom.product_uom_dozen")
        lamp = self.env["product.product"].create({"name": "Lamp"})
        case = self._create_case(
            demanded_amount=500,
            line_ids=[
                Command.create({"product_id": lamp.id, "qty_claimed": 20, "qty_defective": 5}),
                Command.create(
                    {"product_id": self.desk.id, "product_uom_id": dozen.id, "qty_claimed": 2, "lot_ids": self.lots.ids}
                ),
                Command.create({"product_id": lamp.id, "qty_claimed": 30, "qty_defective": 1}),
            ],
        )
        case.accepted_amount = 120
        row = self._get_row(case)
        self.assertEqual(len(row), 1)
        self.assertEqual((row.qty_claimed, row.qty_defective), (74, 6))
        self.assertEqual((row.product_id, row.lot_id.ids), (lamp, []), "about two lots")
        self.assertEqual((row.demanded_amount, row.accepted_amount), (500, 120))
        self.assertEqual(row.action_view_case()["res_id"], case.id)
        case.line_ids[1].lot_ids = self.lots[0]
        self.env.invalidate_all()
        self.assertEqual(self._get_row(case).lot_id, self.lots[0])

    def test_days_and_rates(self):
        """STA-1: days to each milestone, on time, established, satisfaction, repeats and rounds, averaged."""
        self.env["complaint.case"].search([]).commercial_partner_id = False
        first = self._create_case(date_received="2026-10-01 08:00:00")
        second = self._create_case(date_received="2026-10-02 08:00:00")
        (first | second).sudo().deadline_ids.unlink()
        values = {"milestone": "investigation_report", "unit": "day", "date_start": "2026-10-01 08:00:00"}
        due = dict.fromkeys(("date_due", "date_due_original"), "2026-10-05 08:00:00")
        for case, met in ((first, "2026-10-04 08:00:00"), (second, "2026-10-06 08:00:00")):
            self.env["complaint.deadline"].create({"case_id": case.id, **values, **due, "date_met": met})
        first.sudo().write(
            {
                "validity": "established",
                "state": "closed",
                "date_closed": "2026-10-11 20:00:00",
                "date_replied": "2026-10-03 08:00:00",
                "round": 2,
                "satisfaction": "satisfied",
            }
        )
        second.sudo().write({"validity": "not_established", "state": "rejected"})
        row, other = self._get_row(first), self._get_row(second)
        self.assertEqual((row.days_closed, row.days_replied, row.days_investigated), (10.5, 2, 3))
        self.assertEqual((row.on_time_rate, row.established_rate, row.satisfaction_score), (100, 100, 3))
        self.assertEqual((other.on_time_rate, other.established_rate, other.days_closed), (0, 0, 0))
        self.assertEqual((row.repeat_count, other.repeat_count), (0, 1))
        [(count, *averages)] = self.env["complaint.report"]._read_group(
            [("case_id", "in", (first | second).ids)],
            [],
            ["__count", "on_time_rate:avg", "established_rate:avg", "days_closed:avg", "round:avg", "repeat_count:sum"],
        )
        self.assertEqual((count, averages), (2, [50, 50, 10.5, 1.5, 1]), "what is not closed does not count as 0 days")

    def test_every_measure_and_group(self):
        """STA-1: the pivot's measures and groups all work, for those who may analyse."""
        self._create_case()
        report = self.env["complaint.report"].with_user(self.auditor)
        names = {name for name, field in report._fields.items() if field.type in ("float", "monetary", "integer")}
        measures = [f"{name}:{report._fields[name].aggregator}" for name in names - {"id"}]
        for group in (
            *("team_id", "department_id", "category_id", "product_id", "lot_id", "commercial_partner_id"),
            *("channel_id", "severity", "validity", "date_received:month", "state", "policy_id", "user_id"),
        ):
            with self.subTest(group):
                self.assertTrue(report._read_group([], [group], ["__count", *measures]))

    def test_who_sees_what(self):
        """STA-1, CNF-1, CNF-2: handlers and auditors analyse what they may see of; others nothing."""
        case, secret = self._create_case(), self._create_case()
        secret.sudo().write({"user_id": self.manager.id, "confidential": True})
        case.sudo().respondent_ids = self.manager.employee_id
        report = self.env["complaint.report"]
        domain = [("case_id", "in", (case | secret).ids)]
        for user, seen in ((self.assistant, case), (self.manager, secret), (self.auditor, case)):
            with self.subTest(user.login):
                self.assertEqual(report.with_user(user).search(domain).case_id, seen)
                self.assertEqual(report.with_user(user)._read_group(domain, [], ["__count"]), [(1,)])
        for user in (self.clerk, self.engineer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).search(domain)
