import base64
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class MailIntakeCommon(ComplaintCommon):
    """A team with an address, and raw mails to it through Odoo's own gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "info@ours.example.com"
        cls.leader = cls._create_employee_user("leader", "group_handler", cls.sales)
        cls.team = cls.env["complaint.team"].create(
            {"name": "Service", "company_id": cls.company.id, "user_id": cls.leader.id, "alias_name": "complaint.test"}
        )
        cls.address = f"complaint.test@{cls.alias_domain}"
        cls.mails_received = 0

    def _mail(self, body="The desk came with a deep scratch.", html=None, files=(), sender="Ann Ready", **headers):
        """A raw mail; header names with _ for -; ``sender`` False: no From at all."""
        type(self).mails_received += 1
        mail = EmailMessage(policy=SMTP)
        defaults = {
            "From": "Ann Ready <ready@example.com>",
            "To": self.address,
            "Subject": "Scratched desk",
            "Message_ID": f"<{self.mails_received}@customer.example.com>",
            "Date": "Mon, 06 Jul 2026 10:00:00 +0200",
        }
        for name, value in {**defaults, **headers}.items():
            if value:
                mail[name.replace("_", "-")] = value
        mail.set_content(body)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content, maintype, subtype, cid in files:
            target = mail.get_payload()[-1] if cid else mail
            add = target.add_related if cid else target.add_attachment
            add(content, maintype=maintype, subtype=subtype, filename=name, **({"cid": cid} if cid else {}))
        return mail.as_bytes()

    def _receive(self, raw=None, **mail):
        """Hand a mail to the gateway; the cases that it made."""
        before = self.env["complaint.case"].search([]).ids
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(None, raw or self._mail(**mail))
        return self.env["complaint.case"].search([("id", "not in", before)])

    def _close(self, case, days_ago=0):
        """Closed some days ago, as the end of a way that other tests go."""
        case.sudo().write({"state": "closed", "date_closed": fields.Datetime.now() - timedelta(days=days_ago)})
        case.flush_recordset()

    def _last_mail_id(self, case):
        """The message id of what the customer got last."""
        return case.message_ids.filtered(lambda m: m.message_type in ("comment", "auto_comment"))[:1].message_id


@tagged("post_install", "-at_install")
class TestMailIntake(MailIntakeCommon):
    # === New cases ===

    def test_plain_mail_makes_a_case(self):
        """INT-4, INT-1: a mail to the team's address is a case of its team and company, by the channel of mails."""
        case = self._receive()
        self.assertRecordValues(
            case,
            [
                {
                    "subject": "Scratched desk",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "channel_id": self.env.ref("complaint_management.channel_mail").id,
                    "partner_id": self.customer.id,
                    "contact_name": "Ann Ready",
                    "contact_email": "ready@example.com",
                    "first_receiver_id": False,
                    "state": "received",
                }
            ],
        )
        self.assertRegex(case.name, r"^\d{8}$")
        self.assertIn("a deep scratch", case.description)
        message = case.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertIn("a deep scratch", message.body)
        self.assertEqual(message.author_id, self.customer)
        self.assertFalse(message.subtype_id.internal, "the customer sees their own mail on the portal")

    def test_unknown_sender_stays_contact(self):
        """INT-4: an address that nobody knows stays contact data; no partner is made of it."""
        partners = self.env["res.partner"].search_count([])
        case = self._receive(From="李 小姐 <li@unknown.example.com>")
        self.assertFalse(case.partner_id)
        self.assertEqual((case.contact_name, case.contact_email), ("李 小姐", "li@unknown.example.com"))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_inline_image_and_attachments_are_kept(self):
        """INT-4: inline images stay where they were, files are kept on the case."""
        case = self._receive(
            html='<p>Look:</p><img src="cid:photo1"/>',
            files=[
                ("photo.png", PIXEL, "image", "png", "<photo1>"),
                ("note.pdf", b"%PDF-1.4 x", "application", "pdf", None),
            ],
        )
        attachments = self.env["ir.attachment"].search([("res_model", "=", case._name), ("res_id", "=", case.id)])
        self.assertEqual(set(attachments.mapped("name")), {"photo.png", "note.pdf"})
        photo = attachments.filtered(lambda a: a.name == "photo.png")
        self.assertEqual(photo.raw, PIXEL)
        link = f"/web/image/{photo.id}?access_token={photo.access_token}"
        self.assertIn(link, case.description)
        self.assertIn(link, case.message_ids[-1].body)

    def test_large_attachment(self):
        """INT-4: five megabytes are kept, byte for byte."""
        content = bytes(range(256)) * 4 * 5 * 1024
        case = self._receive(files=[("film.mp4", content, "video", "mp4", None)])
        self.assertEqual(case.message_ids.attachment_ids.raw, content)

    def test_people_in_cc_stay_in_the_thread(self):
        """INT-4: who was in Cc is proposed when we answer; our own address is not."""
        case = self._receive(Cc=f"Bob <bob@example.com>, {self.address}")
        self.assertEqual(case.email_cc, '"Bob" <bob@example.com>')
        suggested = case._message_get_suggested_recipients(reply_discussion=True)
        emails = {recipient["email"] for recipient in suggested}
        self.assertLessEqual({"ready@example.com", "bob@example.com"}, emails)
        self.assertNotIn(self.address, emails)
        self._receive(From="ready@example.com", Cc="Eve <eve@example.com>", Subject=f"Re: {case.name}")
        self.assertIn("eve@example.com", case.email_cc)
        self.assertIn("bob@example.com", case.email_cc)

    def test_company_of_the_alias(self):
        """INT-4: the case gets the alias's company, and no partner of another one."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create({"name": "Only Other's", "email": "theirs@example.com", "company_id": other.id})
        case = self._receive(From="theirs@example.com")
        self.assertEqual(case.company_id, self.company)
        self.assertFalse(case.partner_id)
        self.portal_user.write({"company_ids": [(4, other.id)], "company_id": other.id})
        case = self._receive(Subject="From a user of another company")
        self.assertEqual(case.company_id, self.company)
        self.assertEqual(case.partner_id, self.customer)
        foreign_team = self.env["complaint.team"].create(
            {"name": "Elsewhere", "company_id": other.id, "alias_name": "complaint.other"}
        )
        case = self._receive(To=foreign_team.alias_full_name or "complaint.other@" + self.alias_domain)
        self.assertEqual((case.company_id, case.team_id), (other, foreign_team))

    def test_employee_forwards(self):
        """INT-4, INT-7: who forwards a customer's mail is its first receiver, not its customer, and gets no thanks."""
        case = self._receive(From=f"clerk <{self.clerk.email}>")
        self.assertEqual(case.first_receiver_id, self.clerk.employee_id)
        self.assertFalse(case.partner_id)
        self.assertEqual(case.acknowledgement, "none")

    def test_one_mail_to_two_teams(self):
        """INT-4: a mail to two teams of a company is one case."""
        self.env["complaint.team"].create(
            {"name": "Second", "company_id": self.company.id, "alias_name": "complaint.second"}
        )
        self.assertEqual(len(self._receive(To=f"{self.address}, complaint.second@{self.alias_domain}")), 1)

    def test_same_message_twice(self):
        """INT-4: the same message delivered twice makes one case."""
        raw = self._mail()
        self.assertEqual(len(self._receive(raw)), 1)
        self.assertFalse(self._receive(raw))

    def test_same_message_twice_at_once(self):
        """INT-4: the same message makes one case also if another process takes it at the same moment."""
        raw = self._mail(Message_ID="<at-once@customer.example.com>")
        self.env["mail.message"].search([], limit=1)  # our transaction has begun
        with self.registry.cursor() as cr:  # the other process has taken it
            cr.execute(
                "INSERT INTO mail_message (message_id, message_type) VALUES ('<at-once@customer.example.com>', 'email')"
            )
        try:
            self.assertFalse(self._receive(raw))
        finally:
            with self.registry.cursor() as cr:
                cr.execute("DELETE FROM mail_message WHERE message_id = '<at-once@customer.example.com>'")
        self.assertEqual(len(self._receive(raw)), 1)

    # === Odd mails ===

    def test_no_sender(self):
        """INT-4, INT-6: a mail without sender is an anonymous case that nobody is thanked for."""
        # nor taken for one of ours who has no address either
        self.manager.partner_id.email = False
        case = self._receive(From=None)
        self.assertEqual(len(case), 1)
        self.assertFalse(case.first_receiver_id)
        self.assertFalse(case.partner_id or case.contact_email)
        self.assertEqual(case.acknowledgement, "none")

    def test_no_subject_nor_body(self):
        """INT-4: a mail that says nothing is a case that says so."""
        case = self._receive(Subject=None, body="")
        self.assertEqual(case.subject, "(no subject)")
        self.assertRegex(case.name, r"^\d{8}$")

    def test_wrong_encodings(self):
        """INT-4: what is not in the encoding that it claims, or in one that nobody knows, still makes a case."""
        head = (
            "From: =?gb2312?B?1ac=?= <odd{number}@example.com>\r\nTo: {address}\r\n"
            "Message-ID: <odd{number}@x.example.com>\r\nSubject: =?utf-8?B?5qGM5a2Q5Yiu55eV?=\r\nMIME-Version: 1.0\r\n"
        )
        bodies = [
            b"Content-Type: text/plain; charset=us-ascii\r\n\r\nbroken \xe6\xa1\x8c \xff bytes",
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xd7\xc0\xd7\xd3\xb9\xce\xba\xdb",
            b"Content-Type: text/plain; charset=no-such-charset\r\n\r\nplain words",
            b"Content-Type: text/plain; charset=utf-8\r\n\r\nnull \x00 bytes \xf0\x9f\x98\xa1",
            b'Content-Type: text/plain; charset="../../x\x00"\r\n\r\nplain words',
            b"Content-Type: text/html; charset=gb2312\r\n\r\n<p>\xd7\xc0\xd7\xd3 \x00 \xff</p>",
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!! no base64 !!!",
            b'Content-Type: multipart/mixed; boundary="b"\r\n\r\nno part at all',
        ]
        for number, body in enumerate(bodies):
            with self.subTest(body=body):
                case = self._receive(head.format(number=number, address=self.address).encode() + body)
                self.assertEqual(case.subject, "桌子刮痕")
                self.assertEqual(case.contact_email, f"odd{number}@example.com")

    def test_null_characters(self):
        """INT-4: null characters in headers, which the database cannot hold, do not stop a mail."""
        head = b"Message-ID: <null%%d@x.example.com>\r\nTo: %s\r\n" % self.address.encode()
        file = (
            b"--b\r\nContent-Type: image/png\r\n"
            b"Content-Disposition: attachment; filename*=utf-8''a%00b.png\r\n\r\nx\r\n--b--"
        )
        for number, raw in enumerate(
            (
                b"From: a@example.com\r\nSubject: =?utf-8?Q?a=00b?=\r\n\r\nx",
                b"From: =?utf-8?Q?a=00b?= <a@example.com>\r\nSubject: ab\r\n\r\nx",
                b"From: a\x00@example.com\r\nSubject: ab\r\n\r\nx",
                b"From: a@example.com\r\nSubject: ab\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + file,
            )
        ):
            with self.subTest(raw=raw):
                case = self._receive(head % number + raw)
                self.assertEqual((case.subject, case.contact_email), ("ab", "a@example.com"))

    # === Machines ===

    def test_responders_make_no_case(self):
        """INT-4: auto-replies and our own mails never make a case."""
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-replied; owner-email=x@example.com"},
            {"X_Autoreply": "yes"},
            {"X_Autorespond": "Away"},
            {"Precedence": "auto_reply"},
            {"Return_Path": "<>"},
            {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All"},
            {"From": "Ours <info@ours.example.com>"},
            {"From": self.address},
            {"From": f"catchall.test@{self.alias_domain}"},
            {"From": f"notifications.test@{self.alias_domain}"},
        ):
            with self.subTest(headers=headers):
                self.assertFalse(self._receive(**headers))

    def test_other_machines_get_no_answer(self):
        """INT-4: a web form or a list may complain; nobody waits there for an acknowledgement."""
        for headers in ({"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"List_Id": "<a.example.com>"}):
            with self.subTest(headers=headers):
                case = self._receive(**headers)
                self.assertEqual((len(case), case.acknowledgement), (1, "none"))
        self.assertEqual(self._receive(Auto_Submitted="no").acknowledgement, "queued")

    def test_bounce(self):
        """INT-4: a bounce makes no case, and is marked on the message that did not arrive."""
        self.assertFalse(self._receive(From="MAILER-DAEMON@example.com", Subject="Undelivered"))
        case = self._receive()
        with self.mock_mail_gateway():
            case._send_acknowledgement()
        self.assertFalse(
            self._receive(
                To=f"bounce.test@{self.alias_domain}", Subject="Undelivered", References=self._last_mail_id(case)
            )
        )
        self.assertEqual(case.state, "received")

    def test_loop_of_responders(self):
        """INT-4: two mail systems that answer each other, without a header that says so, stop by themselves."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "5")
        cases = self.env["complaint.case"]
        for number in range(8):
            made = self._receive(From="robot@example.com", Subject=f"I got your mail, part {chr(97 + number)}")
            with self.mock_mail_gateway():
                for case in made:
                    case._send_acknowledgement()
            cases |= made
        self.assertEqual(len(cases), 5)
        sent = cases.message_ids.filtered(lambda m: m.message_type == "auto_comment")
        self.assertEqual(len(sent), 5)

    def test_loop_of_answers(self):
        """INT-4: a machine that answers each of our mails in the thread fills no case without end."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "5")
        case = self._receive(From="robot@example.com")
        for _number in range(8):
            self._receive(From="robot@example.com", Subject=f"Re: {case.name}")
        self.assertEqual(len(case.message_ids.filtered(lambda m: m.message_type == "email")), 5)

    # === Answers ===

    def test_answer_threads(self):
        """INT-4: an answer goes into its case, also of somebody else who got the mail."""
        case = self._receive()
        with self.mock_mail_gateway():
            case._send_acknowledgement()
        for sender in ("ready@example.com", "colleague@elsewhere.example.com"):
            made = self._receive(
                From=sender, Subject="Re: anything", body="More facts", In_Reply_To=self._last_mail_id(case)
            )
            self.assertFalse(made)
            self.assertIn("More facts", case.message_ids[0].body)
        # to what another recipient got of the first mail
        self.assertFalse(self._receive(From="bob@example.com", In_Reply_To=case.message_ids[-1].message_id))
        self.assertEqual(case.message_ids[0].subtype_id, self.env.ref("mail.mt_comment"), "not an internal note")

    def test_stripped_answer_finds_its_case(self):
        """INT-4: an answer without headers goes to the case that its subject names, if its sender belongs to it."""
        case = self._receive(Cc="Bob <bob@example.com>")
        colleague = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer.id, "email": "colleague@example.com"}
        )
        follower = self.env["res.partner"].create({"name": "Carrier", "email": "carrier@example.com"})
        case.message_subscribe(follower.ids)
        for number, sender in enumerate(
            ("ready@example.com", colleague.email, follower.email, "bob@example.com", self.clerk.email)
        ):
            for subject in (f"Re: Your complaint {case.name}: x", f"回复您的投诉{case.name}【刮痕】", f"[{case.name}]"):
                with self.subTest(sender=sender, subject=subject):
                    body = f"Stripped {number} {subject}"
                    self.assertFalse(self._receive(From=sender, Subject=subject, body=body))
                    self.assertIn(f"Stripped {number}", case.message_ids[0].body)

    def test_number_alone_opens_no_door(self):
        """INT-4, CNF-3: a stranger who guesses a number makes a new case; so do respondents and other companies."""
        case = self._receive()
        messages = len(case.message_ids)
        self.assertEqual(len(self._receive(From="stranger@example.com", Subject=f"Re: {case.name}")), 1)
        case.respondent_ids = self.worker.employee_id
        self.assertEqual(len(self._receive(From=self.worker.email, Subject=f"Re: {case.name}")), 1)
        other = self.env["res.company"].create({"name": "Other"})
        self.env["complaint.team"].create(
            {"name": "Elsewhere", "company_id": other.id, "alias_name": "complaint.other"}
        )
        made = self._receive(To=f"complaint.other@{self.alias_domain}", Subject=f"Re: {case.name}")
        self.assertEqual(made.company_id, other)
        self.assertEqual(len(case.message_ids), messages)

    def test_answer_to_merged_case(self):
        """INT-4, INT-10: an answer to a merged case goes to the one that it was merged into."""
        first, second, third = self._receive(), self._receive(), self._receive()
        first.sudo().write({"state": "merged", "merged_into_id": second.id})
        second.sudo().write({"state": "merged", "merged_into_id": third.id})
        for mail in ({"In_Reply_To": first.message_ids[-1].message_id}, {"Subject": f"Re: {first.name}"}):
            self.assertFalse(self._receive(body="To the last", **mail))
            self.assertIn("To the last", third.message_ids[0].body)

    def test_answer_reopens_closed_case(self):
        """INT-4: an answer to a closed case reopens it within the policy's days, as another round."""
        case = self._receive()
        case.user_id = self.assistant
        self._close(case, days_ago=self.policy.reopen_days - 1)
        self.assertFalse(self._receive(Subject=f"Re: {case.name}", body="Broken again"))
        self.assertEqual((case.state, case.round, case.date_closed), ("investigation", 2, False))
        self.assertEqual(case.activity_ids.user_id, self.assistant)
        self.assertIn("Broken again", case.message_ids.mapped("body")[0])
        self.assertTrue(case.deadline_ids.filtered(lambda d: d.round == 2))
        self.assertIn(self.assistant.partner_id, case.message_ids[0].notified_partner_ids)

    def test_answer_reopens_enquiry(self):
        """INT-4, INT-9: a closed enquiry that is answered is received once more, with its time from now on."""
        case = self._receive()
        case.case_type = "enquiry"
        case.sudo().date_received -= timedelta(days=20)
        self._close(case)
        self._receive(Subject=f"Re: {case.name}")
        self.assertEqual((case.state, case.round), ("received", 2))
        due = case.deadline_ids.filtered(lambda d: d.round == 2).mapped("date_due")
        self.assertTrue(due)
        self.assertGreater(min(due), fields.Datetime.now())

    def test_late_answer_makes_a_new_case(self):
        """INT-4: an answer after the policy's days makes a new case that points to the old one."""
        case = self._receive()
        case.sale_order_id = self.order
        self._close(case, days_ago=self.policy.reopen_days + 1)
        made = self._receive(In_Reply_To=case.message_ids[-1].message_id, Subject="Re: again")
        self.assertRecordValues(
            made,
            [
                {
                    "origin_case_id": case.id,
                    "partner_id": self.customer.id,
                    "sale_order_id": self.order.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "acknowledgement": "queued",
                    "subject": "Re: again",
                }
            ],
        )
        self.assertEqual(case.state, "closed")
        self.assertEqual(self._receive(Subject=f"Re: {case.name}").origin_case_id, case)

    def test_only_the_complainant_reopens(self):
        """INT-4: neither our people nor strangers nor machines open a closed case again."""
        case = self._receive(Cc="bob@example.com")
        case.user_id = self.assistant
        for days_ago in (1, self.policy.reopen_days + 1):
            self._close(case, days_ago)
            for mail in (
                {"From": self.assistant.email},
                {"From": "bob@example.com"},
                {"From": "info@ours.example.com"},
                {"Auto_Submitted": "auto-replied"},
                {"Return_Path": "<>"},
            ):
                with self.subTest(mail=mail, days_ago=days_ago):
                    messages = len(case.message_ids)
                    self.assertFalse(self._receive(In_Reply_To=case.message_ids[-1].message_id, **mail))
                    self.assertEqual((case.state, case.round), ("closed", 1))
                    self.assertEqual(len(case.message_ids), messages + 1, "it is kept as a message")
                    self.assertFalse(case.activity_ids)
        forwarded = self._receive(From=self.clerk.email, Subject="For you to handle")
        self._close(forwarded)
        self._receive(From=self.clerk.email, In_Reply_To=forwarded.message_ids[-1].message_id, Subject="Re: it")
        self.assertEqual(forwarded.state, "closed", "who passed it on is not the complainant")

    def test_handler_hears_of_mails(self):
        """INT-4: the handler that the team chose gets the mail that made the case, and every answer."""

        def assign(cases):
            cases.user_id = self.assistant

        with patch.object(type(self.env["complaint.case"]), "_assign_handler", assign):
            case = self._receive()
        self.assertIn(self.assistant.partner_id, case.message_ids[0].notified_partner_ids)
        self._receive(Subject=f"Re: {case.name}", body="An answer")
        self.assertIn("An answer", case.message_ids[0].body)
        self.assertIn(self.assistant.partner_id, case.message_ids[0].notified_partner_ids)

    def test_answer_to_returned_case(self):
        """INT-4, ADM-2: the answer to a case returned for correction is the correction."""
        case = self._receive()
        case.with_user(self.assistant).action_return("The order number is missing")
        paused = case.deadline_ids.filtered("paused_since")
        self.assertTrue(paused)
        for mail in ({"Auto_Submitted": "auto-replied"}, {"From": self.clerk.email}):
            self._receive(Subject=f"Re: {case.name}", **mail)
            self.assertEqual(case.state, "returned")
        self._receive(Subject=f"Re: {case.name}", body="It is S00042")
        self.assertEqual(case.state, "received")
        self.assertFalse(paused.filtered("paused_since"))
        self.assertIn("S00042", case.message_ids.mapped("body")[0])

    def test_answer_to_case_aside(self):
        """INT-4, ADM-1: an answer to a case not established or withdrawn is kept; somebody is told once to look."""
        for state, handler, told in (
            ("rejected", self.assistant, self.assistant),
            ("withdrawn", self.env["res.users"], self.leader),
        ):
            with self.subTest(state=state):
                case = self._receive()
                case.sudo().write({"state": state, "user_id": handler.id})
                for _again in range(2):
                    self.assertFalse(self._receive(Subject=f"Re: {case.name}"))
                self.assertEqual(case.state, state)
                self.assertEqual(case.activity_ids.mapped("user_id.id"), told.ids)
                self.assertEqual(len(case.activity_ids), 1)

    # === Our answers ===

    def test_customer_gets_public_answers_only(self):
        """INT-4, CUS-4: internal notes and notifications never go to the customer, our answers do."""
        case = self._receive()
        case.user_id = self.assistant
        with self.mock_mail_gateway():
            case._send_acknowledgement()
        self.assertIn(self.customer, case.message_partner_ids)
        follower = case.message_follower_ids.filtered(lambda f: f.partner_id == self.customer)
        self.assertFalse(any(follower.subtype_ids.mapped("internal")))
        with self.mock_mail_gateway():
            case.with_user(self.assistant).message_post(body="Between us", subtype_xmlid="mail.mt_note")
            case.action_accept()
            case.flush_recordset()
            self.env.cr.precommit.run()
        self.assertNotIn("ready@example.com", str([mail["email_to"] for mail in self._mails]))
        with self.mock_mail_gateway():
            case.with_user(self.assistant).message_post(body="We are on it", subtype_xmlid="mail.mt_comment")
        self.assertIn("ready@example.com", str([mail["email_to"] for mail in self._mails]))

    def test_answers_come_to_the_team(self):
        """INT-4: who answers our mail answers the team's address."""
        case = self._receive()
        self.assertIn(self.address, case._notify_get_reply_to()[case.id])
        without = self._create_case(team_id=False)
        without.team_id = False
        self.assertIn("catchall.test@", without._notify_get_reply_to()[without.id])

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_constant_queries(self):
        """INT-4: the 20th mail costs as many queries as the 2nd, new or answer."""
        costs = []
        for number in range(20):
            self.env.flush_all()
            self.env.invalidate_all()
            raw = self._mail(From=f"ann{number}@example.com", Cc="bob@example.com")
            with self.mock_mail_gateway():
                before = self.env.cr.sql_log_count
                self.env["mail.thread"].sudo().message_process(None, raw)
                self.env.flush_all()
                costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[19], costs)
        case = self._receive()
        costs = []
        for _number in range(15):
            self.env.flush_all()
            self.env.invalidate_all()
            raw = self._mail(Subject=f"Re: {case.name}")
            with self.mock_mail_gateway():
                before = self.env.cr.sql_log_count
                self.env["mail.thread"].sudo().message_process(None, raw)
                self.env.flush_all()
                costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[14], costs)
