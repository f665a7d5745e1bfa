from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.complaint_finance.tests.common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestRecovery(ComplaintFinanceCommon):
    """What a supplier bears, claimed in one addon, counts against the loss that another keeps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Varnish Ltd."})
        cls.case = cls._complain(cls._sell(), {"kind": "allowance", "quantity": 0, "amount": 50})
        cls.case.with_user(cls.accountant).action_create_documents()
        cls.case.credit_move_ids.action_post()

    def _claim(self, amount=40, **values):
        claim = self.env["complaint.supplier.claim"].create(
            {
                "case_id": self.case.id,
                "partner_id": self.supplier.id,
                "amount_claimed": 50,
                "description": "Soft",
                **values,
            }
        )
        claim.action_record_sent()
        claim.action_agree(amount)
        return claim

    def _close(self):
        self.case.policy_id = False
        self.case.write({"state": "followup", "summary": "<p>New varnish.</p>"})
        self.case.action_close()

    def test_agreed_amount_reduces_the_loss(self):
        """SUP-1, LOS-1: the agreed amount is a recovery; what is negotiated again is none until it is agreed anew."""
        claim = self._claim()
        self.assertRecordValues(self.case, [{"loss_amount": 50, "recovered_amount": 40, "net_loss_amount": 10}])
        line = self.case.loss_ids.filtered(lambda loss: loss.kind == "recovery")
        self.assertEqual(line.name, claim.display_name)
        claim.action_reopen("They went back on it")
        self.assertRecordValues(self.case, [{"recovered_amount": 0, "net_loss_amount": 50}])
        claim.action_agree(30)
        self.assertRecordValues(self.case, [{"recovered_amount": 30, "net_loss_amount": 20}])
        claim.action_close()
        self.assertRecordValues(self.case, [{"recovered_amount": 30}])

    def test_two_claims_and_currencies(self):
        """SUP-1, LOS-3: each claim has its line, in the company's currency."""
        currency = self.env["res.currency"].create({"name": "XVC", "symbol": "V", "rounding": 0.01})
        today = self.company._get_complaint_today()
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": today, "rate": 4, "company_id": self.company.id}
        )
        self._claim(20)
        self._claim(40, currency_id=currency.id)
        self.assertRecordValues(self.case, [{"recovered_amount": 30, "net_loss_amount": 20}])

    def test_after_closing(self):
        """SUP-1, LOS-4: what is agreed after the case was closed comes as a supplementary line."""
        claim = self._claim(20)
        self._close()
        claim.action_reopen("More")
        claim.action_agree(35)
        lines = self.case.loss_ids.filtered(lambda loss: loss.kind == "recovery").sorted("id")
        self.assertEqual(sum(lines.mapped("amount")), 35)
        self.assertEqual(lines.mapped("supplementary"), [False, True])

    def test_nobody_types_it(self):
        """SUP-1, LOS-2: the line follows the claim; it is neither changed nor made by hand."""
        self._claim()
        line = self.case.loss_ids.filtered(lambda loss: loss.kind == "recovery").with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "follows its document"):
            line.amount = 1
        typed = {"name": "X", "kind": "recovery", "amount": 1, "reason": "Guess", "case_id": self.case.id}
        loss = self.env["complaint.loss"].with_user(self.accountant).create(typed)
        with self.assertRaisesRegex(UserError, "not a person"):
            loss.write({"source_model": "complaint.supplier.claim", "source_id": 1})

    def test_share_of_the_loss_is_claimed(self):
        """SUP-1, RSP-4: the draft demands the supplier's share of what the case has cost so far."""
        self.case.sudo().responsibility_ids.unlink()
        self.case.responsibility_ids = [
            Command.create({"party": "supplier", "partner_id": self.supplier.id, "share": 100})
        ]
        self.case.action_confirm_responsibility()
        self.assertRecordValues(self.case.supplier_claim_ids, [{"amount_claimed": 50, "claimed_share": 100}])
