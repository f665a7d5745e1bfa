from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintFinanceCommon

CREDIT_NOTE_QUERIES = 20
RETURN_QUERIES = 60


@tagged("post_install", "-at_install")
class TestCreditBatch(ComplaintFinanceCommon):
    """Many documents at once: as right as one by one, and for few queries each."""

    def _allow(self, order, amount):
        return self._complain(order, {"kind": "allowance", "quantity": 0, "amount": amount}).remedy_ids

    def _manual_refund(self, invoice, **line_values):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids.write(line_values)
        return wizard.new_move_ids

    def _receive_all(self, remedies, user=None):
        pickings = remedies.return_picking_ids.with_user(user or self.env.user)
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.with_context(skip_backorder=True).button_validate()

    def _return(self, orders):
        cases = [self._complain(order, {"kind": "return", "quantity": 4}) for order in orders]
        return self.env["complaint.remedy"].union(*(case.remedy_ids for case in cases))

    def _count_added(self, remedies, work):
        """Queries that each remedy costs, beyond those that any number costs; the first warms caches up."""
        self.env.flush_all()
        counts = []
        for some in (remedies[:1], remedies[1:3], remedies[3:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(some)
            self.env.cr.flush()
            counts.append(self.env.cr.sql_log_count - before)
        return (counts[2] - counts[1]) / (len(remedies) - 5)

    def test_queries_per_remedy(self):
        """CRN-6: ten remedies more cost a bounded number of queries each, to the posted credit note."""
        orders = [self._sell(10) for _order in range(8)]
        remedies = self.env["complaint.remedy"].union(*(self._allow(order, 10) for order in orders))

        def credit(some):
            some.with_user(self.accountant).action_create_document()
            some.credit_move_ids.action_post()

        self.assertLess(self._count_added(remedies, credit), CREDIT_NOTE_QUERIES)
        self.assertEqual(set(remedies.mapped("state")), {"done"})

    def test_queries_per_return(self):
        """RET-1, RET-3: a return more costs a bounded number of queries, called back, received and credited."""
        remedies = self._return([self._sell(10) for _order in range(8)])

        def call_back(some):
            some.with_user(self.accountant).action_create_document()
            self._receive_all(some)

        self.assertLess(self._count_added(remedies, call_back), RETURN_QUERIES)
        self.assertEqual(set(remedies.mapped("credit_state")), {"draft"})

    def test_crn_7_each_is_set_off_against_its_own_invoice(self):
        """CRN-7: two credit notes of one invoice and one of another, posted together, lower their own invoices."""
        first, second = self._sell(10), self._sell(10)
        remedies = self.env["complaint.remedy"].union(
            *(self._allow(order, amount) for order, amount in ((first, 10), (first, 20), (second, 40)))
        )
        remedies.with_user(self.accountant).action_create_document()
        remedies.credit_move_ids.with_user(self.accountant).action_post()
        self.assertEqual(first.invoice_ids.filtered(lambda m: m.move_type == "out_invoice").amount_residual, 970)
        self.assertEqual(second.invoice_ids.filtered(lambda m: m.move_type == "out_invoice").amount_residual, 960)
        self.assertEqual(set(remedies.mapped("settlement_state")), {"set_off"})

    def test_crn_8_drafted_together_numbered_apart(self):
        """CRN-8, CRN-6: drafts made together have numbers, texts and invoices of their own."""
        remedies = self.env["complaint.remedy"].union(*(self._allow(self._sell(10), 10) for _order in range(3)))
        remedies.with_user(self.accountant).action_create_document()
        moves = remedies.credit_move_ids
        self.assertEqual(len(set(moves.mapped("complaint_certificate_number"))), 3)
        for remedy in remedies:
            self.assertEqual(remedy.credit_move_id.reversed_entry_id, remedy.invoice_line_id.move_id)
            self.assertIn(remedy.case_id.name, remedy.credit_move_id.ref)
            bodies = "".join(remedy.credit_move_id.message_ids.mapped("body"))
            self.assertIn(
                f'reversed from <a href="#" data-oe-model="account.move" data-oe-id="'
                f'{remedy.invoice_line_id.move_id.id}"',
                bodies,
            )

    def test_ret_3_one_that_fails_stops_no_other(self):
        """RET-3: received together, the one that cannot be credited calls for a decision, the other is credited."""
        good, eaten = self._sell(10), self._sell(10)
        remedies = self._return([good, eaten])
        remedies.with_user(self.accountant).action_create_document()
        # what is left of the invoice meanwhile is less than comes back
        self._manual_refund(eaten.invoice_ids, quantity=8)
        self._receive_all(remedies, self.storekeeper)
        self.assertEqual(remedies.mapped("credit_state"), ["draft", "none"])
        self.assertTrue(remedies[1].case_id.activity_ids.filtered(lambda a: a.summary == "Credit note to make"))
        self.assertFalse(remedies[0].case_id.activity_ids.filtered(lambda a: a.summary == "Credit note to make"))

    def test_crn_2_the_rest_of_a_partly_credited_remedy_is_promised(self):
        """CRN-2: of two credit notes of a return one is cancelled: its three pieces are promised still, no more."""
        order = self._sell(10, deliver=False, invoice=False)
        self._deliver_part(order, 6)
        older = self._invoice(order, date="2024-01-01")
        self._deliver(order)
        self._invoice(order, date="2024-02-01")
        remedy = self._complain(order, {"kind": "return", "quantity": 7}).remedy_ids
        remedy.action_create_document()
        self._receive(remedy)
        remedy.credit_move_ids.filtered(lambda m: m.reversed_entry_id != older).action_post()
        remedy.credit_move_ids.filtered(lambda m: m.reversed_entry_id == older).button_cancel()
        other = self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 301}).remedy_ids
        with self.assertRaisesRegex(UserError, r"credited with .*1\.00 more than was invoiced"):
            other.action_create_document()
        by_hand = self._manual_refund(older, quantity=4)
        with self.assertRaisesRegex(UserError, "more than is left"):
            by_hand.action_post()
        other.with_context(skip_validation_check=True).sudo().write({"state": "cancelled"})
        by_hand.invoice_line_ids.quantity = 3
        by_hand.action_post()
        remedy.action_create_document()
        remedy.credit_move_ids.filtered(lambda m: m.state == "draft").action_post()
        self.assertEqual(remedy.state, "done")
