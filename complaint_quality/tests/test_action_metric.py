from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestActionMetric(ComplaintQualityCommon):
    """Planned on 1 June, done on 10 June, over a window of 30 days where the company is, in Shanghai (UTC+8).

    The window before is 3 May to 1 June, the window after 11 June to 10 July.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-01 04:00:00"))
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.case.date_received = "2026-05-20 04:00:00"
        cls.investigation = cls._open()
        cls._accept_cause(cls.investigation)
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _plan_counted(self, kind, **values):
        values = {"date_due": "2026-06-10", "date_check": "2026-07-15", "watch_days": 30, **values}
        values = {"check_metric": False, "check_method": False, "check_baseline": 0, **values}
        return self._plan(self.investigation, metric_kind=kind, **values)

    def _receive(self, date, cause=True, **values):
        case = self._new_case("Again", **values)
        case.date_received = date
        if cause:
            case.sudo().cause_ids = self.cause
        return case

    def _move(self, quantity, date, product=None, back=False, unit=None, company=None):
        product = product or self.product
        move = (
            self.env["stock.move"]
            .sudo()
            .create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "product_uom": (unit or product.uom_id).id,
                    "location_id": (self.customers if back else self.stock).id,
                    "location_dest_id": (self.stock if back else self.customers).id,
                    "company_id": (company or self.company).id,
                }
            )
        )
        # what was moved, without the stock behind it
        move.flush_recordset()
        self.env.cr.execute(
            "UPDATE stock_move SET state = 'done', quantity = %s, date = %s WHERE id = %s", (quantity, date, move.id)
        )
        self.env.invalidate_all()

    def _do(self, action, date="2026-06-10 04:00:00"):
        with freeze_time(date):
            action.with_user(self.owner).action_done("Photo")

    def test_act_3_cases_with_cause_and_product_are_counted(self):
        """ACT-3: established cases of the window with the cause, or a more precise one, and the product."""
        precise = self.env["complaint.cause"].create({"name": "No corner", "code": "PX1", "parent_id": self.cause.id})
        self._receive("2026-05-10 04:00:00").sudo().cause_ids = precise
        self._receive("2026-05-10 04:00:00", cause=False)
        self._receive("2026-05-10 04:00:00", accept=False)
        self._receive("2026-04-30 04:00:00")
        chair = self.env["product.product"].create({"name": "Chair"})
        self._receive("2026-05-11 04:00:00", line_ids=[Command.create({"product_id": chair.id, "qty_claimed": 1})])
        action = self._plan_counted("cases")
        self.assertEqual((action.check_baseline, action.date_baseline), (2, Date.to_date("2026-06-01")))
        self.assertEqual(action.cause_ids, self.cause)
        self.assertTrue(action.check_metric and action.check_method, "said in words by themselves")

    def test_act_3_window_is_of_days_where_the_company_is(self):
        """ACT-3: 3 May begins in Shanghai at 16:00 UTC of 2 May; 1 June ends at 16:00 UTC."""
        self._receive("2026-05-02 15:59:59")
        action = self._plan_counted("cases")
        self.assertEqual(action.check_baseline, 1)
        self._receive("2026-05-02 16:00:00")
        self._receive("2026-06-01 15:59:59")
        self._receive("2026-06-01 16:00:00")
        action._count_baseline()
        self.assertEqual(action.check_baseline, 3)
        self._do(action)
        self.assertEqual(action._get_window_after(), (datetime(2026, 6, 10, 16, 0, 0), datetime(2026, 7, 10, 16, 0, 0)))

    def test_act_3_ppm_is_defective_per_million_delivered(self):
        """ACT-3: 2 + 12 defective of 10,000 + 40 dozen delivered; dozens are counted as pieces."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self._receive(
            "2026-05-10 04:00:00",
            cause=False,
            line_ids=[
                Command.create(
                    {"product_id": self.product.id, "product_uom_id": dozen.id, "qty_claimed": 1, "qty_defective": 1}
                )
            ],
        )
        self._receive("2026-05-10 04:00:00", accept=False)
        self._move(10000, "2026-05-12 04:00:00")
        self._move(40, "2026-05-12 04:00:00", unit=dozen)
        self._move(500, "2026-05-12 04:00:00", back=True)
        self._move(500, "2026-04-12 04:00:00")
        self._move(500, "2026-05-12 04:00:00", product=self.env["product.product"].create({"name": "Chair"}))
        action = self._plan_counted("ppm")
        self.assertAlmostEqual(action.check_baseline, 14 / 10480 * 1e6, 3)

    def test_act_3_ppm_of_nothing_delivered_is_none(self):
        """ACT-3: without deliveries there is no PPM, which is not zero."""
        action = self._plan_counted("ppm")
        self.assertEqual(action._count(*action._get_window_before(Date.today())), None)
        action.check_target = -1
        self._do(action)
        with freeze_time("2026-07-20"), self.assertRefuses(UserError, "Nothing was delivered"):
            action.with_user(self.verifier).action_check("yes", None, "Register")

    def test_act_3_counted_figures_are_to_fall(self):
        """ACT-3: nothing delivered before is no baseline of zero from which a higher target would be reached."""
        action = self._plan_counted("ppm", check_target=100)
        with self.assertRefuses(UserError, "must be below the baseline, which was counted as 0"):
            self._do(action)
        self._move(100, "2026-04-20 04:00:00")
        action.watch_days = 60
        self.assertGreater(action.check_baseline, 100)
        self._do(action)

    def test_act_3_returned_quantity_of_an_archived_product(self):
        """ACT-3: what came back from customers, in the product's unit; an archived product counts on."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self._move(3, "2026-05-12 04:00:00", back=True)
        self._move(1, "2026-05-12 04:00:00", back=True, unit=dozen)
        self._move(50, "2026-05-12 04:00:00")
        self.product.active = False
        action = self._plan_counted("returned")
        self.assertEqual(action.check_baseline, 15)

    def test_act_3_other_companies_do_not_count(self):
        """ACT-3, CNF-3: cases and movements of the own company only."""
        company = self.env["res.company"].create({"name": "Second house"})
        self._receive("2026-05-10 04:00:00", company=company, accept=False).sudo().validity = "established"
        self._move(7, "2026-05-12 04:00:00", back=True, company=company)
        self.assertEqual(self._plan_counted("cases").check_baseline, 1)
        self.assertEqual(self._plan_counted("returned").check_baseline, 0)

    def test_act_3_category_counts_where_no_product_is_named(self):
        """ACT-3: a service has no product; its cases are counted by category."""
        category = self.env.ref("complaint_management.category_quality_surface")
        case = self._new_case("Rude", category_id=category.id, line_ids=[])
        investigation = self._open(case)
        self._accept_cause(investigation)
        self._receive("2026-05-28 04:00:00", category_id=category.id, line_ids=[])
        action = self._plan(investigation, metric_kind="cases", watch_days=30)
        self.assertEqual(action.check_baseline, 2)
        ppm = self._plan(investigation, metric_kind="ppm", check_target=-1)
        with self.assertRefuses(UserError, "name no product"):
            ppm.with_user(self.owner).action_done("Photo")

    def test_act_3_baseline_is_counted_anew_with_the_causes_then_kept(self):
        """ACT-3: planned before the cause is known, counted when it is accepted; frozen when done."""
        case = self._new_case("Loose")
        investigation = self._open(case)
        action = self._plan(investigation, metric_kind="cases", check_baseline=7, check_target=-1)
        self.assertEqual(action.check_baseline, 0)
        with self.assertRefuses(UserError, "once a cause is accepted"):
            action.with_user(self.owner).action_done("Photo")
        self._accept_cause(investigation)
        self.assertEqual(action.check_baseline, 2)
        self._do(action, "2026-06-02 04:00:00")
        investigation.action_accept_cause()
        self.assertEqual((action.check_baseline, action.date_baseline), (2, Date.to_date("2026-06-01")))
        for values in ({"watch_days": 5}, {"metric_kind": "ppm"}, {"cause_ids": [Command.clear()]}):
            with self.assertRefuses(UserError, "cannot be changed any more"):
                action.write(values)

    def test_act_3_counted_baseline_cannot_be_typed(self):
        """ACT-3: what the system counts it counts itself; typed metrics stay typed."""
        action = self._plan_counted("cases")
        with self.assertRefuses(UserError, "is counted"):
            action.check_baseline = 40
        action.write({"metric_kind": "typed", "check_baseline": 40})
        self.assertEqual(action.check_baseline, 40)
        action.write({"metric_kind": "cases", "check_baseline": 50})
        self.assertEqual(action.check_baseline, 1)

    def test_act_3_value_is_counted_at_the_check(self):
        """ACT-3: the dialog proposes the figure after the action; what somebody else typed is refused."""
        action = self._plan_counted("cases", check_target=0)
        self._receive("2026-06-11 04:00:00", accept=False)
        self._do(action)
        with freeze_time("2026-07-15 04:00:00"):
            dialog = action.with_user(self.verifier).action_check()
            Model = self.env[dialog["res_model"]].with_user(self.verifier).with_context(**dialog["context"])
            form = Form(Model)
            self.assertEqual((form.value, form.effective), (0, "yes"))
            self.assertIn("Counted by the system", form.evidence)
            for wrong in (1, "2", float("nan"), True, [0]):
                with self.assertRefuses(UserError, "it is 0 now"):
                    action.with_user(self.verifier).action_check("yes", wrong, "Register")
            form.save().action_confirm()
        self.assertEqual((action.state, action.check_value), ("done", 0))

    def test_act_3_before_the_end_of_the_window_nothing_is_proven(self):
        """ACT-3: "none seen" after a day is no proof; a failure may be said at once, and counts what there is."""
        action = self._plan_counted("cases", check_target=0)
        self._do(action)
        self._receive("2026-06-12 04:00:00")
        with freeze_time("2026-06-15 04:00:00"):
            with self.assertRefuses(UserError, "The window lasts until"):
                action.with_user(self.verifier).action_check("yes", None, "Register")
            dialog = action.with_user(self.verifier).action_check()
            Model = self.env[dialog["res_model"]].with_user(self.verifier).with_context(**dialog["context"])
            form = Form(Model)
            self.assertEqual((form.value, form.effective, form.is_watched), (1, "no", True))
            action.with_user(self.verifier).action_check("no", None, "Register")
        self.assertEqual((action.check_value, action.state), (1, "failed"))

    def test_act_3_figure_leads_to_its_cases(self):
        """ACT-3: drill-down shows what was counted, before and after."""
        action = self._plan_counted("cases", check_target=0)
        self.assertEqual(self.env["complaint.case"].search(action.action_view_counted()["domain"]), self.case)
        self._do(action)
        again = self._receive("2026-06-12 04:00:00")
        self.assertEqual(self.env["complaint.case"].search(action.action_view_counted()["domain"]), again)

    def test_act_3_form_proposes_the_count(self):
        """ACT-3: who plans sees the figure before saving."""
        Model = self.env["complaint.action"].with_user(self.engineer)
        with Form(Model.with_context(default_investigation_id=self.investigation.id)) as form:
            form.name = "Corners"
            form.user_id = self.owner
            form.date_due = "2026-06-10"
            form.metric_kind = "cases"
            self.assertEqual(form.check_baseline, 1)
            self.assertEqual(form.date_check, Date.to_date("2026-09-09"))
            form.check_target = 0
            form.check_user_id = self.verifier
        self.assertEqual(form.record.check_baseline, 1)

    def test_act_3_trial_lot_and_its_result(self):
        """ACT-3: recorded by the owner with the implementation; another company's lot is refused."""
        lot = self._new_lot("T1")
        company = self.env["res.company"].create({"name": "Second house"})
        foreign = self.env["stock.lot"].create({"name": "T2", "product_id": self.product.id, "company_id": company.id})
        action = self._plan(self.investigation)
        for wrong in (foreign.id, 2**40, "1", True, -1, [lot.id]):
            with self.assertRefuses(UserError, "trial lot is not known"):
                action.with_user(self.owner).action_done("Photo", lot_id=wrong)
        with self.assertRefuses(UserError, "result of the trial"):
            action.with_user(self.owner).action_done("Photo", trial_result=7)
        action.with_user(self.owner).action_done("Photo", 1.5, lot.id, "None of 200 scratched")
        self.assertEqual((action.lot_id, action.trial_result), (lot, "None of 200 scratched"))
        action.with_user(self.verifier).action_check("yes", 1, "Register")
        with self.assertRefuses(UserError, "trial of"):
            action.trial_result = "Better"

    def test_act_1_effort_planned_and_actual(self):
        """ACT-1: hours, planned before and recorded with the implementation; never negative."""
        action = self._plan(self.investigation, effort_planned=2)
        for wrong in (-1, "two", True, float("nan")):
            with self.assertRefuses(UserError, "effort in hours"):
                action.with_user(self.owner).action_done("Photo", wrong)
        dialog = action.with_user(self.owner).action_done()
        form = Form(self.env[dialog["res_model"]].with_user(self.owner).with_context(**dialog["context"]))
        form.evidence = "Photo"
        form.effort = 3.5
        form.save().action_confirm()
        self.assertEqual((action.effort_planned, action.effort), (2, 3.5))
        with self.assertRefuses(UserError, "cannot be changed any more"):
            action.effort_planned = 4

    def test_act_1_kinds_and_owner(self):
        """ACT-1: four kinds, each with owner and due date."""
        for kind in ("containment", "correction", "corrective", "preventive"):
            self.assertEqual(self._plan(self.investigation, kind=kind).kind, kind)
        with self.assertRaises(ValueError):
            self._plan(self.investigation, kind="other")

    def test_act_3_dialog_of_the_check_tells_strangers_nothing(self):
        """ACT-3, CNF-1: whoever may not read an action learns nothing of it by the dialog either."""
        action = self._plan(self.investigation)
        dialog = self.env["complaint.action.verification"]
        wanted = {"check_metric": {}, "value": {}, "action_id": {"fields": {"display_name": {}}}}
        for name, spec in wanted.items():
            self.env.flush_all()
            self.env.invalidate_all()
            values = {"action_ids": [Command.set(action.ids)]}, ["action_ids"], {"action_ids": {}, name: spec}
            with self.assertRefuses(AccessError, "Complaint Action"):
                dialog.with_user(self.stranger).onchange(*values)
            self.assertTrue(dialog.with_user(self.verifier).onchange(*values)["value"][name])
