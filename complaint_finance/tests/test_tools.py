import json
import random
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import distribute, judge_receipt

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def _rows(self, name):
        path = VECTORS / name
        if not path.exists():
            self.skipTest(f"{name} lies in the project's tests/vectors, not in the installed addon")
        return json.loads(path.read_text())["rows"]

    def test_alo_1_all_rows_of_the_allocation_vectors(self):
        """ALO-1, ALO-2: largest remainder, ties to the earlier line, exact in every row."""
        for row in self._rows("allocation.json"):
            with self.subTest(total=row["total"], weights=row["weights"]):
                unit = Decimal(1).scaleb(-row["decimals"])
                parts = distribute(float(row["total"]), [float(weight) for weight in row["weights"]], float(unit))
                self.assertEqual(parts, [Decimal(part) for part in row["parts"]])

    def test_alo_1_parts_sum_to_the_whole(self):
        """ALO-1: whatever the numbers, nothing is lost and nothing is added."""
        numbers = random.Random(1)
        for _round in range(500):
            total = Decimal(numbers.randrange(-(10**9), 10**9)) / 100
            weights = [numbers.randrange(0, 1000) / 10 for _i in range(numbers.randrange(1, 12))] + [0.1]
            parts = distribute(total, weights, 0.01)
            self.assertEqual(sum(parts), total)
            whole = sum(Decimal(str(weight)) for weight in weights)
            for part, weight in zip(parts, weights, strict=True):
                self.assertLess(abs(part - total * Decimal(str(weight)) / whole), Decimal("0.01"))

    def test_alo_1_weights_must_make_sense(self):
        """ALO-1: nothing can be split over nobody."""
        for weights in ([], [0, 0], [50, -1]):
            with self.assertRaises(ValueError):
                distribute(100, weights, 0.01)

    def test_ret_3_all_rows_of_the_tolerance_vectors(self):
        """RET-3, RET-4: outcome and quantity to credit, exact in every row."""
        for row in self._rows("return_tolerance.json"):
            with self.subTest(**row):
                outcome, quantity = judge_receipt(
                    float(row["approved"]),
                    float(row["actual"]),
                    float(row["ratio_percent"]),
                    float(row["uom_rounding"]),
                )
                self.assertEqual((outcome, quantity), (row["outcome"], Decimal(row["credit_qty"])))
