import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintFinanceCommon

REPORT = "complaint_finance.report_certificate"


@tagged("post_install", "-at_install")
class TestCertificate(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.write({"vat": "US1", "street": "1 Mill Road", "city": "Springfield"})
        cls.customer.write({"vat": "DE811193231", "street": "7 Blue Street", "country_id": cls.env.ref("base.de").id})

    def _credit(self, *remedies, order=None):
        case = self._complain(order or self._sell(), *(remedies or [{"kind": "return", "quantity": 3}]))
        made = case.resolution_id.remedy_ids
        made.with_user(self.accountant).action_create_document()
        for remedy in made.filtered(lambda r: r.kind == "return"):
            self._receive(remedy)
        return made.credit_move_id

    def _print(self, move, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.accountant)
        html = report.with_context(force_report_rendering=False)._render_qweb_html(REPORT, move.ids)[0].decode()
        return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())

    def test_crn_8_allowance_certificate(self):
        """CRN-8: two copies with parties, VAT numbers, invoice, item, quantity, price, amount, tax and signature."""
        order = self._sell(10, taxes=self.tax_sale_a)
        credit = self._credit({"kind": "allowance", "quantity": 3, "amount_per_unit": 10}, order=order)
        text = self._print(credit)
        self.assertEqual(text.count("Sales Allowance Certificate"), 2)
        for words in (
            *("Copy 1: Seller", "Copy 2: Buyer", credit.complaint_certificate_number, order.invoice_ids.name),
            *("US1", "DE811193231", "1 Mill Road", "7 Blue Street", "Blue Office Ltd.", "Desk", "3.00 Units", "10.00"),
            *("Signature of the buyer", "Stamp of the buyer", credit.complaint_remedy_id.case_id.name),
        ):
            self.assertIn(words, text)
        certificate = credit._get_complaint_certificate()
        self.assertEqual((certificate["untaxed"], certificate["tax"], certificate["total"]), (30, 4.5, 34.5))
        self.assertEqual(certificate["rows"][0]["tax"], 4.5)
        self.assertEqual(certificate["invoice_date"], order.invoice_ids.invoice_date)

    def test_evd_1_return_certificate(self):
        """EVD-1: the return certificate shows what was actually received and credited."""
        credit = self._credit({"kind": "return", "quantity": 3})
        text = self._print(credit)
        self.assertEqual(text.count("Return Certificate"), 2)
        self.assertIn("3.00 Units", text)
        self.assertIn("300.00", text)

    def test_crn_8_number(self):
        """CRN-8: the draft's certificate has a number of its own, which stays and is nobody else's."""
        first, second = self._credit(), self._credit({"kind": "allowance", "quantity": 1, "amount_per_unit": 5})
        self.assertTrue(first.complaint_certificate_number)
        self.assertNotEqual(first.complaint_certificate_number, second.complaint_certificate_number)
        number = first.complaint_certificate_number
        first.action_post()
        self.assertEqual(first.complaint_certificate_number, number)

    def test_crn_8_invoice_currency_and_rounding(self):
        """CRN-8: amounts are those of the credit note, in its currency, and its taxes sum up to the cent."""
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        euro.active = True
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        credit = self._credit(
            {"kind": "return", "quantity": 3},
            order=self._sell(10, price=33.335, taxes=self.tax_sale_a, pricelist_id=pricelist.id),
        )
        certificate = credit._get_complaint_certificate()
        self.assertEqual(certificate["currency"], euro)
        self.assertIn("€", self._print(credit))
        self.assertAlmostEqual(sum(row["amount"] for row in certificate["rows"]), credit.amount_untaxed)
        self.assertAlmostEqual(sum(row["tax"] for row in certificate["rows"]), credit.amount_tax)

    def test_crn_8_price_included_and_discount(self):
        """CRN-8: the unit price is the one paid, before tax and after discount."""
        tax = self.tax_sale_a.copy({"name": "25 %", "price_include_override": "tax_included", "amount": 25})
        credit = self._credit(
            {"kind": "return", "quantity": 2}, order=self._sell(10, price=125, taxes=tax, line={"discount": 10})
        )
        row = credit._get_complaint_certificate()["rows"][0]
        self.assertEqual((row["price"], row["amount"], row["tax"]), (90, 180, 45))

    def test_crn_8_taiwan(self):
        """CRN-8: where the company is in Taiwan the tax office's sheet is printed, with its fields."""
        orders = self._sell(10, taxes=self.tax_sale_a), self._sell(10)
        credit, untaxed = (self._credit({"kind": "return", "quantity": 3}, order=order) for order in orders)
        self.company.account_fiscal_country_id = self.env.ref("base.tw")
        text = self._print(credit)
        self.assertEqual(text.count("營業人銷貨退回、進貨退出或折讓證明單"), 2)
        for words in ("Taxable", "Zero Rated", "Exempt", "Seller who issued the original invoice", "Original buyer"):
            self.assertIn(words, text)
        self.assertEqual(credit._get_complaint_certificate()["rows"][0]["tax_type"], "taxable")
        self.assertEqual(untaxed._get_complaint_certificate()["rows"][0]["tax_type"], "exempt")

    def test_crn_8_customer_language(self):
        """CRN-8: in the customer's language, whoever prints it; in Taiwan with the year of the republic."""
        self.env["res.lang"]._activate_lang("zh_TW")
        self.company.account_fiscal_country_id = self.env.ref("base.tw")
        self.desk.with_context(lang="zh_TW").name = "書桌"
        credit = self._credit()
        self.assertNotIn("書桌", self._print(credit))
        self.customer.lang = "zh_TW"
        text = self._print(credit)
        self.assertIn("書桌", text)
        self.assertIn("中華民國", text)

    def test_crn_8_nothing_to_certify(self):
        """CRN-8: invoices, compensation, cancelled and other credit notes have no certificate, in words."""
        self.company.complaint_compensation_account_id = self.company_data["default_account_expense"]
        compensation = self._credit({"kind": "compensation", "amount": 20})
        cancelled = self._credit()
        cancelled.button_cancel()
        for move in (compensation, cancelled, self._sell().invoice_ids):
            for method in ("action_print_complaint_certificate", "action_send_complaint_certificate"):
                with self.assertRaisesRegex(UserError, "has no certificate"):
                    getattr(move.with_user(self.accountant), method)()
            with self.assertRaisesRegex(UserError, "has no certificate"):
                self._print(move)
        moves = self.env["account.move"].search([("complaint_has_certificate", "=", True)])
        self.assertFalse(moves & (compensation | cancelled))

    def test_crn_8_wrong_person(self):
        """CRN-8: who may not read the credit note prints no certificate."""
        credit = self._credit()
        for user in (self.storekeeper, self.assistant):
            with self.assertRaises(AccessError):
                credit.with_user(user).action_print_complaint_certificate()
            with self.assertRaises(AccessError):
                self._print(credit, user)

    def test_crn_8_from_the_remedy(self):
        """CRN-8: printed and sent from the remedy too, once its credit note is there."""
        case = self._complain(self._sell(), {"kind": "allowance", "quantity": 1, "amount_per_unit": 5})
        remedy = case.resolution_id.remedy_ids.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "make the credit note first"):
            remedy.action_print_certificate()
        remedy.action_create_document()
        self.assertEqual(remedy.action_print_certificate()["report_name"], REPORT)
        self.assertEqual(remedy.action_send_certificate()["context"]["default_res_ids"], remedy.credit_move_id.ids)

    def test_crn_8_sent_by_mail(self):
        """CRN-8: the mail to the customer has the certificate attached and is read before it is sent."""
        credit = self._credit()
        action = credit.with_user(self.accountant).action_send_complaint_certificate()
        composer = Form(
            self.env["mail.compose.message"].with_user(self.accountant).with_context(**action["context"])
        ).save()
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertIn(credit.complaint_certificate_number, composer.body)
        self.assertEqual(len(composer.attachment_ids), 1)
        composer.action_send_mail()
        self.assertIn(credit.complaint_certificate_number, credit.message_ids[0].body)
