from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, number, 1) for number in (9, 10, 11))


@tagged("post_install", "-at_install")
class TestPenaltyHold(PenaltyCommon):
    """PEN-3, PEN-7: notices of a case that is no longer established, or whose responsibility was taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case.write({"state": "investigation", "validity": "established"})
        cls.rejection = cls.env["complaint.ground"].search([], limit=1)

    def _reject(self, case=None):
        case = case or self.case
        case.with_user(self.handler).action_reject(self.rejection.id, "The desks were scratched later.", letter=False)

    def _name(self, *employees, case=None):
        """Confirmed shares of these employees."""
        values = {"case_id": (case or self.case).id, "party": "employee", "state": "confirmed"}
        share = 100 / len(employees)
        return self.env["complaint.responsibility"].create(
            [{**values, "employee_id": who.id, "share": share} for who in employees]
        )

    def _hold_activities(self, notice):
        kind = self.env.ref("complaint_finance.mail_activity_type_penalty_hold")
        return notice.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_pen_7_rejected_after_confirmation(self):
        """PEN-3, PEN-7: the notices stay, HR is called once, no further month is taken, and the closing says so."""
        notice = self._notice(900)
        self._close(SEPTEMBER)
        self._reject()
        self.assertRecordValues(notice, [{"state": "confirmed", "doubt": "case", "is_kept": False}])
        activity = self._hold_activities(notice)
        self.assertEqual((len(activity), activity.user_id), (1, self.officer))
        self.assertRegex(activity.note, "not count as established.*Cancel.*keep")
        self.assertEqual(self._lines(notice), [("2026-09", 400, "taken")])
        self.assertEqual(notice.unplanned_amount, 500)
        closing = self.env["complaint.penalty.closing"].with_user(self.officer).create({"month": OCTOBER})
        self.assertEqual(closing.held_ids, notice)
        with freeze_time("2026-12-28"):
            closing.action_close()
        self.assertIn(notice.name, closing.message_ids[0].body)
        self.assertFalse(closing.held_ids)
        self.assertEqual(notice.taken_amount, 400)
        # the same once more calls nobody again
        self.case.write({"validity": "malicious"})
        self.case.write({"validity": "not_established", "state": "rejected"})
        self.assertEqual(self._hold_activities(notice), activity)

    def test_pen_7_established_again(self):
        """PEN-7: where the case counts again, the call ends and what is open is planned."""
        notice = self._notice(900)
        self._reject()
        self.case.write({"state": "investigation", "validity": "established"})
        self.assertFalse(notice.doubt or self._hold_activities(notice))
        self.assertEqual(self._planned(notice)[0], ("2026-09", 400))

    def test_pen_7_cancelled_or_kept(self):
        """PEN-7: HR cancels, also what is confirmed or paid, and closed months come back; or keeps, with a reason."""
        other = self._case(state="investigation", validity="established")
        paid, kept = self._notice(300), self._notice(200, month=OCTOBER, case_id=other.id)
        with self.assertRefuses(UserError, "is Confirmed"):
            kept.with_user(self.officer).action_cancel("No.")
        self._close(SEPTEMBER)
        self.assertEqual(paid.state, "paid")
        self._reject()
        self._reject(other)
        self.assertEqual((paid.doubt, kept.doubt), ("case", "case"))
        for user in (self.accountant, self.worker_user):
            with self.assertRefuses(AccessError, "."):
                kept.with_user(user).action_keep("Mine.")
        paid.with_user(self.officer).action_cancel("It was not him.")
        self.assertEqual(self._planned(paid), [("2026-10", -300)])
        self.assertIn(self.worker_user.partner_id, paid.message_ids[:1].partner_ids)
        self.assertFalse(paid.doubt or self._hold_activities(paid))
        action = kept.with_user(self.officer).action_keep()
        wizard = self.env["complaint.penalty.answer"].with_user(self.officer).with_context(**action["context"])
        with self.assertRefuses(UserError, "say why"):
            kept.with_user(self.officer).action_keep("  ")
        wizard.create({"text": "He loaded them badly all the same."}).action_apply()
        self.assertRecordValues(kept, [{"doubt": "case", "is_kept": True}])
        self.assertIn("all the same", kept.message_ids[0].body)
        self.assertFalse(self._hold_activities(kept))
        self.assertEqual(self._planned(kept), [("2026-10", 200)])
        other.write({"validity": "malicious"})
        self.assertTrue(kept.is_kept, "what was decided stays decided")
        with self.assertRefuses(UserError, "not on hold"):
            kept.with_user(self.officer).action_keep("Again.")

    def test_pen_3_no_step_on_hold(self):
        """PEN-2, PEN-3: what is approved or told waits; drafts are left to approval; rewards are not touched."""
        approved = self._notice(to="approved")
        told = self._notice(to="notified", kind="minor_demerit")
        draft = self._notice(to="draft", kind="training")
        reward = self._notice(to="approved", kind="commendation")
        self.case.with_user(self.handler).action_withdraw("A mistake.", letter=False)
        notices = approved | told | draft | reward
        self.assertEqual(notices.mapped("doubt"), ["case", "case", False, False])
        with self.assertRefuses(UserError, "on hold.*Cancel it, or keep it"):
            approved.with_user(self.officer).action_notify()
        with self.assertRefuses(UserError, "on hold"):
            self._confirm(told)
        with self.assertRefuses(UserError, "by its buttons"):
            told.with_user(self.officer).is_kept = True
        told.with_user(self.manager).action_keep("It was his fault.")
        self._confirm(told)
        with self.assertRefuses(UserError, "on hold"):
            approved.with_user(self.officer)._check_publishable()

    def test_pen_3_duties_stay_missed(self):
        """PEN-3: a duty was missed though the complaint is rejected; merged or withdrawn it counts for nobody."""
        notice = self._notice(origin="deadline")
        self._reject()
        self.assertFalse(notice.doubt)
        other = self._case(state="investigation", validity="established")
        notice = self._notice(origin="deadline", case_id=other.id)
        other._merge_into(self._case(state="investigation"))
        self.assertEqual(notice.doubt, "case")

    def test_pen_7_responsibility_taken_back(self):
        """PEN-7, RTE-6: an upheld appeal holds the notices of those it named, until they are named again, or not."""
        self._name(self.worker, self.colleague)
        mine, theirs = self._notice(300), self._notice(200, employee_id=self.colleague.id)
        third = self._notice(100, employee_id=self._employ("Cid").id)
        lines = self.case.responsibility_ids._reopen()
        notices = mine | theirs | third
        self.assertEqual(notices.mapped("doubt"), ["responsibility", "responsibility", False])
        self.assertFalse(self._planned(mine))
        self.assertRegex(self._hold_activities(mine).note, "An appeal took back")
        lines[0].unlink()
        lines[1].share = 100
        self.case.responsibility_ids.with_user(self.handler).action_confirm()
        self.assertEqual(notices.mapped("doubt"), ["responsibility", False, False])
        self.assertEqual(self._planned(theirs), [("2026-09", 200)])
        self.assertEqual(len(self._hold_activities(notices)), 1)

    def test_pen_7_members_of_a_department(self):
        """PEN-7, ALO-2: who bears a part as a member is named by the department's share."""
        self.worker.bonus_points = 1
        values = {"party": "department", "department_id": self.department.id, "state": "confirmed", "share": 100}
        line = self.env["complaint.responsibility"].create({"case_id": self.case.id, **values})
        notices = self._notice(300) | self._notice(0, employee_id=False, department_id=self.department.id)
        line._reopen()
        self.assertEqual(set(notices.mapped("doubt")), {"responsibility"})
        line.with_user(self.handler).action_confirm()
        self.assertFalse(any(notices.mapped("doubt")))

    def test_pen_3_counts(self):
        """PEN-3: a notice by count is held when too few of its complaints are left, whichever it hangs on."""
        cases = self.env["complaint.case"]
        for _number in range(4):
            case = self._case(state="investigation", validity="established", date_accepted="2026-09-10 08:00:00")
            self._name(self.worker, case=case)
            cases |= case
        notice = self._notice(200, case_id=cases[3].id, origin="established", rung=3)
        self._reject(cases[3])
        self.assertFalse(notice.doubt, "three are left")
        self._reject(cases[0])
        self.assertEqual((notice.doubt, self._planned(notice)), ("case", []))
        self.assertIn("Fewer complaints", self._hold_activities(notice).note)
        cases[3].write({"validity": "established", "state": "investigation"})
        self.assertEqual((notice.doubt, self._planned(notice)), (False, [("2026-09", 200)]))
        lines = cases[1].responsibility_ids._reopen()
        self.assertEqual(notice.doubt, "responsibility")
        cases[0].write({"validity": "malicious"})
        self.assertEqual(len(self._hold_activities(notice)), 1)
        lines.with_user(self.handler).action_confirm()
        self.assertFalse(notice.doubt)

    def test_pen_4_whole_bonus_on_hold(self):
        """PEN-4: while one of two major demerits is on hold, the other takes its own amount and nothing comes back."""
        first = self._notice(100, kind="major_demerit")
        other = self._case(state="investigation", validity="established")
        second = self._notice(200, kind="major_demerit", case_id=other.id)
        self.assertEqual(sum(second.deduction_ids.mapped("amount")), 700)
        self._reject()
        self.assertEqual((self._planned(first), self._planned(second)), ([], [("2026-09", 200)]))
        first.with_user(self.officer).action_keep("It was his fault.")
        self._close(SEPTEMBER)
        self._reject(other)
        self.assertEqual((first.taken_amount, second.taken_amount), (100, 700))
        self.assertFalse(self._planned(first | second))

    def _allocated(self, *brackets):
        """Two confirmed shares of half the loss of 600, and the notices that are proposed for them, confirmed."""
        self.policy.bracket_ids = [(0, 0, values) for values in brackets]
        self.env["complaint.loss"].create({"case_id": self.case.id, "name": "Desk", "amount": 600, "reason": "Seen"})
        lines = self._name(self.worker, self.colleague)
        case = self.case.with_user(self.accountant)
        case.action_allocate()
        case.action_propose_penalties()
        notices = self.case.penalty_ids.sorted("id")
        notices.write({"ground_id": self.ground.id, "month": SEPTEMBER})
        notices.with_user(self.manager).action_approve()
        with freeze_time("2026-09-01"):
            notices.with_user(self.officer).action_notify()
        with freeze_time("2026-09-20"):
            notices.with_user(self.officer).action_confirm()
        return lines, notices

    def _share(self, lines, *shares):
        lines._reopen()
        for line, share in zip(lines, shares, strict=True):
            line.share = share
        lines.with_user(self.handler).action_confirm()

    def test_pen_7_smaller_share(self):
        """PEN-7, RTE-6: a notice whose amount rests on the part is held where an appeal lowered the share."""
        lines, notices = self._allocated({"amount_from": 0, "kind": "deduction", "percent": 50})
        mine, theirs = notices
        self.assertEqual((mine.amount, self._planned(mine)), (150, [("2026-09", 150)]))
        self._share(lines, 20, 80)
        self.assertEqual(notices.mapped("doubt"), ["share", False])
        self.assertEqual((self._planned(mine), self._planned(theirs)), ([], [("2026-09", 150)]))
        self.assertEqual(len(self._hold_activities(mine)), 1)
        self.assertRegex(self._hold_activities(mine).note, "smaller part of the loss.*proposed again")
        case = self.case.with_user(self.accountant)
        case.action_allocate()
        self.assertEqual(mine.doubt, "share", "people decide")
        mine.with_user(self.officer).action_keep("It was his fault.")
        self.assertEqual(self._planned(mine), [("2026-09", 150)])
        self._share(lines, 15, 85)
        self.assertRecordValues(mine, [{"doubt": "share", "is_kept": False}])
        self._share(lines, 50, 50)
        self.assertFalse(any(notices.mapped("doubt")))
        self._share(lines, 20, 80)
        mine.with_user(self.officer).action_cancel("Propose it again.")
        self.env.flush_all()
        case.action_allocate()
        case.action_propose_penalties()
        again = self.case.penalty_ids.filtered(lambda p: p.employee_id == self.worker and p.state == "draft")
        self.assertEqual((again.liable_amount, again.amount), (120, 60))

    def test_pen_7_smaller_share_of_the_same_bracket(self):
        """PEN-7: where the policy says the same for the smaller part, the notice goes on; in a lower bracket not."""
        lines, notices = self._allocated(
            {"amount_from": 0, "amount_to": 200, "kind": "warning"},
            {"amount_from": 200, "kind": "deduction", "amount": 70},
        )
        self._share(lines, 40, 60)
        self.assertFalse(any(notices.mapped("doubt")))
        self._share(lines, 30, 70)
        self.assertEqual(notices.mapped("doubt"), ["share", False])
