from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRecourse(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.complaint_recourse = "<p>Ask the <b>ombudsman</b>.</p>"
        cls.ground = cls.env["complaint.ground"].search([("is_malicious", "=", False)], limit=1)

    def _refuse(self, **values):
        case = self._create_case(**values)
        resolution = self._propose(case)
        self._approve(resolution)
        case.action_send_reply()
        resolution.action_refuse("Not enough")
        case.summary = "<p>No agreement on the amount.</p>"
        return case

    def _get_letter(self, case):
        return case.message_ids.filtered(lambda m: m.message_type == "comment")[:1]

    # === Recourse ===

    def test_rejection_says_the_recourse(self):
        """CUS-6: not established or malicious, the notice and the portal say which recourse remains."""
        malicious = self.env["complaint.ground"].search([("is_malicious", "=", True)], limit=1)
        for ground in (self.ground, malicious):
            case = self._create_case()
            case.action_reject(ground.id)
            self.assertIn("ombudsman", self._get_letter(case).body)

    def test_reply_that_gives_nothing_says_it(self):
        """CUS-6: an explanation only refuses; what gives something does not."""
        case = self._create_case()
        self._approve(self._propose(case, {"kind": "explanation"}))
        case.action_send_reply()
        self.assertIn("ombudsman", self._get_letter(case).body)
        self.assertIn("cannot offer you more", self._get_letter(case).body)
        other = self._create_case()
        self._approve(self._propose(other))
        other.action_send_reply()
        self.assertNotIn("ombudsman", self._get_letter(other).body)

    def test_company_without_a_text(self):
        """CUS-6: letters say nothing of it then."""
        self.company.complaint_recourse = "<p><br></p>"
        case = self._create_case()
        case.action_reject(self.ground.id)
        self.assertNotIn("this is what you can do", self._get_letter(case).body)

    def test_text_in_the_customers_language(self):
        """CUS-6: per company and language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.with_context(lang="fr_FR").complaint_recourse = "<p>Le médiateur</p>"
        self.customer.lang = "fr_FR"
        case = self._create_case()
        case.action_reject(self.ground.id)
        self.assertIn("Le médiateur", self._get_letter(case).body)
        company = self.env["res.company"].create({"name": "Second"})
        self.assertFalse(company.complaint_recourse)

    # === Without agreement ===

    def test_closed_without_agreement(self):
        """CUS-6, DDL-2: after a refusal, with reason and letter; duties fall, it is counted and seen in the history."""
        case = self._refuse()
        dialog = Form(
            self.env["complaint.reason"]
            .with_user(self.assistant)
            .with_context(**case.action_close_without_agreement()["context"])
        )
        self.assertIn("ombudsman", dialog.letter)
        self.assertIn("refused our offer", dialog.letter)
        dialog.reason = "Wants five times the price"
        dialog.save().action_confirm()
        self.assertRecordValues(
            case, [{"state": "closed", "agreement": "without", "awaiting": False, "is_open": False}]
        )
        self.assertTrue(case.date_closed)
        self.assertFalse(case.step_ids.filtered(lambda s: s.state in ("waiting", "todo")))
        self.assertFalse(case.deadline_ids.filtered(lambda d: not d.date_met and d.milestone == "closed"))
        self.assertEqual(case.passage_ids[-1].reason, "Wants five times the price")
        letter = self._get_letter(case)
        self.assertIn("ombudsman", letter.body)
        self.assertNotIn("five times", letter.body)
        texts = [event["text"] for phase in case.get_timeline()["phases"] for event in phase["events"]]
        self.assertIn("Closed without agreement", texts)
        self.assertIn(case, self.env["complaint.case"].search([("agreement", "=", "without")]))
        self.assertNotIn("Carried out", dict(case._get_public_way()))

    def test_needs_refusal_and_summary(self):
        """CUS-6: not while nothing was offered, the answer is awaited or the summary is missing."""
        case = self._create_case()
        with self.assertRefuses(UserError, "it is in phase Received"):
            case.action_close_without_agreement("No")
        resolution = self._propose(case)
        with self.assertRefuses(UserError, "(?s)summary is empty.*refused no offer"):
            case.action_close_without_agreement("No")
        self._approve(resolution)
        case.summary = "Done"
        with self.assertRefuses(UserError, "is under way"):
            case.action_close_without_agreement("No")
        case.action_send_reply()
        with self.assertRefuses(UserError, "may answer the offer until"):
            case.action_close_without_agreement("No")
        self.assertEqual((case.state, case.agreement), ("resolution", False))

    def test_no_answer_in_the_policys_days(self):
        """CUS-6: an offer that nobody answers stands for the policy's days; 0: until it is refused."""
        case = self._create_case(summary="Done")
        self._approve(self._propose(case))
        case.action_send_reply()
        case.sudo().date_replied = Datetime.now() - timedelta(days=15)
        self.policy.answer_days = 0
        with self.assertRefuses(UserError, "neither accepted nor refused"):
            case.action_close_without_agreement("No answer")
        self.policy.answer_days = 14
        case.action_close_without_agreement("No answer")
        self.assertEqual(case.agreement, "without")
        self.assertIn("no answer to our offer", self._get_letter(case).body)
        self.assertRecordValues(case.resolution_id, [{"state": "refused", "reject_reason": "Not answered"}])
        with self.assertRefuses(UserError, "not on offer"):
            case.resolution_id._accept("Ms. Ready")

    def test_a_draft_after_the_refusal_falls(self):
        """CUS-6: what was drafted after the refusal does not keep the case from being closed."""
        case = self._refuse()
        draft = self.env["complaint.resolution"].with_user(self.assistant).create({"case_id": case.id})
        case.action_close_without_agreement("No more", letter=False)
        self.assertEqual((draft.state, case.agreement), ("superseded", "without"))
        self.assertEqual(case.resolution_id.state, "refused")

    def test_only_handlers(self):
        """CUS-6: neither users nor auditors; nor is it written by hand."""
        case = self._refuse()
        for user in (self.clerk, self.auditor):
            with self.assertRaises(AccessError):
                case.with_user(user).action_close_without_agreement("No")
        with self.assertRefuses(UserError, "steps of the procedure only"):
            case.agreement = "agreed"

    def test_agreement_of_other_closings(self):
        """CUS-6: accepted is agreed, settled is not asked, enquiries need none; taken up again it is open."""
        self.policy.callback_count = self.category.callbacks_required = 0
        agreed = self._create_case()
        self._execute(agreed).remedy_ids.action_done()
        agreed.action_follow_up()
        agreed.summary = "Done"
        agreed.action_close()
        settled = self._create_case()
        settled.action_settle("Wiped clean", self.quality.id)
        enquiry = self._create_case(case_type="enquiry", summary="Done")
        enquiry.action_close()
        self.assertEqual([agreed.agreement, settled.agreement, enquiry.agreement], ["agreed", "not_asked", False])
        lost = self._refuse()
        lost.action_close_without_agreement("No")
        lost.action_reopen("They changed their mind")
        self.assertEqual((lost.state, lost.agreement, lost.round), ("investigation", False, 2))
