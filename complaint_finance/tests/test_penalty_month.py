from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestPenaltyMonth(ProposalCommon):
    def test_pen_3_highest_rung_only(self):
        """PEN-3: 3, 4 or 5 established complaints in a month: one notice, of the highest rung, with the cases named."""
        self._switch_on()
        self._rules((3, "warning", 50), (4, "minor_demerit", 100), (5, "major_demerit", 200))
        cases = [self._case(responsible=[self.worker]) for _i in range(4)]
        self._case(responsible=[self.colleague])
        notice = self._propose()
        self.assertRecordValues(
            notice,
            [
                {
                    "employee_id": self.worker.id,
                    "kind": "minor_demerit",
                    "amount": 100,
                    "origin": "established",
                    "rung": 4,
                    "month": date(2026, 3, 1),
                    "state": "draft",
                    "case_id": cases[-1].id,
                    "ground_id": self.ground.id,
                }
            ],
        )
        note = notice.message_ids[0].body
        for case in cases:
            self.assertIn(case.name, notice.reason)
            self.assertIn(f'data-oe-id="{case.id}"', note)
        self.assertFalse(self._propose(), "nothing is proposed twice")

    def test_pen_3_higher_rung_raises_the_draft(self):
        """PEN-3: a higher rung raises the draft; after approval a further one follows, less what that takes."""
        self._switch_on()
        self._rules((3, "warning", 50), (4, "minor_demerit", 120), (5, "major_demerit", 200))
        for _i in range(3):
            self._case(responsible=[self.worker])
        first = self._propose()
        self._case(responsible=[self.worker])
        self.assertEqual(self._propose(), first)
        self.assertRecordValues(first, [{"kind": "minor_demerit", "amount": 120, "rung": 4}])
        first.with_user(self.manager).action_approve()
        self._case(responsible=[self.worker])
        second = self._propose()
        self.assertNotEqual(second, first)
        self.assertRecordValues(second, [{"kind": "major_demerit", "amount": 80, "rung": 5}])
        self.assertIn(first.name, second.reason)
        second.with_user(self.manager).action_cancel("Enough")
        self.assertFalse(self._propose(), "what was cancelled is not proposed again")

    def test_pen_4_count_by_tariff(self):
        """PEN-4: a rung without an amount takes the tariff's, less what the notice of a lower rung deducts."""
        self._switch_on()
        self.worker.version_id.performance_bonus = 1000
        tariff = [{"kind": "warning", "amount": 30}, {"kind": "minor_demerit", "percent": 10}]
        self.policy.penalty_tariff_ids = [(0, 0, line) for line in tariff]
        self._rules((1, "warning", 0), (2, "minor_demerit", 0))
        self._case(responsible=[self.worker])
        first = self._propose()
        self.assertEqual(first.amount, 30)
        first.with_user(self.manager).action_approve()
        self._case(responsible=[self.worker])
        self.assertRecordValues(self._propose(), [{"kind": "minor_demerit", "amount": 70}])

    def test_pen_3_only_established_and_confirmed(self):
        """PEN-3: what is not established, withdrawn, not confirmed or of another month does not count."""
        self._rules((3, "warning", 0))
        self._case(responsible=[self.worker])
        self._case(responsible=[self.worker])
        self._case(responsible=[self.worker], validity="not_established", state="confirmed")
        self._case(responsible=[self.worker], state="proposed")
        self._case("2026-04-10 08:00:00", responsible=[self.worker])
        self._case(responsible=[self.worker]).state = "withdrawn"
        self.assertFalse(self._propose())
        self._case("2026-03-01 00:30:00", responsible=[self.worker], state="frozen")
        self.assertEqual(self._propose().rung, 3)

    def test_pen_3_fewer_than_before(self):
        """PEN-3: a draft whose complaints turned out unfounded goes down to the rung that is left, or is cancelled."""
        self._rules((2, "warning", 0), (3, "minor_demerit", 0))
        cases = [self._case(responsible=[self.worker]) for _i in range(3)]
        draft = self._propose()
        cases[0].validity = "not_established"
        self.assertEqual(self._propose(), draft)
        self.assertRecordValues(draft, [{"kind": "warning", "rung": 2, "state": "draft"}])
        self.assertNotIn(cases[0].name, draft.reason)
        cases[1].validity = "not_established"
        self._propose()
        self.assertEqual(draft.state, "cancelled")
        cases[1].validity = "established"
        again = self._propose()
        self.assertRecordValues(again, [{"kind": "warning", "rung": 2, "state": "draft"}])
        again.with_user(self.manager).action_approve()
        cases[0].validity = "established"
        further = self._propose()
        self.assertEqual((further - again).kind, "minor_demerit")
        cases[0].validity = "not_established"
        self.assertFalse(self._propose())
        self.assertEqual((again | further).mapped("state"), ["approved", "cancelled"])

    def test_pen_1_count_without_money(self):
        """PEN-1: with money off the same notice carries no amount."""
        self._rules((1, "deduction", 50))
        self._case(responsible=[self.worker])
        self.assertRecordValues(self._propose(), [{"kind": "deduction", "amount": 0}])

    def test_pen_3_late_hand_over(self):
        """PEN-3, INT-7: late and missing hand-overs count for the first receiver, by the month they were due in."""
        self._rules((2, "warning", 0), basis="hand_over")
        deadlines = self.env["complaint.deadline"]
        cases = [self._case(first_receiver_id=self.colleague.id) for _i in range(3)]
        for case, met in zip(cases, ("2026-03-15 08:00:00", False, "2026-03-11 08:00:00"), strict=True):
            deadlines.create(
                {
                    "case_id": case.id,
                    "milestone": "handed_over",
                    "unit": "hour",
                    "date_start": "2026-03-10 08:00:00",
                    "date_due": "2026-03-11 08:00:00",
                    "date_due_original": "2026-03-11 08:00:00",
                    "date_met": met,
                }
            )
        with freeze_time("2026-04-02"):
            notice = self._propose()
        self.assertRecordValues(notice, [{"employee_id": self.colleague.id, "origin": "hand_over", "rung": 2}])
        self.assertIn("still open", notice.reason)
        self.assertNotIn(cases[2].name, notice.reason)

    def test_pen_3_late_handling(self):
        """PEN-3: missed deadlines count for the handler, late steps for their doer or else the department."""
        self._rules((1, "training", 0), basis="deadline")
        self._rules((1, "warning", 0), basis="step")
        handler = self.env["hr.employee"].create(
            {"name": "Handler", "user_id": self.handler.id, "company_id": self.company.id}
        )
        case = self._case()
        due = {
            "date_start": "2026-03-10 08:00:00",
            "date_due": "2026-03-11 08:00:00",
            "date_met": "2026-03-12 08:00:00",
        }
        self.env["complaint.deadline"].create(
            {"case_id": case.id, "milestone": "replied", "unit": "day", "date_due_original": due["date_due"], **due}
        )
        late = {"case_id": case.id, "phase": "investigation", "date_deadline": "2026-03-11 08:00:00"}
        self.env["complaint.step"].create(
            [
                {
                    **late,
                    "name": "Done late",
                    "state": "done",
                    "date_done": "2026-03-20 08:00:00",
                    "done_by_id": self.worker_user.id,
                    "department_id": self.department.id,
                },
                {**late, "name": "Open", "state": "todo", "department_id": self.department.id},
                {**late, "name": "In time", "state": "done", "date_done": "2026-03-10 09:00:00", "done_by_id": 1},
            ]
        )
        with freeze_time("2026-04-02"):
            notices = self._propose()
        found = {(p.origin, p.employee_id, p.department_id) for p in notices}
        self.assertEqual(
            found,
            {
                ("deadline", handler, self.env["hr.department"]),
                ("step", self.worker, self.department),
                ("step", self.env["hr.employee"], self.department),
            },
        )

    def test_pen_3_same_case_again(self):
        """PEN-3: notices of two counts may rest on one case: of a further rung, and of the month after."""
        self._rules((3, "warning", 0), (4, "warning", 0))
        self._rules((1, "training", 0), basis="deadline")
        self._case(responsible=[self.worker])
        late = self._case(responsible=[self.worker], validity="undetermined")
        self._case(responsible=[self.worker])
        last = self._case(responsible=[self.worker])
        first = self._propose()
        first.with_user(self.manager).action_approve()
        late.validity = "established"
        self.assertEqual((first | self._propose()).case_id, last)
        self.env["hr.employee"].create({"name": "H", "user_id": self.handler.id, "company_id": self.company.id})
        for month in ("2026-03", "2026-04"):
            dates = dict.fromkeys(("date_start", "date_due", "date_due_original"), f"{month}-11 08:00:00")
            late_by_a_day = {"unit": "day", "date_met": f"{month}-12 08:00:00", **dates}
            self.env["complaint.deadline"].create({"case_id": last.id, "milestone": "replied", **late_by_a_day})
        with freeze_time("2026-05-02"):
            notices = self._propose() | self._propose("2026-04-01")
        self.assertRecordValues(notices, [{"case_id": last.id, "kind": "training"}] * 2)

    def test_pen_3_moved_to_another_company(self):
        """PEN-3: who belongs to another company by now gets no notice of this one, and keeps nobody else's back."""
        self._rules((1, "warning", 0))
        self._case(responsible=[self.worker, self.colleague])
        self.worker.write({"company_id": self.env["res.company"].create({"name": "Other"}).id, "department_id": False})
        self.assertEqual(self._propose().employee_id, self.colleague)

    def test_pen_3_who_may_propose(self):
        """PEN-3: accountant, HR and manager; nobody else, and of their own company only."""
        self._rules((1, "warning", 0))
        other = self.env["res.company"].create({"name": "Other"})
        notices = self.env["complaint.penalty"]
        for user in (self.handler, self.worker_user, self.auditor):
            with self.assertRaises(AccessError):
                notices.with_user(user).action_propose_month(self.company.id, "2026-03-01")
        with self.assertRaises(AccessError):
            notices.with_user(self.manager).action_propose_month(other.id, "2026-03-01")
        for user in (self.officer, self.manager):
            self.assertFalse(notices.with_user(user).action_propose_month(self.company.id, "2026-03-01"))

    def test_pen_3_proposing_refuses_nonsense(self):
        """PEN-3, PEN-8: a month, a year and a company, or words that say so."""
        notices = self.env["complaint.penalty"].with_user(self.accountant)
        for month in (False, "soon", 7, [], "9999-12-01", "0001-01-01"):
            with self.subTest(month=month), self.assertRefuses(UserError, "Give the month"):
                notices.action_propose_month(self.company.id, month)
        for company in (False, "1", 99999999, []):
            with self.subTest(company=company), self.assertRefuses(UserError, "for which company"):
                notices.action_propose_month(company, "2026-03-01")
        for year in (False, "2025", 2.5, -1):
            with self.subTest(year=year), self.assertRefuses(UserError, "Give the year"):
                notices.action_propose_year(self.company.id, year)

    def test_pen_3_job(self):
        """PEN-3: the job proposes for the month before and notes the company; late confirmations come a month later."""
        self._rules((1, "warning", 0))
        self._case("2026-02-10 08:00:00", responsible=[self.worker])
        late = self._case(responsible=[self.colleague], state="proposed")
        domain = [("company_id", "=", self.company.id)]
        notices = self.env["complaint.penalty"]
        # jobs commit; within a test nothing may
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 60)
        self.env["res.company"].search([("id", "!=", self.company.id)]).complaint_penalty_month = "2099-01-01"
        with freeze_time("2026-04-01"):
            notices._cron_propose()
            self.assertEqual(notices.search(domain).employee_id, self.worker)
            self.assertEqual(self.company.complaint_penalty_month, date(2026, 3, 1))
            late.responsibility_ids.state = "confirmed"
            notices._cron_propose()
            self.assertEqual(len(notices.search(domain)), 1, "once a month")
        with freeze_time("2026-05-01"):
            notices._cron_propose()
        self.assertEqual(notices.search(domain).employee_id, self.worker | self.colleague)

    def test_pen_3_button(self):
        """PEN-3: the dialog proposes on demand and opens what is new; nothing new is said."""
        self._rules((1, "warning", 0))
        self._case(responsible=[self.worker])
        wizard = self.env["complaint.penalty.propose"].with_user(self.officer)
        action = wizard.create({"what": "month", "month": "2026-03-20"}).action_propose()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).employee_id, self.worker)
        with self.assertRefuses(Exception, "Nothing new"):
            wizard.create({"what": "month", "month": "2026-03-20"}).action_propose()

    def _run_job(self, day, *companies):
        # jobs commit; within a test nothing may
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 60)
        others = self.env["res.company"].search([("id", "not in", [self.company.id, *(c.id for c in companies)])])
        others.complaint_penalty_month = "2099-01-01"
        with freeze_time(day):
            self.env["complaint.penalty"]._cron_propose()

    def test_pen_3_job_calls_hr(self):
        """PEN-3: HR is called to each draft that the job proposed, and told what comes next; once."""
        self._rules((1, "warning", 0), (2, "minor_demerit", 0))
        self._case("2026-03-10 08:00:00", responsible=[self.worker])
        self._run_job("2026-04-01")
        notice = self.env["complaint.penalty"].search([("company_id", "=", self.company.id)])
        self.assertEqual(notice.activity_ids.user_id, self.officer)
        self.assertIn("complaint managers approve", notice.activity_ids.note)
        self._case("2026-03-11 08:00:00", responsible=[self.worker])
        self._run_job("2026-05-01")
        self.assertEqual((notice.kind, len(notice.activity_ids)), ("minor_demerit", 1))
        role = self.env["complaint.role"].create({"name": "Director", "user_ids": [(6, 0, self.manager.ids)]})
        self.env["tier.definition"].create(
            {"name": "Director", "complaint_penalty_policy_id": self.policy.id, "complaint_role_id": role.id}
        )
        self._case("2026-05-11 08:00:00", responsible=[self.colleague])
        self._run_job("2026-06-01")
        other = self.env["complaint.penalty"].search([("employee_id", "=", self.colleague.id)])
        self.assertRegex(other.activity_ids.note, "Ask for Approval.*Director")
        draft_type = other.activity_ids.activity_type_id
        other.with_user(self.officer).action_ask_approval()
        self.assertNotIn(draft_type, other.activity_ids.activity_type_id)
        notice.with_user(self.officer).action_cancel("No.")
        self.assertFalse(notice.activity_ids)

    def test_pen_3_job_company_by_company(self):
        """PEN-3: what goes wrong in one company keeps no other from its notices; it is tried again."""
        self._rules((1, "warning", 0))
        self._case("2026-03-10 08:00:00", responsible=[self.worker])
        broken = self.env["res.company"].create({"name": "AAA Broken"})
        model = type(self.env["complaint.penalty"])
        propose = model._propose_month

        def fail(self, company, month):
            if company == broken:
                self.env.cr.execute("SELECT 1 / 0")
            return propose(self, company, month)

        self.patch(model, "_propose_month", fail)
        with mute_logger("odoo.sql_db"), self.assertLogs("odoo.addons.complaint_finance", "ERROR") as logs:
            self._run_job("2026-04-01", broken)
        self.assertIn("AAA Broken", logs.output[0])
        self.assertTrue(self.env["complaint.penalty"].search([("employee_id", "=", self.worker.id)]))
        self.assertFalse(broken.complaint_penalty_month)
        self.assertTrue(self.company.complaint_penalty_month)
