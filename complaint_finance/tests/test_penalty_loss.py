from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .penalty_common import PenaltyCommon

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@tagged("post_install", "-at_install")
class TestPenaltyLoss(PenaltyCommon):
    """PEN-1, PEN-7: where the law limits deductions to the loss, plan and refund follow the loss."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_law(basis="loss")
        cls.loss = cls._lose(300)

    @classmethod
    def _lose(cls, amount, case=None, kind="other"):
        values = {"name": "Desk", "amount": amount, "reason": "Seen", "kind": kind}
        return cls.env["complaint.loss"].create({"case_id": (case or cls.case).id, **values})

    def test_pen_1_plan_follows_at_once(self):
        """PEN-1: open months are lowered as soon as others bear a part, and raised when they do not any more."""
        notice = self._notice(300)
        self.assertEqual(self._planned(notice), [("2026-09", 300)])
        recovery = self._lose(210, kind="insurance")
        self.assertEqual((self._planned(notice), notice.unplanned_amount), ([("2026-09", 90)], 210))
        recovery.amount = 300
        self.assertFalse(self._planned(notice))
        recovery.unlink()
        self.assertEqual(self._planned(notice), [("2026-09", 300)])
        other = self._case()
        self.loss.case_id = other
        self.assertFalse(self._planned(notice))

    def test_pen_7_refund_of_what_was_taken(self):
        """PEN-7: what closed months took beyond the loss comes back, of a paid notice too; it is not taken again."""
        notice = self._notice(300)
        self._close(SEPTEMBER)
        self.assertEqual(notice.state, "paid")
        self.case._follow_recovery(self.customer, 210, {"name": "Varnish Ltd.", "date": OCTOBER})
        self.assertEqual(self._lines(notice), [("2026-09", 300, "taken"), ("2026-10", -210, "planned")])
        self.case._follow_recovery(self.customer, 200, {"name": "Varnish Ltd.", "date": OCTOBER})
        self.assertEqual(self._planned(notice), [("2026-10", -200)])
        self._close(OCTOBER)
        self.assertEqual((notice.taken_amount, self._planned(notice)), (100, []))
        self.case._follow_recovery(self.customer, 0, {"name": "Varnish Ltd.", "date": OCTOBER})
        self.assertEqual(self._planned(notice), [("2026-11", 200)])
        self._lose(1000, kind="insurance")
        self.assertEqual(self._planned(notice), [("2026-11", -100)])

    def test_pen_7_document_put_back(self):
        """PEN-7, LOS-2: a bill that is put back to draft or reversed lowers what it was taken for."""
        self.loss.amount = 50
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-09-01",
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Freight", "price_unit": 100, "tax_ids": False, "complaint_case_id": self.case.id}
                    )
                ],
            }
        )
        bill.action_post()
        notice = self._notice(150)
        self._close(SEPTEMBER)
        bill.button_draft()
        self.assertEqual(self._planned(notice), [("2026-10", -100)])
        bill.action_post()
        self.assertFalse(self._planned(notice))

    def test_pen_7_supplement_negative(self):
        """PEN-7, LOS-4: of what is recovered after closing each gets their part back, before it is allocated or after.

        The parts together never exceed the loss.
        """
        people = self.worker | self.colleague
        self.env["complaint.responsibility"].create(
            [
                {"case_id": self.case.id, "party": "employee", "employee_id": who.id, "share": share}
                for who, share in zip(people, (70, 30), strict=True)
            ]
        )
        self.case.responsibility_ids.write({"state": "confirmed"})
        self.case.with_user(self.accountant).action_allocate()
        mine, theirs = (
            self._notice(part, employee_id=who.id, liable_amount=part, origin="allocation")
            for who, part in zip(people, (210, 90), strict=True)
        )
        self._close(SEPTEMBER)
        self.case.loss_ids.frozen = True
        self._lose(200.01, kind="insurance")
        back = [("2026-10", -140.01)], [("2026-10", -60.01)]
        self.assertEqual((self._planned(mine), self._planned(theirs)), back)
        self.case.with_user(self.accountant).action_allocate()
        self.assertEqual(self.case.allocation_ids.filtered("supplementary").mapped("amount"), [-140.01, -60])
        self.assertEqual((self._planned(mine), self._planned(theirs)), ([("2026-10", -140.01)], [("2026-10", -60)]))

    def test_pen_1_other_laws_follow_no_loss(self):
        """PEN-1: where the law does not limit to the loss, nothing follows it."""
        self._set_law()
        notice = self._notice(300)
        self._close(SEPTEMBER)
        stamp = notice.date_scheduled
        self.loss.amount = 10
        self.assertEqual((notice.taken_amount, self._planned(notice), notice.date_scheduled), (300, [], stamp))

    def test_pen_7_law_that_comes_to_limit(self):
        """PEN-1, PEN-7: a profile that is found to limit to the loss holds for what was taken as well, paid or not."""
        self._set_law()
        paid = self._notice(400)
        rest = self._notice(700, employee_id=self.colleague.id)
        self._close(SEPTEMBER)
        self._set_law(basis="loss")
        self.assertEqual((self._planned(paid), self._planned(rest)), ([("2026-10", -250)], [("2026-10", -250)]))

    def test_pen_1_all_together(self):
        """PEN-1: all notices of a case together take no more than the loss, whoever is planned for."""
        mine = self._notice(200)
        theirs = self._notice(100, employee_id=self.colleague.id)
        recovery = self._lose(150, kind="insurance")
        planned = [("2026-09", 90)], [("2026-09", 60)]
        self.assertEqual((self._planned(mine), self._planned(theirs)), planned)
        self.colleague.performance_bonus = 700
        self.assertEqual((self._planned(mine), self._planned(theirs)), planned)
        mine._set_step(state="cancelled")
        self.assertEqual((self._planned(mine), self._planned(theirs)), ([], [("2026-09", 100)]))
        recovery.unlink()
        # told before, without a part; the one with a part would come on top
        self._notice(200, kind="minor_demerit")
        part = self._notice(200, to="approved", employee_id=self._employ("Cid").id, liable_amount=200)
        with self.assertRefuses(UserError, "no more than the loss.*500"):
            part.with_user(self.officer).action_notify()

    def test_pen_1_queries(self):
        """PEN-1: as many queries for fifty notices of a case as for ten, but for the batches of the ORM."""
        counts = {}
        for number in (10, 50):
            case = self._case()
            loss = self._lose(300, case)
            employees = self.env["hr.employee"].union(*(self._employ(f"{number} {i}") for i in range(number)))
            notices = self.env["complaint.penalty"].create(
                [
                    {
                        "case_id": case.id,
                        "employee_id": employee.id,
                        "month": SEPTEMBER,
                        "amount": 100,
                        "liable_amount": 100,
                        "state": "confirmed",
                    }
                    for employee in employees
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            loss.amount = 40
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            self.assertEqual(set(notices.deduction_ids.mapped("amount")), {40 / number})
        self.assertLessEqual(counts[50] - counts[10], 3, counts)
