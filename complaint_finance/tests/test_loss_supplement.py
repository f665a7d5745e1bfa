from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .loss_common import LossCommon


@tagged("post_install", "-at_install")
class TestLossSupplement(LossCommon):
    """LOS-4: what comes after closing is allocated by the same shares, and only that."""

    def setUp(self):
        super().setUp()
        for worker, points in zip(self.workers, (1, 2, 0), strict=True):
            worker.version_id.bonus_points = points
        self.case = self._loss_case(
            100,
            {"party": "department", "department_id": self.production.id, "share": 60},
            {"party": "supplier", "partner_id": self.supplier.id, "share": 40},
        )

    def _allocate(self):
        self.case.with_user(self.accountant).action_allocate()
        self.assertEqual(sum(self.case.allocation_ids.mapped("amount")), self.case.net_loss_amount)
        self.assertRecordValues(self.case, [{"allocated_amount": self.case.net_loss_amount, "unallocated_amount": 0}])

    def _get_amounts(self, **values):
        lines = self.case.allocation_ids.filtered_domain([(name, "=", value) for name, value in values.items()])
        return lines.sorted("id").mapped("amount")

    def test_open_case_is_allocated_anew(self):
        """LOS-4: before closing an earlier allocation is replaced, and withdrawn when nothing is lost any more."""
        self._allocate()
        loss = self._type_loss(self.case, 50)
        self.assertEqual(self.case.unallocated_amount, 50)
        self._allocate()
        self.assertEqual(self._get_amounts(), [30, 60, 60])
        loss.unlink()
        self.case.credit_move_ids.button_draft()
        self._allocate()
        self.assertFalse(self.case.allocation_ids)

    def test_supplement_by_the_same_shares(self):
        """LOS-4: later lines only, by the shares, members and points of then, whatever these are by now."""
        self._allocate()
        first = self.case.allocation_ids
        self._close(self.case)
        self.workers.version_id.bonus_points = 7
        self.workers[0].department_id = self.sales
        with self.assertRaisesRegex(UserError, "allocated already"):
            self._allocate()
        self._type_loss(self.case, 10.01)
        self.assertRecordValues(self.case, [{"allocated_amount": 100, "unallocated_amount": 10.01}])
        self._allocate()
        self.assertEqual(self._get_amounts(supplementary=False), [20, 40, 40])
        # 6.006 and 4.004: the cent goes to the larger remainder; 6.01 by 1 to 2
        self.assertEqual(self._get_amounts(supplementary=True), [2, 4.01, 4])
        later = self.case.allocation_ids - first
        for name in ("responsibility_id", "employee_id", "department_id", "partner_id", "share", "points"):
            self.assertEqual(later.mapped(name), first.mapped(name))

    def test_negative_supplement(self):
        """LOS-4: what is recovered later relieves those who bear the loss; the parts still sum to the whole."""
        self._allocate()
        self._close(self.case)
        self._type_loss(self.case, 25, kind="insurance")
        self._allocate()
        self.assertEqual(self._get_amounts(supplementary=True), [-5, -10, -10])
        self.case.credit_move_ids.button_draft()
        self._allocate()
        self.assertEqual(self.case.net_loss_amount, -25)
        self.assertEqual([sum(self._get_amounts(employee_id=worker.id)) for worker in self.workers[:2]], [-5, -10])

    def test_allocated_supplement_is_frozen(self):
        """LOS-4: what somebody bears by now stands; a document that changes once more brings another line."""
        self._allocate()
        self._close(self.case)
        typed = self._type_loss(self.case, 10)
        self.assertRecordValues(typed, [{"supplementary": True, "frozen": False}])
        typed.amount = 20
        bill = self._bill(self.case, 30)
        self._allocate()
        self.assertTrue(all(self.case.loss_ids.mapped("frozen")))
        with self.assertRaisesRegex(UserError, "case is closed"):
            typed.amount = 30
        with self.assertRaisesRegex(UserError, "case is closed"):
            typed.unlink()
        with self.assertRaisesRegex(UserError, "case is closed"):
            typed.sudo().amount = 30
        bill.button_draft()
        self.assertEqual(self.case.unallocated_amount, -30)
        self._allocate()

    def test_first_allocation_after_closing(self):
        """LOS-4, ALO-1: a case that nobody allocated before it closed is allocated as a whole, then supplemented."""
        self._close(self.case)
        self._type_loss(self.case, 20)
        self._allocate()
        self.assertEqual(self._get_amounts(), [24, 48, 48])
        self.assertEqual(set(self.case.allocation_ids.mapped("supplementary")), {False})
        self._type_loss(self.case, 10)
        self._allocate()
        self.assertEqual(self._get_amounts(supplementary=True), [2, 4, 4])

    def test_new_round(self):
        """LOS-4: what a new round costs is supplementary, too, and frozen when the case closes once more."""
        self._allocate()
        self._close(self.case)
        self.case.write({"state": "execution", "round": 2})
        line = self._type_loss(self.case, 10)
        self.assertRecordValues(line, [{"supplementary": True, "frozen": False}])
        self._allocate()
        self.assertFalse(line.frozen)
        line.amount = 15
        self._allocate()
        self.assertEqual(self._get_amounts(supplementary=True), [2, 4, 4, 1, 2, 2])
        self._close(self.case)
        self.assertTrue(line.frozen)

    def test_upheld_appeal(self):
        """LOS-4, RTE-6: shares that are reopened withdraw the allocation; the whole is allocated by the new ones."""
        self._allocate()
        self._close(self.case)
        self._type_loss(self.case, 10)
        self._allocate()
        lines = self.case.responsibility_ids._reopen()
        self.assertRecordValues(self.case, [{"allocated_amount": 0, "unallocated_amount": 110}])
        with self.assertRaisesRegex(UserError, "not been confirmed"):
            self._allocate()
        lines[0].share, lines[1].share = 50, 50
        lines.write({"state": "confirmed"})
        self._allocate()
        self.assertEqual(self._get_amounts(supplementary=False), [18.33, 36.67, 55])

    def test_who_sees_it(self):
        """ALO-1, PEN-10: handlers see the loss but not who bears it; managers see that, but no points."""
        self._allocate()
        with self.assertRaises(AccessError):
            self.case.with_user(self.handler).read(["unallocated_amount"])
        allocation = self.case.allocation_ids[0]
        self.assertEqual(allocation.with_user(self.manager).read(["amount"])[0]["amount"], 20)
        with self.assertRaises(AccessError):
            allocation.with_user(self.manager).read(["points"])
        self.assertEqual(allocation.with_user(self.accountant).points, 1)
        for user in (self.accountant, self.manager):
            with self.assertRaises(AccessError):
                allocation.with_user(user).amount = 1
