from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .penalty_common import PenaltyCommon

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@tagged("post_install", "-at_install")
class TestPenaltyLaw(PenaltyCommon):
    def _company(self, country, state=None):
        values = {"name": f"Company in {country}", "country_id": self.env.ref(f"base.{country}").id}
        company = self.env["res.company"].create(values)
        if state:
            company.state_id = self.env.ref(f"base.{state}")
        return company

    def test_pen_1_switch_takes_a_profile_that_allows(self):
        """PEN-1: off by default; refused without a country, a profile, or where the profile forbids, with words."""
        self.assertFalse(self._company("be").complaint_deductions)
        for country, words in (("vn", "forbids deductions"), ("fr", "no wage law profile")):
            with self.assertRefuses(ValidationError, words):
                self._company(country).complaint_deductions = True
        with self.assertRefuses(ValidationError, "has no country"):
            self.env["res.company"].create({"name": "Nowhere", "complaint_deductions": True})

    def test_pen_1_nor_by_moving(self):
        """PEN-1: with deductions on, the company does not move where it may not, by its contact either."""
        vietnam = self.env.ref("base.vn")
        with self.assertRefuses(ValidationError, "forbids deductions"):
            self.company.country_id = vietnam
        with self.assertRefuses(ValidationError, "forbids deductions"):
            self.company.partner_id.country_id = vietnam
        self.company.complaint_deductions = False
        self.company.country_id = vietnam
        self.assertEqual(self.company.complaint_wage_law_id, self.env.ref("complaint_finance.wage_law_vn"))

    def test_pen_1_nor_by_the_profile(self):
        """PEN-1: while a company deducts, its profile cannot come to forbid it, move away or go."""
        for values in (
            {"allows_deduction": False},
            {"country_id": self.env.ref("base.fr").id},
            {"keeps_minimum_wage": True},
        ):
            with self.assertRefuses(ValidationError, "forbids|no wage law|minimum wage"):
                self.law.write(values)
        with self.assertRefuses(UserError, "Switch deductions off"):
            self.law.unlink()
        state = self.env["res.country.state"].search([("country_id", "=", self.company.country_id.id)], limit=1)
        self.company.state_id = state
        with self.assertRefuses(ValidationError, "forbids"):
            self.law.create({"country_id": state.country_id.id, "state_id": state.id, "source": "Act"})

    def test_pen_1_minimum_wage(self):
        """PEN-1: where the profile keeps the minimum wage, the switch asks for it."""
        company = self._company("cn", "state_cn_GD")
        self.assertEqual(company.complaint_wage_law_id, self.env.ref("complaint_finance.wage_law_cn_gd"))
        with self.assertRefuses(ValidationError, "enter the monthly minimum wage"):
            company.complaint_deductions = True
        company.write({"complaint_deductions": True, "complaint_minimum_wage": 2300})
        with self.assertRefuses(ValidationError, "enter the monthly minimum wage"):
            company.complaint_minimum_wage = 0

    def test_pen_1_settings(self):
        """PEN-1: the settings write switch and minimum wage together, and say what is missing."""
        company = self._company("cn")
        self.env.user.company_ids += company
        with Form(self.env["res.config.settings"].with_company(company)) as settings:
            settings.complaint_deductions = True
            settings.complaint_minimum_wage = 2000
        settings.record.execute()
        self.assertEqual((company.complaint_deductions, company.complaint_minimum_wage), (True, 2000))

    def test_pen_1_profiles(self):
        """PEN-1: the profiles of the specification are there, with source and date; HR edits them, others do not."""
        laws = {
            name: self.env.ref(f"complaint_finance.wage_law_{name}")
            for name in ("vn", "cn", "cn_gd", "tr", "in", "us_wi", "ph")
            if name != "us_wi" or self.env.ref("complaint_finance.wage_law_us_wi", raise_if_not_found=False)
        }
        self.assertFalse(laws["vn"].allows_deduction)
        self.assertEqual(
            (laws["cn"].basis, laws["cn"].percent, laws["cn"].keeps_minimum_wage), ("month_wage", 20, True)
        )
        self.assertEqual((laws["tr"].basis, laws["tr"].days), ("days_of_wage", 2))
        self.assertEqual((laws["in"].basis, laws["ph"].needs_consent), ("loss", True))
        self.assertEqual(laws["cn_gd"].name, "China (广东省)")
        self.assertTrue(all(law.source and law.date for law in laws.values()))
        laws["ph"].with_user(self.officer).note = "Verified"
        for user in (self.accountant, self.handler):
            with self.assertRefuses(AccessError, "."):
                laws["ph"].with_user(user).note = "Mine"
        with self.assertRefuses(ValidationError, "how much"):
            laws["cn"].percent = 0
        with self.assertRefuses(ValidationError, "no state of"):
            laws["cn_gd"].country_id = self.env.ref("base.tr")

    def test_pen_1_limits_of_a_month(self):
        """PEN-1, PEN-5: the stricter of policy and law: percent of the wage, days of it, the minimum wage."""
        notice = self._notice(2000)
        month = SEPTEMBER
        self.worker.version_ids.performance_bonus = 2000
        for law, amount in (
            ({}, 1000),
            ({"basis": "month_wage", "percent": 20}, 600),
            ({"basis": "month_wage", "percent": 90}, 1000),
            ({"basis": "days_of_wage", "days": 2}, 200),
            ({"basis": "month_wage", "percent": 20, "keeps_minimum_wage": True}, 400),
        ):
            with self.subTest(law=law):
                self.company.complaint_minimum_wage = 2600
                self._set_law(**law)
                line = notice.deduction_ids.filtered(lambda d: d.month == month)
                self.assertEqual(line.amount, amount)
        self.worker.version_ids.wage = 2650
        self.assertEqual(notice.deduction_ids.filtered(lambda d: d.month == month).amount, 50)
        self.company.complaint_minimum_wage = 2700
        self.assertFalse(notice.deduction_ids)
        self.assertEqual(notice.unplanned_amount, 2000)

    def test_pen_1_limited_to_the_loss(self):
        """PEN-1: where the law says so, not more than the loss, over all notices of the employee for the case."""
        self._set_law(basis="loss")
        self.env["complaint.loss"].create({"case_id": self.case.id, "name": "Desk", "amount": 90, "reason": "Seen"})
        notice = self._notice(91, to="approved")
        with self.assertRefuses(UserError, "no more than the loss"):
            notice.with_user(self.officer).action_notify()
        other = self._notice(50, liable_amount=60, kind="minor_demerit", employee_id=self.colleague.id, to="approved")
        notice._set_step(state="cancelled")
        other.with_user(self.officer).action_notify()
        more = self._notice(11, liable_amount=60, kind="deduction", employee_id=self.colleague.id, to="approved")
        with self.assertRefuses(UserError, "no more than the loss"):
            more.with_user(self.officer).action_notify()

    def test_pen_1_loss_that_shrinks(self):
        """PEN-1: a law that comes to limit deductions to the loss holds for what is planned already."""
        self.env["complaint.loss"].create({"case_id": self.case.id, "name": "Desk", "amount": 90, "reason": "Seen"})
        notice = self._notice(300)
        self._set_law(basis="loss")
        self.assertEqual((self._planned(notice), notice.unplanned_amount), ([("2026-09", 90)], 210))

    def test_pen_1_borne_by_others_later(self):
        """PEN-1: closing takes no more than the loss is by then, of an employee or over a department's members."""
        self._set_law(basis="loss")
        (self.worker | self.colleague).bonus_points = 1
        department = {"employee_id": False, "department_id": self.department.id, "case_id": self._case().id}
        for values in ({}, {"liable_amount": 300, "case_id": self._case().id}, department):
            with self.subTest(values=values):
                case = self.env["complaint.case"].browse(values.get("case_id", self.case.id))
                loss = self.env["complaint.loss"].create(
                    {"case_id": case.id, "name": "Desk", "amount": 300, "reason": "Seen"}
                )
                notice = self._notice(300, **values)
                self.assertEqual(notice.planned_amount, 300)
                loss.amount = 90
                month = self.company._get_first_open_month()
                self._close(max(SEPTEMBER, month))
                self.assertEqual((notice.taken_amount, notice.planned_amount), (90, 0))

    def test_pen_1_contact_moves(self):
        """PEN-1: the law of the country where the company's contact moves to holds for what is planned already."""
        notice = self._notice(400)
        country = self.env.ref("base.be")
        self.env["complaint.wage.law"].search([("country_id", "=", country.id)]).unlink()
        limits = {"allows_deduction": True, "basis": "month_wage", "percent": 1}
        self.env["complaint.wage.law"].create({"country_id": country.id, "source": "Test", **limits})
        self.company.partner_id.country_id = country
        self.assertEqual(self._planned(notice)[:2], [("2026-09", 30), ("2026-10", 30)])

    def test_pen_1_switched_off(self):
        """PEN-1: switched off, nothing is planned any more and no notice with an amount goes on; taken stays taken."""
        notice, waiting = self._notice(500), self._notice(20, kind="minor_demerit", to="approved")
        self._close(SEPTEMBER)
        self.company.complaint_deductions = False
        self.assertEqual(self._lines(notice), [("2026-09", 400, "taken")])
        with self.assertRefuses(UserError, "switched off"):
            waiting.with_user(self.officer).action_notify()
        with self.assertRefuses(UserError, "switched off"):
            self._notice(5, kind="deduction", to="draft")
        waiting._lower(amount=10)
        self.assertEqual(waiting.amount, 10)
        self.company.complaint_deductions = True
        self.assertEqual(self._planned(notice), [("2026-10", 100)])

    def test_pen_1_training_instead(self):
        """PEN-1: in every state before paid, training takes the penalty's place; what was taken comes back."""
        cases = [self._case() for _number in range(4)]
        states = ("draft", "approved", "notified", "confirmed")
        for case, state in zip(cases, states, strict=True):
            notice = self._notice(500, case_id=case.id, to=state)
            for user in (self.worker_user, self.accountant):
                with self.assertRefuses(AccessError, "."):
                    notice.with_user(user).action_train_instead("Please")
            if state == "confirmed":
                self._close(SEPTEMBER)
            wizard = notice.with_user(self.officer).action_train_instead()
            self.assertEqual(wizard["context"]["default_operation"], "train")
            notice.with_user(self.officer).action_train_instead("A new colleague.")
            self.assertRecordValues(notice, [{"kind": "training", "amount": 0, "lowered_amount": 500, "state": state}])
            self.assertIn("A new colleague.", notice.message_ids[0].body)
        self.assertEqual(self._lines(notice), [("2026-09", 400, "taken"), ("2026-10", -400, "planned")])
        self.assertEqual((notice.open_amount, notice.cancelled_amount), (-400, 500))
        with self.assertRefuses(UserError, "milder"):
            notice.with_user(self.officer).action_train_instead("Again")
        with self.assertRefuses(ValidationError, "training carries no amount"):
            self._notice(5, kind="training", to="draft")
        self._close(OCTOBER)
        self.assertEqual((notice.open_amount, notice.state), (0, "confirmed"))

    def test_pen_2_window_before_anything_is_planned(self):
        """PEN-2: told with the amount; nothing is planned before the policy's days have passed and HR confirmed."""
        self.policy.objection_days = 3
        notice = self._notice(500, to="notified")
        self.assertEqual(notice.date_objection_end, date(2026, 9, 4))
        self.assertIn("500.00", notice.message_ids.filtered("partner_ids").body)
        self.assertFalse(notice.deduction_ids)
        with freeze_time("2026-09-04"), self.assertRefuses(UserError, "may object until"):
            notice.with_user(self.officer).action_confirm()
        with freeze_time("2026-09-05"):
            notice.with_user(self.officer).action_confirm()
        self.assertTrue(notice.deduction_ids)

    def test_pen_2_objection_lowers(self):
        """PEN-2, PEN-7: an objection that is upheld lowers kind and amount; confirmed, the lower amount is planned."""
        notice = self._notice(500, kind="major_demerit", to="notified")
        with freeze_time("2026-09-02"):
            notice.with_user(self.worker_user).action_object("The boards had run out.")
        for amount in (600, -1, "100", True):
            with self.assertRefuses(UserError, "an amount between"):
                notice.with_user(self.manager).action_uphold_objection("Partly", penalty_amount=amount)
        action = notice.with_user(self.manager).action_uphold_objection()
        wizard = self.env["complaint.penalty.answer"].with_user(self.manager).with_context(**action["context"])
        wizard.create(
            {"text": "Partly.", "penalty_kind": "warning", "lowers_amount": True, "penalty_amount": 200}
        ).action_apply()
        self.assertRecordValues(
            notice,
            [
                {
                    "kind": "warning",
                    "amount": 200,
                    "lowered_amount": 300,
                    "state": "notified",
                    "objection_state": "upheld",
                }
            ],
        )
        notice.with_user(self.officer).action_confirm()
        self.assertEqual(self._planned(notice), [("2026-09", 200)])
        self.assertEqual((notice.open_amount, notice.cancelled_amount), (200, 300))
