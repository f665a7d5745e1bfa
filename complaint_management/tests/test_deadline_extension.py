from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_clock import ClockCommon


@tagged("post_install", "-at_install")
class TestExtension(ClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.milestone = cls._add_milestones(("replied", "received", 3, "work_day"))
        cls._add_milestones(("closed", "accepted", 5, "day"))

    def setUp(self):
        super().setUp()
        self.case = self._create_case()
        self.deadline = self._get(self.case, "replied").with_user(self.assistant)

    def test_extend_and_tell(self):
        """DDL-5, CUS-3: the customer gets the notice; who, when, why and the new date are kept, and the old one."""
        with self.mock_mail_gateway():
            self.deadline.action_extend("2026-11-12 10:00:00", "The laboratory is late")
        self.assertEqual(self._new_mails.recipient_ids, self.customer)
        self.assertIn("November 12, 2026", self._new_mails.body_html)
        self.assertNotIn("laboratory", self._new_mails.body_html, "the reason is for ourselves")
        self.assertRecordValues(
            self.deadline,
            [
                {
                    "date_due": datetime(2026, 11, 12, 10),
                    "date_due_original": datetime(2026, 11, 5, 10),
                    "date_due_extended": datetime(2026, 11, 12, 10),
                    "extended_by_id": self.assistant.id,
                    "extension_reason": "The laboratory is late",
                    "date_extended": Datetime.now(),
                    "date_told": Datetime.now(),
                    "told_by": "mail",
                }
            ],
        )
        self.assertEqual(self.case.date_deadline, datetime(2026, 11, 12, 10))

    def test_notice_in_the_customers_language(self):
        """CUS-3: the notice is in the language of the customer, not of whoever sends it."""
        template = self.env.ref("complaint_management.mail_template_delay")
        template.with_context(lang="fr_FR").body_html = "<p>Retard: <t t-out=\"ctx.get('complaint_date_due')\"/></p>"
        self.customer.lang = "fr_FR"
        with self.mock_mail_gateway():
            self.deadline.action_extend("2026-11-12 10:00:00", "The laboratory is late")
        self.assertIn("Retard", self._new_mails.body_html)

    def test_statistics_count_both(self):
        """DDL-5: met within the extension, and yet later than it was due without."""
        self.deadline.action_extend("2026-11-12 10:00:00", "The laboratory is late", "phone")
        self._jump("2026-11-10 10:00:00")
        self.case._meet_deadlines("replied")
        self.assertEqual((self.deadline.is_met_late, self.deadline.is_met_late_original), (False, True))
        late = self.env["complaint.deadline"]._read_group(
            [("case_id", "=", self.case.id), ("is_met_late_original", "=", True)], [], ["__count"]
        )
        self.assertEqual(late, [(1,)])

    def test_pause_is_no_lateness(self):
        """DDL-4, DDL-5: the time the clock stood still counts in neither figure."""
        self.case.action_return("Which lot?")
        self._jump("2026-11-09 10:00:00")
        self.case.action_accept()
        self._jump("2026-11-12 09:00:00")
        self.case._meet_deadlines("replied")
        self.assertEqual((self.deadline.is_met_late, self.deadline.is_met_late_original), (False, False))
        self.assertEqual(self.deadline.date_due_original, datetime(2026, 11, 5, 10))

    def test_pause_moves_an_extension(self):
        """DDL-4, DDL-5: what was left of an extension is left after the pause."""
        self.deadline.action_extend("2026-11-12 10:00:00", "The laboratory is late", "phone")
        self.case.action_return("Which lot?")
        self._jump("2026-11-03 12:00:00")
        self.case.action_accept()
        self.assertEqual(self.deadline.date_due, datetime(2026, 11, 13, 12))
        self.milestone.amount = 4
        self.assertEqual(self.deadline.date_due, datetime(2026, 11, 13, 12))

    def test_what_is_no_extension(self):
        """DDL-5: only into the future and after the present date, with a reason, while it runs and is open."""
        extend = self.deadline.action_extend
        for due in ("2026-11-01 10:00:00", "2026-11-05 10:00:00"):
            with self.assertRefuses(UserError, "lies in the future and after"):
                extend(due, "Late", "phone")
        for due in ("soon", 42, {"a": 1}):
            with self.subTest(due=due), self.assertRefuses(UserError, "no date and time"):
                extend(due, "Late", "phone")
        for reason in (None, " ", 3):
            with self.assertRefuses(UserError, "Say why"):
                extend("2026-11-12 10:00:00", reason, "phone")
        with self.assertRefuses(UserError, "Say how"):
            extend("2026-11-12 10:00:00", "Late", "smoke")
        self.case.contact_email = self.customer.email = False
        with self.assertRefuses(UserError, "no e-mail address"):
            extend("2026-11-12 10:00:00", "Late")
        self.case.action_return("Which lot?")
        with self.assertRefuses(UserError, "stands still"):
            extend("2026-11-12 10:00:00", "Late", "phone")
        self.case.action_accept()
        self.case._meet_deadlines("replied")
        with self.assertRefuses(UserError, "met already"):
            extend("2026-11-12 10:00:00", "Late", "phone")

    def test_only_handlers_extend(self):
        """DDL-5: neither a clerk nor an auditor extends, and nobody writes the dates."""
        for user in (self.clerk, self.auditor, self.engineer):
            with self.subTest(user.login), self.assertRefuses(AccessError, "handlers|not allowed|access"):
                self.deadline.with_user(user).action_extend("2026-11-12 10:00:00", "Late", "phone")
        with self.assertRefuses(AccessError, "handlers|not allowed|access"):
            self.deadline.with_user(self.manager).write({"date_due": "2026-11-12 10:00:00"})

    def test_dialog(self):
        """DDL-5, CUS-3: the dialog shows the notice to edit; what was edited is what is sent."""
        action = self.deadline.action_extend()
        with Form(self.env["complaint.extension"].with_user(self.assistant).with_context(**action["context"])) as form:
            form.date_due = datetime(2026, 11, 12, 10)
            self.assertIn("November 12, 2026", form.body)
            form.body = "<p>One week more, please.</p>"
            form.reason = "The laboratory is late"
        with self.mock_mail_gateway():
            form.record.action_confirm()
        self.assertIn("One week more, please.", self._new_mails.body_html)
        self.assertEqual(self.deadline.date_due, datetime(2026, 11, 12, 10))

    def test_delay_is_told_before_it_happens(self):
        """CUS-3: where the policy has a notice for a deadline, it goes out once, when due soon and before it passes."""
        self.milestone.delay_template_id = self.env.ref("complaint_management.mail_template_delay")
        cron = self.env["complaint.deadline"]
        with self.mock_mail_gateway():
            cron._cron_tell_delays()
            self.assertFalse(self._new_mails, "not before it is due soon")
            self._jump("2026-11-05 08:30:00")
            cron._cron_tell_delays()
            cron._cron_tell_delays()
        self.assertEqual(len(self._new_mails), 1)
        self.assertIn("takes us longer", self._new_mails.body_html)
        self.assertEqual((self.deadline.date_told, self.deadline.told_by), (Datetime.now(), "mail"))
        self.assertLess(self.deadline.date_told, self.deadline.date_due)
        self.assertEqual(self.deadline.date_due, self.deadline.date_due_original, "telling is not extending")

    def test_who_has_no_address_is_called(self):
        """CUS-3: without an e-mail address the handler is asked to tell the customer."""
        self.milestone.delay_template_id = self.env.ref("complaint_management.mail_template_delay")
        self.case.user_id = self.assistant
        self.case.contact_email = self.customer.email = False
        self._jump("2026-11-05 08:30:00")
        self.env["complaint.deadline"]._cron_tell_delays()
        self.assertEqual(self.case.activity_ids.user_id, self.assistant)
        self.assertFalse(self.deadline.told_by)

    def test_nobodys_case_is_the_leaders(self):
        """CUS-3: where nobody handles the case the team's leader is asked, else whoever looks at it; no machine is."""
        self.milestone.delay_template_id = self.env.ref("complaint_management.mail_template_delay")
        other = self._create_case(contact_email=False, user_id=False)
        self.case.team_id = self.env["complaint.team"].create({"name": "Service", "user_id": self.manager.id})
        other.team_id = (self.case | other).user_id = False
        self.case.contact_email = self.customer.email = other.contact_email = False
        self._jump("2026-11-05 08:30:00")
        self.env["complaint.deadline"].with_user(self.env.ref("base.user_root"))._cron_tell_delays()
        self.assertEqual(self.case.activity_ids.user_id, self.manager)
        self.assertTrue(other.activity_ids)
        self.assertFalse(other.activity_ids.user_id)

    def test_day_where_the_case_is_handled(self):
        """RTE-5, DDL-8, CUS-3: an afternoon in Los Angeles is the next day in UTC; who acts there acts that day."""
        self.calendar.tz = "America/Los_Angeles"
        self.policy.step_template_ids = [Command.create({"name": "Facts", "phase": "investigation", "amount": 1})]
        self.policy.slip_hours = "any"
        self.quality.manager_id = self.engineer.employee_id
        self.case.user_id = self.assistant
        self.case.contact_email = self.customer.email = False
        self._jump("2026-11-17 00:30:00")  # Monday, half past four
        self.case.action_accept()
        self.assertEqual(self.case.step_ids.activity_ids.date_deadline, date(2026, 11, 17))
        self.case._ask_to_tell(self.deadline)
        self.deadline.sudo().date_due = datetime(2026, 11, 18, 0, 30)
        self.case.activity_ids.unlink()
        self.case._ask_to_tell(self.deadline)
        self.assertEqual(self.case.activity_ids.date_deadline, date(2026, 11, 17))
        self._jump("2026-11-18 01:00:00")
        self.env["complaint.slip"]._cron_issue()
        activities = self.case.slip_ids.activity_ids
        self.assertEqual(set(activities.mapped("date_deadline")), {date(2026, 11, 17)})

    def test_a_broken_letter_keeps_nothing_up(self):
        """CUS-3: where the letter cannot be composed a person is asked; the other customers get theirs."""
        Deadline = type(self.deadline)
        compose = Deadline._get_delay_template

        def fail_once(deadline, due=False):
            if deadline.milestone_id == self.milestone:
                raise ValueError("No such field")
            return compose(deadline, due)

        template = self.env.ref("complaint_management.mail_template_delay")
        (self.milestone | self._add_milestones(("first_contact", "received", 3, "work_day"))).write(
            {"delay_template_id": template.id}
        )
        self.case.user_id = self.assistant
        self._jump("2026-11-05 08:30:00")
        logger = "odoo.addons.complaint_management.models.complaint_deadline_extension"
        with (
            self.mock_mail_gateway(),
            mute_logger(logger),
            patch.object(Deadline, "_get_delay_template", autospec=True, side_effect=fail_once),
        ):
            self.env["complaint.deadline"]._cron_tell_delays()
        self.assertEqual(len(self._new_mails.filtered(lambda mail: mail.recipient_ids == self.customer)), 1)
        self.assertEqual(self.case.activity_ids.user_id, self.assistant)
        self.assertEqual((self.deadline.date_told, self.deadline.told_by), (Datetime.now(), False))

    def test_passed_deadlines_and_met_ones_are_not_told(self):
        """CUS-3: a notice that a deadline will not be kept makes no sense once it is met or has passed."""
        self.milestone.delay_template_id = self.env.ref("complaint_management.mail_template_delay")
        other = self._create_case()
        self.case._meet_deadlines("replied")
        with self.mock_mail_gateway():
            self._jump("2026-11-05 10:30:00")
            self.env["complaint.deadline"]._cron_tell_delays()
        self.assertFalse(self._new_mails)
        self.assertEqual(other.deadline_state, "late")
