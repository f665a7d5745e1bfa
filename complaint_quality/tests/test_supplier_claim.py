from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.complaint_management.tests.common import ComplaintCommon

MONDAY = "2026-11-02 10:00:00"


@tagged("post_install", "-at_install")
class TestSupplierClaim(ComplaintCommon):
    """A desk's varnish does not harden: Varnish Ltd. bears 60 percent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.buyer = new_test_user(
            cls.env, "buyer", groups="complaint_quality.group_quality_user", name="Buyer", email="buyer@example.com"
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Varnish Ltd.", "email": "varnish@example.com"})
        cls.slip_policy = cls.env["complaint.policy"].create(
            {"name": "Slips", "code": "SC1", "warn_before": False, "company_id": cls.company.id}
        )
        cls.case = cls._create_case(user_id=cls.assistant.id, policy_id=cls.slip_policy.id)
        cls.case.action_accept()

    @classmethod
    def _claim(cls, user=None, **values):
        return (
            cls.env["complaint.supplier.claim"]
            .with_user(user or cls.buyer)
            .create(
                {
                    "case_id": cls.case.id,
                    "partner_id": cls.supplier.id,
                    "amount_claimed": 800,
                    "date_due": "2026-11-10",
                    "description": "<p>Does not harden</p>",
                    **values,
                }
            )
        )

    @classmethod
    def _sent(cls, **values):
        claim = cls._claim(**values)
        claim.action_record_sent()
        return claim

    # === Where it comes from ===

    def _share(self, *shares):
        self.case.responsibility_ids = [
            Command.create(
                {"party": "supplier", "partner_id": self.supplier.id, "share": shares[0], "note": "Varnish <b>"}
            ),
            *(
                Command.create({"party": "department", "department_id": self.quality.id, "share": share})
                for share in shares[1:]
            ),
        ]
        return self.case.responsibility_ids[:1]

    def test_from_a_responsibility(self):
        """SUP-1, RSP-4: what a supplier answers for becomes a draft claim, once, whose handler is told."""
        line = self._share(60, 40)
        self.assertFalse(self.case.supplier_claim_ids)
        self.case.action_confirm_responsibility()
        claim = self.case.supplier_claim_ids
        self.assertRecordValues(
            claim,
            [
                {
                    "state": "draft",
                    "partner_id": self.supplier.id,
                    "responsibility_id": line.id,
                    "claimed_share": 60,
                    "user_id": self.assistant.id,
                    "quantity": 3,
                    "product_id": self.desk.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRegex(claim.name, r"^SCL/2611\d{4}$")
        self.assertIn("Varnish &lt;b&gt;", claim.description)
        self.assertTrue(line.claim_activity_id.active)
        self.case.action_confirm_responsibility()
        self.assertEqual(self.case.supplier_claim_ids, claim)
        claim.with_user(self.assistant).write({"amount_claimed": 100})
        claim.with_user(self.assistant).action_record_sent()
        self.assertFalse(line.claim_activity_id.active, "what it asked for is done")

    def test_follows_the_responsibility(self):
        """SUP-1, RSP-4: reopened shares give up what was not sent; a refused share is not claimed again by itself."""
        line = self._share(60, 40)
        self.case.action_confirm_responsibility()
        first = self.case.supplier_claim_ids
        line._reopen()
        self.assertEqual(first.state, "closed")
        self.case.action_confirm_responsibility()
        second = self.case.supplier_claim_ids - first
        self.assertEqual(second.state, "draft")
        second.write({"amount_claimed": 1})
        second.action_record_sent()
        second.action_refuse("Not ours")
        self.case.responsibility_ids._reopen()
        self.case.action_confirm_responsibility()
        self.assertEqual(self.case.supplier_claim_ids, first | second)
        self.case.responsibility_ids._reopen()
        self.case.responsibility_ids[:1].share, self.case.responsibility_ids[1:].share = 70, 30
        self.case.action_confirm_responsibility()
        self.assertEqual((self.case.supplier_claim_ids - first - second).claimed_share, 70)

    def test_wrong_origin(self):
        """SUP-1: the share is one of the case and of this supplier, the investigation one of the case."""
        line = self._share(100)
        with self.assertRefuses(ValidationError, "answers for this share"):
            self._claim(responsibility_id=line.id, partner_id=self.customer.id)
        other = self._create_case()
        with self.assertRefuses(ValidationError, "of another case"):
            self._claim(responsibility_id=line.id, case_id=other.id)
        action = self.case.with_user(self.buyer).action_open_investigation()
        with self.assertRefuses(ValidationError, "does not serve"):
            self._claim(investigation_id=action["res_id"], case_id=other.id)

    def test_from_a_cause(self):
        """SUP-1: an accepted cause is claimed from the supplier who is named; without one the form asks who."""
        action = self.case.with_user(self.buyer).action_open_investigation()
        investigation = self.env["complaint.investigation"].with_user(self.buyer).browse(action["res_id"])
        with self.assertRefuses(UserError, "accept the cause first"):
            investigation.action_claim_from_supplier(self.supplier)
        cause = self.env.ref("complaint_quality.cause_material_supplier_defect")
        why = {"name": "Too soft", "is_root": True, "status": "verified", "evidence": "Test", "cause_id": cause.id}
        investigation.why_ids = [Command.create({**why, "branch": "occurrence"})]
        investigation.action_accept_cause()
        action = investigation.action_claim_from_supplier()
        with Form(self.env["complaint.supplier.claim"].with_user(self.buyer).with_context(**action["context"])) as form:
            form.partner_id = self.supplier
        self.assertRecordValues(
            form.record,
            [{"investigation_id": investigation.id, "cause_id": cause.id, "case_id": self.case.id, "quantity": 3}],
        )
        self.assertIn(cause.name, form.record.description)
        investigation.action_claim_from_supplier(self.supplier.id, self.case.id)
        self.assertEqual(investigation.supplier_claim_count, 2)
        with self.assertRefuses(UserError, "choose one of the cases"):
            investigation.action_claim_from_supplier(self.supplier, self._create_case())

    # === The letter ===

    def test_sent_by_mail_in_their_language(self):
        """SUP-1: the letter is in the supplier's language, says what is claimed, and names no customer."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supplier.lang = "zh_CN"
        template = self.env.ref("complaint_quality.mail_template_supplier_claim")
        template.with_context(lang="zh_CN").subject = "索赔 {{ object.name }}"
        claim = self._claim(product_id=self.desk.id, quantity=3)
        action = claim.action_send()
        composer = Form.from_action(claim.env, action)
        with self.mock_mail_gateway():
            composer.save().action_send_mail()
        self.assertRecordValues(claim, [{"state": "sent", "sent_by_id": self.buyer.id}])
        self.assertEqual(claim.date_sent, fields.Datetime.to_datetime(MONDAY))
        letter = claim.message_ids.filtered(lambda message: message.message_type == "comment")
        self.assertEqual(letter.partner_ids, self.supplier)
        self.assertEqual(letter.subject, f"索赔 {claim.name}")
        self.assertIn("800.00", letter.body)
        self.assertIn("Does not harden", letter.body)
        self.assertNotIn(self.customer.name, letter.body)
        self.assertNotIn(self.case.subject, letter.body)

    def test_sent_without_a_screen(self):
        """SUP-1: a client without a screen sends the letter as the template composes it."""
        claim = self._claim()
        with self.mock_mail_gateway():
            claim.action_send_letter()
        self.assertEqual(claim.state, "sent")
        letter = claim.message_ids.filtered(lambda message: message.message_type == "comment")
        self.assertEqual((letter.partner_ids, len(letter)), (self.supplier, 1))

    def test_what_is_missing_is_said_at_once(self):
        """SUP-1: no amount, no day, no words, no address: all said, and nothing is sent."""
        self.supplier.email = False
        claim = self._claim(amount_claimed=0, date_due=False, description=False)
        with self.assertRefuses(UserError, "(?s)amount.*day until.*what is wrong.*e-mail address"):
            claim.action_send()
        claim.write({"amount_claimed": 5, "date_due": "2026-11-01", "description": "Soft"})
        with self.assertRefuses(UserError, "or is over"):
            claim.action_record_sent()
        claim.date_due = "2026-11-02"
        claim.action_record_sent()
        self.assertEqual(claim.state, "sent")

    # === The way of it ===

    def test_answered_and_agreed(self):
        """SUP-1: answered with their 8D, agreed with an amount, closed; each with who and when."""
        claim = self._sent()
        with self.assertRefuses(UserError, "answer or attach their 8D"):
            claim.action_answer()
        report = self.env["ir.attachment"].with_user(self.buyer).create({"name": "8D.pdf", "raw": b"8D"})
        claim.report_ids = report
        claim.action_answer()
        self.assertEqual((claim.state, claim.date_answered), ("answered", fields.Datetime.now()))
        with self.assertRefuses(UserError, "enter the agreed amount"):
            claim.action_agree()
        for wrong in ("500", True, [1]):
            with self.assertRefuses(UserError, "is a number"):
                claim.action_agree(wrong)
        with self.assertRefuses(UserError, "enter the agreed amount"):
            claim.action_agree(-5)
        claim.action_agree(500)
        self.assertRecordValues(
            claim, [{"state": "agreed", "amount_agreed": 500, "amount_recovered": 500, "agreed_by_id": self.buyer.id}]
        )
        with self.assertRefuses(UserError, "can no longer be changed"):
            claim.amount_agreed = 700
        claim.action_close()
        self.assertRecordValues(claim, [{"state": "closed", "amount_recovered": 500}])

    def test_refused_given_up_and_reopened(self):
        """SUP-1: refusing and giving up take a reason, and so does negotiating again."""
        claim = self._sent()
        wizard = Form.from_action(claim.env, claim.action_refuse())
        wizard.reason = "Stored too warm"
        wizard.save().action_confirm()
        self.assertRecordValues(claim, [{"state": "refused", "reason": "Stored too warm", "amount_recovered": 0}])
        claim.action_agree(100)
        claim.action_reopen("They went back on it")
        self.assertRecordValues(
            claim, [{"state": "sent", "date_agreed": False, "amount_recovered": 0, "date_ended": False}]
        )
        with self.assertRefuses(UserError, "Give the reason"):
            claim.action_close(" ")
        claim.action_close("Too small")
        self.assertRecordValues(claim, [{"state": "closed", "reason": "Too small"}])
        draft = self._claim()
        draft.action_close("By mistake")
        with self.assertRefuses(UserError, "was never sent"):
            draft.action_reopen("Again")

    def test_state_is_the_procedures(self):
        """SUP-1: nobody types a state or a date, and what was claimed stays as it was sent."""
        for values in ({"state": "agreed"}, {"date_agreed": "2026-11-02"}, {"name": "X"}, {"claimed_share": 9}):
            with self.assertRefuses(UserError, "cannot be typed in"):
                self._claim(**values)
        claim = self._sent()
        for values in ({"amount_claimed": 1}, {"partner_id": self.customer.id}, {"description": "Other"}):
            with self.assertRefuses(UserError, "can no longer be changed"):
                claim.write(values)
        claim.date_due = "2026-11-20"
        for method in (claim.action_record_sent, claim.action_close, claim.action_reopen):
            if method != claim.action_close:
                with self.assertRefuses(UserError, "is in state"):
                    method()
        with self.assertRefuses(UserError, "kept for the record"):
            claim.sudo().unlink()

    def test_other_currency(self):
        """SUP-1: what is agreed in the supplier's currency is recovered at the rate of that day."""
        currency = self.env["res.currency"].create({"name": "XVA", "symbol": "V", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-11-01", "rate": 4, "company_id": self.company.id}
        )
        claim = self._sent(currency_id=currency.id)
        claim.action_agree(100)
        self.assertEqual(claim.amount_recovered, 25)
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-11-03", "rate": 2, "company_id": self.company.id}
        )
        with freeze_time("2026-11-04 10:00:00"):
            claim.action_close()
            self.assertEqual(claim.amount_recovered, 25)

    # === Waiting ===

    def test_case_waits_for_the_supplier(self):
        """SUP-1, INT-14: as long as nobody else is to act, a supplier who was asked is waited for."""
        self.case.step_ids.with_user(self.engineer).filtered(lambda step: step.state == "todo").action_done("Soft")
        self.assertEqual(self.case.awaiting, "handler")
        claim = self._claim()
        self.assertEqual(self.case.awaiting, "handler")
        claim.action_record_sent()
        self.assertEqual(self.case.awaiting, "supplier")
        claim.action_answer("Ours")
        self.assertEqual(self.case.awaiting, "handler")

    def test_overdue_gets_slips(self):
        """SUP-1: a claim not answered in time gets numbered slips to whoever negotiates, until it is answered."""
        claim = self._sent(user_id=self.buyer.id)
        self.assertFalse(self._run_slip_job().filtered("claim_id"))
        self.assertFalse(claim.is_late)
        with freeze_time("2026-11-11 10:00:00"):
            slip = self._run_slip_job().filtered("claim_id")
            self.assertRecordValues(slip, [{"claim_id": claim.id, "kind": "reminder", "case_id": self.case.id}])
            self.assertEqual(slip.user_ids, self.buyer)
            self.assertIn("Varnish Ltd.", slip.about)
            self.assertTrue(claim.is_late)
            late = [("is_late", "=", True), ("case_id", "=", self.case.id)]
            self.assertEqual(self.env["complaint.supplier.claim"].search(late), claim)
            self.assertFalse(self._run_slip_job().filtered("claim_id"), "once")
            claim.action_answer("Ours")
            self.assertFalse(slip.activity_ids)
        with freeze_time("2026-12-11 10:00:00"):
            self.assertFalse(self._run_slip_job().filtered("claim_id"))
        self.assertEqual(claim.slip_count, 1)

    # === People ===

    def test_wrong_people(self):
        """SUP-1, CNF-3: customers, plain users and other companies read no claim; approvers and auditors write none."""
        claim = self._claim()
        for user in (self.portal_user, self.worker, self.clerk):
            with self.assertRaises(AccessError):
                claim.with_user(user).read(["amount_claimed"])
            with self.assertRaises(AccessError):
                claim.with_user(user).action_record_sent()
            with self.assertRaises(AccessError):
                self.env["complaint.supplier.claim"].with_user(user).search([])
        for user in (self.approver, self.auditor):
            claim.with_user(user).read(["amount_claimed"])
            with self.assertRaises(AccessError):
                claim.with_user(user).action_record_sent()
        company = self.env["res.company"].create({"name": "Second"})
        case = self.env["complaint.case"].create({"subject": "Other", "company_id": company.id})
        theirs = self.env["complaint.supplier.claim"].create({"case_id": case.id, "partner_id": self.supplier.id})
        self.assertEqual(theirs.currency_id, company.currency_id)
        self.assertRegex(theirs.name, r"0001$")
        with self.assertRaises(AccessError):
            theirs.with_user(self.buyer).read(["name"])

    def test_respondents_negotiate_nothing(self):
        """SUP-1, CNF-1: nobody negotiates in a case about themselves; the claim passes to the handler."""
        claim = self._claim(user_id=self.engineer.id)
        self.case.respondent_ids = self.engineer.employee_id
        self.assertEqual(claim.user_id, self.assistant)
        with self.assertRefuses(ValidationError, "can take no part"):
            claim.user_id = self.engineer
        self.engineer.group_ids += self.env.ref("complaint_quality.group_quality_user")
        self.assertFalse(self.env["complaint.supplier.claim"].with_user(self.engineer).search([("id", "=", claim.id)]))

    def test_archived_supplier_and_merge(self):
        """SUP-1, INT-10: claims against archived suppliers stand, and go along when their case is merged."""
        claim = self._sent()
        self.supplier.active = False
        self.desk.active = False
        target = self._create_case()
        self.case.action_merge_into(target)
        self.assertEqual(claim.case_id, target)
        claim.action_agree(10)
        self.assertEqual(target.supplier_claim_count, 1)

    def test_merged_into_a_case_about_the_negotiator(self):
        """SUP-1, INT-10, CNF-1: the claim goes along and is the handler's from then on."""
        claim = self._sent(user_id=self.engineer.id)
        target = self._create_case(user_id=self.assistant.id, respondent_ids=self.engineer.employee_id.ids)
        self.case.action_merge_into(target)
        self.assertRecordValues(claim, [{"case_id": target.id, "user_id": self.assistant.id}])

    def test_copy_without_inventory_rights(self):
        """SUP-1: a second claim like the first one; its amounts and receipts are its own."""
        claim = self._sent()
        claim.action_agree(10)
        self.env.flush_all()
        self.env.invalidate_all()
        copy = claim.copy()
        self.assertRecordValues(copy, [{"state": "draft", "partner_id": self.supplier.id, "amount_agreed": 0}])
