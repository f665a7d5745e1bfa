from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestReturnVersion(ComplaintFinanceCommon):
    """A new version because a receipt is held: what becomes of the other remedies of the one before."""

    def _start(self, invoice=True):
        """A case with a return that waits for its goods and an allowance of 50."""
        case = self._complain(
            self._sell(invoice=invoice),
            {"kind": "return", "quantity": 2},
            {"kind": "allowance", "quantity": 0, "amount": 50},
        )
        if invoice:
            case.with_user(self.accountant).action_create_documents()
        else:
            case.remedy_ids[0].with_user(self.accountant).action_create_document()
        return case

    def _cover(self, case):
        """The draft that covers three pieces where two were approved."""
        back = case.remedy_ids[0]
        self._receive(back, 3)
        action = back.with_user(self.handler).action_cover()
        draft = self.env["complaint.resolution"].browse(action["res_id"])
        draft.remedy_ids[0].with_user(self.handler).quantity = 3
        return draft

    def _accept(self, draft):
        draft.with_context(skip_validation_check=True).write({"state": "accepted"})
        draft.case_id.write({"state": "execution"})
        draft.remedy_ids._start()
        return draft.remedy_ids

    def test_crn_3_a_discount_is_not_credited_again(self):
        """CRN-3, RET-4: what the order line was discounted by is settled in the next version too."""
        case = self._start(invoice=False)
        allowance = case.remedy_ids[1]
        allowance.with_user(self.accountant).action_give_discount()
        new = self._accept(self._cover(case))[1]
        self._invoice(case.sale_order_id)
        self.assertRecordValues(new, [{"state": "done", "discount_amount": 50, "document_state": "done"}])
        new.with_user(self.accountant).action_create_document()
        self.assertFalse(new.credit_move_ids)

    def test_ret_4_what_is_credited_is_not_changed(self):
        """RET-4, RES-5: another amount than that of the credit note is proposed as a remedy of its own."""
        case = self._start()
        case.remedy_ids[1].credit_move_id.with_user(self.accountant).action_post()
        draft = self._cover(case)
        allowance = draft.remedy_ids[1].with_user(self.handler)
        self.assertFalse(allowance._missing_to_submit())
        allowance.amount = 80
        self.assertIn("add another remedy", " ".join(allowance._missing_to_submit()))

    def test_ret_4_what_is_dropped_is_not_credited(self):
        """RET-4, RES-5: the draft credit note of a remedy that the new version drops is not posted."""
        case = self._start()
        credit = case.remedy_ids[1].credit_move_id
        draft = self._cover(case)
        draft.remedy_ids[1].with_user(self.handler).unlink()
        self._accept(draft)
        with self.assertRaisesRegex(UserError, "replaced by a new version"):
            credit.with_user(self.accountant).action_post()

    def test_evd_1_evidence_of_what_stays_as_it_was(self):
        """EVD-1: what the customer signed for holds in the next version, where quantity and amount are the same."""
        types = self.env["complaint.evidence.type"].search([])
        self.company.complaint_evidence_type_ids = types
        case = self._start()
        back, allowance = case.remedy_ids
        for remedy in back | allowance:
            evidence = self.env["complaint.evidence"].create(
                {
                    "remedy_id": remedy.id,
                    "type_id": types.filtered(lambda t, r=remedy: t.remedy_kind == r.kind)[0].id,
                    "attachment_ids": [Command.create({"name": "scan.pdf", "raw": b"scan"})],
                }
            )
            evidence.action_accept()
        new_back, new_allowance = self._accept(self._cover(case))
        self.assertEqual(new_allowance.document_state, "to_post")
        self.assertRecordValues(new_back, [{"document_state": "awaiting_evidence", "evidence_ids": []}])

    def test_ret_3_a_surplus_that_was_never_invoiced_goes_back(self):
        """RET-3, CRN-2: within the ratio, but more than was sold: it cannot be credited, and is sent back."""
        self.company.complaint_return_tolerance = 50
        remedy = self._complain(self._sell(4), {"kind": "return", "quantity": 4}).remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 5)
        self.assertRecordValues(remedy, [{"receipt_state": "within_tolerance", "credit_state": "none"}])
        action = remedy.with_user(self.accountant).action_send_back()
        back = self.env["stock.picking"].browse(action["res_id"])
        back.move_ids.write({"quantity": 1, "picked": True})
        back.button_validate()
        self.assertRecordValues(remedy, [{"receipt_state": "matched", "credit_amount": 400}])
        with self.assertRaisesRegex(UserError, "no receipt is held"):
            remedy.with_user(self.accountant).action_send_back()

    def test_ret_3_sent_back_after_it_was_credited(self):
        """RET-3: goods that went back to the customer after their credit note was posted call the accountant."""
        remedy = self._complain(self._sell(), {"kind": "return", "quantity": 4}).remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy)
        remedy.credit_move_id.action_post()
        wizard = self.env["stock.return.picking"].with_context(
            active_id=remedy.return_picking_ids.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 1, "picked": True})
        back.with_user(self.storekeeper).button_validate()
        called = remedy.case_id.activity_ids.filtered(lambda a: a.summary == "Credited more than came back")
        self.assertIn(self.accountant, called.user_id)

    def test_ret_1_services_do_not_come_back(self):
        """RET-1, INT-11: the return of a service is not even proposed."""
        service = self.env["product.product"].create({"name": "Assembly", "type": "service", "invoice_policy": "order"})
        order = self._sell(2, product=service, deliver=False)
        case = self._complain(
            order, {"kind": "return", "quantity": 1}, {"kind": "allowance", "quantity": 1, "amount": 2}
        )
        self.assertIn("nothing that could come back", " ".join(case.remedy_ids[0]._missing_to_submit()))
        self.assertFalse(case.remedy_ids[1]._missing_to_submit())

    def test_evd_2_reasons_are_words(self):
        """EVD-1, EVD-2: what is no text is no reason; the dialog asks for one."""
        types = self.env["complaint.evidence.type"].search([])
        self.company.complaint_evidence_type_ids = types
        remedy = self._start().remedy_ids[1]
        action = remedy.with_user(self.manager).action_override_evidence(5)
        self.assertEqual(action["res_model"], "complaint.reason")
        self.assertFalse(remedy.evidence_override_by_id)

    def test_ret_4_what_was_decided_and_ordered_goes_on(self):
        """RET-4, RET-7, RET-8: goods scrapped for the version before are not scrapped again, nor ordered once more."""
        self._stock(self.desk)
        case = self._complain(self._sell(), {"kind": "return", "quantity": 2}, {"kind": "replacement", "quantity": 1})
        back, other = case.remedy_ids
        back.action_create_document()
        self.env["stock.reference"].create({"name": "Ordered", "complaint_remedy_id": other.id})
        self._receive(back, 3)
        first, second = self.env["complaint.disposition"].create(
            [{"remedy_id": back.id, "kind": "scrap", "quantity": quantity} for quantity in (1, 2)]
        )
        first.action_carry_out()
        draft = self.env["complaint.resolution"].browse(back.with_user(self.handler).action_cover()["res_id"])
        draft.remedy_ids[0].quantity = 3
        new, new_other = self._accept(draft)
        self.assertEqual(new_other.delivery_state, "waiting")
        self.assertEqual(new.disposition_ids, first | second)
        self.assertEqual(new._get_undecided(), 0)
        second.with_user(self.storekeeper).action_carry_out()
        self.assertEqual(second.state, "done")
