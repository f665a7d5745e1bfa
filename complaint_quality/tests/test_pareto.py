from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestPareto(ComplaintQualityCommon):
    """Two cases of June: five desks scratched and one dented; a dozen chairs (and two) scratched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.case"].search([("case_type", "=", "complaint")]).date_received = "2020-01-01 08:00:00"
        cls.scratch = cls.env.ref("complaint_quality.defect_scratch")
        cls.dent = cls.env.ref("complaint_quality.defect_dent")
        cls.other_cause = cls.env.ref("complaint_quality.cause_method_outdated_instruction")
        cls.chair = cls.env["product.product"].create({"name": "Chair"})
        dozen = cls.env.ref("uom.product_uom_dozen")
        cls.desks = cls._report(
            "Desks",
            (cls.product, cls.scratch, 3, None),
            (cls.product, cls.scratch, 2, None),
            (cls.product, cls.dent, 1, None),
        )
        cls.chairs = cls._report("Chairs", (cls.chair, cls.scratch, 1, dozen), (cls.chair, cls.dent, 2, None))
        cls.dashboard = cls.env["complaint.quality.dashboard"].with_user(cls.engineer)

    @classmethod
    def _report(cls, subject, *items, accept=True, **values):
        """An established case of June 2026 with items of (product, defect, defective quantity, unit)."""
        lines = [
            {
                "product_id": product.id,
                "defect_id": defect and defect.id,
                "qty_claimed": 20,
                "qty_defective": quantity,
                "product_uom_id": (unit or product.uom_id).id,
            }
            for product, defect, quantity, unit in items
        ]
        values = {"date_received": "2026-06-10 08:00:00", **values}
        return cls._new_case(subject, accept=accept, line_ids=[Command.create(line) for line in lines], **values)

    def _get_bars(self, kind, measure="count", user=None, **values):
        dashboard = self.dashboard.with_user(user) if user else self.dashboard
        pareto = dashboard.get_pareto(measure, "2026-06-01", "2026-06-30", **values)[kind]
        return {tuple(row["ids"]): (round(row["value"], 2), round(row["cumulative"], 1)) for row in pareto["rows"]}

    def _find_root(self, case, *causes):
        """Accept causes with their shares for a case."""
        investigation = self._open(case)
        values = [
            {"name": f"Why {cause.code}", "branch": "occurrence", "is_root": True, "status": "verified"}
            | {"evidence": "Seen", "cause_id": cause.id, "weight": weight}
            for cause, weight in causes
        ]
        investigation.why_ids = [Command.create(vals) for vals in values]
        investigation.action_accept_cause()
        return investigation

    def test_defects(self):
        """KPI-1: cases and quantities by defect, in the products' units, the most first, with the cumulative line."""
        scratch, dent = tuple(self.scratch.ids), tuple(self.dent.ids)
        self.assertEqual(self._get_bars("defect"), {scratch: (2, 50), dent: (2, 100)})
        # 3 + 2 desks and 12 chairs scratched, 1 desk and 2 chairs dented
        self.assertEqual(self._get_bars("defect", "quantity"), {scratch: (17, 85), dent: (3, 100)})
        bars = self.dashboard.get_pareto("quantity", "2026-06-01", "2026-06-30")["defect"]
        self.assertEqual([row["name"] for row in bars["rows"]], [self.scratch.name, self.dent.name])
        self.assertEqual(bars["total"], 20)

    def test_causes(self):
        """STA-3, KPI-1: a case with two causes counts for both; its quantity is divided by their shares."""
        self._find_root(self.desks, (self.cause, 75), (self.other_cause, 25))
        self._find_root(self.chairs, (self.other_cause, 100))
        packing, instruction = tuple(self.cause.ids), tuple(self.other_cause.ids)
        self.assertEqual(self._get_bars("cause"), {instruction: (2, 66.7), packing: (1, 100)})
        # 6 desks: 4.5 and 1.5; 14 chairs: 14
        self.assertEqual(self._get_bars("cause", "quantity"), {instruction: (15.5, 77.5), packing: (4.5, 100)})
        self.cause.active = False
        self.product.active = False
        self.assertEqual(self._get_bars("cause", "quantity")[packing], (4.5, 100), "what was found stays counted")

    def test_causes_of_hidden_cases(self):
        """STA-3: the Pareto of causes is without those of cases that are hidden, and for nobody without a role."""
        self._find_root(self.desks, (self.cause, 100))
        self._find_root(self.chairs, (self.other_cause, 100)).sudo().user_id = self.manager
        self.chairs.sudo().write({"user_id": self.manager.id, "confidential": True})
        packing, instruction = tuple(self.cause.ids), tuple(self.other_cause.ids)
        for user in (self.engineer, self.auditor):
            with self.subTest(user.login):
                self.assertEqual(self._get_bars("cause", user=user), {packing: (1, 100)})
                self.assertEqual(self._get_bars("cause", "quantity", user), {packing: (6, 100)})
        bars = self._get_bars("cause", "quantity", self.manager)
        self.assertEqual(bars, {instruction: (14, 70), packing: (6, 100)})
        with self.assertRefuses(AccessError, "quality department"):
            self._get_bars("cause", user=self.stranger)
        rows = self.env["complaint.pareto"].with_user(self.stranger)
        self.assertFalse(rows.search([("case_id", "in", (self.desks | self.chairs).ids), ("kind", "=", "cause")]))

    def test_loss(self):
        """KPI-1: the loss of a case is divided by defective quantity and by causes; only who sees it on cases."""
        if "complaint.loss" not in self.env:
            self.skipTest("complaint_finance is not installed")
        loss = {"kind": "rework_labour", "name": "Sanding", "reason": "Hours"}
        self.env["complaint.loss"].sudo().create(
            [
                {**loss, "case_id": self.desks.id, "amount": 90},
                {**loss, "case_id": self.desks.id, "amount": 30, "kind": "recovery"},
                {**loss, "case_id": self.chairs.id, "amount": 70},
            ]
        )
        self._find_root(self.desks, (self.cause, 75), (self.other_cause, 25))
        scratch, dent = tuple(self.scratch.ids), tuple(self.dent.ids)
        # desks: 60 over 5 and 1 of 6; chairs: 70 over 12 and 2 of 14
        bars = self._get_bars("defect", "loss", self.auditor)
        self.assertEqual(bars, {scratch: (110, 84.6), dent: (20, 100)})
        bars = self._get_bars("cause", "loss", self.auditor)
        self.assertEqual(bars, {tuple(self.cause.ids): (45, 75), tuple(self.other_cause.ids): (15, 100)})
        with self.assertRefuses(UserError, "can show"):
            self.dashboard.get_pareto("loss")
        pareto = self.env["complaint.pareto"].with_user(self.engineer)
        self.assertNotIn("loss_amount", pareto.fields_get())
        with self.assertRaises(AccessError):
            pareto._read_group([], [], ["loss_amount:sum"])
        self.assertEqual(self.dashboard.get_dashboard(measure="loss")["pareto"]["measure"], "count")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.env.ref("base.JPY").id})
        self.auditor.company_ids |= elsewhere
        both = self.dashboard.with_user(self.auditor).with_context(allowed_company_ids=[self.company.id, elsewhere.id])
        with self.assertRefuses(UserError, "can show"):
            both.get_pareto("loss")
        self.assertTrue(both.get_pareto("loss", company_id=self.company.id))

    def test_loss_without_quantities(self):
        """KPI-1: where nobody knows how many are defective, the items share the loss alike."""
        if "complaint.loss" not in self.env:
            self.skipTest("complaint_finance is not installed")
        self.desks.line_ids.qty_defective = 0
        self.env["complaint.loss"].sudo().create(
            {"case_id": self.desks.id, "kind": "rework_labour", "name": "Sanding", "reason": "Hours", "amount": 90}
        )
        bars = self._get_bars("defect", "loss", self.auditor)
        self.assertEqual(bars, {tuple(self.scratch.ids): (60, 66.7), tuple(self.dent.ids): (30, 100)})

    def test_what_counts(self):
        """KPI-1: established complaints received in the period; the bars open just the cases that they count."""
        self._report("Not yet", (self.product, self.dent, 1, None), accept=False)
        self._report("Not established", (self.product, self.dent, 1, None)).sudo().write(
            {"validity": "not_established", "state": "rejected"}
        )
        merged = self._report("Merged", (self.product, self.dent, 1, None), accept=False)
        merged.sudo().write({"state": "merged", "validity": "established"})
        self._report("In July", (self.product, self.dent, 1, None), date_received="2026-07-01 08:00:00")
        self._report("Not named", (self.product, False, 1, None))
        archived = self._report("Archived", (self.product, self.dent, 1, None))
        archived.sudo().write({"active": False})
        self.env.flush_all()
        pareto = self.dashboard.get_pareto("count", "2026-06-01", "2026-06-30")["defect"]
        self.assertEqual({row["ids"][0]: row["value"] for row in pareto["rows"]}, {self.dent.id: 3, self.scratch.id: 2})
        self.assertEqual(pareto["unnamed"], 1)
        for row in pareto["rows"]:
            action = pareto["action"]
            action = pareto["action"]
            cases = self.env[action["res_model"]].with_user(self.engineer).with_context(**action["context"])
            self.assertEqual(cases.search_count([*action["domain"], (pareto["field"], "in", row["ids"])]), row["value"])

    def test_period_is_where_the_user_is(self):
        """KPI-1: a day is one of the user's time zone."""
        self.desks.date_received = "2026-06-30 18:00:00"
        self.assertEqual(sum(value for value, _line in self._get_bars("defect").values()), 4)
        self.dashboard = self.dashboard.with_context(tz="Asia/Shanghai")
        self.assertEqual(sum(value for value, _line in self._get_bars("defect").values()), 2, "the first of July there")

    def test_others(self):
        """KPI-1: what is rare is one bar, which opens all of its cases; the line ends at 100 %."""
        defects = self.env["complaint.defect"].create([{"name": f"D{n}", "code": f"ZZ{n}"} for n in range(14)])
        self._report("Many", *((self.product, defect, 1, None) for defect in defects))
        pareto = self.dashboard.get_pareto("count", "2026-06-01", "2026-06-30")["defect"]
        self.assertEqual(len(pareto["rows"]), 13)
        last = pareto["rows"][-1]
        self.assertEqual((last["value"], len(last["ids"]), last["cumulative"]), (4, 4, 100))

    def test_who_sees_what(self):
        """KPI-1, CNF: own companies, nothing of hidden cases, own cases only for a user without a role."""
        pareto = self.env["complaint.pareto"]
        domain = [("case_id", "in", (self.desks | self.chairs).ids), ("kind", "=", "defect")]
        for user in (self.engineer, self.auditor, self.handler):
            with self.subTest(user.login):
                self.assertEqual(pareto.with_user(user).search_count(domain), 5)
        self.assertFalse(pareto.with_user(self.stranger).search_count(domain))
        self.chairs.user_id = self.stranger
        self.assertEqual(pareto.with_user(self.stranger).search(domain).case_id, self.chairs)
        self.chairs.confidential = True
        self.assertEqual(pareto.with_user(self.engineer).search(domain).case_id, self.desks)
        self.assertEqual(
            {value for value, _line in self._get_bars("defect").values()}, {1}, "nor does it count on the dashboard"
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        alien = self._new_user(
            "q_alien", "complaint_quality.group_quality_user", company_id=elsewhere.id, company_ids=elsewhere.ids
        )
        self.assertFalse(pareto.with_user(alien).search(domain))

    def test_rows_open_their_case(self):
        """KPI-1: ids of rows are their own, each opens its case."""
        self._find_root(self.desks, (self.cause, 75), (self.other_cause, 25))
        rows = self.env["complaint.pareto"].search([("case_id", "=", self.desks.id)])
        self.assertEqual(len(rows), 5)
        self.assertEqual(sorted(rows.mapped("kind")), ["cause"] * 2 + ["defect"] * 3)
        for row in rows:
            self.env.invalidate_all()
            self.assertEqual(row.action_view_case()["res_id"], self.desks.id)
        self.assertEqual(rows.cause_id, self.cause | self.other_cause)
        for name in ("defect_id", "cause_id", "factor", "product_id", "commercial_partner_id", "date_received:month"):
            self.assertTrue(self.env["complaint.pareto"]._read_group([], [name], ["case_id:count_distinct"]))
