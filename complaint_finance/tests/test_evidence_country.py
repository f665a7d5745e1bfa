import base64
from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


class EvidenceCountry(ComplaintFinanceCommon):
    """EVD with a country's own chart of accounts and taxes, where its localization is installed."""

    localization = expected_country = None

    @classmethod
    def _use_chart_template(cls, company, chart_template_ref=None):
        if cls.env["ir.module.module"]._get(cls.localization).state != "installed":
            raise SkipTest(f"{cls.localization} is not installed")
        super()._use_chart_template(company, chart_template_ref)
        company._demand_customary_evidence()

    def _check_thread(self, title):
        self.assertEqual(self.company.account_fiscal_country_id.code, self.expected_country)
        self.assertEqual(len(self.company.complaint_evidence_type_ids), 5, "customary here, demanded from the start")
        tax = self.company.account_sale_tax_id
        self.assertTrue(tax.amount)
        case = self._complain(
            self._sell(10, taxes=tax),
            {"kind": "allowance", "quantity": 3, "amount_per_unit": 10},
            {"kind": "return", "quantity": 2},
        )
        allowance, back = case.remedy_ids
        case.remedy_ids.with_user(self.accountant).action_create_document()
        self._receive(back)
        for remedy in (allowance, back):
            credit = remedy.credit_move_id.with_user(self.accountant)
            self.assertEqual(remedy.document_state, "awaiting_evidence")
            with self.assertRaisesRegex(UserError, "lacks an accepted evidence document"):
                credit.action_post()
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                "complaint_finance.report_certificate", credit.ids
            )
            self.assertIn(title, html.decode())
            demanded = remedy._get_demanded_evidence()
            evidence = self.env["complaint.evidence"].create(
                {
                    "remedy_id": remedy.id,
                    "type_id": demanded[:1].id,
                    "attachment_ids": [
                        Command.create({"name": "scan.pdf", "datas": base64.b64encode(b"%PDF-1.4 stamped")})
                    ],
                }
            )
            evidence.with_user(self.accountant).action_accept()
            credit.action_post()
            self.assertEqual(remedy.state, "done")
            line = credit.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            self.assertEqual(line.tax_ids, tax)
        lines = back.credit_move_id.invoice_line_ids | allowance.credit_move_id.invoice_line_ids
        self.assertAlmostEqual(sum(lines.mapped("price_subtotal")), 2 * 100 + 30)


@tagged("post_install", "-at_install")
class TestEvidenceTaiwan(EvidenceCountry):
    chart_template = "tw"
    localization = "l10n_tw"
    expected_country = "TW"

    def test_evd_1_where_l10n_tw_is_installed(self):
        """EVD-1, EVD-2, CRN-8: with l10n_tw evidence is demanded and the sheet of the tax office printed."""
        self._check_thread("營業人銷貨退回、進貨退出或折讓證明單")


@tagged("post_install", "-at_install")
class TestEvidenceChina(EvidenceCountry):
    chart_template = "cn"
    localization = "l10n_cn"
    expected_country = "CN"

    def test_evd_1_where_l10n_cn_is_installed(self):
        """EVD-1, EVD-2, CRN-8: with l10n_cn evidence is demanded, and allowance and return certificates printed."""
        self._check_thread("ertificate")
