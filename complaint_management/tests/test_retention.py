from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon

# tests leave tracking out unless they ask for it
TRACKED = {"tracking_disable": False, "mail_notrack": False}
WRITES = {"contact_name": "Ann", "contact_email": "ann@example.com", "contact_phone": "+1 555 0199"}


@tagged("post_install", "-at_install")
class TestRetention(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # no rule raises the cases of customers that were new back then
        cls.policy.severity_rule_ids.unlink()
        cls.policy.write({"retention_general": 12, "retention_important": 36, "retention_major": 0})

    @classmethod
    def _end(cls, day="2024-01-31 12:00:00", **values):
        """A case that was withdrawn on that day."""
        with freeze_time(day):
            case = cls._create_case(**values)
            case.action_withdraw("Settled among neighbours")
            cls.env.flush_all()
        return case

    def _run_job(self, day="2027-01-01 03:00:00"):
        cron = self.env.ref("complaint_management.ir_cron_apply_retention")
        self.env.flush_all()
        with self.enter_registry_test_mode(), freeze_time(day):
            cron.method_direct_trigger()
        self.env.invalidate_all()

    # === The day ===

    def test_day(self):
        """ARC-3: months count from the day on which the case ended; a month's end is clipped; open: no day."""
        self.assertFalse(self._create_case().retention_date)
        case = self._end("2024-02-29 12:00:00")
        self.assertEqual([case.date_ended, case.retention_date], [date(2024, 2, 29), date(2025, 2, 28)])
        case.sudo().write({"severity": "important", "severity_judged": True})
        self.assertEqual(case.retention_date, date(2027, 2, 28))
        case.sudo().write({"severity": "major", "severity_judged": True})
        self.assertFalse(case.retention_date, "for ever")

    def test_policy_changes(self):
        """ARC-3: with the policy's time the day of what has ended changes, by calendar months, of its cases only."""
        case, running = self._end("2024-08-31 12:00:00"), self._create_case()
        other = self._end("2024-08-31 12:00:00")
        other.sudo().policy_id = self.policy.copy({"retention_general": 24})
        self.policy.with_user(self.manager).retention_general = 6
        self.assertEqual(case.retention_date, date(2025, 2, 28))
        self.assertEqual(case.retention_date, fields.Date.add(case.date_ended, months=6))
        self.assertEqual(other.retention_date, date(2026, 8, 31))
        self.assertFalse(running.retention_date)
        self.policy.retention_general = 0
        self.assertFalse(case.retention_date)
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017 - a database constraint
            self.policy.retention_general = -1
            self.env.flush_all()

    def test_every_end_counts(self):
        """ARC-3: closed, settled, turned down, withdrawn and merged cases have a day; reopened ones lose it."""
        ground = self.env["complaint.ground"].search([], limit=1)
        with freeze_time("2024-01-31 12:00:00"):
            rejected, merged, target, settled = (self._create_case() for _number in range(4))
            rejected.action_reject(ground_id=ground.id, reason="No fact", letter=False)
            merged.action_merge_into(target)
            settled.channel_id = self.env["complaint.channel"].search([("is_written", "=", False)], limit=1)
            settled.action_settle("Swapped", self.quality.id)
            self.env.flush_all()
        for case in (rejected, merged, settled):
            self.assertEqual(case.retention_date, date(2025, 1, 31), case.state)
        self.assertFalse(target.retention_date)
        settled.action_reopen("Not settled after all")
        self.assertFalse(settled.date_ended or settled.retention_date)

    def test_time_zone(self):
        """ARC-3: the day is the company's, when the case ends and when the time is over."""
        self.calendar.tz = "Asia/Tokyo"
        case = self._end("2024-01-31 16:00:00")
        self.assertEqual(case.date_ended, date(2024, 2, 1))
        self._run_job("2025-02-01 14:00:00")
        self.assertTrue(case.active, "in Tokyo it is still the last day")
        self._run_job("2025-02-01 15:30:00")
        self.assertFalse(case.active, "in Tokyo it is the day after")

    # === The job ===

    def test_job_archives(self):
        """ARC-3: the job archives what has been kept long enough; open, on hold, for ever and later ones stay."""
        over, held = self._end(), self._end()
        ever, later = self._end(severity="major"), self._end(severity="important")
        running = self._create_case()
        held.with_user(self.manager).action_set_legal_hold("Before a court")
        self._run_job("2025-01-31 23:00:00")
        self.assertTrue(over.active, "the last day is kept")
        self._run_job("2025-02-01 03:00:00")
        self.assertFalse(over.active)
        self.assertEqual((held | ever | later | running).mapped("active"), [True] * 4)
        self.assertFalse(over.anonymized_on)
        self.assertEqual(over.partner_id, self.customer, "archived only")
        self.assertNotIn(over, over.search([("name", "=", over.name)]))
        self.assertIn(over, over.search([("name", "=", over.name), ("active", "=", False)]))
        # once more: nothing is left to do
        before = over.write_date
        self._run_job("2025-02-02 03:00:00")
        self.assertEqual(over.write_date, before)
        held.with_user(self.manager).action_release_legal_hold("Decided")
        self._run_job("2025-02-03 03:00:00")
        self.assertFalse(held.active)

    def test_companies(self):
        """ARC-3: every company's cases, each with the day of its own place."""
        calendar = self.env["resource.calendar"].create({"name": "Far", "tz": "Pacific/Honolulu"})
        other = self.env["res.company"].create({"name": "Far Away"})
        calendar.company_id = other
        other.resource_calendar_id = calendar
        case = self._end()
        far = self.env["complaint.case"].with_company(other).create({"subject": "Far", "company_id": other.id})
        far.policy_id = self.policy
        far.write({"state": "closed", "date_closed": "2024-01-31 12:00:00"})
        self.assertEqual(far.retention_date, case.retention_date)
        self._run_job("2025-02-01 05:00:00")
        self.assertFalse(case.active)
        self.assertTrue(far.active, "it is still January in Honolulu")
        self._run_job("2025-02-01 11:00:00")
        self.assertFalse(far.active)

    def test_one_failure_does_not_stop_the_rest(self):
        """ARC-3: what cannot be archived is reported and left, the others are archived."""
        cases = self._end() | self._end() | self._end()
        bad, archive = cases[1], type(cases)._apply_retention

        def fail(records):
            if bad in records:
                raise ValueError("something is wrong with it")
            return archive(records)

        with (
            patch.object(type(cases), "_apply_retention", fail),
            self.assertLogs("odoo.addons.complaint_management.models.complaint_case_action", "ERROR") as logs,
        ):
            self._run_job()
        self.assertEqual(cases.mapped("active"), [False, True, False])
        self.assertIn(bad.name, logs.output[0])

    # === By hand ===

    def test_by_hand(self):
        """ARC-3: a manager archives what has ended and takes it back; nobody archives what is open or on hold."""
        case, running = self._end(), self._create_case()
        with self.assertRefuses(AccessError, "Only complaint managers"):
            case.with_user(self.assistant).action_archive()
        with self.assertRefuses(UserError, f"{running.name}: only cases that have ended"):
            (case | running).with_user(self.manager).action_archive()
        case.with_user(self.manager).action_archive()
        self.assertFalse(case.active)
        case.with_user(self.manager).action_unarchive()
        case.with_user(self.manager).action_set_legal_hold("Court")
        with self.assertRefuses(UserError, "on legal hold"):
            case.with_user(self.manager).active = False

    def test_legal_hold(self):
        """ARC-3: a manager holds a case with a reason that is kept; by hand the field is not written."""
        case = self._end()
        action = case.with_user(self.manager).action_set_legal_hold()
        self.assertEqual(action["res_model"], "complaint.reason")
        wizard = Form(self.env["complaint.reason"].with_user(self.manager).with_context(**action["context"], **TRACKED))
        wizard.reason = "Before a court"
        wizard.save().action_confirm()
        self.assertTrue(case.legal_hold)
        self.assertEqual(case.legal_hold_reason, "Before a court")
        case.invalidate_recordset(["message_ids"])
        self.assertIn("Put on legal hold: Before a court", "".join(case.message_ids.mapped("body")))
        with self.assertRefuses(AccessError, "Only complaint managers"):
            case.with_user(self.assistant).action_release_legal_hold("Mine")
        for values in ({"legal_hold": False}, {"retention_date": "2020-01-01"}, {"anonymized_on": False}):
            with self.assertRefuses(UserError, "set by the steps of the procedure"):
                case.with_user(self.manager).write(values)
        case.with_user(self.manager).action_release_legal_hold("Decided")
        with self.assertRefuses(UserError, "not on legal hold"):
            case.with_user(self.manager).action_release_legal_hold("Decided")

    def test_archived_case_is_not_reopened(self):
        """ARC-3: what is archived is not reopened, not by its handler and not by an answer."""
        with freeze_time("2024-01-31 12:00:00"):
            case = self._create_case()
            case.channel_id = self.env["complaint.channel"].search([("is_written", "=", False)], limit=1)
            case.action_settle("Swapped", self.quality.id)
        self._run_job()
        with self.assertRefuses(UserError, "archived"):
            case.action_reopen("Once more")
        self.assertTrue(case._is_past_reopening())

    # === Personal data ===

    def test_personal_data_goes(self):
        """ARC-3: where the policy says so nothing names the complainant any more, and what is counted stays."""
        self.policy.retention_anonymize = True
        with freeze_time("2024-01-31 12:00:00"):
            case = self._create_case(
                subject="Ann Smith's desks", description="<p>I, Ann Smith, am angry</p>", incident_place="Ann's kitchen"
            )
            self.flush_tracking()
            case = case.with_context(**TRACKED)
            case.sudo().write({"email_cc": "bob@example.com"})
            case.sudo().write({**WRITES, "subject": "Ann Smith's old desks"})
            case.message_post(
                body="Dear Ann Smith",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                attachments=[("ann.txt", b"Ann")],
            )
            case.message_post(
                body="Ann here", author_id=self.customer.id, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            case._portal_ensure_token()
            case.action_accept()
            case.step_ids.with_user(self.engineer).action_done("The coating was too thin.")
            self.flush_tracking()
            case.message_subscribe(self.customer.ids)
            case.action_withdraw("Ann Smith gave up")
            self.flush_tracking()
        product, foreign = case.line_ids.product_id, case.is_foreign
        claimed, delivered = case.line_ids.qty_claimed, case.line_ids.date_delivered
        self._run_job()
        self.assertFalse(case.active)
        self.assertTrue(case.anonymized_on)
        for name in ("partner_id", "commercial_partner_id", *WRITES, "email_cc", "mail_key", "sale_order_id"):
            self.assertFalse(case[name], name)
        for name in ("description", "incident_place", "access_token"):
            self.assertFalse(case[name], name)
        self.assertFalse(case.message_partner_ids & self.customer)
        texts = [case.subject, *case.message_ids.mapped("body"), *case.passage_ids.mapped("reason")]
        trackings = self.env["mail.tracking.value"].search([("mail_message_id", "in", case.message_ids.ids)])
        texts += trackings.mapped("old_value_char") + trackings.mapped("new_value_char")
        self.assertFalse([text for text in texts if text and "Ann" in text])
        self.assertFalse(case.message_ids.author_id & self.customer)
        files = [("res_model", "=", "complaint.case"), ("res_id", "=", case.id)]
        self.assertFalse(self.env["ir.attachment"].search(files))
        # what is counted, and what the house knows
        self.assertEqual(case.country_id, self.customer.country_id)
        self.assertEqual([case.is_foreign, case.severity, case.category_id], [foreign, "general", self.category])
        line = case.line_ids
        self.assertEqual([line.product_id, line.qty_claimed, line.date_delivered], [product, claimed, delivered])
        self.assertIn("too thin", case.step_ids[0].opinion)
        self.assertTrue(case.passage_ids and case.date_received and case.name)

    def test_words_of_the_customer(self):
        """ARC-3: answers, signatures and what was said in callbacks go as well; amounts and satisfaction stay."""
        self.policy.write({"retention_anonymize": True, "callback_count": 1})
        pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        with freeze_time("2024-01-31 12:00:00"):
            case = self._create_case()
            resolution = self._execute(case)
            resolution.sudo().write({"signature": pixel})
            resolution.remedy_ids.sudo().write({"state": "done"})
            case.action_follow_up()
            callback = (
                self.env["complaint.callback"]
                .with_user(self.manager)
                .create({"case_id": case.id, "satisfaction": "satisfied", "comment": "Ann is happy"})
            )
            case.summary = "Learnt"
            case.action_close()
        amount = resolution.amount_total
        self._run_job()
        self.assertTrue(case.anonymized_on)
        self.assertFalse(resolution.accepted_by or resolution.signature or resolution.partner_id or callback.comment)
        self.assertEqual([callback.satisfaction, case.satisfaction], ["satisfied"] * 2)
        self.assertEqual(resolution.amount_total, amount)
        self.assertIn("Learnt", case.summary)
        self.assertFalse([body for body in resolution.message_ids.mapped("body") if "Ready" in body])
        with self.assertRefuses(UserError, "personal data has been removed"):
            case.action_reopen("Once more")
        with self.assertRefuses(UserError, "stays archived"):
            case.with_user(self.manager).action_unarchive()
        with self.assertRefuses(UserError, "removed already"):
            case.with_user(self.manager).action_set_legal_hold("Too late")

    def test_ratings_and_statements(self):
        """ARC-3: the customer's words in a rating go, and their name on it and in statements."""
        self.policy.retention_anonymize = True
        case = self._end().sudo()
        rating = self.env["complaint.rating"].create(
            {
                **{"case_id": case.id, "round": 1, "date": "2024-01-31 12:00:00", "comment": "I, Ann, am happy"},
                **{"satisfaction": "satisfied", "satisfaction_handling": "neutral", "partner_id": self.customer.id},
            }
        )
        statement = self.env["complaint.statement"].create({"date_from": "2024-01-01"})
        line = self.env["complaint.statement.line"].create(
            {
                **{"statement_id": statement.id, "company_id": self.company.id, "case_id": case.id},
                **{"customer": self.customer.name, "partner_id": self.customer.id},
            }
        )
        statement.state = "confirmed"
        self._run_job()
        self.assertTrue(case.anonymized_on)
        self.assertFalse(rating.comment or rating.partner_id or line.customer or line.partner_id)
        self.assertEqual((rating.satisfaction, line.case_id), ("satisfied", case))

    def test_archived_by_hand_and_policy_later(self):
        """ARC-3: the data of a case archived before goes as soon as the policy says so and the time is over."""
        case = self._end()
        case.with_user(self.manager).action_archive()
        self._run_job()
        self.assertFalse(case.anonymized_on)
        self.policy.retention_anonymize = True
        self._run_job("2025-01-31 03:00:00")
        self.assertFalse(case.anonymized_on, "not before its time")
        self._run_job()
        self.assertTrue(case.anonymized_on)
        done = case.anonymized_on
        self._run_job("2027-02-01 03:00:00")
        self.assertEqual(case.anonymized_on, done, "once")

    # === Archived cases stay protected ===

    def test_archived_stays_hidden(self):
        """CNF-1, CNF-2, CNF-3: an archived case is seen by those who saw it before, and by nobody else."""
        case, secret = self._end(), self._end()
        case.sudo().respondent_ids = self.approver.employee_id
        secret.sudo().confidential = True
        self._run_job()
        model = self.env["complaint.case"].with_context(active_test=False)
        found = {
            user.login: set(model.with_user(user).search([("id", "in", (case | secret).ids)]).ids)
            for user in (self.assistant, self.approver, self.auditor, self.worker, self.manager)
        }
        both = {case.id, secret.id}
        self.assertEqual(found["manager"], both)
        self.assertEqual(found["auditor"], {case.id})
        self.assertFalse(found["approver"] or found["worker"])
        self.assertIn(case.id, found["assistant"])
        for user in (self.approver, self.worker):
            self.assertFalse(self.env["complaint.line"].with_user(user).search([("case_id", "in", list(both))]))
            with self.assertRefuses(AccessError, "."):
                case.with_user(user).read(["subject"])
        self.assertTrue(case.with_user(self.clerk).has_access("read") is False)

    def test_reach_of_archived(self):
        """CNF-3: whoever logged a case still reaches it when it is archived."""
        case = self._create_case().with_user(self.clerk).copy({"subject": "Mine"})
        case.sudo().write({"state": "withdrawn"})
        case.sudo().active = False
        self.env.invalidate_all()
        self.assertTrue(case.with_user(self.clerk).is_in_reach)
        self.assertEqual(case.with_user(self.clerk).subject, "Mine")
        self.assertFalse(case.with_user(self.worker).is_in_reach)
