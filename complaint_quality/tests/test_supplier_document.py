from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from . import test_exposure
from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestSupplierDocument(ComplaintQualityCommon):
    """The steel of the frames of the desks was bad: it goes back to the steelworks, who credit it."""

    _move, _do_move, _produce = (
        test_exposure.TestExposure.__dict__[name] for name in ("_move", "_do_move", "_produce")
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.vendors = cls.env.ref("stock.stock_location_suppliers")
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.steelworks = cls.env["res.partner"].create({"name": "Steelworks", "is_company": True})
        cls.steel = cls.env["product.product"].create({"name": "Steel", "is_storable": True, "tracking": "lot"})
        cls.steel_lot, cls.desk_lot = cls._new_lot("S-1", cls.steel), cls._new_lot("D-1")
        contact = cls.env["res.partner"].create({"name": "Gate 2", "parent_id": cls.steelworks.id})
        cls.receipt = cls._move(cls.steel_lot, 100, cls.vendors, cls.stock, contact)
        cls._produce(cls.desk_lot, 10, {cls.steel_lot: 80})
        cls.case.line_ids.lot_ids = cls.desk_lot
        cls.accountant = new_test_user(
            cls.env,
            "claim_accountant",
            groups="complaint_management.group_handler,account.group_account_invoice,stock.group_stock_user",
        )
        cls.claim = cls._claim()

    @classmethod
    def _claim(cls, user=None, **values):
        return (
            cls.env["complaint.supplier.claim"]
            .with_user(user or cls.engineer)
            .create(
                {
                    "case_id": cls.case.id,
                    "partner_id": cls.steelworks.id,
                    "lot_ids": [Command.set(cls.steel_lot.ids)],
                    "amount_claimed": 300,
                    "description": "Rust",
                    **values,
                }
            )
        )

    def _agreed(self, amount=200):
        self.claim.action_record_sent()
        self.claim.action_agree(amount)
        return self.claim.with_user(self.accountant)

    # === Receipts ===

    def test_receipts_of_the_lots(self):
        """SUP-1: the receipts are those with which this supplier delivered these lots, of any contact of theirs."""
        self.assertEqual(self.claim.sudo().receipt_ids, self.receipt)
        self.assertEqual(self.claim.receipt_names, self.receipt.name)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertFalse(self._claim(partner_id=other.id).receipt_names)
        self.assertFalse(self._claim(lot_ids=False).receipt_names)

    def test_component_lots_are_found(self):
        """SUP-1: the complained desk is ours; the lot that the supplier is asked about is of the steel in it."""
        claims = self.env["complaint.supplier.claim"].with_user(self.engineer)
        self.assertEqual(claims._get_lots_from(self.steelworks, self.desk_lot), self.steel_lot)
        investigation = self._open()
        self._accept_cause(investigation)
        action = investigation.action_claim_from_supplier()
        claim = claims.browse(action["res_id"])
        self.assertRecordValues(claim, [{"partner_id": self.steelworks.id, "lot_ids": self.steel_lot.ids}])
        self.assertEqual(claim.sudo().receipt_ids, self.receipt)

    # === Vendor credit ===

    def test_vendor_credit(self):
        """SUP-2: one draft vendor credit over the agreed amount, Odoo's own, linked both ways."""
        with self.assertRefuses(UserError, "no amount has been agreed"):
            self.claim.with_user(self.accountant).action_create_credit()
        claim = self._agreed()
        credit = self.env["account.move"].browse(claim.action_create_credit()["res_id"])
        self.assertRecordValues(
            credit,
            [
                {
                    "move_type": "in_refund",
                    "state": "draft",
                    "partner_id": self.steelworks.id,
                    "amount_untaxed": 200,
                    "complaint_claim_id": claim.id,
                    "invoice_origin": claim.name,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(claim.credit_count, 1)
        with self.assertRefuses(UserError, "credited by"):
            claim.action_create_credit()
        with self.assertRefuses(UserError, "cancel .* first"):
            claim.action_reopen("Again")
        credit.button_cancel()
        claim.action_create_credit()
        self.assertEqual(claim.credit_count, 2)

    def test_vendor_credit_in_another_currency(self):
        """SUP-2: the credit is in the currency of the claim."""
        currency = self.env["res.currency"].create({"name": "XVB", "symbol": "V", "rounding": 0.01})
        self.claim.currency_id = currency
        claim = self._agreed(90)
        credit = self.env["account.move"].browse(claim.action_create_credit()["res_id"])
        self.assertRecordValues(credit, [{"currency_id": currency.id, "amount_untaxed": 90}])

    def test_documents_take_odoos_rights(self):
        """SUP-2: who may write the claim but no vendor bills or transfers makes none; nor does who only reads it."""
        self._agreed()
        for method in (self.claim.action_create_credit, self.claim.action_return_to_vendor):
            with self.assertRefuses(AccessError, "ask somebody with the rights"):
                method()
        biller = new_test_user(self.env, "biller", groups="account.group_account_invoice")
        self.assertEqual(self.claim.with_user(biller).read(["amount_agreed"])[0]["amount_agreed"], 200)
        with self.assertRaises(AccessError):
            self.claim.with_user(biller).action_create_credit()
        draft = self._claim()
        with self.assertRaises(AccessError):
            draft.with_user(biller).read(["amount_claimed"])

    # === Return ===

    def test_return_to_vendor(self):
        """SUP-2: what is left of the lot goes back by a return of its receipt; what is on its way is not sent twice."""
        claim = self._agreed()
        picking = self.env["stock.picking"].browse(claim.action_return_to_vendor()["res_id"])
        self.assertRecordValues(picking, [{"return_id": self.receipt.id, "complaint_claim_id": claim.id}])
        self.assertEqual(picking.move_ids.origin_returned_move_id, self.receipt.move_ids)
        self.assertRecordValues(
            picking.move_line_ids,
            [{"lot_id": self.steel_lot.id, "quantity": 20, "location_id": self.stock.id}],
        )
        self.assertEqual(picking.location_dest_id.usage, "supplier")
        with self.assertRefuses(UserError, "nothing is in stock"):
            claim.action_return_to_vendor()
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(claim.return_count, 1)

    def test_return_of_a_quantity_in_another_unit(self):
        """SUP-2: no more goes back than is defective, whatever unit that is counted in."""
        bundle = self.env["uom.uom"].create(
            {"name": "Bundle", "relative_factor": 5, "relative_uom_id": self.steel.uom_id.id}
        )
        self.claim.write({"product_id": self.steel.id, "quantity": 3, "product_uom_id": bundle.id})
        picking = self.env["stock.picking"].browse(self._agreed().action_return_to_vendor()["res_id"])
        self.assertEqual(picking.move_line_ids.quantity_product_uom, 15)

    def test_return_from_quarantine(self):
        """SUP-2, EXP-2: what is blocked goes back from where it is blocked."""
        self.engineer.group_ids += self.env.ref("stock.group_stock_user")
        self.steel_lot.with_user(self.engineer).action_quarantine()
        picking = self.env["stock.picking"].browse(self._agreed().action_return_to_vendor()["res_id"])
        self.assertTrue(picking.move_line_ids.location_id.is_complaint_quarantine)
        picking.button_validate()
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.steel_lot.id), ("location_id.usage", "=", "internal")]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 0)

    def test_return_out_of_a_package(self):
        """SUP-2: what lies in a package, or belongs to a consignor, goes back out of it and as theirs."""
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", self.steel_lot.id), ("location_id", "=", self.stock.id)]
        )
        quant.owner_id = self.steelworks
        quant.package_id = self.env["stock.package"].create({"name": "Coil"})
        claim = self.claim.with_user(self.accountant)
        picking = self.env["stock.picking"].browse(claim.action_return_to_vendor()["res_id"])
        self.assertRecordValues(
            picking.move_line_ids, [{"package_id": quant.package_id.id, "owner_id": self.steelworks.id, "quantity": 20}]
        )
        picking.button_validate()
        self.assertFalse(quant.exists().quantity)

    def test_return_without_receipt(self):
        """SUP-2: without lots or receipts there is nothing to return from, and that is said."""
        self.claim.write({"lot_ids": [Command.clear()]})
        with self.assertRefuses(UserError, "name the lots and the receipts"):
            self._agreed().action_return_to_vendor()

    def test_without_purchase(self):
        """SUP-2: where Purchase is not installed nothing is said of orders."""
        if "purchase_line_id" not in self.env["stock.move"]._fields:
            self.assertFalse(self.claim.purchase_names)
            with self.assertRefuses(UserError, "where Purchase is installed"):
                self.claim.action_view_purchases()

    def test_returns_of_a_claim_are_limited_together(self):
        """SUP-2: a second return sends back what the first one left of the defective quantity, and no more."""
        self.claim.write({"quantity": 5, "product_id": self.steel.id})
        claim = self._agreed()
        claim.action_return_to_vendor()
        with self.assertRefuses(UserError, "on its way back"):
            claim.action_return_to_vendor()
        self.assertEqual(sum(claim.sudo().return_picking_ids.move_ids.mapped("product_qty")), 5)
        claim.sudo().return_picking_ids.action_cancel()
        claim.action_return_to_vendor()

    def test_quantity_of_a_component_is_not_known(self):
        """SUP-1: two bad desks are not two pieces of steel; of the desks themselves it is known."""
        investigation = self._open()
        self._accept_cause(investigation)
        claims = self.env["complaint.supplier.claim"].with_user(self.engineer)
        claim = claims.browse(investigation.action_claim_from_supplier()["res_id"])
        self.assertEqual((claim.product_id, claim.quantity), (self.steel, 0))
        self.assertEqual(self.case._get_claimed_quantity(self.desk_lot), 2)

    def test_supplier_of_no_kind(self):
        """SUP-1: what is no supplier or no case over RPC is refused, or asked for."""
        investigation = self._open()
        self._accept_cause(investigation)
        for given in ("abc", [1], {"id": 1}, True, 2**40, -1):
            self.assertFalse(investigation.action_claim_from_supplier(partner=given).get("res_id"), given)
            with self.assertRefuses(UserError, "one of the cases"):
                investigation.action_claim_from_supplier(case=given)

    def test_answers_and_amounts_of_no_kind(self):
        """SUP-1: no endless amount is agreed, and no answer that is no text."""
        self.claim.action_record_sent()
        for amount in (float("nan"), float("inf"), 1e300, "10", [10], True):
            with self.assertRefuses(UserError, "is a number"):
                self.claim.action_agree(amount)
        for answer in (5, ["Yes"], True):
            with self.assertRefuses(UserError, "is a text"):
                self.claim.action_answer(answer)
