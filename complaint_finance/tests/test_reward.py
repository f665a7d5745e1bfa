from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestReward(ProposalCommon):
    def _rule(self, **values):
        return self.env["complaint.reward.rule"].create(
            {"name": "A clean year", "company_id": self.company.id, "department_ids": self.department.ids, **values}
        )

    def _propose_year(self, year=2025, user=None):
        notices = self.env["complaint.penalty"].with_user(user or self.officer)
        return notices.action_propose_year(self.company.id, year)

    def test_pen_8_none_established_in_a_year(self):
        """PEN-8: employees of the rule's departments without an established complaint; once a year and person."""
        self._rule(kind="minor_merit", amount=100)
        self._case("2025-06-10 08:00:00", responsible=[self.worker])
        self._case("2025-06-10 08:00:00", responsible=[self.colleague], validity="not_established")
        self._case("2026-01-10 08:00:00", responsible=[self.head])
        rewards = self._propose_year()
        self.assertEqual(rewards.employee_id, self.colleague | self.head)
        self.assertRecordValues(
            rewards[:1],
            [{"kind": "minor_merit", "amount": 100, "origin": "reward", "month": date(2025, 12, 1), "case_id": False}],
        )
        self.assertIn("2025", rewards[:1].reason)
        self.assertFalse(self._propose_year())
        rewards[0].with_user(self.manager).action_cancel("Not him")
        self.assertFalse(self._propose_year(), "what was cancelled is not proposed again")

    def test_pen_8_who_took_part(self):
        """PEN-8: without departments it is for those who took part in handling in the year."""
        self._rule(department_ids=False)
        self._case("2025-06-10 08:00:00", first_receiver_id=self.colleague.id)
        self.assertEqual(self._propose_year().employee_id, self.colleague)

    def test_pen_8_employed_all_year(self):
        """PEN-8: where the rule says so, only who was employed on the first day of the year."""
        self._rule(whole_year=True)
        self.env["hr.employee"].create(
            {
                "name": "New",
                "department_id": self.department.id,
                "company_id": self.company.id,
                "date_version": "2025-05-01",
            }
        )
        self.assertEqual(self._propose_year().employee_id, self.worker | self.colleague | self.head)

    def test_pen_8_employed_in_the_year(self):
        """PEN-8: who came after the year has no clean year behind them."""
        self._rule()
        late = {"name": "New", "department_id": self.department.id, "company_id": self.company.id}
        self.env["hr.employee"].create({**late, "date_version": "2026-01-01"})
        self.assertEqual(self._propose_year().employee_id, self.worker | self.colleague | self.head)

    def test_pen_8_merit_in_handling(self):
        """PEN-8: handlers whose cases were all in time, with satisfied customers."""
        handler = self.env["hr.employee"].create(
            {"name": "Handler", "user_id": self.handler.id, "company_id": self.company.id}
        )
        self._rule(basis="merit", kind="bonus", amount=50, min_cases=2, satisfied_percent=50, department_ids=False)
        closed = {"state": "closed", "date_closed": "2025-07-01 08:00:00"}
        cases = self._case("2025-06-10 08:00:00") | self._case("2025-06-10 08:00:00")
        cases.write(closed)
        self.assertFalse(self._propose_year(), "nobody was asked")
        self.env.flush_all()
        self.env.cr.execute("UPDATE complaint_case SET satisfaction = 'satisfied' WHERE id = %s", [cases[0].id])
        deadline = self.env["complaint.deadline"].create(
            {
                "case_id": cases[0].id,
                "milestone": "replied",
                "unit": "day",
                "date_start": "2025-06-10 08:00:00",
                "date_due": "2025-06-11 08:00:00",
                "date_due_original": "2025-06-11 08:00:00",
                "date_met": "2025-06-12 08:00:00",
            }
        )
        self.assertFalse(self._propose_year(), "late")
        deadline.date_met = "2025-06-11 08:00:00"
        self.assertRecordValues(self._propose_year(), [{"employee_id": handler.id, "kind": "bonus", "amount": 50}])

    def test_pen_8_wrong_person_and_year(self):
        """PEN-8: accountant, HR and manager propose, for a year that is over."""
        self._rule()
        with self.assertRefuses(UserError, "is not"):
            self._propose_year(2999)
        for user in (self.handler, self.worker_user, self.auditor):
            with self.assertRaises(AccessError):
                self._propose_year(user=user)
        with self.assertRaises(AccessError):
            self.env["complaint.reward.rule"].with_user(self.handler).create({"name": "Me"})

    def test_pen_8_job_in_january(self):
        """PEN-8: the job proposes rewards when a year is over, and in no other month."""
        self._rule()
        notices = self.env["complaint.penalty"]
        # jobs commit; within a test nothing may
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 60)
        self.env["res.company"].search([("id", "!=", self.company.id)]).complaint_penalty_month = "2099-01-01"
        for day, count in (("2026-12-01", 0), ("2027-01-01", 3), ("2027-02-01", 3)):
            with freeze_time(day):
                notices._cron_propose()
            self.assertEqual(notices.search_count([("company_id", "=", self.company.id)]), count)

    def test_pen_8_rewards_are_no_deductions(self):
        """PEN-8: a reward needs neither window nor switch and plans no deduction."""
        self._rule(kind="bonus", amount=100)
        reward = self._propose_year()[:1]
        reward.with_user(self.manager).action_approve()
        reward.with_user(self.officer).action_notify()
        reward.with_user(self.officer).action_confirm()
        self.assertEqual(reward.state, "confirmed")
        self.assertFalse(self.env["complaint.penalty.deduction"].search([("penalty_id", "=", reward.id)]))
