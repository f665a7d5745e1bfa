from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..tools import get_share
from .penalty_common import PenaltyCommon

START = date(2026, 9, 1)
CENTS = st.integers(0, 150000).map(lambda cents: cents / 100)
WHICH = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("impose"), CENTS, WHICH),
    st.tuples(st.just("demerit"), CENTS, WHICH),
    st.tuples(st.just("lower"), CENTS, WHICH),
    st.tuples(st.just("cancel"), CENTS, WHICH),
    st.tuples(st.just("train"), CENTS, WHICH),
    st.tuples(st.just("bonus"), CENTS, WHICH),
    st.tuples(st.just("close"), CENTS, WHICH),
)
few = settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@tagged("post_install", "-at_install")
class TestPenaltyConservation(PenaltyCommon):
    """PEN-5, PEN-7: what holds of every penalty and month, in whatever order people do what."""

    @given(st.lists(STEP, min_size=5, max_size=12))
    @few
    def test_pen_5_nothing_is_lost(self, steps):
        """PEN-5, PEN-7: no month above its cap; taken + open + cancelled is the penalty; closed months stay."""
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False) as whole:
            self.notices, self.closed, self.next = self.env["complaint.penalty"], {}, START
            for name, amount, which in steps:
                getattr(self, f"_do_{name}")(amount, which)
                self._assert_right()
            self.env.invalidate_all()
            whole.rollback()
        self.env.invalidate_all()

    def _do_impose(self, amount, which, kind="warning"):
        month = START + relativedelta(months=which)
        notice = self._notice(amount, month=month, kind=kind, case_id=self._case().id)
        self.notices += notice
        self.told = getattr(self, "told", {}) | {notice.id: amount}

    def _do_demerit(self, amount, which):
        self._do_impose(amount, which // 3, kind="major_demerit")

    def _pick(self, which):
        notices = self.notices.filtered(lambda n: n.state in ("confirmed", "paid"))
        return notices[which % len(notices)] if notices else notices

    def _do_lower(self, amount, which):
        notice = self._pick(which)
        if notice.amount and notice.kind != "training":
            notice._lower(amount=min(amount, notice.amount / 2))

    def _do_cancel(self, _amount, which):
        if notice := self._pick(which):
            notice._set_step(state="cancelled")

    def _do_train(self, _amount, which):
        notice = self._pick(which)
        if notice.state == "confirmed" and notice.kind != "training":
            notice.action_train_instead("Better.")

    def _do_bonus(self, amount, which):
        self._bonus(self.next + relativedelta(months=which), amount)

    def _do_close(self, _amount, _which):
        self._close(self.next)
        self.closed[self.next] = self._lines_of(self.next)
        self.next += relativedelta(months=1)

    def _lines_of(self, month):
        lines = self.notices.deduction_ids.filtered(lambda d: d.month == month)
        return sorted((line.id, line.amount, line.state) for line in lines)

    def _assert_right(self):
        self.env.invalidate_all()
        for month, lines in self.closed.items():
            self.assertEqual(self._lines_of(month), lines)
        majors = self.notices.filtered(lambda n: n.kind == "major_demerit" and n.state in ("confirmed", "paid"))
        planned = self.notices.deduction_ids.filtered(lambda d: d.state == "planned")
        for month, lines in planned.grouped("month").items():
            self.assertGreaterEqual(month, self.next)
            bonus = self.env["hr.version"]._get_performance_bonuses(self.worker, [month])[self.worker.id, month]
            cap = 100 if len(majors.filtered(lambda n, m=month: n.month == m)) > 1 else 50
            deducted = sum(line.amount for line in lines if line.amount > 0)
            self.assertLessEqual(Decimal(f"{deducted:.2f}"), get_share(bonus, cap, 0.01))
        for notice in self.notices:
            told = self.told[notice.id] + notice.whole_bonus_amount
            parts = notice.taken_amount + notice.open_amount + notice.cancelled_amount
            self.assertAlmostEqual(parts, told, 2)
            # the usual bonus of 800 pays everything within the horizon
            self.assertAlmostEqual(notice.planned_amount, notice.open_amount, 2)
            is_paid = notice.due_amount and not notice.open_amount
            self.assertEqual(notice.state == "paid", bool(is_paid))
        for month, of_month in majors.grouped("month").items():
            if len(of_month) > 1:
                bonus = self.env["hr.version"]._get_performance_bonuses(self.worker, [month])[self.worker.id, month]
                self.assertAlmostEqual(
                    sum(of_month.mapped("due_amount")), max(bonus, sum(of_month.mapped("amount"))), 2
                )
