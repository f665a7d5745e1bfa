from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_clock import ClockCommon


@tagged("post_install", "-at_install")
class TestRefresh(ClockCommon):
    """DDL-7: what deadlines are counted with may change; those open follow, those met stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_milestones(("admissibility", "received", 1, "work_day"), ("replied", "received", 3, "work_day"))
        cls.closing = cls._add_milestones(("closed", "accepted", 15, "day"), scope="domestic")
        cls.closing += cls._add_milestones(("closed", "accepted", 20, "day"), scope="foreign")

    def setUp(self):
        super().setUp()
        self.case = self._create_case()

    def test_other_time_in_the_policy(self):
        """DDL-7: another amount moves the open deadline from where its clock started; the original date stays."""
        self.case.action_accept()
        self._jump("2026-11-04 15:00:00")
        met = self._due(self.case, "admissibility")
        self.policy.milestone_ids.filtered(lambda m: m.milestone == "admissibility").amount = 9
        self.policy.milestone_ids.filtered(lambda m: m.milestone == "replied").write(
            {"amount": 16, "unit": "work_hour"}
        )
        self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 4, 10))
        self.assertEqual(self.case.deadline_state, "late")
        self.assertEqual(self._get(self.case, "replied").date_due_original, datetime(2026, 11, 5, 10))
        self.assertEqual(self._due(self.case, "admissibility"), met)

    def test_deadline_added_and_removed(self):
        """DDL-7: a new deadline counts from its event, one taken away is dropped, what was reached stays."""
        self.case.action_accept()
        self._jump("2026-11-03 10:00:00")
        self.policy.write(
            {
                "milestone_investigation_ids": [
                    Command.create({"milestone": "investigation_report", "event": "accepted", "amount": 3})
                ],
                "milestone_received_ids": [
                    Command.create({"milestone": "admissibility", "event": "received", "amount": 5})
                ],
                "milestone_followup_ids": [Command.unlink(milestone.id) for milestone in self.closing],
            }
        )
        self.assertEqual(self._due(self.case, "investigation_report"), datetime(2026, 11, 5, 10))
        self.assertFalse(self._get(self.case, "closed"))
        self.assertEqual(len(self._get(self.case, "admissibility")), 1, "it was decided before")

    def test_new_progress_report_counts_from_now(self):
        """DDL-7: nobody missed a report that was not asked for."""
        self._jump("2026-11-06 10:00:00")
        self._add_milestones(("progress", "received", 1, "day"), recurring=True)
        self.assertEqual(self._due(self.case, "progress"), datetime(2026, 11, 7, 10))

    def test_attendance_leave_and_time_zone(self):
        """DDL-7: shorter days, a holiday, another time zone, another schedule."""
        self._jump("2026-11-02 12:00:00")
        due = [self._due(self.case, "replied")]
        with self.subTest("holiday"):
            leave = self.env["resource.calendar.leaves"].create(
                {
                    "name": "Tuesday",
                    "calendar_id": self.calendar.id,
                    "date_from": "2026-11-03 00:00:00",
                    "date_to": "2026-11-03 23:59:59",
                }
            )
            self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 6, 10))
            leave.date_to = leave.date_to + timedelta(days=1)
            self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 9, 10))
            leave.unlink()
            self.assertEqual(self._due(self.case, "replied"), due[0])
        with self.subTest("everywhere off"):
            leave = self.env["resource.calendar.leaves"].create(
                {"name": "Tuesday", "calendar_id": False, "date_from": "2026-11-03", "date_to": "2026-11-03 23:59:59"}
            )
            self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 6, 10))
            leave.unlink()
        with self.subTest("no work on Tuesdays"):
            attendances = self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "1")
            self.calendar.write({"attendance_ids": [Command.unlink(attendance.id) for attendance in attendances]})
            self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 6, 10))
        with self.subTest("time zone"):
            # ten o'clock is six in the evening there: the clock starts next morning
            self.calendar.tz = "Asia/Shanghai"
            self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 9, 0))
        with self.subTest("own schedule of the policy"):
            self.policy.calendar_id = self.calendar.copy({"tz": "UTC"})
            self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 6, 10))

    def test_a_person_on_leave_moves_nothing(self):
        """DDL-7: time off of one person is not the company's."""
        with patch.object(type(self.policy), "_refresh_deadlines") as refresh:
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Holiday",
                    "calendar_id": self.calendar.id,
                    "resource_id": self.engineer.employee_id.resource_id.id,
                    "date_from": "2026-11-03 00:00:00",
                    "date_to": "2026-11-03 23:59:59",
                }
            )
        self.assertNotIn(self.policy, [policies for call in refresh.call_args_list for policies in call.args])
        self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 5, 10))

    def test_country_severity_category(self):
        """DDL-3, DDL-7: the customer turns out foreign; the case turns out major; it is about something else."""
        other = self.env["complaint.category"].create({"name": "Delivery", "code": "DEL"})
        self._add_milestones(("investigation_report", "received", 4, "work_hour"), severity="major")
        self._add_milestones(("first_contact", "received", 4, "hour"), category_id=other.id)
        self.case.action_accept()
        self.assertEqual(self._due(self.case, "closed"), datetime(2026, 11, 17, 10))
        self.customer.country_id = self.env.ref("base.jp")
        self.assertEqual(self._due(self.case, "closed"), datetime(2026, 11, 22, 10))
        self.assertFalse(self._get(self.case, "investigation_report"))
        self.case.action_set_severity("major", "Somebody was hurt")
        self.assertEqual(self._due(self.case, "investigation_report"), datetime(2026, 11, 2, 15))
        self.case.action_set_severity("general", "Nobody was hurt")
        self.assertFalse(self._get(self.case, "investigation_report"))
        self.case.category_id = other
        self.assertEqual(self._due(self.case, "first_contact"), datetime(2026, 11, 2, 14))

    def test_new_deadline_knows_earlier_pauses(self):
        """DDL-4, DDL-7: a deadline opened late is moved by the pauses that lie in its time."""
        self._jump("2026-11-03 10:00:00")
        self.case.action_return("Which lot?")
        self._jump("2026-11-05 10:00:00")
        self.case.action_accept()
        self._add_milestones(("first_contact", "received", 5, "day"))
        self.assertEqual(self._due(self.case, "first_contact"), datetime(2026, 11, 9, 10))
        self.policy.milestone_ids.filtered(lambda m: m.milestone == "replied").amount = 4
        self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 10, 10))

    def test_new_deadline_knows_the_present_pause(self):
        """DDL-4, DDL-7: a deadline opened while the clock stands still is moved by all of that pause."""
        self._jump("2026-11-03 10:00:00")
        self.case.action_return("Which lot?")
        self._jump("2026-11-05 10:00:00")
        self._add_milestones(("first_contact", "received", 5, "day"))
        self._jump("2026-11-06 10:00:00")
        self.case.action_accept()
        self.assertEqual(self._due(self.case, "first_contact"), datetime(2026, 11, 10, 10))

    def test_extension_is_kept(self):
        """DDL-5, DDL-7: what a person promised is not taken back by a shorter policy; a longer one goes further."""
        deadline = self._get(self.case, "replied").with_user(self.assistant)
        deadline.action_extend("2026-11-12 10:00:00", "The laboratory is late", "phone")
        milestone = self.policy.milestone_ids.filtered(lambda m: m.milestone == "replied")
        milestone.amount = 1
        self.assertEqual(deadline.date_due, datetime(2026, 11, 12, 10))
        milestone.amount = 10
        self.assertEqual(deadline.date_due, datetime(2026, 11, 16, 10))

    def test_steps_follow_too(self):
        """DDL-7: a step under way gets the time that its policy gives it now, in the schedule as it is now."""
        self.policy.step_template_ids = [Command.create({"name": "Facts", "phase": "investigation", "amount": 3})]
        self.case.action_accept()
        step = self.case.step_ids
        self.assertEqual(step.date_deadline, datetime(2026, 11, 5, 10))
        self.policy.step_template_ids.amount = 1
        self.assertEqual(step.date_deadline, datetime(2026, 11, 3, 10))
        self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "1").unlink()
        self.assertEqual(step.date_deadline, datetime(2026, 11, 4, 10))
        step.with_user(self.engineer).action_done("Scratched")
        self.policy.step_template_ids.amount = 5
        self.assertEqual(step.date_deadline, datetime(2026, 11, 4, 10), "done is done")

    def test_policy_is_chosen_again(self):
        """DDL-7: while received, another policy takes over as soon as it covers the case; a person's choice stays."""
        major = self.policy.copy({"sequence": 0, "domain": "[('demanded_amount', '>', 1000)]"})
        given = self._create_case(policy_id=self.policy.id)
        cases = self.case | given
        cases.demanded_amount = 5000
        self.assertEqual(self.case.policy_id, major)
        self.assertEqual(self.case.deadline_ids.milestone_id.policy_id, major)
        self.assertEqual(given.policy_id, self.policy)
        # back by the facts, then by hand, then left to the facts again
        self.case.demanded_amount = 10
        self.assertEqual(self.case.policy_id, self.policy)
        self.case.policy_id = major
        self.case.subject = "Scratched desks again"
        self.assertEqual(self.case.policy_id, major)
        self.case.policy_id = False
        self.assertEqual(self.case.policy_id, self.policy)
        self.case.action_accept()
        self.case.demanded_amount = 5000
        self.assertEqual(self.case.policy_id, self.policy, "the procedure is under way")

    def test_copied_policy_counts_from_its_own_steps(self):
        """DDL-2: a copy of a policy is complete in itself."""
        self.policy.step_template_ids = [Command.create({"name": "Facts", "phase": "investigation"})]
        self._add_milestones(
            ("resolution_proposed", "step_done", 2, "work_day"), step_template_id=self.policy.step_template_ids.id
        )
        copy = self.policy.copy()
        self.assertEqual(copy.milestone_ids.step_template_id, copy.step_template_ids)
        self.policy.step_template_ids.unlink()
        self.assertNotIn("resolution_proposed", self.policy.milestone_ids.mapped("milestone"))

    def test_one_failure_does_not_stop_the_jobs(self):
        """DDL-7, SEV-3: a case that cannot be counted or judged anew is reported; the others are, and the job ends."""
        other = self.env["complaint.case"].create({"subject": "Scratched", "partner_id": self.customer.id})
        cases, bad = self.case.sudo() | other, other
        logger = "odoo.addons.complaint_management.models.complaint_case_action"

        def failing(name):
            method = getattr(type(cases), name)

            def fail(records, *args, **kwargs):
                if bad in records:
                    raise ValueError("something is wrong with it")
                return method(records, *args, **kwargs)

            return patch.object(type(cases), name, fail)

        with patch("odoo.addons.complaint_management.models.complaint_policy_clock.DIRECT", 1):
            self.policy.milestone_ids.filtered(lambda m: m.milestone == "replied").amount = 4
        with failing("_refresh_deadlines"), self.assertLogs(logger, "ERROR") as logs:
            self.env["complaint.policy"]._cron_refresh_deadlines()
        self.assertEqual(self._due(self.case, "replied"), datetime(2026, 11, 6, 10))
        self.assertFalse(self.policy.refresh_pending)
        self.assertIn(bad.name, logs.output[0])
        self.policy.severity_rule_ids = [
            Command.create({"name": "Long", "domain": "[('date_received', '<', '-30d')]", "severity": "major"})
        ]
        self._jump("2026-12-15 10:00:00")
        with failing("_refresh_severity"), self.assertLogs(logger, "ERROR") as logs:
            self.env["complaint.policy.severity.rule"]._cron_apply_severity_rules()
        self.assertEqual(cases.mapped("severity"), ["major", "general"])
        self.assertIn(bad.name, logs.output[0])

    def test_policy_is_copied_twice(self):
        """DDL-2: each copy has a code of its own, or the one that is given."""
        first, second = self.policy.copy(), self.policy.copy()
        self.assertNotEqual(first.code, second.code)
        given = self.policy.copy({"code": "NEW", "name": "New"})
        self.assertEqual((given.code, given.name), ("NEW", "New"))

    def test_many_cases_cost_as_many_queries_as_few(self):
        """DDL-7: the open cases of a policy are counted anew together."""
        cases = self.case | self.env["complaint.case"].create(
            [{"subject": "Scratched", "partner_id": self.customer.id} for _number in range(30)]
        )
        counts = []
        self.env.cr.execute("UPDATE complaint_case SET date_received = date_received - id * interval '1 minute'")
        self.env.invalidate_all()
        for some, amount in ((cases[:2], 4), (cases, 5)):
            with patch.object(type(self.policy), "_refresh_deadlines"):
                self.policy.milestone_ids.filtered(lambda m: m.milestone == "replied").amount = amount
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._refresh_deadlines()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # 29 cases more: only what is written is cut into a few more updates
        self.assertLessEqual(counts[1], counts[0] + 4)

    def test_very_many_are_left_to_a_job(self):
        """DDL-7: a policy with many open cases is recomputed in batches; a job that is cut off goes on where it was."""
        cases = self.case | self.env["complaint.case"].create(
            [{"subject": "Scratched", "partner_id": self.customer.id} for _number in range(5)]
        )
        module = "odoo.addons.complaint_management.models.complaint_policy_clock.DIRECT"
        Cron = type(self.env["ir.cron"])
        with patch(module, 3):
            self.policy.milestone_ids.filtered(lambda m: m.milestone == "replied").amount = 4
        self.assertTrue(self.policy.refresh_pending)
        self.assertEqual(self._due(cases[0], "replied"), datetime(2026, 11, 5, 10))
        with patch.object(Cron, "_commit_progress", return_value=0):
            self.env["complaint.policy"]._cron_refresh_deadlines(batch_size=4)
        done = cases.filtered(lambda c: self._due(c, "replied") == datetime(2026, 11, 6, 10))
        self.assertEqual((len(done), self.policy.refresh_pending), (4, True))
        with patch.object(Cron, "_commit_progress", return_value=60):
            self.env["complaint.policy"]._cron_refresh_deadlines(batch_size=4)
        self.assertEqual({self._due(case, "replied") for case in cases}, {datetime(2026, 11, 6, 10)})
        self.assertFalse(self.policy.refresh_pending)
