from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

MONDAY = "2026-11-02 10:00:00"


@tagged("post_install", "-at_install")
class SlipCommon(ComplaintCommon):
    """A case that is to be closed within three working days, Quality leading, with a head."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.head = cls._create_employee_user("head", "group_user", cls.quality)
        cls.quality.manager_id = cls.head.employee_id
        cls.sales_head = cls._create_employee_user("sales_head", "group_user", cls.sales)
        cls.sales.manager_id = cls.sales_head.employee_id
        cls.slip_policy = cls._create_policy(("closed", 3, "work_day"), warn_before=False)

    @classmethod
    def _create_slip_case(cls, **values):
        return cls._create_case(**{"policy_id": cls.slip_policy.id, "user_id": cls.assistant.id, **values})

    def _activities(self, slips):
        domain = [("res_model", "=", "complaint.slip"), ("res_id", "in", slips.ids)]
        return self.env["mail.activity"].search(domain)


@tagged("post_install", "-at_install")
class TestReminder(SlipCommon):
    def test_overdue_case_gets_one_numbered_slip(self):
        """DDL-8: an overdue case gets a numbered slip to its department, with activity and mail, once."""
        case = self._create_slip_case()
        with freeze_time("2026-11-05 09:59"):
            self.assertFalse(self._run_slip_job(), "not due yet")
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
            self.assertRecordValues(
                slip,
                [
                    {
                        "kind": "reminder",
                        "level": 1,
                        "case_id": case.id,
                        "milestone": "closed",
                        "department_id": self.quality.id,
                        "user_ids": self.head.ids,
                        "date": datetime(2026, 11, 5, 10),
                        "date_due": datetime(2026, 11, 5, 10),
                    }
                ],
            )
            self.assertRegex(slip.name, r"^S2611\d{4}$")
            self.assertEqual(self._activities(slip).user_id, self.head)
            mail = self.env["mail.mail"].search([("model", "=", slip._name), ("res_id", "=", slip.id)])
            self.assertEqual((mail.state, mail.recipient_ids), ("outgoing", self.head.partner_id))
            self.assertIn(case.name, mail.subject)
            self.assertIn("Case closed", mail.body_html)
            self.assertFalse(self._run_slip_job(), "the job may run twice")

    def test_number_begins_with_the_month_where_the_company_is(self):
        """DDL-8: the last evening of a month in UTC is the next month in Shanghai."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self._create_slip_case()
        with freeze_time("2026-11-30 20:00"):
            self.slip_policy.slip_hours = "any"
            self.assertRegex(self._run_slip_job().name, r"^S2612\d{4}$")

    def test_numbers_count_by_company(self):
        """DDL-8: slips have numbers of their own, in order, one for each."""
        cases = self._create_slip_case() | self._create_slip_case() | self._create_slip_case()
        with freeze_time("2026-11-05 11:00"):
            names = self._run_slip_job().mapped("name")
        self.assertEqual(len(set(names)), len(cases))
        numbers = [int(name[1:]) for name in names]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_repeated_at_the_interval_until_the_most(self):
        """DDL-8: repeated at the policy's interval, as often as it says; the last one is on the list of what to do."""
        self.slip_policy.write({"reminder_amount": 4, "reminder_unit": "work_hour", "reminder_max": 2})
        self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            first = self._run_slip_job()
        with freeze_time("2026-11-05 14:59"):
            self.assertFalse(self._run_slip_job(), "noon is no working time")
        with freeze_time("2026-11-05 15:00"):
            second = self._run_slip_job()
            self.assertEqual(second.mapped("level"), [2])
        self.assertFalse(self._activities(first), "the second slip takes the first one's place")
        self.assertTrue(self._activities(second))
        with freeze_time("2026-11-20 10:00"):
            self.assertFalse(self._run_slip_job())

    def test_not_on_days_off_nor_at_night(self):
        """DDL-8, DDL-9: what falls due at night or at the weekend waits until work begins, and the wait is stored."""
        self.slip_policy.milestone_ids.write({"amount": 4, "unit": "day"})
        case = self._create_slip_case()
        with freeze_time("2026-11-06 20:00"):  # a Friday, late
            self.assertFalse(self._run_slip_job())
            self.assertEqual(case.deadline_ids.date_next_slip, datetime(2026, 11, 9, 8))
        with (
            freeze_time("2026-11-08 12:00"),
            self.assertQueryCount(2 + len(self.env["complaint.slip"]._get_source_models())),
        ):
            self.env.invalidate_all()
            self.env["complaint.slip"]._cron_issue()
        with freeze_time("2026-11-09 08:00"):
            self.assertEqual(len(self._run_slip_job()), 1)

    def test_not_on_a_holiday(self):
        """DDL-8: a day off of the calendar is no day for slips."""
        leave = {"name": "Holiday", "calendar_id": self.calendar.id, "company_id": self.company.id}
        # in days that pass, so that the holiday moves the slip and not the deadline
        self.slip_policy.milestone_ids.write({"amount": 3, "unit": "day"})
        self._create_slip_case()
        with freeze_time("2026-11-05 09:00"):
            self.env["resource.calendar.leaves"].create(
                leave | {"date_from": datetime(2026, 11, 5), "date_to": datetime(2026, 11, 6)}
            )
        with freeze_time("2026-11-05 12:00"):
            self.assertFalse(self._run_slip_job())
        with freeze_time("2026-11-06 08:30"):
            self.assertEqual(len(self._run_slip_job()), 1)

    def test_policy_may_send_at_any_time(self):
        """DDL-9: slips go out in working time only, emergencies excepted."""
        self.slip_policy.milestone_ids.write({"amount": 4, "unit": "day"})
        self.slip_policy.slip_hours = "major"
        general = self._create_slip_case()
        major = self._create_slip_case(severity="major")
        with freeze_time("2026-11-07 12:00"):
            self.assertEqual(self._run_slip_job().case_id, major)
            self.slip_policy.slip_hours = "any"
            self.assertEqual(self._run_slip_job().case_id, general)

    def test_late_step_goes_to_its_department(self):
        """DDL-8: an overdue step gets slips to its own department; done, there is nothing left to do."""
        case = self._create_slip_case(policy_id=self.policy.id)
        self.policy.write({"warn_before": False, "milestone_ids": [Command.clear()]})
        self.policy.step_template_ids.write({"department_source": "fixed", "department_id": self.sales.id})
        case.action_accept()
        case.sudo().deadline_ids.unlink()
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
            self.assertRecordValues(
                slip, [{"kind": "reminder", "step_id": case.step_ids.id, "department_id": self.sales.id}]
            )
            self.assertEqual(slip.user_ids, self.sales_head)
            self.assertEqual(slip.about, case.step_ids.name)
            case.step_ids.with_user(self.sales_head).action_done("Found")
            self.assertFalse(self._activities(slip))
            inquiry = self._run_slip_job()
            self.assertFalse(inquiry, "done in the very moment it was due")

    def test_nothing_once_met_paused_or_moved(self):
        """DDL-4, DDL-5, DDL-8: no slips for what is met, waits for the complainant, or was given more time."""
        met, paused, moved, withdrawn = (self._create_slip_case() for _number in range(4))
        met.sudo()._meet_deadlines("closed")
        with freeze_time("2026-11-03 10:00"):
            paused.action_return("Which lot is it?")
            moved.sudo().deadline_ids.date_due = datetime(2026, 11, 10, 10)
            withdrawn.action_withdraw("Solved itself")
        self.assertFalse((met | paused).deadline_ids.filtered("date_next_slip"))
        with freeze_time("2026-11-05 10:00"):
            self.assertFalse(self._run_slip_job())
        with freeze_time("2026-11-10 10:00"):
            self.assertEqual(self._run_slip_job().case_id, moved)

    def test_another_due_date_is_another_event(self):
        """DDL-5, DDL-8: after an extension the slips count from the new date; the old ones stay."""
        case = self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            first = self._run_slip_job()
            case.sudo().deadline_ids.date_due = datetime(2026, 11, 10, 10)
        with freeze_time("2026-11-06 10:00"):
            self.assertFalse(self._run_slip_job())
        with freeze_time("2026-11-10 10:00"):
            second = self._run_slip_job()
        self.assertEqual((second.level, first.level), (1, 1))
        self.assertEqual(case.slip_count, 2)

    def test_never_to_a_respondent(self):
        """CNF-1, DDL-8: a head who is the respondent gets and reads nothing; the handler stands in."""
        self._create_slip_case().sudo().respondent_ids = self.head.employee_id
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
        self.assertEqual(slip.user_ids, self.assistant)
        self.assertFalse(slip.with_user(self.head).search([("id", "=", slip.id)]))
        with self.assertRefuses(AccessError, "."):
            slip.with_user(self.head).read(["name"])

    def test_without_a_head_the_leading_department_or_the_handler(self):
        """DDL-8: a department without a head is reached through the leading one's, then through the handler."""
        self.quality.manager_id = False
        self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            self.assertEqual(self._run_slip_job().user_ids, self.assistant)

    def test_mail_in_the_readers_language(self):
        """DDL-8: each reader gets the mail in their own language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.head.lang = "fr_FR"
        view = self.env.ref("complaint_management.slip_mail")
        words = {"This is overdue. Please see to it:": "Ceci est en retard :"}
        view.update_field_translations("arch_db", {"fr_FR": words})
        self._create_slip_case()
        with freeze_time("2026-11-05 10:00"):
            slip = self._run_slip_job()
        mail = self.env["mail.mail"].search([("model", "=", slip._name), ("res_id", "=", slip.id)])
        self.assertIn("Ceci est en retard", mail.body_html)
        self.assertIn("05/11/2026", mail.body_html)

    def test_one_that_fails_does_not_stop_the_rest(self):
        """DDL-8: a case whose calendar has no working time is left for tomorrow, the others get their slips."""
        self.slip_policy.milestone_ids.write({"amount": 3, "unit": "day"})
        broken, sound = self._create_slip_case(), self._create_slip_case()
        empty = self.calendar.copy({"name": "No Work"})
        empty.attendance_ids.unlink()
        other = self.slip_policy.copy({"calendar_id": empty.id, "company_id": self.company.id})
        broken.sudo().policy_id = other
        with freeze_time("2026-11-05 10:00"), mute_logger("odoo.addons.complaint_management.models.complaint_slip_job"):
            # a savepoint for each batch stands for the transaction that the job would roll back
            with self._with_savepoints():
                self.env["complaint.slip"]._cron_issue()
            self.assertEqual(sound.slip_count, 1)
            self.assertEqual(broken.slip_count, 0)
            self.assertEqual(broken.deadline_ids.date_next_slip, datetime(2026, 11, 6, 10))

    def _with_savepoints(self):
        test, savepoints = self, []

        class Batches:
            def __enter__(self):
                def commit(_self, *_args, **_kwargs):
                    test.env.flush_all()
                    if savepoints:
                        savepoints.pop().close(rollback=False)
                    savepoints.append(test.env.cr.savepoint(flush=False))
                    return float("inf")

                def rollback():
                    savepoints[-1].rollback()
                    test.env.clear()

                self.patches = [
                    patch.object(type(test.env["ir.cron"]), "_commit_progress", commit),
                    patch.object(test.env.cr, "rollback", rollback),
                ]
                for patcher in self.patches:
                    patcher.start()

            def __exit__(self, *_error):
                for patcher in self.patches:
                    patcher.stop()
                savepoints.pop().close(rollback=False)

        return Batches()

    def test_nothing_due_costs_next_to_nothing(self):
        """DDL-8: with nothing due the job asks once a model, however many cases are open."""
        for _number in range(5):
            self._create_slip_case()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(len(self.env["complaint.slip"]._get_source_models())):
            self.env["complaint.slip"]._cron_issue()

    def test_settings_count_for_what_is_open(self):
        """DDL-7: a changed policy moves the slips of open cases; nobody is asked about the past."""
        self.slip_policy.ask_late = False
        past, case = self._create_slip_case(), self._create_slip_case()
        with freeze_time("2026-11-06 10:00"):
            past.sudo()._meet_deadlines("closed")
            self.env.flush_all()
        self.slip_policy.write({"reminder_max": 0, "ask_late": True})
        self.assertFalse(past.deadline_ids.date_next_slip)
        self.assertFalse(case.deadline_ids.date_next_slip)
        self.slip_policy.reminder_max = 1
        self.assertEqual(case.deadline_ids.date_next_slip, datetime(2026, 11, 5, 10))

    def test_settings_are_checked(self):
        """DDL-8: senseless settings are refused in words."""
        for values in ({"reminder_amount": 0}, {"reminder_max": -1}, {"warning_head_percent": 101}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.slip_policy.write(values)
                self.env.flush_all()
