from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, number, 1) for number in (9, 10, 11))


@tagged("post_install", "-at_install")
class TestPenaltyRefund(PenaltyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._create_user("pen_director", "complaint_management.group_manager")

    def _uphold(self, notice, **changes):
        with freeze_time("2026-09-21 08:00:00"):
            notice.with_user(self.worker_user).action_appeal("The boards had run out.")
            notice.appeal_ids.with_user(self.director).action_uphold("They had.", **changes)
        return notice.appeal_ids

    def test_pen_7_cancelled_after_a_closed_month(self):
        """PEN-7, RTE-6: an upheld appeal cancels; open months are freed for others, the closed one comes back."""
        notice = self._notice(900)
        other = self._notice(300, kind="minor_demerit")
        self._close(SEPTEMBER)
        self.assertEqual(self._planned(other), [("2026-11", 300)])
        taken = notice.deduction_ids.filtered(lambda d: d.state == "taken")
        self._uphold(notice)
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(self._lines(notice), [("2026-09", 400, "taken"), ("2026-10", -400, "planned")])
        self.assertEqual(self._planned(other), [("2026-10", 300)])
        self.assertRecordValues(notice, [{"taken_amount": 400, "open_amount": -400, "cancelled_amount": 900}])
        self._close(OCTOBER)
        self.assertRecordValues(notice, [{"taken_amount": 0, "open_amount": 0, "state": "cancelled"}])
        self.assertEqual((taken.month, taken.amount, taken.state), (SEPTEMBER, 400, "taken"))

    def test_pen_7_lowered(self):
        """PEN-7: an appeal lowers kind and amount: the rest of open months goes, what was over-taken is refunded."""
        notice = self._notice(900, kind="major_demerit")
        self._close(SEPTEMBER)
        appeal = self._uphold(notice, penalty_kind="warning", penalty_amount=500)
        self.assertRecordValues(notice, [{"kind": "warning", "amount": 500, "lowered_amount": 400}])
        self.assertIn("500.00", appeal.message_ids.mapped("body")[0] + "".join(notice.message_ids.mapped("body")))
        self.assertEqual(self._planned(notice), [("2026-10", 100)])
        more = self._notice(700, kind="major_demerit")
        self._close(OCTOBER)
        self._uphold(more, penalty_amount=100)
        self.assertEqual(self._lines(more), [("2026-10", 300, "taken"), ("2026-11", -200, "planned")])
        self.assertEqual(more.kind, "major_demerit")

    def test_pen_7_paid_and_lowered(self):
        """PEN-7: a paid notice may be appealed against; lowered it is confirmed again until the refund was paid out."""
        notice = self._notice(300)
        self._close(SEPTEMBER)
        self.assertEqual(notice.state, "paid")
        self._uphold(notice, penalty_amount=200)
        self.assertEqual((notice.state, self._planned(notice)), ("confirmed", [("2026-10", -100)]))
        self._close(OCTOBER)
        self.assertEqual((notice.state, notice.taken_amount), ("paid", 200))

    def test_pen_7_by_the_dialog(self):
        """PEN-7: the dialog of the appeal asks for kind and amount; neither means cancelled."""
        notice = self._notice(900)
        with freeze_time("2026-09-21 08:00:00"):
            notice.with_user(self.worker_user).action_appeal("The boards had run out.")
        appeal = notice.appeal_ids.with_user(self.director)
        action = appeal.action_uphold()
        wizard = self.env["complaint.reason"].with_user(self.director).with_context(**action["context"])
        wizard = wizard.create({"reason": "Partly.", "lowers_amount": True, "penalty_amount": 100})
        self.assertTrue(wizard.is_about_penalty)
        self.assertEqual(wizard.currency_id, self.currency)
        wizard.action_confirm()
        self.assertRecordValues(notice, [{"state": "confirmed", "amount": 100, "kind": "warning"}])

    def test_pen_7_wrong_input(self):
        """PEN-7: not a kind, not milder, more than it was, or nothing less: refused with words."""
        notice = self._notice(300, kind="minor_demerit")
        with freeze_time("2026-09-21 08:00:00"):
            notice.with_user(self.worker_user).action_appeal("No.")
        appeal = notice.appeal_ids.with_user(self.director)
        for changes in (
            {"penalty_kind": "major_demerit"},
            {"penalty_kind": "bonus"},
            {"penalty_kind": ["training"]},
            {"penalty_amount": 301},
            {"penalty_amount": 300},
            {"penalty_amount": "100"},
            {"penalty_amount": float("nan")},
        ):
            with self.subTest(changes=changes), self.assertRefuses(UserError, "milder|between"):
                appeal.action_uphold("Well.", **changes)
        self.assertEqual((appeal.decision, notice.amount), ("pending", 300))

    def test_pen_4_whole_bonus_of_a_closed_month(self):
        """PEN-4, PEN-7: a bonus written into a closed month later neither takes nor gives back; lowering still does."""
        first = self._notice(100, kind="major_demerit")
        second = self._notice(50, kind="major_demerit", case_id=self._case().id)
        self._close(SEPTEMBER)
        both = first | second
        for bonus in (1000, 0):
            self.worker.version_ids.performance_bonus = bonus
            self.assertEqual((sum(both.mapped("taken_amount")), both.mapped("state")), (800, ["paid", "paid"]))
            self.assertFalse(self._planned(both))
        second._lower("warning")
        self.assertEqual(sum(both.mapped("due_amount")), 150)
        self.assertEqual(self._planned(both), [("2026-10", -650)])

    def test_pen_7_closed_months_never_change(self):
        """PEN-7: neither a bonus nor a law nor the cap changes what a closed month took."""
        notice = self._notice(900)
        self._close(SEPTEMBER)
        self.policy.penalty_cap = 10
        self.worker.version_ids.performance_bonus = 100
        self._set_law(basis="days_of_wage", days=0.01)
        self.assertEqual(self._lines(notice)[0], ("2026-09", 400, "taken"))
        self.assertEqual(self._lines(notice)[1], ("2026-10", 1, "planned"))
        line = notice.deduction_ids.filtered(lambda d: d.state == "taken")
        for values in ({"amount": 1}, {"state": "planned"}):
            with self.assertRefuses(UserError, "is closed"):
                line.write(values)
