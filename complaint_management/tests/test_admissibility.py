from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestAdmissibility(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ground = cls.env.ref("complaint_management.ground_no_fact")

    def _get_letters(self, case):
        return case.message_ids.filtered(lambda m: m.message_type == "comment")

    def _open_dialog(self, action, user=None):
        return Form(self.env["complaint.reason"].with_user(user or self.assistant).with_context(**action["context"]))

    # === Established or not ===

    def test_who_when_and_why_is_kept(self):
        """ADM-1: accepting and rejecting say by whom, when and why."""
        accepted, rejected = self._create_case(), self._create_case()
        accepted.action_accept("Photos show it")
        rejected.action_reject(self.ground.id, "No photo, no lot")
        for case, validity, reason in (
            (accepted, "established", "Photos show it"),
            (rejected, "not_established", "No photo, no lot"),
        ):
            self.assertRecordValues(
                case, [{"validity": validity, "decision_reason": reason, "decided_by_id": self.assistant.id}]
            )
            self.assertTrue(case.date_decided)
        for vals in ({"decided_by_id": self.clerk.id}, {"decision_reason": "x"}, {"date_decided": "2026-01-01"}):
            with self.subTest(vals), self.assertRefuses(UserError, "steps of the procedure"):
                accepted.with_user(self.manager).write(vals)

    def test_later_rejection_replaces_the_decision(self):
        """ADM-1: not established after investigation: the decision is the later one."""
        case = self._create_case()
        case.action_accept("Photos show it")
        case.with_user(self.manager).action_reject(self.ground.id, "The photos are another firm's")
        self.assertRecordValues(
            case,
            [
                {
                    "decision_reason": "The photos are another firm's",
                    "decided_by_id": self.manager.id,
                    "state": "rejected",
                }
            ],
        )

    def test_acceptance_is_told_where_the_policy_says_so(self):
        """CUS-1: by the policy, or as the caller wants it."""
        quiet = self._create_case()
        quiet.action_accept()
        self.assertFalse(self._get_letters(quiet))
        self.policy.tell_acceptance = True
        told, kept = self._create_case(), self._create_case()
        told.action_accept()
        self.assertIn(told.name, self._get_letters(told).body)
        kept.action_accept(letter=False)
        self.assertFalse(self._get_letters(kept))

    def test_only_handlers_decide(self):
        """ADM-1, ADM-2: neither whoever logged it nor the auditor."""
        case = self._create_case()
        for user in (self.clerk, self.auditor):
            user_case = case.with_user(user)
            for method, args in (
                ("action_accept", ()),
                ("action_reject", (self.ground.id,)),
                ("action_return", ("Which?",)),
                ("action_pass_on", ("The carrier",)),
                ("action_withdraw", ("Gone",)),
                ("action_receive_correction", ()),
            ):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(user_case, method)(*args)

    # === Letters ===

    def test_letter_is_edited_before_it_is_sent(self):
        """CUS-1, ADM-1: the dialog shows the notice with its ground; what was edited goes out and is kept."""
        case = self._create_case()
        dialog = self._open_dialog(case.action_reject())
        self.assertIn(case.contact_name, dialog.letter)
        self.assertNotIn(self.ground.notice, dialog.letter)
        dialog.ground_id = self.ground
        self.assertIn(self.ground.notice, dialog.letter)
        self.assertFalse(case.reject_ground_id)
        dialog.letter = "<p>We are sorry, we could not find out <b>which</b> desk.</p>"
        with self.mock_mail_gateway():
            dialog.save().action_confirm()
        letter = self._get_letters(case)
        self.assertIn("<b>which</b>", letter.body)
        self.assertIn(case.name, letter.subject)
        self.assertIn(self.customer, letter.notified_partner_ids)
        self.assertSentEmail(letter.author_id, self.customer, body_content="<b>which</b> desk")

    def test_no_letter_where_none_is_wanted(self):
        """CUS-1: without the tick nothing goes out; nor is it offered where nobody can be reached."""
        case = self._create_case()
        dialog = self._open_dialog(case.action_reject())
        dialog.ground_id = self.ground
        dialog.send_letter = False
        dialog.save().action_confirm()
        self.assertFalse(self._get_letters(case))
        self.assertEqual(case.state, "rejected")
        nobody = self._create_case(partner_id=False, sale_order_id=False, line_ids=[], contact_phone="1")
        dialog = self._open_dialog(nobody.action_return())
        self.assertFalse(dialog.can_send_letter)
        dialog.reason = "Which?"
        dialog.save().action_confirm()
        self.assertEqual(nobody.state, "returned")
        self.assertFalse(self._get_letters(nobody))

    def test_own_words_go_to_one_complainant(self):
        """CUS-1: several cases get what the template composes, each its own."""
        cases = self._create_case() | self._create_case()
        with self.assertRefuses(UserError, "one complainant at a time"):
            cases.action_reject(self.ground.id, body="<p>Dear Ms. Ready</p>")
        dialog = self._open_dialog(cases.action_reject())
        self.assertFalse(dialog.letter)
        dialog.ground_id = self.ground
        dialog.save().action_confirm()
        for case in cases:
            self.assertIn(self.ground.notice, self._get_letters(case).body)

    def test_dangerous_markup_is_taken_out(self):
        """CUS-1: a letter's own text carries no script."""
        case = self._create_case()
        case.action_reject(self.ground.id, body="<p>Sorry<script>alert(1)</script></p>")
        self.assertNotIn("script", self._get_letters(case).body)

    # === Other outcomes ===

    def test_return_says_what_to_correct_and_stops_the_clock(self):
        """ADM-2, DDL-4: the letter asks; the corrected complaint starts the clock again with what was left."""
        case = self._create_case()
        case.action_return("Which lot?\nHow many?")
        letter = self._get_letters(case)
        self.assertIn("Which lot?", letter.body)
        self.assertRecordValues(
            case, [{"state": "returned", "awaiting": "customer", "correction_wanted": "Which lot?\nHow many?"}]
        )
        self.assertTrue(all(case.deadline_ids.mapped("paused_since")))
        case.action_receive_correction()
        self.assertRecordValues(case, [{"state": "received", "awaiting": "handler"}])
        self.assertFalse(any(case.deadline_ids.mapped("paused_since")))
        case.action_accept()
        self.assertEqual(case.state, "investigation")

    def test_correction_only_where_one_was_asked_for(self):
        """ADM-2: from another phase it is refused."""
        with self.assertRefuses(UserError, "not in Returned"):
            self._create_case().action_receive_correction()

    def test_passed_on(self):
        """ADM-2: to whom; the complainant is told; nothing is due any more; neither established nor not."""
        case = self._create_case()
        dialog = self._open_dialog(case.action_pass_on())
        dialog.passed_on_to = "Harbour Freight Ltd."
        self.assertIn("Harbour Freight Ltd.", dialog.letter)
        dialog.save().action_confirm()
        self.assertRecordValues(
            case,
            [
                {
                    "state": "closed",
                    "passed_on_to": "Harbour Freight Ltd.",
                    "validity": "undetermined",
                    "decided_by_id": self.assistant.id,
                    "date_deadline": False,
                }
            ],
        )
        self.assertTrue(all(case.deadline_ids.mapped("date_met")))
        self.assertTrue(case.date_closed)
        self.assertIn("Harbour Freight Ltd.", self._get_letters(case).body)
        with self.assertRefuses(UserError, "passed on to Harbour Freight"):
            case.action_reopen("But it was ours")

    def test_passing_on_wants_to_know_to_whom(self):
        """ADM-2: the dialog asks; a case under investigation is not passed on."""
        case = self._create_case()
        wizard = self.env["complaint.reason"].with_user(self.assistant).with_context(**case.action_pass_on()["context"])
        with self.assertRefuses(UserError, "to whom"):
            wizard.create({"passed_on_to": " "}).action_confirm()
        case.action_accept()
        with self.assertRefuses(UserError, "not in Received"):
            case.action_pass_on("The carrier")

    def test_withdrawal_is_confirmed(self):
        """ADM-2: the complainant gets a confirmation."""
        case = self._create_case()
        case.action_withdraw("Found the box")
        letter = self._get_letters(case)
        self.assertIn("you have withdrawn", letter.body)
        self.assertNotIn("Found the box", letter.body)

    # === Grounds ===

    def test_grounds_of_the_regulations(self):
        """ADM-4: all grounds that the regulations know, two of them malicious."""
        grounds = (
            *("court", "decided", "no_fact", "police", "competence", "anonymous", "demand", "untraceable", "late"),
            *("extortion", "unjustified"),
        )
        records = self.env["complaint.ground"].browse(
            self.env.ref(f"complaint_management.ground_{name}").id for name in grounds
        )
        self.assertTrue(all(records.mapped("notice")))
        self.assertEqual(records.filtered("is_malicious"), records[-2:])

    def test_raised_too_late(self):
        """ADM-4: the policy's days count from what happened, else from the delivery; the ground is proposed."""
        case = self._create_case()
        case.line_ids.move_id.sudo().date = fields.Datetime.now() - timedelta(days=40, hours=1)
        self.assertRecordValues(case, [{"days_to_raise": 40, "is_raised_late": False}])
        self.policy.raise_within_days = 30
        self.assertTrue(case.is_raised_late)
        dialog = self._open_dialog(case.action_reject())
        self.assertEqual(dialog.ground_id, self.env.ref("complaint_management.ground_late"))
        self.assertIn("after the time allowed", dialog.letter)
        case.date_incident = fields.Datetime.now() - timedelta(days=29, hours=1)
        self.assertRecordValues(case, [{"days_to_raise": 29, "is_raised_late": False}])
        self.assertFalse(self._open_dialog(case.action_reject()).ground_id)
        unknown = self._create_case(sale_order_id=False, line_ids=[])
        self.assertRecordValues(unknown, [{"days_to_raise": 0, "is_raised_late": False}])

    def test_late_complaint_may_still_be_accepted(self):
        """ADM-4: the time limit warns; a person decides."""
        self.policy.raise_within_days = 1
        case = self._create_case(date_incident=fields.Datetime.now() - timedelta(days=9))
        case.action_accept()
        self.assertEqual(case.validity, "established")
