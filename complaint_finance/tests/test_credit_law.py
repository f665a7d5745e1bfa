from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintFinanceCommon

QUANTITY = st.integers(1, 10)
AMOUNT = st.integers(1, 30000).map(lambda cents: cents / 100)
WHICH = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("approve_return"), QUANTITY, st.just(0)),
    st.tuples(st.just("approve_allowance"), AMOUNT, st.just(0)),
    st.tuples(st.just("make"), WHICH, st.just(0)),
    st.tuples(st.just("receive"), WHICH, QUANTITY),
    st.tuples(st.just("by_hand"), st.integers(0, 1), QUANTITY),
    st.tuples(st.just("by_hand_amount"), st.integers(0, 1), AMOUNT),
    st.tuples(st.just("post"), WHICH, st.just(0)),
    st.tuples(st.just("cancel"), WHICH, st.just(0)),
    st.tuples(st.just("delete"), WHICH, st.just(0)),
    st.tuples(st.just("reset"), WHICH, st.just(0)),
    st.tuples(st.just("reverse"), WHICH, st.just(0)),
)
few = settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@tagged("post_install", "-at_install")
class TestCreditLaw(ComplaintFinanceCommon):
    """CRN-2: what holds of every invoice line, in whatever order people do what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a third of the deliveries on another invoice; prices that do not divide, taxes in them; on the first invoice a
        # discount on the whole order
        tax = cls.env["account.tax"].create(
            {"name": "In the price", "amount": 7, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        cls.order = cls._sell(
            10, price=33.33, taxes=tax, deliver=False, invoice=False, line={"discount": 3, "product_uom_qty": 10}
        )
        discount = {"sale_order_id": cls.order.id, "discount_type": "so_discount", "discount_percentage": 0.07}
        cls.env["sale.order.discount"].create(discount).action_apply_discount()
        picking = cls.order.picking_ids
        picking.move_ids.write({"quantity": 7, "picked": True})
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        cls._invoice(cls.order, date="2024-01-01")
        cls._deliver(cls.order)
        cls._invoice(cls.order, date="2024-02-01")
        # credit notes of orders that nobody complains about are none of our business
        cls._complain(cls.order, {"kind": "apology"})
        cls.invoices = cls.order.invoice_ids.sorted("id")

    @given(st.lists(STEP, min_size=4, max_size=10))
    @few
    def test_never_more_than_invoiced(self, steps):
        """CRN-2: approvals, receipts, credits by hand, cancellations and reversals in any order."""
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False) as whole:
            for name, which, what in steps:
                self._try(name, which, what)
                self._assert_within()
            self.env.flush_all()
            self.env.invalidate_all()
            whole.rollback()
        self.env.invalidate_all(flush=False)

    def _try(self, name, which, what):
        """What people try; to be refused is an answer, anything but words is not."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_do_{name}")(which, what)
        except UserError as error:
            self.assertTrue(str(error))

    def _assert_within(self):
        for line in self.invoices.invoice_line_ids.filtered(self._is_goods):
            taken = self.env["account.move"].search(
                [("reversed_entry_id", "=", line.move_id.id), ("state", "in", ("draft", "posted"))]
            )
            # drafts by hand are nobody's business before they are posted
            taken = taken.filtered(
                lambda m: (
                    (m.state == "posted" or m.complaint_remedy_id)
                    and "posted" not in m.reversal_move_ids.mapped("state")
                )
            ).invoice_line_ids
            quantity = sum(taken.filtered(self._is_goods).mapped("quantity"))
            self.assertLessEqual(quantity, line.quantity)
            self.assertLessEqual(self.currency.round(sum(taken.mapped("price_subtotal"))), line.move_id.amount_untaxed)

    def _is_goods(self, line):
        return line.product_id == self.desk

    # === What people do ===

    def _remedies(self):
        return self.env["complaint.remedy"].search([("case_id.sale_order_id", "=", self.order.id)], order="id")

    def _credit_notes(self):
        return self.env["account.move"].search([("reversed_entry_id", "in", self.invoices.ids)], order="id")

    def _pick(self, records, which):
        return records[which % len(records)] if records else records

    def _do_approve_return(self, quantity, _what):
        self._approve({"kind": "return", "quantity": quantity})

    def _do_approve_allowance(self, amount, _what):
        self._approve({"kind": "allowance", "quantity": 0, "amount": amount})

    def _approve(self, remedy):
        """As the approver would: refused when it is beyond the ceiling."""
        remedies = self._complain(self.order, remedy).remedy_ids
        if missing := remedies._missing_for_ceiling():
            raise UserError("\n".join(missing))

    def _do_make(self, which, _what):
        self._pick(self._remedies(), which).with_user(self.accountant).action_create_document()

    def _do_receive(self, which, quantity):
        awaited = self._remedies().filtered(lambda r: r.receipt_state == "waiting")
        if awaited:
            self._receive(self._pick(awaited, which), quantity)

    def _by_hand(self, which, values):
        invoice = self.invoices[which]
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids.filtered(self._is_goods).write(values)

    def _do_by_hand(self, which, quantity):
        self._by_hand(which, {"quantity": quantity})

    def _do_by_hand_amount(self, which, amount):
        self._by_hand(which, {"quantity": 1, "price_unit": amount, "product_id": False, "discount": 0})

    def _do_post(self, which, _what):
        self._pick(self._credit_notes().filtered(lambda m: m.state == "draft"), which).action_post()

    def _do_cancel(self, which, _what):
        self._pick(self._credit_notes().filtered(lambda m: m.state == "draft"), which).button_cancel()

    def _do_delete(self, which, _what):
        self._pick(self._credit_notes().filtered(lambda m: m.state == "draft"), which).unlink()

    def _do_reset(self, which, _what):
        self._pick(self._credit_notes().filtered(lambda m: m.state in ("posted", "cancel")), which).button_draft()

    def _do_reverse(self, which, _what):
        credit = self._pick(self._credit_notes().filtered(lambda m: m.state == "posted"), which)
        if credit:
            credit._reverse_moves(cancel=True)
