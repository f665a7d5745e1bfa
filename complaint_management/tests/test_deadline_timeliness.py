from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common_clock import ClockCommon


@tagged("post_install", "-at_install")
class TestTimeliness(ClockCommon):
    """DDL-6: on track, due soon, late, met, met late: shown and found by the same dates."""

    STATES = (
        ("2026-11-02 11:00", "on_track"),
        ("2026-11-03 08:00", "due_soon"),
        ("2026-11-03 10:01", "late"),
    )

    def _check(self, record, field, expected):
        self.env.invalidate_all()
        self.assertEqual(record[field], expected)
        for state in ("on_track", "due_soon", "late", "met", "met_late"):
            found = record.search([(field, "=", state), ("id", "in", record.ids)])
            self.assertEqual(found, record if state == expected else record.browse(), state)
        self.assertFalse(record.search([(field, "!=", expected), ("id", "in", record.ids)]))

    def test_deadline(self):
        """DDL-6: a deadline is searchable in each of its states."""
        self._add_milestones(("replied", "received", 1, "work_day"), ("closed", "received", 2, "work_day"))
        case = self._create_case()
        deadline = self._get(case, "replied")
        for now, state in self.STATES:
            with freeze_time(now), self.subTest(state):
                self._check(deadline, "state", state)
                self._check(case, "deadline_state", state)
        self._jump("2026-11-03 09:00")
        case._meet_deadlines("replied")
        self._check(deadline, "state", "met")
        self._jump("2026-11-05 09:00")
        case._meet_deadlines("closed")
        self._check(self._get(case, "closed"), "state", "met_late")

    def test_step(self):
        """DDL-6: a step is searchable in each of its states; done late stays visible."""
        self.policy.step_template_ids = [Command.create({"name": "Facts", "phase": "investigation", "amount": 1})]
        case = self._create_case()
        case.action_accept()
        step = case.step_ids
        for now, state in self.STATES:
            with freeze_time(now), self.subTest(state):
                self._check(step, "deadline_state", state)
        self._jump("2026-11-03 12:00")
        step.with_user(self.engineer).action_done("Scratched")
        self._check(step, "deadline_state", "met_late")

    def test_list_leads_to_the_case(self):
        """DDL-2: a row of the list of deadlines opens its case."""
        self._add_milestones(("replied", "received", 1, "day"))
        case = self._create_case()
        deadline = case.deadline_ids[:1].with_user(self.assistant)
        view = deadline.get_views([(False, "list")])["views"]["list"]["arch"]
        self.assertIn('action="action_view_case" type="object"', view)
        self.assertEqual(deadline.action_view_case()["res_id"], case.id)

    def test_share_of_working_time(self):
        """DDL-6: what is due on Monday morning becomes due soon on Monday morning, not on Sunday."""
        self._add_milestones(("replied", "received", 1, "work_hour"))
        with freeze_time("2026-11-06 16:40:00"):
            case = self._create_case()
        self.assertEqual(case.deadline_ids.date_due, datetime(2026, 11, 9, 8, 40))
        self.assertEqual(case.deadline_ids.date_warning, datetime(2026, 11, 9, 8, 25))
        self.policy.warning_percent = 50
        self.assertEqual(case.deadline_ids.date_warning, datetime(2026, 11, 9, 8, 10))

    def test_time_left(self):
        """DDL-6: minutes, hours, days, in the reader's language."""
        self._add_milestones(("replied", "received", 3, "day"))
        self.env["res.lang"]._activate_lang("zh_CN")
        case = self._create_case()
        for now, text in (
            ("2026-11-02 10:30", "3 days left"),
            ("2026-11-04 09:00", "25 hours left"),
            ("2026-11-05 08:15", "105 minutes left"),
            ("2026-11-05 11:00", "60 minutes late"),
        ):
            with freeze_time(now):
                self.env.invalidate_all()
                self.assertEqual((case.deadline_ids.time_left, case.time_left), (text, text))
        self.assertIn("3", case.deadline_ids.with_context(lang="zh_CN").time_left)
        self.assertNotIn("days", case.deadline_ids.with_context(lang="zh_CN").time_left)
        case.action_return("Which lot?")
        self.assertEqual(case.deadline_ids.time_left, "3 days left, clock stopped")

    def test_indexes_are_used(self):
        """DDL-6: late and due soon are read off indexes; without one the table would be scanned, however dear."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for model, field in (
            ("complaint.deadline", "state"),
            ("complaint.step", "deadline_state"),
            ("complaint.case", "deadline_state"),
        ):
            for state in ("late", "due_soon"):
                with self.subTest(model=model, state=state):
                    query = self.env[model]._search([(field, "=", state)], order="id").select()
                    self.env.cr.execute(SQL("EXPLAIN %s", query))
                    plan = "\n".join(row[0] for row in self.env.cr.fetchall())
                    self.assertNotIn("Seq Scan", plan)


@tagged("post_install", "-at_install")
class TestPreview(ClockCommon):
    def _preview(self, form):
        return [
            tuple(cell.text_content() for cell in row.iterfind(".//td"))
            for row in self._html(form.preview).iterfind(".//tbody/tr")
        ]

    @staticmethod
    def _html(text):
        from lxml import html

        return html.fromstring(text)

    def test_preview(self):
        """DDL-2, DDL-3: the form says when a case received now would be due, following what is being edited."""
        self._add_milestones(("admissibility", "received", 1, "work_day"), ("replied", "accepted", 2, "work_day"))
        self._add_milestones(("closed", "replied", 15, "day"), scope="domestic")
        self._add_milestones(("closed", "replied", 20, "day"), scope="foreign")
        self._add_milestones(("approved", "received", 4, "work_hour"), severity="major")
        with Form(self.policy.with_user(self.manager)) as form:
            rows = self._preview(form)
            self.assertEqual(
                [row[1] for row in rows], ["Admissibility decision", "Reply to the customer", "Case closed"]
            )
            self.assertIn("Nov 20, 2026", rows[-1][0])
            form.preview_scope = "foreign"
            self.assertIn("Nov 25, 2026", self._preview(form)[-1][0])
            form.preview_severity = "major"
            self.assertEqual(self._preview(form)[0][1:], ("Resolution approved", "4 Working hours", "Received"))
            with form.milestone_received_ids.edit(0) as milestone:
                milestone.amount = 3
            self.assertIn("Nov 29, 2026", self._preview(form)[-1][0])
            with form.milestone_open_ids.new() as milestone:
                milestone.amount = 2
            self.assertIn("again as often", str(self._preview(form)))

    def test_preview_matches_the_case(self):
        """DDL-2: what the preview says of deadlines from receipt is what a case gets."""
        for unit in ("minute", "day", "month", "work_hour", "work_day"):
            self._add_milestones(("replied", "received", 3, unit))
        case = self._create_case()
        dues = sorted(case.deadline_ids.mapped("date_due"))
        self.assertEqual([due for due, _milestone in self.policy._get_preview_rows()], dues)

    def test_preview_of_what_cannot_be_counted(self):
        """DDL-1: a circle of events or a schedule without working time is no traceback."""
        self._add_milestones(("admissibility", "accepted", 1, "work_day"))
        self.assertEqual(len(self.policy._get_preview_rows()), 1)
        self.policy.calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [Command.clear()]}
        )
        self.assertIn("no working time", self.policy.preview)
        self.policy.milestone_ids.unlink()
        self.assertIn("No deadline", self.policy.preview)

    def test_due_dates_of_a_case_without_policy(self):
        """DDL-2: without a policy no deadline runs; with one they begin from when the case was received."""
        self.env["complaint.policy"].search([("id", "!=", False)]).active = False
        self._add_milestones(("replied", "received", 1, "day"))
        case = self._create_case()
        self.assertFalse(case.policy_id or case.deadline_ids)
        self._jump("2026-11-02 20:00:00")
        case.policy_id = self.policy
        self.assertEqual(self._due(case, "replied"), datetime(2026, 11, 3, 10))
        self.assertEqual(Datetime.now(), datetime(2026, 11, 2, 20))
