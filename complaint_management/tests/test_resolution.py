from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestResolution(ComplaintCommon):
    def test_amounts_come_from_the_order(self):
        """RES-1: a return costs the invoiced price, an allowance its reduction."""
        resolution = self._propose(self._create_case())
        self.assertEqual(resolution.remedy_ids.mapped("amount"), [200, 20])
        self.assertEqual(resolution.amount_total, 220)

    def test_discount_lowers_what_a_return_costs(self):
        """RES-1: the price after discount counts."""
        self.order.order_line.discount = 10
        self.assertEqual(self._propose(self._create_case()).remedy_ids[0].amount, 180)

    def test_discount_on_the_order_lowers_what_a_return_costs(self):
        """RES-1: of a discount on the whole order, a line of its own, the item takes its share."""
        case = self._create_case()
        wizard = self.env["sale.order.discount"].create(
            {"sale_order_id": self.order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        )
        wizard.action_apply_discount()
        self.assertEqual(self._propose(case).remedy_ids[0].amount, 180)

    def test_foreign_currency(self):
        """RES-2: tiers go by the company's currency, the offer by the order's."""
        euro = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.5, "name": "2020-01-01", "company_id": self.company.id}
        )
        resolution = self._propose(self._create_case())
        resolution.currency_id = euro
        self.assertAlmostEqual(resolution.amount_total_company, resolution.amount_total * 2)

    def test_approval_freezes(self):
        """RES-4: amounts, quantities and items are frozen from submission on; a change is a new version."""
        case = self._create_case()
        resolution = self._propose(case)
        self._approve(resolution)
        self.assertEqual(resolution.state, "approved")
        remedy = resolution.remedy_ids[0]
        for change in (
            lambda: remedy.write({"amount": 5}),
            lambda: remedy.write({"quantity": 1}),
            lambda: remedy.unlink(),
            lambda: resolution.write({"remedy_ids": [Command.create({"kind": "apology"})]}),
            lambda: resolution.write({"currency_id": self.env.ref("base.JPY").id}),
            lambda: resolution.write({"state": "draft"}),
            lambda: (
                self.env["complaint.remedy"]
                .with_user(self.assistant)
                .create({"resolution_id": resolution.id, "kind": "apology"})
            ),
        ):
            with self.assertRaises(UserError):
                change()
        action = resolution.action_new_version()
        second = self.env["complaint.resolution"].browse(action["res_id"])
        self.assertRecordValues(
            second, [{"version": 2, "previous_id": resolution.id, "state": "draft", "amount_total": 220}]
        )
        self.assertEqual(resolution.state, "superseded")
        self.assertEqual(case.resolution_id, second)
        self.assertTrue(resolution.review_ids, "who approved the old version stays on record")

    def test_proposer_cannot_approve(self):
        """RES-3: not even with the approver's group."""
        resolution = self._propose(self._create_case())
        self.assistant.group_ids += self.env.ref("complaint_management.group_approver")
        resolution.action_submit()
        for method in ("action_approve", "validate_tier"):
            with self.assertRaises(AccessError):
                getattr(resolution, method)()
        self.assertEqual(resolution.state, "submitted")

    def test_wrong_person_cannot_approve(self):
        """RES-2: only whom a tier names."""
        resolution = self._propose(self._create_case())
        resolution.action_submit()
        with self.assertRaises(AccessError):
            resolution.with_user(self.manager).action_approve()

    def test_large_amount_needs_both_tiers_in_order(self):
        """RES-2: above 2,000 the approver of large amounts comes second."""
        resolution = self._propose(self._create_case())
        resolution.remedy_ids[1].write({"amount_per_unit": 0, "amount": 2500})
        resolution.action_submit()
        self.assertEqual(len(resolution.review_ids), 2)
        resolution.with_user(self.approver).action_approve()
        self.assertEqual(resolution.state, "submitted")
        with self.assertRaises(AccessError):
            resolution.with_user(self.approver).action_approve()
        resolution.with_user(self.senior).action_approve("Agreed")
        self.assertEqual(resolution.state, "approved")
        self.assertIn("Agreed", resolution.review_ids.mapped("comment"))

    def test_no_tier_is_an_error(self):
        """RES-2: without a matching tier it is an error, not an approval."""
        resolution = self._propose(self._create_case())
        self.env["tier.definition"].search([("model", "=", "complaint.resolution")]).active = False
        with self.assertRefuses(UserError, "No authority tier covers"):
            resolution.action_submit()

    def test_rejection_needs_a_reason_and_goes_back(self):
        """RES-7: back to the proposer, who makes a new version."""
        case = self._create_case()
        resolution = self._propose(case)
        resolution.action_submit()
        self.assertEqual(resolution.with_user(self.approver).action_reject()["res_model"], "complaint.reason")
        resolution.with_user(self.approver).action_reject("Too generous")
        self.assertRecordValues(resolution, [{"state": "rejected", "reject_reason": "Too generous"}])
        case.action_prepare_resolution()
        self.assertEqual(case.resolution_id.version, 2)

    def test_submission_says_all_that_is_missing(self):
        """RES-1, INT-3: item, quantity and amount; nothing on an unknown quantity."""
        case = self._create_case()
        resolution = self._propose(case)
        case.line_ids.sudo().write({"qty_unknown": True})
        resolution.write({"remedy_ids": [Command.create({"kind": "return"}), Command.create({"kind": "compensation"})]})
        with self.assertRaises(UserError) as caught:
            resolution.action_submit()
        for words in ("has not told the quantity", "choose the item", "enter the amount"):
            self.assertIn(words, str(caught.exception))

    def test_more_than_claimed_is_refused(self):
        """INT-11: not more back than was claimed, over all remedies of the item."""
        resolution = self._propose(self._create_case())
        resolution.remedy_ids[1].write({"kind": "exchange", "quantity": 3})
        with self.assertRefuses(UserError, "more is to be returned than was claimed"):
            resolution.action_submit()

    def test_reply_only_with_approval(self):
        """RES-5: nothing leaves before it is approved; the reply makes the offer, in the customer's name and words."""
        case = self._create_case()
        resolution = self._propose(case)
        for reply in (case.action_reply, case.action_send_reply):
            with self.assertRefuses(UserError, "no approved resolution"):
                reply()
        with self.assertRefuses(UserError, "no approved resolution"):
            case.with_context(complaint_reply=True).message_post(body="We offer you everything", message_type="comment")
        self._approve(resolution)
        with self.mock_mail_gateway():
            case.action_send_reply()
        self.assertEqual(resolution.state, "offered")
        self.assertTrue(case.date_replied)
        letter = case.message_ids.filtered(lambda m: m.message_type == "comment")[:1]
        self.assertIn("Return and Credit", letter.body)
        self.assertIn(self.customer, letter.notified_partner_ids)

    def test_execution_waits_for_the_customer(self):
        """CUS-5: accepted first, unless the policy does not ask for it."""
        case = self._create_case()
        self._approve(self._propose(case))
        with self.assertRefuses(UserError, "has not been replied to"):
            case.action_execute()
        case.action_send_reply()
        with self.assertRefuses(UserError, "has not accepted"):
            case.action_execute()
        self.policy.acceptance_required = False
        case.action_execute()
        self.assertEqual(case.remedy_ids.mapped("state"), ["todo", "todo"])

    def test_refusal_leads_to_the_next_version(self):
        """RES-6: refused with a reason; the new version is linked to the old one."""
        case = self._create_case()
        first = self._propose(case)
        self._approve(first)
        case.action_send_reply()
        first.action_refuse("I want all four back")
        case.action_prepare_resolution()
        self.assertRecordValues(case.resolution_id, [{"version": 2, "previous_id": first.id}])
        self.assertEqual(first.state, "refused")

    def test_answer_only_while_it_is_awaited(self):
        """CUS-5, RES-5: what is carried out without asking, or fell with its case, is not refused any more."""
        self.policy.acceptance_required = False
        cases = self._create_case() | self._create_case()
        for case in cases:
            self._approve(self._propose(case, {"kind": "replacement", "quantity": 1, "amount": 50}))
            case.action_send_reply()
        cases[0].action_execute()
        cases[1].action_withdraw("Settled")
        for resolution in cases.resolution_id:
            with self.assertRefuses(UserError, "is not on offer"):
                resolution.action_refuse("Too little")
            with self.assertRefuses(UserError, "is not on offer"):
                resolution.action_accept("Ms. Ready")
        with self.assertRefuses(UserError, "no longer open"):
            cases[1].action_send_reply()
        cases[0].remedy_ids.action_done()
        self.assertEqual(cases[0].accepted_amount, 50)

    def test_cancelled_remedies_do_not_come_back(self):
        """RES-4: a new version has what the old one still promised."""
        resolution = self._propose(self._create_case())
        resolution.remedy_ids[0].action_cancel("They keep them")
        resolution.action_new_version()
        self.assertEqual(resolution.case_id.remedy_ids.mapped("kind"), ["allowance"])

    def test_item_without_product(self):
        """RES-1: goods of an item that names none are asked for, in words."""
        case = self._create_case(line_ids=[Command.create({"qty_claimed": 3})], sale_order_id=False)
        resolution = self._propose(
            case, {"kind": "replacement", "quantity": 2, "amount": 5}, {"kind": "compensation", "amount": 5}
        )
        with self.assertRefuses(UserError, "choose the product of the item"):
            resolution.action_submit()
        resolution.remedy_ids[0].unlink()
        resolution.action_submit()
        self.assertEqual(resolution.state, "submitted")

    def test_two_at_once_are_refused(self):
        """RES-4: one resolution at a time."""
        case = self._create_case()
        self._propose(case)
        with self.assertRefuses(UserError, "still under way"):
            self.env["complaint.resolution"].with_user(self.assistant).create({"case_id": case.id})

    def test_remedy_is_done_by_its_person_or_a_handler(self):
        """RES-5: not by anyone."""
        resolution = self._execute(self._create_case(), responsible_id=self.engineer.id)
        with self.assertRaises(AccessError):
            resolution.remedy_ids[1].with_user(self.engineer).action_done()
        resolution.remedy_ids[0].with_user(self.engineer).action_done()
        self.assertEqual(resolution.remedy_ids[0].state, "done")

    def test_remedy_is_done_only_once_it_is_due(self):
        """RES-5: nothing is carried out before the customer accepted it."""
        resolution = self._propose(self._create_case())
        with self.assertRefuses(UserError, "not to be carried out now"):
            resolution.remedy_ids[0].action_done()

    def test_reviews_cannot_be_forged(self):
        """RES-2, RES-7: nobody writes, deletes or restarts the reviews of others over RPC."""
        resolution = self._propose(self._create_case())
        resolution.action_submit()
        reviews = resolution.review_ids
        for forge in (
            lambda: reviews.with_user(self.assistant).write({"status": "approved"}),
            lambda: reviews.with_user(self.assistant).write({"done_by": self.approver.id}),
            lambda: reviews.with_user(self.assistant).unlink(),
            lambda: resolution.with_user(self.assistant).restart_validation(),
            lambda: reviews.with_user(self.assistant).copy({"status": "approved"}),
        ):
            with self.assertRaises(AccessError):
                forge()
        self.assertEqual(reviews.status, "pending")

    def test_item_of_another_case_is_refused(self):
        """RES-1: a remedy is about an item of its own case."""
        resolution = self._propose(self._create_case())
        with self.assertRefuses(ValidationError, "item of another case"):
            resolution.remedy_ids[0].line_id = self._create_case().line_ids

    def test_contact_without_customer_gets_the_letter(self):
        """CUS-1, INT-6: who is no customer of ours is written to at the address they left."""
        case = self._create_case(
            partner_id=False,
            contact_name="Ms. Nobody",
            contact_email="nobody@example.com",
            sale_order_id=False,
            line_ids=[],
        )
        with self.mock_mail_gateway():
            case.action_reject(self.env.ref("complaint_management.ground_no_fact").id)
        self.assertIn("nobody@example.com", "".join(to for mail in self._mails for to in mail["email_to"]))

    def test_nothing_begins_further_on(self):
        """RES-4, RES-5: neither resolutions nor remedies are born approved or done."""
        case = self._create_case()
        resolution = self._propose(case)
        with self.assertRefuses(UserError, "begins as planned"):
            resolution.remedy_ids = [Command.create({"kind": "apology", "state": "done"})]
        resolution.with_user(self.assistant).sudo()._supersede()
        Resolution = self.env["complaint.resolution"].with_user(self.assistant)
        with self.assertRefuses(UserError, "begins as a draft"):
            Resolution.create({"case_id": case.id, "state": "approved"})
        with self.assertRefuses(UserError, "begins as a draft"):
            Resolution.with_context(default_state="accepted").create({"case_id": case.id})
