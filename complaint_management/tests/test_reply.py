from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReply(ComplaintCommon):
    """Replies that do not go by mail, and what has to be in writing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = False
        cls.by_letter = cls.env.ref("complaint_management.channel_letter")
        cls.by_phone = cls.env.ref("complaint_management.channel_phone")

    def _create_approved(self, **values):
        case = self._create_case(**values)
        resolution = self._propose(case)
        self._approve(resolution)
        return case, resolution

    def _open(self, action):
        self.assertEqual(action["res_model"], "complaint.reply")
        return Form(self.env["complaint.reply"].with_user(self.assistant).with_context(**action["context"]))

    def test_who_has_no_address_gets_a_letter(self):
        """CUS-2, RES-5: Reply opens the letter with what is approved; recorded, it is the offer and kept."""
        case, resolution = self._create_approved(channel_id=self.by_letter.id)
        dialog = self._open(case.action_reply())
        self.assertIn("Return", dialog.letter)
        self.assertNotIn("/my/complaints", dialog.letter, "no link on paper")
        dialog.letter = "<p>Dear Ms. Ready, we take <b>two</b> desks back.</p>"
        dialog.text = "By registered post"
        wizard = dialog.save()
        self.assertEqual(wizard.action_print()["type"], "ir.actions.report")
        self.assertFalse(case.date_replied)
        with self.mock_mail_gateway():
            wizard.action_confirm()
        self.assertFalse(self._new_mails)
        self.assertTrue(case.date_replied)
        self.assertEqual(resolution.state, "offered")
        message = case.message_ids.filtered(lambda m: "<b>two</b>" in m.body)
        self.assertIn("By registered post", message.body)
        self.assertEqual(len(message.attachment_ids), 1)
        self.assertEqual((message.attachment_ids.res_model, message.attachment_ids.res_id), ("complaint.case", case.id))

    def test_other_remedies_in_their_own_words(self):
        """CUS-5, RES-5: a remedy of kind Other shows the customer what was typed; without words it is not proposed."""
        case = self._create_case()
        resolution = self._propose(case)
        resolution.remedy_ids = [Command.clear(), Command.create({"kind": "other"})]
        with self.assertRefuses(UserError, "say in the description what is done"):
            resolution.action_submit()
        resolution.remedy_ids.name = "Other: Desk"
        with self.assertRefuses(UserError, "say in the description what is done"):
            resolution.action_submit()
        resolution.remedy_ids.name = "Four bags of screws by courier"
        resolution.remedy_ids = [Command.create({"kind": "apology"})]
        self._approve(resolution)
        letter = self._open(case.action_record_reply()).letter
        self.assertIn("Four bags of screws by courier", letter)
        self.assertIn("Apology", letter)
        self.assertNotIn("Other", letter)
        names = [remedy._get_public_name() for remedy in resolution.remedy_ids]
        self.assertEqual(names, ["Four bags of screws by courier", "Apology"])

    def test_printed_letter(self):
        """CUS-2: company, address, number, text and a line to sign, in the customer's language."""
        case, _resolution = self._create_approved()
        self.customer.write({"street": "Mill Lane 3", "city": "Oldham"})
        dialog = self._open(case.action_record_reply())
        dialog.letter = "<p>We take <b>two</b> desks back.</p>"
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "complaint_management.report_reply", dialog.save().ids
        )
        for word in (self.company.name, "Mill Lane 3", "Oldham", case.name, "<b>two</b>", "Signature"):
            self.assertIn(word, html.decode())

    def test_meets_the_deadline(self):
        """CUS-2, DDL-2: a letter meets the reply's deadline as a mail does."""
        case, _resolution = self._create_approved()
        case.action_record_reply("Sent today")
        deadlines = case.deadline_ids.filtered(lambda d: d.milestone == "replied")
        self.assertTrue(deadlines and all(deadlines.mapped("date_met")))

    def test_in_writing_is_answered_in_writing(self):
        """CUS-2: what came by letter is not replied to by phone; what came by phone may be."""
        case, resolution = self._create_approved(channel_id=self.by_letter.id)
        for told_by in ("phone", "visit"):
            with self.assertRefuses(UserError, r"came in writing \(Letter\)"):
                case.action_record_reply("Told Ms. Ready", told_by)
        self.assertFalse(case.date_replied)
        self.by_letter.is_written = False
        case.action_record_reply("Told Ms. Ready", "phone")
        self.assertEqual((bool(case.date_replied), resolution.state), (True, "offered"))
        called = self._create_case(channel_id=self.by_phone.id, case_type="enquiry")
        called.action_record_reply("Yes, in oak", "phone")
        self.assertTrue(called.date_replied)
        self.assertIn("Yes, in oak", called.message_ids[0].body)
        self.assertIn("Told by Phone", called.message_ids[0].body)

    def test_written_channels(self):
        """CUS-2: which channels are written is data, and may be changed."""
        written = {"mail", "portal", "letter", "fax", "opinion_book"}
        for name in written | {"phone", "counter", "visit"}:
            channel = self.env.ref(f"complaint_management.channel_{name}")
            self.assertEqual(channel.is_written, name in written, name)

    def test_answer_without_address(self):
        """CUS-2, INT-9: an enquiry by letter is answered by a letter."""
        case = self._create_case(case_type="enquiry", channel_id=self.by_letter.id)
        dialog = self._open(case.action_answer())
        self.assertIn("thank you for writing", dialog.letter)
        dialog.save().action_confirm()
        self.assertTrue(case.date_replied)

    def test_wrong_person_and_input(self):
        """CUS-2: refused for users and auditors, unknown ways, foreign files, and where no reply is due."""
        case, _resolution = self._create_approved()
        for user in (self.clerk, self.auditor):
            with self.assertRaises(AccessError):
                case.with_user(user).action_record_reply("Letter")
        with self.assertRefuses(UserError, "Say how the customer was replied to"):
            case.action_record_reply("Letter", "pigeon")
        for wrong in ([0], ["x"], [None], [2**31 - 1]):
            with self.assertRefuses(UserError, "attachments of the reply are not known"):
                case.action_record_reply("Letter", attachment_ids=wrong)
        secret = self.env["ir.attachment"].create({"name": "Secret", "raw": b"1"})
        with self.assertRaises(AccessError):
            case.action_record_reply("Letter", attachment_ids=secret.ids)
        early = self._create_case()
        early.action_accept()
        for call in (early.action_record_reply, lambda: early.action_record_reply("Letter")):
            with self.assertRefuses(UserError, "a reply is due while"):
                call()
        self.assertFalse(case.date_replied)

    def test_client_without_a_screen_needs_an_address(self):
        """RES-5: sending without editing is refused where nothing can be sent."""
        case, _resolution = self._create_approved()
        with self.assertRefuses(UserError, "record a reply on paper"):
            case.action_send_reply()

    def test_markup_is_taken_out(self):
        """CUS-2: note and letter carry no script."""
        case, _resolution = self._create_approved()
        case.action_record_reply("<script>1</script>", letter="<p>Sorry<script>alert(1)</script></p>")
        self.assertNotIn("<script", case.message_ids[0].body)
