from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestIntakeType(ComplaintCommon):
    def _log(self, case_type="enquiry", **values):
        return self._create_case(**{"case_type": case_type, "line_ids": [], "sale_order_id": False, **values})

    # === Answered and closed ===

    def test_answered_by_mail_and_closed(self):
        """INT-9: an enquiry is answered by a mail that is composed and sent, then closed; nothing stays due."""
        case = self._log()
        self.assertFalse(case.deadline_ids.filtered(lambda d: d.milestone == "admissibility"))
        action = case.action_answer()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.assistant)
            .with_context(**action["context"])
            .create({"body": "<p>Yes, in oak too.</p>"})
        )
        with self.mock_mail_gateway():
            composer.action_send_mail()
        self.assertTrue(case.date_replied)
        answer = case.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertIn("in oak too", answer.body)
        self.assertIn(self.customer, answer.notified_partner_ids)
        with self.assertRefuses(UserError, "summary is empty"):
            case.action_close()
        case.summary = "Told them about oak"
        case.action_close()
        self.assertRecordValues(case, [{"state": "closed", "deadline_state": "met", "date_deadline": False}])

    def test_answer_by_argument(self):
        """INT-9: a client without a screen sends the answer's text; also to a contact who is no partner."""
        case = self._log(partner_id=False, contact_email="mia@example.com", contact_name="Mia")
        with self.mock_mail_gateway():
            case.action_answer("Yes, <b>in oak</b> too.")
        self.assertTrue(case.date_replied)
        mail = self._new_mails.filtered(lambda m: "mia@example.com" in (m.email_to or ""))
        self.assertEqual(len(mail), 1)
        self.assertIn("&lt;b&gt;in oak", mail.body_html)

    def test_answer_needs_person_phase_and_address(self):
        """INT-9: refused for mere users, without an address, and once the case goes on."""
        case = self._log()
        with self.assertRefuses(AccessError, "Only complaint handlers"):
            case.with_user(self.clerk).action_answer("Yes")
        unknown = self._log(partner_id=False, contact_name="Mia")
        with self.assertRefuses(UserError, "e-mail address"):
            unknown.action_answer("Yes")
        accepted = self._create_case()
        accepted.action_accept()
        with self.assertRefuses(UserError, "only what is in phase Received"):
            accepted.action_answer("Yes")

    def test_suggestion_needs_a_disposition(self):
        """INT-9: what became of a suggestion is said before it is closed, and counted."""
        case = self._log("suggestion", summary="Thanks")
        with self.assertRefuses(UserError, "what became of the suggestion"):
            case.action_close()
        case.disposition = "partly"
        case.action_close()
        self.assertEqual(case.state, "closed")
        counted = self.env["complaint.case"]._read_group(
            [("case_type", "=", "suggestion"), ("id", "=", case.id)], ["disposition"], ["__count"]
        )
        self.assertEqual(counted, [("partly", 1)])

    def test_only_complaints_are_judged(self):
        """INT-9: a request is not accepted."""
        with self.assertRefuses(UserError, "only complaints are accepted"):
            self._log("request").action_accept()

    def test_reopened_goes_back_to_received(self):
        """INT-9: a closed enquiry has no investigation to go back to; its deadlines count from now."""
        case = self._log(summary="Told them", date_received="2026-01-05 10:00:00")
        case.action_close()
        case.action_reopen("They ask again")
        self.assertRecordValues(case, [{"state": "received", "round": 2, "date_closed": False, "date_replied": False}])
        replied = case.deadline_ids.filtered(lambda d: d.milestone == "replied" and d.round == 2)
        self.assertGreater(replied.date_due, case.create_date)

    # === Changing the type ===

    def test_type_changes_while_received(self):
        """INT-9: an enquiry that turns out a complaint is one, with its deadlines; the history has it."""
        case = self._log(disposition="other")
        self.flush_tracking()
        with Form(case) as form:
            form.case_type = "complaint"
        self.flush_tracking()
        self.assertIn("admissibility", case.deadline_ids.mapped("milestone"))
        tracked = case.message_ids.sudo().tracking_value_ids.filtered(lambda v: v.field_id.name == "case_type")
        self.assertEqual((tracked.old_value_char, tracked.new_value_char), ("Enquiry", "Complaint"))
        self.assertEqual((case.disposition, case.user_id), ("other", self.env["res.users"]))
        case.case_type = "request"
        self.assertNotIn("admissibility", case.deadline_ids.mapped("milestone"))

    def test_type_is_settled_later(self):
        """INT-9: once accepted, a complaint stays one."""
        case = self._create_case()
        case.action_accept()
        with self.assertRefuses(UserError, "only as long as the case is in phase Received"):
            case.case_type = "enquiry"

    # === In writing ===

    def test_written_channel_gets_a_written_reply(self):
        """CUS-2: what came by letter is closed only after a written reply, by mail or on paper; a call is not."""
        letter = self.env.ref("complaint_management.channel_letter")
        case = self._log(channel_id=letter.id, summary="Told them", partner_id=False, contact_name="Mia")
        with self.assertRefuses(UserError, r"in writing \(Letter\)"):
            case.action_close()
        action = case.action_record_reply()
        wizard = self.env["complaint.reply"].with_user(self.assistant).with_context(**action["context"]).create({})
        wizard.text = "Letter of today, by post"
        wizard.action_confirm()
        case.action_close()
        self.assertEqual(case.state, "closed")
        self.assertIn("by post", "".join(case.message_ids.mapped("body")))
        with self.assertRefuses(UserError, "a reply is due while"):
            case.action_record_reply("Again")

    def test_paper_reply_offers_what_is_approved(self):
        """CUS-2, RES-5: a letter offers the approved resolution as a mail would; before approval it offers nothing."""
        case = self._create_case()
        resolution = self._propose(case, {"kind": "apology"})
        with self.assertRefuses(UserError, "a reply is due while"):
            case.action_record_reply("Letter")
        self._approve(resolution)
        case.action_record_reply("Letter of today")
        self.assertEqual((resolution.state, bool(case.date_replied)), ("offered", True))

    # === Exception reports ===

    def test_settled_on_the_spot(self):
        """INT-16: closed in one step, established, numbered and counted; the department gets an activity."""
        self.quality.manager_id = self.engineer.employee_id
        case = self._create_case()
        case.action_settle("Wiped clean at once", self.quality.id)
        self.assertRecordValues(
            case,
            [
                {
                    "state": "closed",
                    "is_exception_report": True,
                    "validity": "established",
                    "department_id": self.quality.id,
                    "user_id": self.assistant.id,
                    "deadline_state": "met",
                    "awaiting": False,
                }
            ],
        )
        self.assertTrue(case.name and case.date_closed and case.date_accepted)
        self.assertEqual(case.activity_ids.user_id, self.engineer)
        self.assertFalse(case.deadline_ids.filtered(lambda d: not d.date_met))

    def test_settling_is_asked_for(self):
        """INT-16: the dialog asks for summary and department; without a head the handler gets the activity."""
        case = self._create_case()
        action = case.action_settle()
        wizard = self.env["complaint.settle"].with_user(self.assistant).with_context(**action["context"]).create({})
        self.assertEqual(wizard.department_id, self.quality)
        with self.assertRefuses(UserError, "Say how"):
            wizard.action_confirm()
        wizard.summary = "Wiped clean"
        wizard.action_confirm()
        self.assertEqual((case.state, case.activity_ids.user_id), ("closed", self.assistant))

    def test_settling_is_refused(self):
        """INT-16: not where money or goods are asked for, a reply is due, or by the wrong person."""
        settle = ("Wiped clean", self.quality.id)
        demand = self.env.ref("complaint_management.demand_exchange")
        demand.costs = True
        letter = self.env.ref("complaint_management.channel_letter")
        for values, words in (
            ({"demanded_amount": 5}, "demands an amount"),
            ({"demand_ids": [Command.set(demand.ids)]}, "money or goods: Exchange"),
            ({"channel_id": letter.id}, "in writing"),
            ({"case_type": "suggestion"}, "only complaints are settled"),
        ):
            with self.subTest(words), self.assertRefuses(UserError, words):
                self._create_case(**values).action_settle(*settle)
        case = self._create_case()
        with self.assertRefuses(UserError, "is not known"):
            case.action_settle("Wiped clean", 999999)
        with self.assertRefuses(AccessError, "Only complaint handlers"):
            case.with_user(self.clerk).action_settle(*settle)
        self._propose(case)
        with self.assertRefuses(UserError, "not in Received"):
            case.action_settle(*settle)

    def test_exception_report_prints(self):
        """INT-16: the form names department, what happened and how it was settled; reopened, it is a full case."""
        case = self._create_case(description="<p>Dust on the desk</p>")
        case.action_settle("<p>Wiped clean</p>", self.quality.id)
        html = self.env["ir.actions.report"]._render_qweb_html("complaint_management.report_exception", case.ids)[0]
        for words in ("Exception Report", case.name, "Quality", "Dust on the desk", "Wiped clean"):
            self.assertIn(words, html.decode())
        case.action_reopen("It came back")
        self.assertRecordValues(case, [{"state": "investigation", "is_exception_report": False}])
