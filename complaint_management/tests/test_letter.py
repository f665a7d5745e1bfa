from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLetter(ComplaintCommon):
    """The letters that end a case, and what holds for all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.callback_count = 0
        cls.category.callbacks_required = 0

    def _follow_up(self, case):
        resolution = self._execute(case)
        resolution.remedy_ids.action_done()
        case.action_follow_up()
        case.summary = "<p>Rubbed against each other on the lorry.</p>"
        return case

    def _get_letters(self, case, words="closed"):
        return case.message_ids.filtered(lambda m: m.message_type == "comment" and words in (m.subject or ""))

    def _open_dialog(self, action):
        self.assertEqual(action["res_model"], "complaint.reason")
        return Form(self.env["complaint.reason"].with_user(self.assistant).with_context(**action["context"]))

    def test_closing_letter_where_the_policy_says_so(self):
        """CUS-1: none by default; with the policy's word it says what was done, and nothing internal."""
        quiet = self._follow_up(self._create_case())
        quiet.action_close()
        self.assertFalse(self._get_letters(quiet))
        self.policy.tell_closing = True
        case = self._follow_up(self._create_case())
        with self.mock_mail_gateway():
            case.action_close()
        letter = self._get_letters(case)
        self.assertEqual(len(letter), 1)
        self.assertIn("Replacement", letter.body)
        self.assertIn("within 30 days", letter.body)
        self.assertNotIn("lorry", letter.body)
        self.assertSentEmail(letter.author_id, self.customer, body_content="This is what was done")

    def test_closing_letter_is_edited_before(self):
        """CUS-1: the button shows the letter; what was edited goes out and is kept; without the tick none goes out."""
        self.policy.tell_closing = True
        case = self._follow_up(self._create_case())
        dialog = self._open_dialog(case.with_context(complaint_ask_letter=True).action_close())
        self.assertEqual(case.state, "followup")
        self.assertIn(case.name, dialog.letter)
        dialog.letter = "<p>All is <b>well</b> again.</p>"
        dialog.save().action_confirm()
        self.assertEqual(case.state, "closed")
        self.assertIn("<b>well</b>", self._get_letters(case).body)
        other = self._follow_up(self._create_case())
        dialog = self._open_dialog(other.with_context(complaint_ask_letter=True).action_close())
        dialog.send_letter = False
        dialog.save().action_confirm()
        self.assertEqual(other.state, "closed")
        self.assertFalse(self._get_letters(other))

    def test_no_dialog_where_there_is_nothing_to_edit(self):
        """CUS-1: what is missing is said before a letter is shown; without letter or address the button just closes."""
        self.policy.tell_closing = True
        case = self._follow_up(self._create_case())
        case.summary = False
        with self.assertRefuses(UserError, "closing summary is empty"):
            case.with_context(complaint_ask_letter=True).action_close()
        case.summary = "Done"
        self.customer.email = case.contact_email = False
        case.with_context(complaint_ask_letter=True).action_close()
        self.assertEqual(case.state, "closed")
        self.policy.tell_closing = False
        quiet = self._follow_up(self._create_case(contact_email="a@example.com"))
        quiet.with_context(complaint_ask_letter=True).action_close()
        self.assertEqual(quiet.state, "closed")

    def test_acceptance_letter_is_edited_before(self):
        """CUS-1, ADM-1: where the policy tells of acceptance, the button shows the letter first."""
        self.policy.tell_acceptance = True
        case = self._create_case()
        dialog = self._open_dialog(case.with_context(complaint_ask_letter=True).action_accept())
        self.assertEqual(case.state, "received")
        dialog.letter = "<p>We are <b>on it</b>.</p>"
        dialog.save().action_confirm()
        self.assertEqual(case.state, "investigation")
        self.assertIn("<b>on it</b>", self._get_letters(case, case.name).body)

    def test_letters_speak_the_customers_language(self):
        """CUS-1: subject, body and frame are in the customer's language, whatever the handler's."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.env.ref("complaint_management.mail_template_closed").with_context(lang="fr_FR")
        template.write({"subject": "Votre plainte {{ object.name }}, closed", "body_html": "<p>Bonjour</p>"})
        self.policy.tell_closing = True
        case = self._follow_up(self._create_case())
        with self.mock_mail_gateway():
            case.action_close()
        self.assertIn("Bonjour", self._get_letters(case).body)
        self.assertIn("Votre plainte", self._get_letters(case).subject)
        self.assertEqual(self._mails[-1]["subject"], f"Votre plainte {case.name}, closed")

    def test_letter_to_a_contact_without_partner(self):
        """CUS-1, CUS-3, DDL-2: progress, delay and closing letters reach a contact, and no other address."""
        case = self._create_case(
            partner_id=False, sale_order_id=False, contact_name="Mia", contact_email="mia@example.com"
        )
        self.policy.tell_closing = True
        case.line_ids = [Command.clear()]
        with self.mock_mail_gateway():
            case.action_report_progress("We are at it.", body="<p>We are <b>at it</b>.</p>")
        self.assertEqual(self._new_mails.mapped("email_to"), ["mia@example.com"])
        self.assertIn("<b>at it</b>", case.message_ids[0].body)

    def test_closing_several(self):
        """CUS-1: each gets its own letter; a text of one's own goes to one."""
        self.policy.tell_closing = True
        cases = self._follow_up(self._create_case()) | self._follow_up(self._create_case())
        with self.assertRefuses(UserError, "one complainant at a time"):
            cases.action_close(letter=True, body="<p>Dear Ms. Ready</p>")
        cases.action_close()
        for case in cases:
            self.assertIn(case.name, self._get_letters(case).subject)
