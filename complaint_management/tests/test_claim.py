from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestClaim(ComplaintCommon):
    """Ten desks were delivered: what is left to claim of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk.invoice_policy = "order"
        cls.sale_line = cls.order.order_line

    def _return(self, quantity, picking=None, to_refund=True):
        picking = picking or self.order.picking_ids[:1]
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": to_refund})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        receipt.button_validate()
        return receipt

    def _invoice(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        return invoice

    def _credit(self, invoice, quantity):
        refund = invoice._reverse_moves()
        refund.invoice_line_ids.filtered("product_id").quantity = quantity
        return refund

    def _figures(self, line):
        line.invalidate_recordset()
        names = ("delivered", "invoiced", "credited", "returned", "in_other_cases", "left")
        return [line[f"qty_{name}"] for name in names]

    def _claim(self, quantity, **values):
        item = {"sale_line_id": self.sale_line.id, "qty_claimed": quantity, **values}
        return self._create_case(subject=f"Claim {quantity}", line_ids=[Command.create(item)])

    # === Figures ===

    def test_everything_delivered_is_left(self):
        """INT-11: delivered, invoiced, credited, returned, in other cases, left."""
        line = self._claim(4).line_ids
        self.assertEqual(self._figures(line), [10, 0, 0, 0, 0, 10])
        self._invoice()
        self.assertEqual(self._figures(line), [10, 10, 0, 0, 0, 10])

    def test_greater_of_credited_and_returned_counts(self):
        """INT-11: goods that came back and were credited are gone once."""
        line = self._claim(4).line_ids
        invoice = self._invoice()
        self._return(3)
        self.assertEqual(self._figures(line), [10, 10, 0, 3, 0, 7])
        refund = self._credit(invoice, 2)
        self.assertEqual(self._figures(line), [10, 10, 2, 3, 0, 7], "a draft credit note counts")
        refund.invoice_line_ids.filtered("product_id").quantity = 5
        self.assertEqual(self._figures(line), [10, 10, 5, 3, 0, 5])
        refund.button_cancel()
        self.assertEqual(self._figures(line), [10, 10, 0, 3, 0, 7])

    def test_goods_returned_and_sent_again(self):
        """INT-11: what was returned without refund is back; what goes out again is delivered again."""
        line = self._claim(4).line_ids
        receipt = self._return(4, to_refund=False)
        self.assertEqual(self._figures(line), [10, 0, 0, 4, 0, 6])
        self._return(4, receipt)
        self.assertEqual(self._figures(line), [14, 0, 0, 4, 0, 10])

    def test_other_open_cases_count(self):
        """INT-11: what other open cases claim is not left; what a withdrawn one claimed is."""
        first = self._claim(4)
        second = self._claim(3)
        self.assertEqual(self._figures(second.line_ids)[-2:], [4, 6])
        self.assertEqual(self._figures(first.line_ids)[-2:], [3, 7])
        first.action_withdraw("Mistaken")
        self.assertEqual(self._figures(second.line_ids)[-2:], [0, 10])

    def test_another_item_of_the_same_case_counts(self):
        """INT-11: two rows of a case cannot claim the same desk twice."""
        case = self._claim(8)
        case.line_ids = [Command.create({"sale_line_id": self.sale_line.id, "qty_claimed": 4})]
        self.assertEqual(case.line_ids.mapped("qty_left"), [6, 2])
        self.assertEqual(case.line_ids.mapped("is_overclaimed"), [True, True])

    def test_never_negative(self):
        """INT-11: less than nothing is not shown."""
        self._claim(8)
        line = self._claim(8).line_ids
        self._return(9)
        self.assertEqual(self._figures(line), [10, 0, 0, 9, 8, 0])

    def test_kits_count_as_wholes(self):
        """INT-11: of a kit the components move; the one most returned tells how many kits came back."""
        kit = self.env["product.product"].create({"name": "Kit", "type": "consu"})
        parts = self.env["product.product"].create([{"name": n, "type": "consu"} for n in ("Leg", "Top")])
        order = self.order.copy({"order_line": [Command.create({"product_id": kit.id, "product_uom_qty": 5})]})
        order.action_confirm()
        picking = order.picking_ids
        move = picking.move_ids
        move.write({"product_id": parts[0].id, "product_uom_qty": 20})
        move.copy({"product_id": parts[1].id, "product_uom_qty": 5})
        picking.action_confirm()
        for part in picking.move_ids:
            part.write({"sale_line_id": order.order_line.id, "quantity": part.product_uom_qty})
        picking.button_validate()
        # as sale_mrp counts them
        order.order_line.qty_delivered_method = "manual"
        order.order_line.qty_delivered = 5
        case = self._create_case(
            sale_order_id=order.id,
            line_ids=[Command.create({"sale_line_id": order.order_line.id, "qty_claimed": 1})],
        )
        self.assertEqual(self._figures(case.line_ids), [5, 0, 0, 0, 0, 5])
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.filtered(lambda line: line.product_id == parts[0]).quantity = 8
        self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"]).button_validate()
        order.order_line.qty_delivered = 3
        self.assertEqual(self._figures(case.line_ids), [5, 0, 0, 2, 0, 3])

    def test_figures_in_the_unit_of_the_item(self):
        """INT-11: an item counted in another unit than the order."""
        line = self._claim(4).line_ids
        line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self._figures(line)
        self.assertAlmostEqual(line.qty_left, 10 / 12, 2)
        self.assertTrue(line.is_overclaimed, "four dozen are more than ten")

    def test_large_quantities_are_told_to_the_piece(self):
        """INT-11: what is left to claim of a million screws is said in full."""
        order = self.order.copy()
        order.action_confirm()
        order.order_line.qty_delivered_method = "manual"
        order.order_line.qty_delivered = 1234567
        case = self._create_case(
            sale_order_id=order.id,
            line_ids=[Command.create({"sale_line_id": order.order_line.id, "qty_claimed": 2000000})],
        )
        self.assertIn("1234567 left to claim: 1234567 delivered", case.line_ids.claim_note)

    def test_bounded_queries(self):
        """INT-11: the number of queries does not grow with the number of items."""
        self._invoice()

        def count(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            lines.mapped("qty_left")
            return self.env.cr.sql_log_count - start

        few = self._claim(1).line_ids | self._claim(1).line_ids
        few_queries = count(few)
        orders = self.order.browse(self.order.copy().id for _index in range(12))
        orders.action_confirm()
        many = few
        for order in orders:
            item = {"sale_line_id": order.order_line.id, "qty_claimed": 1}
            many |= self._create_case(sale_order_id=order.id, line_ids=[Command.create(item)]).line_ids
        self.assertLessEqual(count(many), few_queries)

    def test_figures_need_no_stock_rights(self):
        """INT-11: a complaint user reads the figures of the items they see; other cases count although unseen."""
        self._claim(4)
        line = self._claim(3, product_id=self.desk.id).line_ids
        line.case_id.sudo().department_id = self.quality
        line = line.with_user(self.engineer)
        self.assertFalse(self.env["stock.move"].with_user(self.engineer).has_access("read"))
        self.assertEqual(self._figures(line)[-2:], [4, 6])

    def test_items_are_named_by_who_may_read_them(self):
        """INT-11: nobody learns the figures of an order by naming its line in a case of their own."""
        clerk = new_test_user(self.env, "front", groups="complaint_management.group_user", company_id=self.company.id)
        cases = self.env["complaint.case"].with_user(clerk)
        item = {"sale_line_id": self.sale_line.id}
        with self.assertRaises(AccessError):
            cases.create({"subject": "x", "line_ids": [Command.create(item)]})
        case = cases.create({"subject": "x", "line_ids": [Command.create({"product_id": self.desk.id})]})
        with self.assertRaises(AccessError):
            case.line_ids.write(item)

    # === Warned ===

    def test_claiming_more_warns(self):
        """INT-11: the dialog offers what is left and warns above it; the case says it too."""
        self._claim(4)
        action = self.order.with_user(self.clerk).action_log_complaint()
        form = Form(self.env["complaint.log"].with_user(self.clerk).with_context(**action["context"]))
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.qty_left, 6)
            line.selected = True
            self.assertEqual(line.qty_claimed, 6)
            self.assertFalse(line.is_overclaimed)
            with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
                line.qty_claimed = 7
            self.assertIn("7 claimed, 6 left to claim of 10 delivered", logs.output[0])
            self.assertTrue(line.is_overclaimed)
        case = self.env["complaint.case"].browse(form.save().action_log()["res_id"])
        self.assertTrue(case.line_ids.is_overclaimed)
        self.assertIn(
            "6 left to claim: 10 delivered, 0 credited, 0 returned, 4 in other cases", case.line_ids.claim_note
        )

    def test_own_return_is_no_excess(self):
        """INT-11: what came back for the case itself was part of its claim."""
        case = self._claim(8)
        resolution = self._propose(case, {"kind": "return", "quantity": 8})
        self._approve(resolution)
        self._return(8)
        remedy = resolution.remedy_ids.sudo()
        remedy.state = "done"
        self.assertEqual(self._figures(case.line_ids), [10, 0, 0, 8, 0, 10])
        self.assertFalse(case.line_ids.is_overclaimed)
        self.assertEqual(self._figures(self._claim(1).line_ids), [10, 0, 0, 8, 0, 2])

    # === Refused ===

    def test_more_than_is_left_is_not_proposed(self):
        """INT-11: two cases cannot give away the same desks."""
        first = self._propose(self._claim(8), {"kind": "return", "quantity": 8})
        self._approve(first)
        second = self._propose(self._claim(4), {"kind": "replacement", "quantity": 3, "amount": 1})
        with self.assertRefuses(
            UserError,
            "3 Units are promised, 2 are left of 10 delivered; 0 were returned, 8 are promised in other cases",
        ):
            second.action_submit()
        second.remedy_ids.quantity = 2
        second.action_submit()

    def test_more_than_is_left_is_not_approved(self):
        """INT-11: what was right when it was submitted may be too much when it is approved."""
        first = self._propose(self._claim(8), {"kind": "return", "quantity": 8})
        second = self._propose(self._claim(4), {"kind": "exchange", "quantity": 4, "amount": 1})
        first.action_submit()
        second.action_submit()
        first.with_user(self.approver).action_approve()
        with self.assertRefuses(UserError, "4 Units are promised, 2 are left"):
            second.with_user(self.approver).action_approve()
        self.assertEqual(second.state, "submitted")

    def test_returned_goods_are_not_promised_again(self):
        """INT-11: delivered less returned."""
        self._return(7)
        resolution = self._propose(self._claim(4), {"kind": "repair", "quantity": 4, "amount": 1})
        with self.assertRefuses(UserError, "3 are left of 10 delivered; 7 were returned"):
            resolution.action_submit()

    def test_allowance_touches_no_goods(self):
        """INT-11: goods are counted; a reduction on goods that are promised back is finance's to limit (CRN-2)."""
        self._approve(self._propose(self._claim(8), {"kind": "return", "quantity": 8}))
        resolution = self._propose(self._claim(4), {"kind": "allowance", "quantity": 4, "amount_per_unit": 1})
        resolution.action_submit()
        self.assertEqual(resolution.state, "submitted")

    def test_item_without_document_is_not_counted(self):
        """INT-11: of a product typed in nothing is known."""
        case = self._create_case(line_ids=[Command.create({"product_id": self.desk.id, "qty_claimed": 40})])
        resolution = self._propose(case, {"kind": "replacement", "quantity": 40, "amount": 1})
        resolution.action_submit()
        self.assertEqual(resolution.state, "submitted")

    # === Unknown quantities ===

    def test_unknown_quantity_is_not_proposed(self):
        """INT-3: the item says that the quantity is not known; no remedy with a quantity goes out before it is."""
        case = self._claim(0, qty_unknown=True)
        self.assertIn("not yet known", case.line_ids.claim_note)
        self.assertFalse(case.line_ids.is_overclaimed)
        resolution = self._propose(case, {"kind": "return", "quantity": 2, "amount": 200})
        with self.assertRefuses(UserError, "has not told the quantity yet"):
            resolution.action_submit()
        case.line_ids.write({"qty_unknown": False, "qty_claimed": 2})
        resolution.action_submit()
        self.assertEqual(resolution.state, "submitted")

    def test_quantity_that_became_unknown_is_not_approved(self):
        """INT-3: nor is it approved when the customer takes the number back meanwhile."""
        case = self._claim(2)
        resolution = self._propose(case, {"kind": "return", "quantity": 2})
        resolution.action_submit()
        case.line_ids.write({"qty_unknown": True, "qty_claimed": 0})
        with self.assertRefuses(UserError, "(?s)cannot be approved.*has not told the quantity yet"):
            resolution.with_user(self.approver).action_approve()

    def test_unknown_quantity_with_an_apology(self):
        """INT-3: a remedy without a quantity needs none."""
        case = self._claim(0, qty_unknown=True)
        resolution = self._propose(case, {"kind": "apology"})
        self._approve(resolution)
        self.assertEqual(resolution.state, "approved")
