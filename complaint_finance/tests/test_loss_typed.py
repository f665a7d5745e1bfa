from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .loss_common import LossCommon


@tagged("post_install", "-at_install")
class TestLossTyped(LossCommon):
    """Lines by hand: kinds, default rates, receipts, and the analytic ledger."""

    def setUp(self):
        super().setUp()
        self.case = self._complain(self._sell())
        self.basis = self.env["complaint.loss.basis"].create(
            {"name": "Rework hour", "uom_id": self.env.ref("uom.product_uom_hour").id, "rate": 30}
        )

    def _set_analytic(self):
        plan = self.env["account.analytic.plan"].create({"name": "Quality"})
        accounts = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("Complaints", "Plant")]
        )
        self.company.complaint_analytic_distribution = {str(accounts[0].id): 60, str(accounts[1].id): 40}
        return accounts

    def _get_analytic(self, losses):
        lines = self.env["account.analytic.line"].search([("complaint_loss_id", "in", losses.ids)])
        return sorted(lines.mapped("amount"))

    # === Kinds ===

    def test_every_kind(self):
        """LOS-1: all kinds; three of them count against the loss."""
        kinds = [kind for kind, _label in self.env["complaint.loss"]._fields["kind"].selection]
        self.assertEqual(len(kinds), 15)
        for kind in kinds:
            self._type_loss(self.case, 10, kind=kind)
        self.assertRecordValues(self.case, [{"loss_amount": 120, "recovered_amount": 30, "net_loss_amount": 90}])
        for kind in ("recovery", "billed", "insurance"):
            self.assertEqual(self.case.loss_ids.filtered(lambda line, k=kind: line.kind == k).amount_net, -10)

    # === Receipts and reasons ===

    def test_receipt_instead_of_a_reason(self):
        """LOS-2: a receipt will do; handlers who see the loss read it, people without a part in it do not."""
        receipt = self.env["ir.attachment"].with_user(self.accountant).create({"name": "ticket.txt", "raw": b"12.00"})
        loss = self._type_loss(self.case, reason=False, receipt_ids=[Command.set(receipt.ids)])
        self.assertEqual((receipt.res_model, receipt.res_id), ("complaint.loss", loss.id))
        self.assertEqual(receipt.with_user(self.handler).raw, b"12.00")
        with self.assertRaises(AccessError):
            receipt.with_user(self.assistant).read(["raw"])
        with self.assertRaisesRegex(ValidationError, "receipt or give the reason"):
            loss.receipt_ids = [Command.clear()]

    def test_nobody_sets_what_the_procedure_sets(self):
        """LOS-2, LOS-4: neither documents nor the freezing are typed."""
        loss = self._type_loss(self.case)
        for values in ({"frozen": True}, {"supplementary": True}, {"is_document": True}, {"move_line_id": 1}):
            with self.assertRaisesRegex(UserError, "not a person"):
                loss.write(values)
            with self.assertRaisesRegex(UserError, "not a person"):
                self._type_loss(self.case, **values)

    # === Default rates ===

    def test_amount_by_the_rate(self):
        """LOS-2: quantity times rate, which is said in the reason; the amount may be changed."""
        losses = self.env["complaint.loss"].with_user(self.accountant).with_context(default_case_id=self.case.id)
        with Form(losses) as form:
            form.basis_id = self.basis
            form.quantity = 2.5
            self.assertEqual((form.kind, form.name, form.amount), ("rework_labour", "Rework hour", 75))
            self.assertIn("2.5 at", form.reason)
            form.amount = 70
        self.assertRecordValues(
            self.case.loss_ids, [{"amount": 70, "quantity": 2.5, "uom_id": self.basis.uom_id.id, "is_document": False}]
        )
        self.case.loss_ids.with_user(self.accountant).quantity = 3
        self.assertEqual(self.case.loss_ids.amount, 90)

    def test_amount_by_the_rate_without_a_form(self):
        """LOS-2: the same for whoever calls it from elsewhere; what is given stands."""
        losses = self.env["complaint.loss"].with_user(self.accountant)
        short = {"case_id": self.case.id, "basis_id": self.basis.id}
        self.assertRecordValues(
            losses.create([{**short, "quantity": 4}, {**short, "amount": 7, "kind": "inspection", "name": "Look"}]),
            [
                {"amount": 120, "kind": "rework_labour", "name": "Rework hour"},
                {"amount": 7, "kind": "inspection", "name": "Look"},
            ],
        )

    def test_rate_that_changes_later(self):
        """LOS-2: a new rate changes no line; an archived one is kept by them, and one in use is not deleted."""
        loss = self._type_loss(self.case, 60, basis_id=self.basis.id, quantity=2)
        self.basis.rate = 50
        self.env.flush_all()
        self.assertEqual(loss.amount, 60)
        self.basis.active = False
        self.assertEqual(loss.basis_id, self.basis)
        self.assertNotIn(self.basis, self.env["complaint.loss.basis"].search([("name", "=", "Rework hour")]))

    def test_rate_that_is_to_be_filled_in(self):
        """LOS-2: without a rate there is no amount; rates are not negative and of the case's company."""
        self.basis.rate = 0
        with self.assertRaisesRegex(ValidationError, "above zero"), self.env.cr.savepoint():
            self.env["complaint.loss"].create({"case_id": self.case.id, "basis_id": self.basis.id, "quantity": 2})
        with self.assertRaises(UserError):
            elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
            other = self.basis.copy({"company_id": elsewhere.id, "rate": 1})
            self.env["complaint.loss"].create({"case_id": self.case.id, "basis_id": other.id, "quantity": 2})

    def test_rate_with_more_digits_than_the_currency(self):
        """LOS-2: 0.385 a kilometre is not rounded before it is multiplied."""
        self.env.ref("product.decimal_price").digits = 3
        kilometre = self.env["complaint.loss.basis"].create(
            {"name": "Car", "kind": "travel", "uom_id": self.env.ref("uom.product_uom_km").id, "rate": 0.385}
        )
        loss = self.env["complaint.loss"].create({"case_id": self.case.id, "basis_id": kilometre.id, "quantity": 100})
        self.assertEqual(loss.amount, 38.5)
        self.assertIn("0.385", loss.reason)

    # === Analytic ledger ===

    def test_analytic_is_off(self):
        """LOS-5: nothing happens in the analytic ledger of a company that has set nothing."""
        before = self.env["account.analytic.line"].search_count([])
        case = self._loss_case()
        self._type_loss(case)
        self.assertEqual(self.env["account.analytic.line"].search_count([]), before)
        self.assertFalse(case.credit_move_ids.invoice_line_ids.analytic_distribution)

    def test_typed_lines_in_the_analytic_ledger(self):
        """LOS-5: created, changed and removed with the line; what others bear is positive there."""
        accounts = self._set_analytic()
        loss = self._type_loss(self.case, 30)
        self.assertEqual(loss.analytic_distribution, self.company.complaint_analytic_distribution)
        self.assertEqual(self._get_analytic(loss), [-18, -12])
        loss.amount = 50
        self.assertEqual(self._get_analytic(loss), [-30, -20])
        loss.analytic_distribution = {str(accounts[1].id): 100}
        line = self.env["account.analytic.line"].search([("complaint_loss_id", "=", loss.id)])
        self.assertRecordValues(
            line, [{"amount": -50, "name": "Lorry", "ref": self.case.name, "company_id": self.company.id}]
        )
        loss.kind = "insurance"
        self.assertEqual(self._get_analytic(loss), [50])
        loss.analytic_distribution = False
        self.assertEqual(self._get_analytic(loss), [])
        again = self._type_loss(self.case, 10)
        self.assertEqual(len(self._get_analytic(again)), 2)
        again.unlink()
        self.assertFalse(self.env["account.analytic.line"].search([("ref", "=", self.case.name)]))

    def test_documents_carry_it_themselves(self):
        """LOS-5: credit notes for allowances take the company's distribution where the invoice has none."""
        accounts = self._set_analytic()
        case = self._loss_case(50)
        line = case.credit_move_ids.invoice_line_ids
        self.assertEqual(line.analytic_distribution, self.company.complaint_analytic_distribution)
        self.assertEqual(sorted(line.analytic_line_ids.mapped("amount")), [-30, -20])
        self.assertFalse(self._get_analytic(case.loss_ids))
        order = self._sell(line={"analytic_distribution": {str(accounts[1].id): 100}})
        case = self._complain(order, {"kind": "allowance", "quantity": 0, "amount": 50})
        case.with_user(self.accountant).action_create_documents()
        self.assertEqual(case.credit_move_ids.invoice_line_ids.analytic_distribution, {str(accounts[1].id): 100})

    def test_goods_at_no_charge_carry_it(self):
        """LOS-5: replacement goods are seen at cost, and a return, which is no loss by itself, is not."""
        accounts = self._set_analytic()
        case = self._complain(self._sell(), {"kind": "replacement", "quantity": 2}, {"kind": "return", "quantity": 1})
        case.with_user(self.accountant).action_create_documents()
        self._receive(case.remedy_ids[1])
        picking = case.delivery_picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.button_validate()
        lines = self.env["account.analytic.line"].search(
            [
                ("auto_account_id", "in", accounts.ids),
                ("name", "in", (case.delivery_picking_ids | case.return_picking_ids).mapped("name")),
            ]
        )
        self.assertEqual(sorted(lines.mapped("amount")), [-72, -48])

    def test_analytic_accounts_of_another_company(self):
        """LOS-5: an account of another company is refused in words; an archived one is left out."""
        accounts = self._set_analytic()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = accounts[0].copy({"company_id": elsewhere.id})
        with self.assertRaisesRegex(ValidationError, "another company"), self.env.cr.savepoint():
            self.company.complaint_analytic_distribution = {str(foreign.id): 100}
        self.env.invalidate_all()
        accounts[0].active = False
        self.assertEqual(self.company._get_complaint_distribution(), {str(accounts[1].id): 40})

    def test_settings(self):
        """LOS-5: set in the settings of the company."""
        accounts = self._set_analytic()
        settings = self.env["res.config.settings"].create({})
        settings.complaint_analytic_distribution = {str(accounts[1].id): 100}
        settings.execute()
        self.assertEqual(self.company.complaint_analytic_distribution, {str(accounts[1].id): 100})
