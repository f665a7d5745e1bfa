import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import HORIZON, get_share, schedule

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"
START = date(2026, 9, 1)
MONTH = st.integers(0, 8).map(lambda number: START + relativedelta(months=number))
CENTS = st.integers(1, 400000).map(lambda cents: Decimal(cents) / 100)
DEBTS = st.lists(st.tuples(MONTH, CENTS), min_size=1, max_size=6)
BONUSES = st.dictionaries(MONTH, st.integers(0, 300000).map(lambda cents: Decimal(cents) / 100), max_size=6)
CAP = st.integers(0, 10000).map(lambda percent: Decimal(percent) / 100)
many = settings(max_examples=500, deadline=None, database=None)


@tagged("post_install", "-at_install")
class TestSchedule(BaseCase):
    def _rooms(self, bonuses, default, cap):
        return lambda _key, month: get_share(bonuses.get(month, default), cap, 0.01)

    def test_pen_5_all_rows_of_the_schedule_vectors(self):
        """PEN-5: what is taken for whom in which month, exact in every row."""
        path = VECTORS / "penalty_schedule.json"
        if not path.exists():
            self.skipTest("the vectors lie in the project's tests/vectors, not in the installed addon")
        for number, row in enumerate(json.loads(path.read_text())["rows"]):
            bonuses = {
                date.fromisoformat(month): Decimal(amount)
                for month, amount in row["bonus"].items()
                if month != "default"
            }
            room = self._rooms(bonuses, Decimal(row["bonus"]["default"]), Decimal(row["cap_percent"]))
            debts = [
                (penalty["name"], date.fromisoformat(penalty["month"]), Decimal(penalty["amount"]))
                for penalty in row["penalties"]
            ]
            wanted = [
                (penalty["name"], date.fromisoformat(month), Decimal(amount))
                for penalty in row["schedule"]
                for month, amount in penalty["deductions"]
            ]
            with self.subTest(row=number):
                self.assertEqual(schedule(debts, date.min, room), wanted)

    @given(DEBTS, BONUSES, CENTS, CAP, MONTH)
    @many
    def test_pen_5_laws_of_the_schedule(self, amounts, bonuses, default, cap, first):
        """PEN-5: no month above its cap, the oldest first, all planned where the bonus lasts."""
        debts = [(number, month, amount) for number, (month, amount) in enumerate(sorted(amounts))]
        room = self._rooms(bonuses, default, cap)
        lines = schedule(debts, first, room)
        by_month = {}
        for _key, month, amount in lines:
            self.assertGreater(amount, 0)
            by_month[month] = by_month.get(month, 0) + amount
        for month, amount in by_month.items():
            self.assertGreaterEqual(month, first)
            self.assertLessEqual(amount, room(None, month))
        for number, month, amount in debts:
            planned = sum(part for key, _month, part in lines if key == number)
            months = [when for key, when, _part in lines if key == number]
            self.assertLessEqual(planned, amount)
            self.assertTrue(all(when >= month for when in months))
            if room(None, date(2100, 1, 1)) * (HORIZON - 20) >= sum(debt[2] for debt in debts):
                self.assertEqual(planned, amount)
            # where it takes something, an older one that had begun has nothing left to take later
            for older, begun, _amount in debts[:number]:
                last = max((when for key, when, _part in lines if key == older), default=begun)
                self.assertTrue(all(when >= last for when in months if when >= begun))

    def test_pen_5_rounding_and_refunds(self):
        """PEN-5, PEN-7: shares are rounded down; a refund comes in the first open month only."""
        self.assertEqual(get_share(999.99, 50, 0.01), Decimal("499.99"))
        self.assertEqual(get_share(Decimal("1000"), Decimal("33.33"), 1), Decimal(333))
        self.assertEqual(get_share(-10, 50, 0.01), 0)
        lines = schedule(
            [("A", START, Decimal(-30)), ("B", START, Decimal(120))], date(2026, 10, 1), lambda *_key: Decimal(100)
        )
        october, november = date(2026, 10, 1), date(2026, 11, 1)
        self.assertEqual(lines, [("A", october, -30), ("B", october, 100), ("B", november, 20)])

    def test_pen_5_a_bonus_of_nothing_ends(self):
        """PEN-5: where nothing can be taken for good, the rest stays open; a bonus that comes later is still found."""
        self.assertEqual(schedule([("A", START, Decimal(10))], date.min, lambda *_key: Decimal(0)), [])
        late = START + relativedelta(months=HORIZON - 1)
        lines = schedule([("A", START, Decimal(10))], date.min, lambda _key, month: Decimal(4 if month >= late else 0))
        self.assertEqual(lines, [("A", late, 4)])
