from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon

JUNE = ("2026-06-01", "2026-06-30")


@tagged("post_install", "-at_install")
class TestKpi(ComplaintQualityCommon):
    """June 2026: what else there is lies long before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.case"].search([]).date_received = "2020-01-01 08:00:00"
        cls.dashboard = cls.env["complaint.quality.dashboard"].with_user(cls.engineer)
        cls.stock = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1).lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.school = cls.env["res.partner"].create({"name": "School"})
        cls.chair = cls.env["product.product"].create({"name": "Chair", "is_storable": True})
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    @classmethod
    def _report(cls, subject, quantity=0, date="2026-06-10 08:00:00", unit=None, company=None, product=None, **values):
        product = product or cls.chair
        line = {"product_id": product.id, "qty_claimed": 20, "qty_defective": quantity}
        line["product_uom_id"] = (unit or product.uom_id).id
        values = {"partner_id": cls.school.id, "line_ids": [Command.create(line)], "date_received": date, **values}
        return cls._new_case(subject, company=company, **values)

    @classmethod
    def _deliver(cls, quantity, date="2026-06-05 08:00:00", unit=None, back=False, company=None, product=None):
        product = product or cls.chair
        stock = cls.env["stock.warehouse"].search([("company_id", "=", (company or cls.company).id)], limit=1)
        places = [stock.lot_stock_id, cls.customers]
        source, dest = reversed(places) if back else places
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": (unit or product.uom_id).id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "partner_id": cls.school.id,
                "company_id": (company or cls.company).id,
            }
        )
        move._action_confirm(merge=False)
        move.quantity = quantity
        move.picked = True
        move._action_done()
        move.date = date
        return move

    def _get_tiles(self, *period, **values):
        data = self.dashboard.get_dashboard(*(period or JUNE), **values)
        return {tile["name"]: tile for tile in data["tiles"]}

    def _get_value(self, name, *period):
        value = self._get_tiles(*period)[name]["value"]
        return value if value is None else round(value, 4)

    def _count_behind(self, name):
        action = self._get_tiles()[name]["action"]
        model = self.env[action["res_model"]].with_user(self.engineer).with_context(**action["context"])
        return model.search_count(action["domain"])

    # === PPM ===

    def test_ppm(self):
        """KPI-1: defective of established complaints of the period, per million delivered in it; in one unit."""
        self.assertIsNone(self._get_value("ppm"), "nothing delivered: no rate")
        self._deliver(100, unit=self.dozen)
        self._deliver(800)
        self._deliver(500, date="2026-05-31 08:00:00")
        self._deliver(50, back=True)
        self._report("One dozen", 1, unit=self.dozen)
        self._report("Four", 4)
        self._report("In May", 7, date="2026-05-20 08:00:00")
        self._report("Not yet", 3, accept=False)
        self._report("Rejected", 3).sudo().write({"validity": "not_established", "state": "rejected"})
        self._report("Service", 9, product=self.env["product.product"].create({"name": "Hour", "type": "service"}))
        # 16 of 1200 + 800; in May 7 of 500
        self.assertEqual(self._get_value("ppm"), 8000)
        self.assertEqual(self._get_tiles()["ppm"]["detail"], "16 of 2,000")
        self.assertEqual(self._get_tiles()["ppm"]["previous"], 14000)
        self.chair.active = False
        self.assertEqual(self._get_value("ppm"), 8000, "archived products were delivered all the same")

    def test_ppm_groups(self):
        """KPI-1: by product, customer and period each rate is that of its sums, never a mean of rates."""
        lamp = self.env["product.product"].create({"name": "Lamp", "is_storable": True})
        self._deliver(1000)
        self._deliver(3000, product=lamp)
        self._deliver(1000, date="2026-05-05 08:00:00")
        self._report("Chairs", 10)
        self._report("Lamps", 6, product=lamp)
        ppm = self.env["complaint.ppm"].with_user(self.auditor)
        domain = [("product_id", "in", (self.chair | lamp).ids)]
        self.assertEqual(dict(ppm._read_group(domain, ["product_id"], ["ppm:avg"])), {self.chair: 5000, lamp: 2000})
        self.assertEqual(ppm._read_group(domain, ["commercial_partner_id"], ["ppm:avg"]), [(self.school, 3200)])
        rates = [rate for _month, rate in ppm._read_group(domain, ["date:month"], ["ppm:avg"], order="date:month")]
        self.assertEqual(rates, [0, 4000])
        rows = ppm.search([*domain, ("kind", "=", "defective")])
        self.assertEqual(rows[0].action_view_document()["res_model"], "complaint.case")
        delivery = self.env["complaint.ppm"].search([*domain, ("kind", "=", "delivered")], limit=1)
        self.assertEqual(delivery.action_view_document()["res_model"], "stock.move")

    def test_ppm_companies(self):
        """KPI-1: each company for itself, or those that are active together; of others nothing."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self._deliver(1000)
        self._report("Here", 2)
        self._deliver(1000, company=elsewhere)
        self._report("There", 8, company=elsewhere)
        self.assertEqual(self._get_value("ppm"), 2000)
        self.engineer.company_ids |= elsewhere
        self.dashboard = self.dashboard.with_context(allowed_company_ids=[self.company.id, elsewhere.id])
        self.assertEqual(self._get_value("ppm"), 5000)
        self.assertEqual(self._get_tiles(company_id=elsewhere.id)["ppm"]["value"], 8000)
        self.assertEqual(self._get_tiles(company_id=elsewhere.id)["cases"]["value"], 1)
        self.dashboard = self.dashboard.with_context(allowed_company_ids=self.company.ids)
        with self.assertRefuses(UserError, "your companies"):
            self._get_tiles(company_id=elsewhere.id)

    # === Cases ===

    def test_recurrence_rate(self):
        """KPI-1: recurrences found, of the established complaints received; suspected and dismissed ones are none."""
        cases = [self._report(f"Case {number}") for number in range(5)]
        action = self._plan(self._open(self.case))
        for case, state in zip(cases, ("found", "found", "suspected", "dismissed"), strict=False):
            self.env["complaint.recurrence"].sudo().create({"action_id": action.id, "case_id": case.id, "state": state})
        other = self._plan(self._open(self.case))
        self.env["complaint.recurrence"].sudo().create(
            {"action_id": other.id, "case_id": cases[0].id, "state": "found"}
        )
        self._report("Not yet", accept=False)
        tile = self._get_tiles()["recurrence"]
        self.assertEqual((tile["value"], tile["detail"]), (40, "2 of 5"))
        self.assertEqual((self._count_behind("recurrence"), self._count_behind("cases")), (2, 5))

    def test_days(self):
        """KPI-1: medians of the days to containment, cause and closing, of the cases that came so far."""
        cases = [self._report(f"Case {number}", date="2026-06-01 08:00:00") for number in range(4)]
        short = self._open(cases[0])
        short.form = "short"
        for name, ended in (("Block", "2026-06-02 08:00:00"), ("Sort", "2026-06-03 08:00:00")):
            action = self._plan(short, name=name, kind="containment")
            action.sudo().write({"date_done": ended[:10], "date_ended": ended})
        short.sudo().date_cause = "2026-06-05 20:00:00"
        half = self._open(cases[1])
        half.form = "short"
        self._plan(half, kind="containment").sudo().write(
            {"date_done": "2026-06-02", "date_ended": "2026-06-02 08:00:00"}
        )
        self._plan(half, kind="containment", name="To do")
        half.sudo().date_cause = "2026-06-02 08:00:00"
        eight = self._open(cases[2])
        eight.form = "eight_d"
        third = eight.discipline_ids.filtered(lambda discipline: discipline.code == "D3")
        third.sudo().date_done = "2026-06-07 08:00:00"
        cases[0].sudo().write({"state": "closed", "date_closed": "2026-06-11 08:00:00"})
        days = {
            row.case_id: (row.days_contained, row.days_cause)
            for row in self.env["complaint.report"]
            .with_user(self.engineer)
            .search([("date_received", ">", "2026-01-01")])
        }
        self.assertEqual(days, {cases[0]: (2, 4.5), cases[1]: (0, 1), cases[2]: (6, 0), cases[3]: (0, 0)}, "0: none")
        figures = [self._get_value(name) for name in ("contained", "cause", "closed")]
        self.assertEqual(figures, [4, 2.75, 10], "of 2 and 6; of 4.5 and 1; of 10")
        self.assertEqual(self._count_behind("contained"), 2)
        self.assertEqual(self._count_behind("closed"), 1)
        self.assertEqual(self._count_behind("cause"), 2)
        late = self._report("Late comer", date="2026-06-20 08:00:00")
        short.case_ids |= late
        row = self.env["complaint.report"].search([("case_id", "=", late.id)])
        self.assertEqual((row.days_contained, row.days_cause), (0, 0), "contained before it came")
        self.assertEqual(self._get_value("contained"), 2, "of 0, 2 and 6")

    # === Actions ===

    def test_actions_on_time(self):
        """KPI-1: done by the end of the due day where the company is, of all that are done or late."""
        investigation = self._open(self.case)
        due = {"date_due": "2026-06-15", "date_check": "2026-09-01"}
        for name, ended, waived in (
            ("Early", "2026-06-10 08:00:00", None),
            ("On the day", "2026-06-15 20:00:00", None),
            ("Late", "2026-06-16 23:00:00", None),
            ("Never", None, None),
            ("Waived", "2026-06-12 08:00:00", "2026-06-12"),
        ):
            action = self._plan(investigation, name=name, **due).sudo()
            done = ended and not waived and ended[:10]
            action.write({"date_ended": ended, "date_done": done, "date_waived": waived})
        self._plan(investigation, name="In July", **{**due, "date_due": "2026-07-02"})
        self._plan(investigation, name="Not due", date_due="2100-06-15", date_check="2100-09-01")
        tile = self._get_tiles()["on_time"]
        self.assertEqual((tile["value"], tile["detail"]), (50, "2 of 4"))
        self.assertEqual(self._count_behind("on_time"), 4)
        self.assertIsNone(self._get_value("on_time", "2026-05-01", "2026-05-31"))
        self.assertEqual(self._get_value("on_time", "2100-06-01", "2100-06-30"), None, "not due yet")
        rows = self.env["complaint.action.report"].search([("investigation_id", "=", investigation.id)])
        late = rows.filtered(lambda row: row.action_id.name == "Late")
        self.assertAlmostEqual(late.days_late, 23 / 24, 2)
        self.assertEqual(late.action_view_action()["res_id"], late.action_id.id)
        domain = [("id", "in", rows.ids), ("action_id.name", "not in", ("Never", "In July"))]
        [(days,)] = rows._read_group(domain, [], ["days_late:avg"])
        self.assertAlmostEqual(days, 23 / 24 / 3, 2, "neither waived nor not due counts as 0 days")

    def test_effectiveness(self):
        """KPI-1: fully effective, of those verified in the period; waived ones were verified all the same."""
        investigation = self._open(self.case)
        for effect, checked in (
            ("yes", "2026-06-03"),
            ("yes", "2026-06-30"),
            ("partly", "2026-06-10"),
            ("no", "2026-06-10"),
            ("no", "2026-07-10"),
            ("pending", None),
        ):
            self._plan(investigation, name=effect).sudo().write({"effective": effect, "date_checked": checked})
        tile = self._get_tiles()["effective"]
        self.assertEqual((tile["value"], tile["detail"]), (50, "2 of 4"))
        self.assertEqual(self._count_behind("effective"), 4)
        failed = self._plan(investigation, name="Again")
        failed.sudo().write({"effective": "no"})
        self.env["complaint.recurrence"].sudo().create(
            {"action_id": failed.id, "case_id": self.case.id, "state": "found", "date": "2026-06-20 08:00:00"}
        )
        self.assertEqual(self._get_tiles()["effective"]["detail"], "2 of 5", "a recurrence disproves it, unchecked")

    # === The dashboard ===

    def test_kpi_1_recurrence_on_the_last_night_of_a_month(self):
        """KPI-1: the day on which it happened again is the company's, as that of a check is."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-05-01 10:00:00"):
            investigation = self._open()
            self._accept_cause(investigation)
            action = self._plan(investigation, date_due="2026-05-02", date_check="2026-09-01")
            action.with_user(self.owner).action_done("Photo")
        with freeze_time("2026-05-31 17:00:00"):
            self._accept_cause(self._open(self._new_case("Again")))
        self.assertEqual(action.effective, "no")
        self.assertEqual(self._get_tiles()["effective"]["detail"], "0 of 1")

    def test_every_group(self):
        """KPI-1: groups and measures of the analyses all work for those who may analyse."""
        self._deliver(1)
        self._plan(self._open(self.case))
        for model, groups in (
            ("complaint.ppm", ("kind", "product_id", "categ_id", "commercial_partner_id", "date:month", "company_id")),
            (
                "complaint.action.report",
                ("department_id", "user_id", "kind", "state", "timeliness", "effective", "date_due:month"),
            ),
        ):
            report = self.env[model].with_user(self.auditor)
            measures = [f"{n}:{f.aggregator}" for n, f in report._fields.items() if f.type == "float" and f.aggregator]
            for group in groups:
                with self.subTest(model=model, group=group):
                    self.assertTrue(report._read_group([], [group], ["__count", *measures]))

    def test_wrong_questions(self):
        """KPI-1: days, companies and measures that there are not are refused in words; nothing asked is a year."""
        for values, words in (
            ({"date_from": "2026-13-40"}, "YYYY-MM-DD"),
            ({"date_from": "yesterday"}, "YYYY-MM-DD"),
            ({"date_to": 5}, "YYYY-MM-DD"),
            ({"date_to": ["2026-01-01"]}, "YYYY-MM-DD"),
            ({"date_to": "0001-01-01"}, "YYYY-MM-DD"),
            ({"date_from": "2026-07-01", "date_to": "2026-06-30"}, "after the last"),
            ({"company_id": -1}, "your companies"),
            ({"company_id": "x"}, "your companies"),
            ({"company_id": [1]}, "your companies"),
            ({"measure": "weight"}, "can show"),
            ({"measure": ["count"]}, "can show"),
        ):
            with self.subTest(values), self.assertRefuses(UserError, words):
                self.dashboard.get_dashboard(**values)
        data = self.dashboard.get_dashboard(date_to="2026-06-30")
        self.assertEqual((data["date_from"], data["date_to"]), ("2025-07-01", "2026-06-30"))

    def test_wrong_person(self):
        """KPI-1: a complaint user without a role analyses nothing; what is hidden does not count."""
        for method in ("get_dashboard", "get_pareto"):
            with self.assertRefuses(AccessError, "quality department"):
                getattr(self.dashboard.with_user(self.stranger), method)()
        for model in ("complaint.ppm", "complaint.action.report"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.stranger).search([])
        self._deliver(1000)
        case = self._report("Secret", 5)
        action = self._plan(self._open(case), date_due="2026-06-20")
        for user in (self.engineer, self.auditor, self.handler):
            tiles = {
                tile["name"]: tile["value"] for tile in self.dashboard.with_user(user).get_dashboard(*JUNE)["tiles"]
            }
            self.assertEqual((tiles["cases"], tiles["ppm"], tiles["on_time"]), (1, 5000, 0))
        case.sudo().investigation_ids.user_id = self.manager
        case.confidential = True
        tiles = {
            tile["name"]: tile["value"] for tile in self.dashboard.with_user(self.auditor).get_dashboard(*JUNE)["tiles"]
        }
        self.assertEqual((tiles["cases"], tiles["ppm"], tiles["on_time"]), (0, 0, None))
        self.assertFalse(self.env["complaint.action.report"].with_user(self.auditor).search([("id", "=", action.id)]))

    def test_queries(self):
        """KPI-1: the dashboard takes as many queries for a thousand cases as for one."""
        self._report("First", 1)
        self._deliver(10)
        self.dashboard.get_dashboard(*JUNE)
        counts = []
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.dashboard.get_dashboard(*JUNE)
            counts.append(self.env.cr.sql_log_count - start)
            for number in range(10):
                self._report(f"More {number}", 1)
                self._deliver(10)
                self._plan(self._open(self.case), date_due="2026-06-20")
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[0], 30)
