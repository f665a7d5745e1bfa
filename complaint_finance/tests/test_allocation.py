import json
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from odoo.tests import tagged

from .loss_common import LossCommon

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:
    given = None

VECTORS = Path(__file__).parents[2] / "tests" / "vectors" / "allocation.json"


@tagged("post_install", "-at_install")
class TestAllocation(LossCommon):
    """ALO-1, ALO-2 through the case, its responsibility and the bonus points of employees."""

    def setUp(self):
        super().setUp()
        self.companies = {}

    def _get_company(self, decimals):
        """A company whose currency has so many decimals."""
        if decimals not in self.companies:
            currency = self.env["res.currency"].create(
                {"name": f"X{decimals}D", "symbol": f"X{decimals}", "rounding": 10**-decimals}
            )
            self.companies[decimals] = self.env["res.company"].create(
                {"name": f"{decimals} decimals", "currency_id": currency.id}
            )
        return self.companies[decimals]

    def _create_case(self, company, total, **values):
        case = self.env["complaint.case"].create({"subject": "Scratched", "company_id": company.id, "policy_id": False})
        self.env["complaint.loss"].create(
            {"case_id": case.id, "name": "All", "amount": float(total), "reason": "Vector", **values}
        )
        return case

    def _answer_for(self, case, *lines):
        self.env["complaint.responsibility"].create(
            [{"case_id": case.id, "state": "confirmed", **line} for line in lines]
        )

    def _share(self, case, weights):
        """Parties with these shares."""
        self._answer_for(
            case, *({"party": "supplier", "partner_id": self.supplier.id, "share": float(share)} for share in weights)
        )

    def _employ(self, company, weights):
        """A department whose members have these bonus points."""
        department = self.env["hr.department"].create({"name": "Vector", "company_id": company.id})
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": str(points),
                    "department_id": department.id,
                    "company_id": company.id,
                    "date_version": "2024-01-01",
                    "bonus_points": float(points),
                }
                for points in weights
            ]
        )
        return department, employees

    def _get_parts(self, case, decimals):
        case.action_allocate()
        return [f"{amount:.{decimals}f}" for amount in case.allocation_ids.sorted("id").mapped("amount")]

    def test_vectors_through_the_case(self):
        """ALO-1, ALO-2: every row of the vectors, with 0, 2 and 3 decimals, by shares and by points, exactly."""
        if not VECTORS.exists():
            self.skipTest("the vectors lie in the project, not in the installed addon")
        rows = json.loads(VECTORS.read_text())["rows"]
        self.assertEqual({row["decimals"] for row in rows}, {0, 2, 3})
        for row in rows:
            with self.subTest(total=row["total"], weights=row["weights"]):
                company = self._get_company(row["decimals"])
                case = self._create_case(company, row["total"])
                if row["kind"] == "share":
                    self._share(case, row["weights"])
                else:
                    department, employees = self._employ(company, row["weights"])
                    self._answer_for(case, {"party": "department", "department_id": department.id, "share": 100})
                self.assertEqual(self._get_parts(case, row["decimals"]), row["parts"])
                if row["kind"] == "points":
                    self.assertEqual(case.allocation_ids.employee_id, employees)
                self.assertEqual(sum(map(Decimal, row["parts"])), Decimal(row["total"]))

    def test_sums_to_the_whole(self):
        """ALO-1, ALO-2, LOS-4: whatever the numbers, the parts sum to the whole, supplements included."""
        if given is None:
            self.skipTest("hypothesis is not installed")
        company = self._get_company(2)

        @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(
            total=st.integers(1, 10**9),
            later=st.integers(-(10**9), 10**9).filter(bool),
            cuts=st.lists(st.integers(1, 9999), min_size=0, max_size=5, unique=True),
            points=st.lists(st.integers(1, 1000), min_size=1, max_size=5),
        )
        def check(total, later, cuts, points):
            edges = [0, *sorted(cuts), 10000]
            shares = [(high - low) / 100 for low, high in pairwise(edges)]
            case = self._create_case(company, total / 100)
            department, _employees = self._employ(company, points)
            supplier = {"party": "supplier", "partner_id": self.supplier.id}
            self._answer_for(case, {"party": "department", "department_id": department.id, "share": shares[0]})
            self._answer_for(case, *({**supplier, "share": share} for share in shares[1:]))
            case.action_allocate()
            self._sum_up(case)
            case.loss_ids.write({"frozen": True})
            kind = "other" if later > 0 else "insurance"
            values = {"name": "Later", "amount": abs(later) / 100, "reason": "Bill", "kind": kind}
            self.env["complaint.loss"].create({"case_id": case.id, **values})
            case.action_allocate()
            self._sum_up(case)

        check()

    def _sum_up(self, case):
        cents = [round(amount * 100) for amount in case.allocation_ids.mapped("amount")]
        self.assertEqual(sum(cents), round(case.net_loss_amount * 100))
        self.assertEqual(case.unallocated_amount, 0)

    def test_ties_go_to_the_earlier_line(self):
        """ALO-1: of equal remainders the earlier line bears the odd coin, third parties and members alike."""
        company = self._get_company(0)
        case = self._create_case(company, 5)
        self._share(case, (50, 50))
        self.assertEqual(self._get_parts(case, 0), ["3", "2"])
        case = self._create_case(company, 5)
        department, employees = self._employ(company, (1, 1, 1))
        self._answer_for(case, {"party": "department", "department_id": department.id, "share": 100})
        self.assertEqual(self._get_parts(case, 0), ["2", "2", "1"])
        self.assertEqual(case.allocation_ids.sorted("id").employee_id.ids, employees.ids)

    def test_all_parties_at_once(self):
        """ALO-1, ALO-2: departments, an employee, supplier, carrier and customer; only departments go over members."""
        company = self._get_company(2)
        department, members = self._employ(company, (2, 1))
        empty = self.env["hr.department"].create({"name": "Nobody", "company_id": company.id})
        case = self._create_case(company, 1000)
        partner = {"partner_id": self.supplier.id}
        self._answer_for(
            case,
            {"party": "department", "department_id": department.id, "share": 30},
            {"party": "department", "department_id": empty.id, "share": 20},
            {"party": "employee", "employee_id": members[1].id, "share": 10},
            {"party": "supplier", **partner, "share": 15},
            {"party": "carrier", **partner, "share": 15},
            {"party": "customer", **partner, "share": 10},
        )
        self.assertEqual(self._get_parts(case, 0), ["200", "100", "200", "100", "150", "150", "100"])
        self.assertRecordValues(
            case.allocation_ids.sorted("id")[:4],
            [
                {"employee_id": members[0].id, "department_id": department.id, "share": 30},
                {"employee_id": members[1].id, "department_id": department.id, "share": 30},
                {"employee_id": False, "department_id": empty.id, "share": 20},
                {"employee_id": members[1].id, "department_id": department.id, "share": 10},
            ],
        )

    def test_members_on_the_day_of_receipt(self):
        """ALO-2: those employed in the department on that day: moved in or out since, left, come back, archived."""
        company = self._get_company(2)
        department, members = self._employ(company, (1, 1, 1, 1, 1, 1))
        elsewhere = self.env["hr.department"].create({"name": "Elsewhere", "company_id": company.id})
        stays, moved_out, moved_in, left, leaves_later, archived = members

        def change(employee, day, **values):
            self.env["hr.version"].create({"employee_id": employee.id, "date_version": day, **values})

        change(moved_out, "2025-06-01", department_id=elsewhere.id)
        moved_in.version_id.department_id = elsewhere
        change(moved_in, "2025-06-01", department_id=department.id)
        left.version_id.departure_date = "2025-02-28"
        # came back after the complaint: still not there on that day
        change(left, "2025-07-01", department_id=department.id, departure_date=False)
        leaves_later.version_id.departure_date = "2025-03-01"
        archived.active = False
        case = self._create_case(company, 300)
        # the first of March in Shanghai, still February in UTC
        company.resource_calendar_id.tz = "Asia/Shanghai"
        case.date_received = datetime(2025, 2, 28, 20)
        self._answer_for(case, {"party": "department", "department_id": department.id, "share": 100})
        case.action_allocate()
        self.assertEqual(case.allocation_ids.employee_id, stays | moved_out | leaves_later | archived)
        case.date_received = datetime(2025, 2, 28, 12)
        case.action_allocate()
        self.assertEqual(case.allocation_ids.employee_id, stays | moved_out | left | leaves_later | archived)
