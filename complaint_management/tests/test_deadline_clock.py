from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_clock import ClockCommon


@tagged("post_install", "-at_install")
class TestMilestone(ClockCommon):
    """DDL-2, DDL-3: each milestone is met by what really happens, and counts from its event."""

    def test_first_contact_is_our_first_message_to_the_customer(self):
        """DDL-2: neither a note, nor the customer's own words, nor a message to a colleague is a first contact."""
        self._add_milestones(("first_contact", "received", 2, "hour"))
        case = self._create_case()
        deadline = self._get(case, "first_contact")
        case.message_post(
            body="A note", message_type="comment", subtype_xmlid="mail.mt_note", partner_ids=self.customer.ids
        )
        case.message_post(
            body="Hurry!", author_id=self.customer.id, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(deadline.date_met)
        case.message_post(
            body="We are on it", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.customer.ids
        )
        self.assertEqual((deadline.date_met, deadline.state), (Datetime.now(), "met"))

    def test_machines_do_not_make_first_contact(self):
        """DDL-2: an automatic message is no contact."""
        self._add_milestones(("first_contact", "received", 2, "hour"))
        case = self._create_case()
        case.message_post(
            body="Got it", message_type="auto_comment", subtype_xmlid="mail.mt_comment", partner_ids=self.customer.ids
        )
        self.assertFalse(self._get(case, "first_contact").date_met)

    def test_preliminary_plan(self):
        """DDL-2: the plan is met by setting it; a clerk cannot."""
        self._add_milestones(("preliminary_plan", "received", 2, "hour"))
        case = self._create_case()
        with self.assertRefuses(AccessError, "handlers"):
            case.with_user(self.clerk).action_set_plan("Exchange two desks")
        case.action_set_plan("Exchange two desks")
        self.assertEqual(case.preliminary_plan, "Exchange two desks")
        self.assertEqual(self._get(case, "preliminary_plan").state, "met")
        with self.assertRefuses(UserError, "not by hand"):
            case.preliminary_plan = "Something else"

    def test_step_of_kind_plan_is_a_plan(self):
        """DDL-2: a plan worked out as a step meets the plan's deadline."""
        self._add_milestones(("preliminary_plan", "received", 2, "hour"))
        self.policy.step_template_ids = [
            Command.create({"name": "Plan", "kind": "plan", "phase": "investigation", "department_source": "category"})
        ]
        case = self._create_case()
        case.action_accept()
        self.assertFalse(self._get(case, "preliminary_plan").date_met)
        case.step_ids.with_user(self.engineer).action_done("Exchange two desks")
        self.assertTrue(self._get(case, "preliminary_plan").date_met)

    def test_progress_every_thirty_minutes(self):
        """DDL-2: each report meets the one due and opens the next, as long as the case is open."""
        self._add_milestones(("progress", "received", 30, "minute"), recurring=True)
        case = self._create_case()
        for minute, late in ((20, False), (60, True), (70, False)):
            with freeze_time(f"2026-11-02 10:{minute}:00" if minute < 60 else f"2026-11-02 11:{minute - 60:02}:00"):
                case.action_report_progress("Looking into it", "phone")
                deadlines = self._get(case, "progress").sorted("id")
                self.assertEqual(deadlines[-2].is_met_late, late)
                self.assertEqual(deadlines[-1].date_due, Datetime.now() + timedelta(minutes=30))
        self.assertEqual(len(self._get(case, "progress")), 4)
        case.action_withdraw("Solved")
        self.assertEqual(self._get(case, "progress").mapped("state"), ["met", "met_late", "met"])
        with self.assertRefuses(UserError, "no longer open"):
            case.action_report_progress("Still looking", "phone")

    def test_progress_letter_in_the_customers_language(self):
        """DDL-2, CUS-1: the report goes out as a letter; it is the first contact as well."""
        self._add_milestones(("progress", "received", 1, "day"), ("first_contact", "received", 1, "day"))
        case = self._create_case()
        with self.mock_mail_gateway():
            case.action_report_progress("Cause <found>")
        self.assertEqual(self._new_mails.recipient_ids, self.customer)
        self.assertIn("Cause &lt;found&gt;", self._new_mails.body_html)
        self.assertEqual(set(case.deadline_ids.mapped("state")), {"met"})

    def test_progress_dialog(self):
        """DDL-2: the dialog composes the letter from what was typed; who has no address is told otherwise."""
        case = self._create_case()
        self.assertEqual(case.action_report_progress()["res_model"], "complaint.contact")
        action = case.action_report_progress()
        with Form(self.env["complaint.contact"].with_user(self.assistant).with_context(**action["context"])) as form:
            self.assertEqual(form.told_by, "mail")
            form.text = "Nearly done"
            self.assertIn("Nearly done", form.body)
        form.record.action_confirm()
        self.assertIn("Nearly done", case.message_ids[0].body)
        case.contact_email = self.customer.email = False
        with self.assertRefuses(UserError, "no e-mail address"):
            case.action_report_progress("Nearly done")

    def test_phase_and_step_start_clocks(self):
        """DDL-2: deadlines count from entering a phase and from the end of a step."""
        step = self.env["complaint.policy.step"].create(
            {"policy_id": self.policy.id, "name": "Facts", "phase": "investigation", "kind": "investigate"}
        )
        self._add_milestones(("investigation_report", "phase_entered", 4, "hour"), phase="investigation")
        self._add_milestones(("resolution_proposed", "step_done", 2, "work_day"), step_template_id=step.id)
        case = self._create_case()
        self.assertFalse(case.deadline_ids)
        case.action_accept()
        self.assertEqual(case.deadline_ids.mapped("milestone"), ["investigation_report"])
        self._jump("2026-11-03 09:00:00")
        case.step_ids.with_user(self.engineer).action_done("The coating was too thin.")
        deadline = self._get(case, "resolution_proposed")
        self.assertEqual((deadline.date_due, deadline.step_id), (datetime(2026, 11, 5, 9), case.step_ids))

    def test_event_must_be_complete(self):
        """DDL-2: a deadline from a phase or a step names it; only progress reports repeat."""
        for values in (
            {"event": "phase_entered"},
            {"event": "step_done"},
            {"recurring": True},
            {"round_from": 3, "round_to": 2},
        ):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self._add_milestones(("replied", "received", 1, "day"), **values)

    def test_round_has_its_own_deadlines(self):
        """DDL-3: a later round may be shorter; the earlier round's deadlines end with it."""
        self._add_milestones(("closed", "accepted", 15, "day"), round_to=1)
        self._add_milestones(("closed", "accepted", 5, "day"), round_from=2)
        self._add_milestones(("callback", "executed", 1, "day"))
        case = self._create_case()
        self._execute(case)
        case.resolution_id.remedy_ids.action_done()
        case.action_follow_up()
        self.assertEqual(self._due(case, "closed"), datetime(2026, 11, 17, 10))
        self._jump("2026-11-04 10:00:00")
        case.action_reopen("Still scratched")
        self.assertEqual(self._due(case, "closed"), datetime(2026, 11, 9, 10))
        first = case.deadline_ids.filtered(lambda d: d.round == 1)
        # the callback was overdue when the round ended: that stays on record; the closing was not
        self.assertEqual([(d.milestone, d.state) for d in first], [("callback", "met_late")])

    def test_callback_after_closing(self):
        """DDL-2: a callback counted from closing is made on the closed case."""
        self._add_milestones(("callback", "closed", 2, "work_day"))
        self.policy.callback_count = 0
        case = self._create_case()
        self._execute(case)
        case.resolution_id.remedy_ids.action_done()
        case.action_follow_up()
        case.summary = "Learnt"
        case.action_close()
        self.assertEqual(self._due(case, "callback"), datetime(2026, 11, 4, 10))
        callback = {"case_id": case.id, "satisfaction": "satisfied"}
        self.env["complaint.callback"].with_user(self.assistant).create(callback)
        self.assertEqual(self._get(case, "callback").state, "met")
        with self.assertRefuses(UserError, "follow-up"):
            self.env["complaint.callback"].with_user(self.assistant).create(callback)


@tagged("post_install", "-at_install")
class TestPause(ClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_milestones(("replied", "received", 3, "work_day"), ("closed", "received", 72, "hour"))
        cls._add_milestones(("executed", "replied", 2, "work_day"))

    def test_several_pauses(self):
        """DDL-4: working deadlines move by the time worked in each stop, others by all of it; holidays do not count."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Wednesday",
                "calendar_id": self.calendar.id,
                "date_from": "2026-11-04 00:00:00",
                "date_to": "2026-11-04 23:59:59",
            }
        )
        case = self._create_case()
        self.assertEqual(self._due(case, "replied"), datetime(2026, 11, 6, 10))
        # Tuesday 15:00 to Thursday 09:00: two worked hours on Tuesday, one on Thursday
        self._jump("2026-11-03 15:00:00")
        case.action_return("Which lot?")
        self.assertEqual(self._get(case, "replied").state, "on_track")
        self._jump("2026-11-05 09:00:00")
        case.action_accept()
        self.assertEqual(self._due(case, "replied"), datetime(2026, 11, 6, 14))
        self.assertEqual(self._due(case, "closed"), datetime(2026, 11, 7, 4))
        self.assertEqual(case.clock_pauses, [["2026-11-03 15:00:00", "2026-11-05 09:00:00"]])
        # and once more, on Thursday at noon for an hour that nobody works
        self._jump("2026-11-05 12:00:00")
        case._pause_deadlines()
        self._jump("2026-11-05 13:00:00")
        case._resume_deadlines()
        self.assertEqual(self._due(case, "replied"), datetime(2026, 11, 6, 14))
        self.assertEqual(self._due(case, "closed"), datetime(2026, 11, 7, 5))

    def test_late_stays_late(self):
        """DDL-4: a pause does not forgive what was late before it."""
        case = self._create_case()
        self._jump("2026-11-05 11:00:00")
        case.action_return("Which lot?")
        self._jump("2026-11-09 11:00:00")
        case.action_accept()
        self.assertEqual(self._due(case, "replied"), datetime(2026, 11, 9, 10))
        self.assertEqual(self._get(case, "replied").state, "late")

    def test_clock_stops_while_the_customer_has_our_offer(self):
        """DDL-4: from our offer until the answer, also for what starts with the offer."""
        case = self._create_case()
        resolution = self._propose(case)
        self._approve(resolution)
        case.action_send_reply()
        self.assertEqual(case.clock_stopped_since, Datetime.now())
        self.assertEqual(self._get(case, "replied").state, "met")
        self.assertTrue(self._get(case, "executed").paused_since)
        self.assertFalse(case.date_deadline)
        self._jump("2026-11-04 10:00:00")
        resolution.action_refuse("Too little")
        self.assertFalse(case.clock_stopped_since)
        self.assertEqual(self._due(case, "executed"), datetime(2026, 11, 6, 10))

    def test_clock_runs_where_nobody_waits(self):
        """DDL-4: where the policy does not wait for the customer's answer the clock runs on."""
        self.policy.acceptance_required = False
        case = self._create_case()
        self._approve(self._propose(case))
        case.action_send_reply()
        self.assertFalse(case.clock_stopped_since)
        self.assertTrue(case.date_deadline)

    def test_clock_runs_again_where_nobody_waits_any_more(self):
        """DDL-4: what goes on without an answer, because the policy has ceased to wait for one, is timed again."""
        case = self._create_case()
        self._approve(self._propose(case))
        case.action_send_reply()
        self.policy.acceptance_required = False
        self._jump("2026-11-04 10:00:00")
        case.action_execute()
        self.assertFalse(case.clock_stopped_since)
        self.assertEqual(self._due(case, "executed"), datetime(2026, 11, 6, 10))

    def test_clock_is_the_procedures(self):
        """DDL-4: nobody stops the clock by hand."""
        case = self._create_case()
        for name in ("clock_stopped_since", "clock_pauses", "clock_events"):
            with self.subTest(name), self.assertRefuses(UserError, "not by hand"):
                case.write({name: False})
