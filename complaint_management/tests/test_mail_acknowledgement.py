from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from .test_mail_intake import MailIntakeCommon


@tagged("post_install", "-at_install")
class TestMailAcknowledgement(MailIntakeCommon):
    def _run_job(self):
        with self.enter_registry_test_mode(), self.mock_mail_gateway():
            self.env.ref("complaint_management.ir_cron_acknowledgement").method_direct_trigger()
            self.assertFalse(self._mails, "the job itself waits for no mail server")
            self._new_mails.send()
        self.env.invalidate_all()
        return [mail for mail in self._mails if mail["headers"].get("Auto-Submitted")]

    def test_acknowledged_once(self):
        """INT-4, CUS-1: the job sends an acknowledgement with number, facts and dates, once, to the complainant."""
        case = self._create_case(user_id=self.leader.id, demanded_amount=7654.32)
        self.assertEqual(case.acknowledgement, "queued")
        (mail,) = self._run_job()
        self.assertEqual(case.acknowledgement, "sent")
        self.assertEqual(mail["email_to"], [self.customer.email_formatted])
        self.assertIn(case.name, mail["subject"])
        due = case.deadline_ids.filtered(lambda d: d.milestone == "replied").date_due
        for text in (case.name, "Scratched desks", self.order.name, "Desk", "4", f"/my/complaints/{case.id}"):
            self.assertIn(text, mail["body"])
        self.assertIn(format_date(self.env, due.date(), date_format="long"), mail["body"])
        self.assertNotIn("654.32", mail["body"])
        self.assertFalse(self._run_job(), "a second run sends nothing")

    def test_machines_do_not_answer_it(self):
        """INT-4: our acknowledgement says what it is, so that the other side's machine keeps silent."""
        self._create_case()
        (mail,) = self._run_job()
        self.assertEqual(mail["headers"]["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["headers"]["X-Auto-Response-Suppress"], "All")

    def test_who_is_not_acknowledged(self):
        """INT-4, CUS-1: not what the policy or channel excludes, nor who has no address, nor what is imported."""
        channel = self.env.ref("complaint_management.channel_visit")
        channel.acknowledge = False
        self.assertEqual(self._create_case(channel_id=channel.id).acknowledgement, "none")
        self.assertEqual(self._create_case(partner_id=False, contact_email="nonsense").acknowledgement, "none")
        self.assertEqual(self._create_case(partner_id=False, contact_phone="1").acknowledgement, "none")
        imported = self.env["complaint.case"].with_context(import_file=True).create({"subject": "Old"})
        self.assertEqual(imported.acknowledgement, "none")
        self.policy.acknowledge = False
        self.assertEqual(self._create_case().acknowledgement, "none")

    def test_contact_without_partner(self):
        """INT-4, CUS-1: a contact gets it too and stays one; without a customer there is no portal link."""
        partners = self.env["res.partner"].search_count([])
        case = self._receive(From="李 小姐 <li@unknown.example.com>")
        (mail,) = self._run_job()
        self.assertEqual(mail["email_to"], ["li@unknown.example.com"])
        self.assertIn("李 小姐", mail["body"])
        self.assertNotIn("/my/complaints", mail["body"])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(case.acknowledgement, "sent")

    def test_answer_finds_back(self):
        """INT-4: the answer to the acknowledgement threads into its case."""
        case = self._receive()
        (mail,) = self._run_job()
        self.assertIn(self.address, mail["reply_to"])
        self.assertFalse(self._receive(In_Reply_To=mail["message_id"], Subject="Re: x", body="Thanks"))
        self.assertIn("Thanks", case.message_ids[0].body)

    def test_language_and_time_zone(self):
        """CUS-1: in the customer's language, with the day that it is where they are."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.write({"lang": "fr_FR", "tz": "Pacific/Kiritimati"})  # UTC+14
        case = self._create_case()
        deadline = case.deadline_ids.filtered(lambda d: d.milestone == "replied")
        deadline.sudo().date_due = "2026-11-03 20:00:00"
        (sentence,) = [s for s in case._get_expected_dates() if "reply" in s]
        self.assertIn("November 4, 2026", sentence)
        (mail,) = self._run_job()
        self.assertIn("4 novembre 2026", mail["body"])
        case.case_type = "enquiry"
        self.assertFalse(any("take up" in sentence for sentence in case._get_expected_dates()))

    @mute_logger("odoo.addons.complaint_management.models.complaint_case_acknowledgement")
    def test_failure_does_not_block(self):
        """CUS-1: one that cannot be sent is marked, and the others leave."""
        bad, good = self._create_case(subject="bad"), self._create_case(subject="good")
        origin = type(bad)._get_expected_dates

        def fail(case):
            if case.subject == "bad":
                raise ValueError("broken")
            return origin(case)

        with (
            patch.object(type(bad), "_get_expected_dates", fail),
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
        ):
            mails = self._run_job()
        self.assertEqual((bad.acknowledgement, good.acknowledgement), ("failed", "sent"))
        self.assertEqual(len(mails), 1)
        self.assertFalse(bad.message_ids.filtered(lambda m: m.message_type == "auto_comment"))
        with self.assertRefuses(AccessError, "Only complaint handlers"):
            bad.with_user(self.clerk).action_acknowledge()
        with self.assertRefuses(UserError, "no acknowledgement has failed"):
            (bad + good).with_user(self.assistant).action_acknowledge()
        bad.with_user(self.assistant).action_acknowledge()
        self.assertEqual(len(self._run_job()), 1)
        self.assertEqual(bad.acknowledgement, "sent")

    def test_batches_and_second_job(self):
        """CUS-1: the job works in batches and passes over what another job has locked."""
        cases = self.env["complaint.case"].browse().union(*(self._create_case() for _number in range(5)))
        locked = cases[:2]
        origin = type(cases).try_lock_for_update

        def lock(records, **kwargs):
            return origin(records - locked if records._name == "complaint.case" else records, **kwargs)

        with (
            patch.object(type(cases), "try_lock_for_update", lock),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60) as progress,
            self.mock_mail_gateway(),
        ):
            self.env["complaint.case"]._cron_send_acknowledgements(batch_size=2)
        self.assertEqual(progress.call_count, 3, "once to begin with, then after a batch of two and the rest of one")
        self.env.invalidate_all()
        self.assertEqual(cases.mapped("acknowledgement"), ["queued"] * 2 + ["sent"] * 3)

    def test_concurrent_change(self):
        """CUS-1: what another transaction wrote meanwhile is no failure of the mail: it is tried again."""
        case, tries = self._create_case(), []
        origin = type(case)._post_template

        def post(case, *args, **kwargs):
            tries.append(case)
            if len(tries) == 1:
                raise SerializationFailure("could not serialize access due to concurrent update")
            return origin(case, *args, **kwargs)

        with (
            patch.object(type(case), "_post_template", post),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60),
            patch.object(self.env.cr, "rollback"),
            self.mock_mail_gateway(),
        ):
            self.env["complaint.case"]._cron_send_acknowledgements()
        self.assertEqual((len(tries), case.acknowledgement), (2, "sent"))

    def test_bulk_costs(self):
        """CUS-1: queueing a thousand cases costs no query for each."""
        cases = self.env["complaint.case"].create(
            [
                {"subject": f"No. {n}", "contact_email": f"a{n}@example.com", "acknowledgement": "none"}
                for n in range(200)
            ]
        )
        cases.sudo().acknowledgement = "none"
        self.env.flush_all()
        for count in (100, 200):
            cases.invalidate_recordset()
            before = self.env.cr.sql_log_count
            cases[:count].sudo()._queue_acknowledgement()
            self.env.flush_all()
            cost = self.env.cr.sql_log_count - before
            self.assertLess(cost, 15)
            self.assertEqual(set(cases[:count].mapped("acknowledgement")), {"queued"})
            cases.sudo().acknowledgement = "none"
            self.env.flush_all()

    def test_nobody_else_sets_it(self):
        """CUS-1: the state of the acknowledgement is the procedure's, not the user's."""
        case = self._create_case()
        with self.assertRefuses(Exception, "steps of the procedure"):
            case.with_user(self.assistant).acknowledgement = "sent"
