from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from odoo.addons.complaint_management.tests.common import ComplaintCommon

MONDAY = "2026-11-02 10:00:00"


@tagged("post_install", "-at_install")
class TestActionSlip(ComplaintCommon):
    """Slips about actions: owned by a worker of Production, due on Tuesday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.calendar.tz = "Asia/Shanghai"
        cls.foreman = cls._create_employee_user("foreman", "group_user", cls.production)
        cls.production.manager_id = cls.foreman.employee_id
        cls.leader = new_test_user(cls.env, "leader", groups="complaint_quality.group_quality_user", name="Leader")
        cls.policy = cls.env["complaint.policy"].create(
            {"name": "Slips", "code": "SL1", "warn_before": False, "company_id": cls.company.id}
        )
        cls.case = cls._create_case(policy_id=cls.policy.id, user_id=cls.assistant.id)
        cls.case.action_accept()
        action = cls.case.with_user(cls.leader).action_open_investigation()
        cls.investigation = cls.env["complaint.investigation"].with_user(cls.leader).browse(action["res_id"])
        cls.action = cls._plan()

    @classmethod
    def _plan(cls, **values):
        return (
            cls.env["complaint.action"]
            .with_user(cls.leader)
            .create(
                {
                    "investigation_id": cls.investigation.id,
                    "name": "Corner protection",
                    "user_id": cls.worker.id,
                    "date_due": "2026-11-03",
                    "tracked": False,
                    "exempt_reason": "One-off",
                    **values,
                }
            )
        )

    def _issue(self):
        return self._run_slip_job().filtered("action_id")

    def test_act_2_due_until_the_end_of_the_day_where_the_company_is(self):
        """ACT-2: a date is over at midnight in Shanghai, which is four in the afternoon in UTC."""
        self.assertEqual(self.action.date_deadline, datetime(2026, 11, 3, 15, 59, 59))
        self.calendar.tz = "America/Sao_Paulo"
        self.assertEqual(self.action.date_deadline, datetime(2026, 11, 4, 2, 59, 59))

    def test_act_2_overdue_action_gets_one_slip_in_working_time(self):
        """ACT-2: numbered, to the head of the action's department, once, when work begins; with the action's name."""
        with freeze_time("2026-11-03 15:00"):
            self.assertFalse(self._issue(), "not due yet")
        with freeze_time("2026-11-03 17:00"):
            self.assertFalse(self._issue(), "it is night in Shanghai")
        with freeze_time("2026-11-04 00:30"):
            slip = self._issue()
            self.assertRecordValues(
                slip,
                [
                    {
                        "kind": "reminder",
                        "level": 1,
                        "case_id": self.case.id,
                        "action_id": self.action.id,
                        "about": "Corner protection",
                        "department_id": self.production.id,
                        "user_ids": self.foreman.ids,
                        "date_due": datetime(2026, 11, 3, 15, 59, 59),
                        "company_id": self.company.id,
                    }
                ],
            )
            self.assertRegex(slip.name, r"^S2611\d{4}$")
            self.assertFalse(self._issue(), "the job may run twice")
        self.assertEqual(self.action.slip_count, 1)
        self.assertEqual(self.action.action_view_slips()["res_id"], slip.id)
        self.assertEqual(slip.action_view_quality_action()["res_id"], self.action.id)

    def test_act_2_repeated_by_the_policy_until_done(self):
        """ACT-2: at the policy's interval, as often as it says; a new slip takes the last one's place."""
        self.policy.write({"reminder_amount": 1, "reminder_unit": "work_day", "reminder_max": 2})
        with freeze_time("2026-11-04 01:00"):
            first = self._issue()
            self.assertTrue(first.activity_ids)
        with freeze_time("2026-11-05 00:30"):
            self.assertFalse(self._issue())
        with freeze_time("2026-11-05 01:00"):
            self.assertEqual(self._issue().mapped("level"), [2])
        self.assertFalse(first.activity_ids)
        with freeze_time("2026-11-09 05:00"):
            self.assertFalse(self._issue())
            self.policy.reminder_max = 3
            self.assertEqual(self._issue().mapped("level"), [3])

    def test_act_2_done_late_is_asked_about(self):
        """ACT-2, DDL-9: an overrun inquiry, answered by the department; reminders are settled by the doing."""
        with freeze_time("2026-11-04 01:00"):
            reminder = self._issue()
        with freeze_time("2026-11-04 03:00"):
            self.action.with_user(self.worker).action_done("Photo")
            self.assertFalse(reminder.activity_ids)
            inquiry = self._issue()
            self.assertEqual((inquiry.kind, inquiry.date_done), ("inquiry", datetime(2026, 11, 4, 3)))
            inquiry.with_user(self.worker).action_answer("The corners came late")
            self.assertEqual(inquiry.answered_by_id, self.worker)
            self.assertFalse(self._issue())

    def test_act_2_done_late_in_a_closed_investigation(self):
        """ACT-2: the inquiry goes out although the investigation was closed before the job came round."""
        with freeze_time("2026-11-04 03:00"):
            self.action.with_user(self.worker).action_done("Photo")
            self.investigation.sudo().date_closed = "2026-11-04 03:00:00"
            self.assertEqual(self._issue().kind, "inquiry")
            with self.assertRefuses(UserError, "is closed"):
                self.action.name = "Something else"

    def test_act_2_done_on_the_last_evening_is_in_time(self):
        """ACT-2: the whole due day counts, where the company is, whatever the time zone of whoever does it."""
        self.worker.tz = "America/Sao_Paulo"
        with freeze_time("2026-11-03 15:30"):
            self.action.with_user(self.worker).action_done("Photo")
            self.assertEqual(self.action.date_done, Date.to_date("2026-11-03"))
        with freeze_time("2026-11-04 05:00"):
            self.assertFalse(self._issue())

    def test_act_2_waived_late_is_not_asked_about(self):
        """ACT-2: who waives it has said why."""
        with freeze_time("2026-11-05 05:00"):
            self.action.sudo().with_user(self.env.ref("base.user_admin")).action_waive("Replaced")
            self.assertTrue(self.action.date_ended)
            self.assertFalse(self._issue())

    def test_act_2_new_due_date_begins_anew(self):
        """ACT-2: slips are about a due date."""
        with freeze_time("2026-11-04 01:00"):
            self._issue()
            self.action.date_due = "2026-11-10"
            self.assertFalse(self._issue())
        with freeze_time("2026-11-11 01:00"):
            self.assertEqual(self._issue().mapped("level"), [1])

    def test_act_2_goes_by_the_first_open_case_and_outlives_it(self):
        """ACT-2: one slip for one action of several cases; what was promised is owed after the case as well."""
        other = self._create_case(policy_id=self.policy.id, user_id=self.assistant.id)
        other.action_accept()
        self.investigation.case_ids = [Command.link(other.id)]
        self.assertEqual(self.action.case_id, self.case)
        self.case.action_withdraw("Sorry", letter=False)
        self.assertEqual(self.action.case_id, other)
        other.action_withdraw("Sorry", letter=False)
        self.assertEqual(self.action.case_id, self.case)
        with freeze_time("2026-11-04 01:00"):
            self.assertEqual(self._issue().case_id, self.case)

    def test_act_2_who_may_read_such_a_slip(self):
        """ACT-2, CNF: owner, department and whom it goes to read slip and action; another worker does not."""
        with freeze_time("2026-11-04 01:00"):
            slip = self._issue()
        outsider = self._create_employee_user("outsider", "group_user", self.sales)
        self.env.invalidate_all()
        for user in (self.worker, self.foreman):
            self.assertEqual(slip.with_user(user).about, "Corner protection")
            self.assertEqual(self.action.with_user(user).name, "Corner protection")
        for record in (slip, self.action):
            with self.assertRaises(AccessError):
                record.with_user(outsider).read(["display_name"])
        self.assertFalse(self.env["complaint.slip"].with_user(outsider).search([("id", "=", slip.id)]))

    def test_act_2_respondents_of_any_case_get_and_see_none(self):
        """ACT-2, CNF-1: the head of the department is complained about in another case of the investigation."""
        other = self._create_case(policy_id=self.policy.id, user_id=self.assistant.id)
        other.action_accept()
        self.investigation.case_ids = [Command.link(other.id)]
        other.respondent_ids = self.foreman.employee_id
        with freeze_time("2026-11-04 01:00"):
            slip = self._issue()
        self.assertTrue(slip)
        self.assertNotIn(self.foreman, slip.user_ids)
        self.assertFalse(slip.with_user(self.foreman).has_access("read"))
        self.assertFalse(self.env["complaint.slip"].with_user(self.foreman).search([("id", "=", slip.id)]))

    def test_act_2_slip_prints_the_action(self):
        """ACT-2: the printed slip names the action, its owner and the investigation."""
        with freeze_time("2026-11-04 01:00"):
            slip = self._issue()
        html = self.env["ir.actions.report"]._render_qweb_html("complaint_management.report_slip", slip.ids)[0].decode()
        for text in ("Corner protection", self.investigation.name, self.worker.name, slip.name):
            self.assertIn(text, html)

    def test_arc_4_reminded_action_is_kept(self):
        """ARC-4, ACT-2: a slip is kept, and what it is about."""
        with freeze_time("2026-11-04 01:00"):
            self._issue()
        with self.assertRefuses(UserError, "Waive what is no longer needed"):
            self.action.unlink()

    def test_act_2_other_companies_have_their_own(self):
        """ACT-2, CNF-3: the slip belongs to the company of the action."""
        with freeze_time("2026-11-04 01:00"):
            slip = self._issue()
        company = self.env["res.company"].create({"name": "Second house"})
        stranger = new_test_user(
            self.env,
            "second_quality",
            groups="complaint_quality.group_quality_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["complaint.slip"].with_user(stranger).search([("id", "=", slip.id)]))

    def test_act_2_queries_of_the_job_do_not_follow_the_actions(self):
        """ACT-2: planning many actions costs as many queries as planning a few; nothing due costs one search."""
        actions = self.env["complaint.action"].concat(*(self._plan(name=f"Action {i}") for i in range(30)))
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._plan_slips()
            return self.env.cr.sql_log_count - before

        few = count(actions[:3])
        self.assertLessEqual(count(actions), few)
        self.assertEqual(actions[0].date_next_slip, actions[0].date_deadline)
        with freeze_time(datetime(2026, 11, 4, 1) + timedelta(seconds=1)):
            self.assertEqual(len(self._issue()), 31)
