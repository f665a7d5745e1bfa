from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestAllocationMembers(ProposalCommon):
    """ALO-2, PEN-3: a department without bonus points, people who moved on, and a supplement that is a gain."""

    def _allocated(self, amount=100, party="department", **values):
        """A case with one party that bears it all, allocated."""
        values = values or {"department_id": self.department.id}
        case = self._case()
        self._lose(case, amount)
        self.env["complaint.responsibility"].create(
            {"case_id": case.id, "party": party, "share": 100, "state": "confirmed", **values}
        )
        case.with_user(self.accountant).action_allocate()
        return case

    def _lose(self, case, amount, kind="other"):
        values = {"case_id": case.id, "name": "Desk", "amount": amount, "reason": "Seen", "kind": kind}
        return self.env["complaint.loss"].create(values)

    def _propose_for(self, case):
        return case.with_user(self.accountant).action_propose_penalties()

    # === A department without points ===

    def test_alo_2_says_why_and_what_to_do(self):
        """ALO-2: the part of a department without points says why it is whole; given points it is divided."""
        case = self._allocated()
        line = case.allocation_ids.with_user(self.accountant)
        self.assertRegex(line.hint, "Nobody in Production had bonus points on 03/10/2026. HR enters them")
        self.assertTrue(case.with_user(self.accountant).has_undivided_part)
        with self.assertRefuses(UserError, "Nobody in Production had bonus points"):
            case.with_user(self.accountant).action_divide_among_members()
        self._propose_for(case)
        self.assertRecordValues(case.penalty_ids, [{"employee_id": False, "liable_amount": 100}])
        self.worker.bonus_points, self.colleague.bonus_points = 2, 1
        for user in (self.handler, self.manager, self.worker_user):
            with self.assertRefuses(AccessError, "."):
                case.with_user(user).action_divide_among_members()
        case.with_user(self.accountant).action_divide_among_members()
        self.assertRecordValues(
            case.allocation_ids.sorted("id"),
            [
                {"employee_id": self.worker.id, "amount": 66.67, "points": 2, "share": 100, "hint": False},
                {"employee_id": self.colleague.id, "amount": 33.33, "points": 1, "share": 100, "hint": False},
            ],
        )
        with self.assertRefuses(UserError, "no department's part is left"):
            case.with_user(self.accountant).action_divide_among_members()
        self._propose_for(case)
        self.assertRecordValues(
            case.penalty_ids.sorted("id"),
            [
                {"employee_id": False, "state": "cancelled", "liable_amount": 100},
                {"employee_id": self.worker.id, "state": "draft", "liable_amount": 66.67},
                {"employee_id": self.colleague.id, "state": "draft", "liable_amount": 33.33},
            ],
        )

    def test_alo_2_divided_after_closing(self):
        """ALO-2, LOS-4: divided after closing, with its supplements; what comes later goes over the members."""
        case = self._allocated()
        case.loss_ids.frozen = True
        self._lose(case, 10)
        case.with_user(self.accountant).action_allocate()
        self.worker.bonus_points = self.colleague.bonus_points = 1
        case.with_user(self.accountant).action_divide_among_members()
        self._lose(case, 0.03)
        case.with_user(self.accountant).action_allocate()
        lines = case.allocation_ids.sorted("id")
        self.assertEqual(lines.mapped("amount"), [50, 50, 5, 5, 0.02, 0.01])
        self.assertEqual(lines.mapped("supplementary"), [False, False, True, True, True, True])
        self.assertEqual(case.unallocated_amount, 0)

    def test_alo_2_not_twice(self):
        """ALO-2, PEN-3: a department's notice that was approved goes over the members; they get none beside it."""
        case = self._allocated()
        self._propose_for(case)
        case.penalty_ids.ground_id = self.ground
        case.penalty_ids.with_user(self.manager).action_approve()
        self.worker.bonus_points = 1
        with self.assertRefuses(UserError, "notice to the department stands"):
            case.with_user(self.accountant).action_divide_among_members()
        case.with_user(self.accountant).action_allocate()
        self.assertEqual(case.allocation_ids.employee_id, self.worker)
        with self.assertRefuses(UserError, "notice to the department stands"):
            self._propose_for(case)
        case.penalty_ids.with_user(self.officer).action_cancel("Notices of their own.")
        self._propose_for(case)
        self.assertEqual(case.penalty_ids.employee_id, self.worker)

    def test_pen_5_nobody_bears_the_amount(self):
        """PEN-5, ALO-2: a department's amount that nobody bears is not told, with words; with points it is."""
        self._switch_on()
        self.env.ref("complaint_finance.wage_law_ph").needs_consent = False
        values = {"employee_id": False, "department_id": self.department.id, "amount": 90}
        notice = self._notice(**values)
        notice.with_user(self.manager).action_approve()
        with self.assertRefuses(UserError, "nobody in Production had bonus points on 03/10/2026, so nobody would bear"):
            notice.with_user(self.officer).action_notify()
        with self.assertRefuses(AccessError, "HR penalty officers"):
            notice.with_user(self.manager).action_notify()
        self.worker.bonus_points = 1
        notice.with_user(self.officer).action_notify()
        self.assertEqual(notice.state, "notified")
        without = self._notice(**values | {"amount": 0, "kind": "minor_demerit"}, case_id=self._case().id)
        self.worker.bonus_points = 0
        without.with_user(self.manager).action_approve()
        without.with_user(self.officer).action_notify()

    # === People who moved on ===

    def test_pen_3_moved_to_another_company(self):
        """PEN-3, PEN-5: who moved to another company is named; the others are proposed all the same."""
        self.worker.bonus_points = self.colleague.bonus_points = 1
        case = self._allocated()
        other = self.env["res.company"].create({"name": "Other"})
        self.worker.write({"company_id": other.id, "department_id": False})
        action = self._propose_for(case)
        self.assertEqual(case.penalty_ids.employee_id, self.colleague)
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn(self.worker.name, action["params"]["message"])
        self.assertEqual(action["params"]["next"]["res_id"], case.penalty_ids.id)
        with self.assertRefuses(UserError, f"{self.worker.name}: they belong to another company"):
            self._propose_for(case)

    # === A supplement that is a gain ===

    def test_los_4_supplement_lowers_never_below_zero(self):
        """LOS-4, PEN-3: a supplement that is a gain lowers drafts, and cancels them when nothing is left to bear."""
        self._switch_on()
        self.env["complaint.penalty.bracket"].create(
            {"policy_id": self.policy.id, "amount_from": 0, "kind": "deduction", "percent": 100}
        )
        self.worker.bonus_points, self.colleague.bonus_points = 2, 1
        case = self._allocated(90)
        self._propose_for(case)
        case.loss_ids.frozen = True
        self._lose(case, 60, kind="insurance")
        case.with_user(self.accountant).action_allocate()
        self._propose_for(case)
        self.assertEqual(case.penalty_ids.sorted("id").mapped("amount"), [20, 10])
        self.assertEqual(case.penalty_ids.sorted("id").mapped("liable_amount"), [20, 10])
        self._lose(case, 45, kind="insurance")
        self.assertEqual(case.net_loss_amount, -15)
        case.with_user(self.accountant).action_allocate()
        self._propose_for(case)
        self.assertEqual(set(case.penalty_ids.mapped("state")), {"cancelled"})
        self.assertFalse(case.penalty_ids.filtered(lambda p: p.amount < 0))
        with self.assertRefuses(UserError, "No employee is left"):
            self._propose_for(case)
        self.assertEqual(len(case.penalty_ids), 2)
