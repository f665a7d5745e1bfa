from odoo.tests import HttpCase, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestPortal(ComplaintFinanceCommon, HttpCase):
    """What a customer sees of goods and credits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.desk)

    def _read(self, remedy):
        """What the customer reads beside the remedy, by the link of the case."""
        return self.url_open(remedy.case_id.get_portal_url()).text.partition("Our offer")[2]

    def assertTells(self, remedy, words, *not_yet):
        page = self._read(remedy)
        self.assertRegex(page, rf">\s*{words}\s*<")
        for other in not_yet:
            self.assertNotRegex(page, rf">\s*{other}\s*<")

    def test_cus_5_a_return_from_awaited_to_credited(self):
        """CUS-5: awaiting goods before and after the receipt is made, received, credited once it is posted."""
        remedy = self._complain(self._sell(10), {"kind": "return", "quantity": 4}).remedy_ids
        self.assertTells(remedy, "Awaiting goods", "On its way", "Received")
        remedy.with_user(self.accountant).action_create_document()
        self.assertTells(remedy, "Awaiting goods", "Received")
        self._receive(remedy, user=self.storekeeper)
        self.assertEqual(remedy.credit_state, "draft")
        self.assertTells(remedy, "Received", "Awaiting goods", "Credited")
        remedy.credit_move_id.with_user(self.accountant).action_post()
        self.assertTells(remedy, "Credited", "Received", "Done")

    def test_cus_5_what_is_held_is_here(self):
        """CUS-5, RET-4: more than approved came; why it is held is not the customer's business."""
        remedy = self._complain(self._sell(10), {"kind": "return", "quantity": 4}).remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self._receive(remedy, 6)
        self.assertEqual(remedy.receipt_state, "held")
        self.assertTells(remedy, "Received", "Held", "Credited")

    def test_cus_5_an_exchange_from_awaited_to_done(self):
        """CUS-5, RET-8: awaited, received, on its way, done."""
        remedy = self._complain(self._sell(10), {"kind": "exchange", "quantity": 4}).remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self.assertTells(remedy, "Awaiting goods", "On its way")
        self._receive(remedy, user=self.storekeeper)
        self.assertTells(remedy, "On its way", "Awaiting goods")
        delivery = remedy.delivery_picking_ids
        delivery.move_ids.picked = True
        delivery.with_user(self.storekeeper).button_validate()
        self.assertTells(remedy, "Done", "On its way")

    def test_cus_5_goods_that_stay(self):
        """CUS-5: nothing is awaited where the goods stay with the customer, nor for an allowance or an apology."""
        replacement, allowance, apology = self._complain(
            self._sell(10),
            {"kind": "replacement", "quantity": 4},
            {"kind": "allowance", "amount": 40},
            {"kind": "apology"},
        ).remedy_ids
        for remedy in (replacement, allowance, apology):
            self.assertEqual(remedy._get_public_state(), "On its way")
        allowance.with_user(self.accountant).action_create_document()
        self.assertEqual(allowance._get_public_state(), "On its way")
        allowance.credit_move_id.action_post()
        self.assertEqual(allowance._get_public_state(), "Credited")
