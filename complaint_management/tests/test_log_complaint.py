from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLogComplaint(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_production_lot")
        cls.demand = cls.env.ref("complaint_management.demand_return")
        cls.delivery = cls.order.picking_ids
        cls.accountant = new_test_user(
            cls.env,
            "biller",
            groups="complaint_management.group_user,account.group_account_invoice",
            company_id=cls.company.id,
        )
        cls.receptionist = new_test_user(
            cls.env, "receptionist", groups="complaint_management.group_user", company_id=cls.company.id
        )

    def _open_form(self, document=None, user=None):
        user = user or self.clerk
        action = (document or self.order).with_user(user).action_log_complaint()
        return Form(self.env["complaint.log"].with_user(user).with_context(**action["context"]))

    def _open_phone(self, user=None, **context):
        return Form(self.env["complaint.log"].with_user(user or self.clerk).with_context(**context))

    def _log(self, form):
        return self.env["complaint.case"].browse(form.save().action_log()["res_id"])

    def _create_invoice(self, order=None):
        invoice = (order or self.order)._create_invoices()
        invoice.action_post()
        return invoice

    def _split_delivery(self):
        """Ten desks in two deliveries: lot L1 first, lot L2 later."""
        order = self.order.copy()
        for lot in self.lots:
            self.env["stock.quant"]._update_available_quantity(
                self.desk, self.order.warehouse_id.lot_stock_id, 5, lot_id=lot
            )
        order.action_confirm()
        first = order.picking_ids
        first.move_ids.move_line_ids.filtered(lambda line: line.lot_id == self.lots[1]).unlink()
        first.move_ids.picked = True
        action = first.button_validate()
        Form.from_action(self.env, action).save().process()
        second = order.picking_ids - first
        second.action_assign()
        second.button_validate()
        second.move_ids.date = "2099-01-01 12:00:00"
        return order, first, second

    # === From an order ===

    def test_log_from_a_delivered_order(self):
        """INT-2: the delivered lines to tick; per line quantities, lots and what the customer asks for."""
        form = self._open_form()
        form.subject = "Scratched desks"
        form.category_id = self.category
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.qty_delivered, 10)
            line.qty_claimed = 4
            self.assertTrue(line.selected, "typing a quantity ticks the line")
            line.qty_defective = 3
            line.demand_id = self.demand
        self.assertEqual(form.subject, "Scratched desks", "what was typed stays")
        case = self._log(form)
        self.assertRecordValues(
            case,
            [
                {
                    "partner_id": self.customer.id,
                    "sale_order_id": self.order.id,
                    "picking_id": self.delivery.id,
                    "state": "received",
                    "department_id": self.quality.id,
                    "first_receiver_id": self.clerk.employee_id.id,
                    "contact_email": "ready@example.com",
                }
            ],
        )
        self.assertRecordValues(
            case.line_ids,
            [
                {
                    "qty_claimed": 4,
                    "qty_defective": 3,
                    "qty_delivered": 10,
                    "move_id": self.delivery.move_ids.id,
                    "date_delivered": self.delivery.move_ids.date,
                }
            ],
        )
        self.assertEqual(case.demand_ids, self.demand)

    def test_ticking_is_enough(self):
        """INT-2: the system fills in what it knows: subject, quantity, channel; one tick makes a case."""
        form = self._open_form()
        with form.line_ids.edit(0) as line:
            line.selected = True
        case = self._log(form)
        self.assertRecordValues(
            case, [{"subject": "Desk", "channel_id": self.env.ref("complaint_management.channel_phone").id}]
        )
        self.assertEqual(case.line_ids.qty_claimed, 10)

    def test_subject_follows_item_and_category(self):
        """INT-2: the subject names item and category until somebody writes another."""
        form = self._open_form()
        with form.line_ids.edit(0) as line:
            line.selected = True
        form.category_id = self.category
        self.assertEqual(form.subject, f"Desk: {self.category.name}")
        form.subject = "Ms. Ready is cross"
        form.demand_ids.add(self.demand)
        self.assertEqual(form.subject, "Ms. Ready is cross")

    def test_channel_of_the_last_case_is_offered(self):
        """INT-2: who sat at the counter last sits there again."""
        counter = self.env.ref("complaint_management.channel_counter")
        self._create_case(channel_id=counter.id, first_receiver_id=self.clerk.employee_id.id)
        self.assertEqual(self._open_form().channel_id, counter)

    def test_ticked_line_claims_what_was_delivered(self):
        """INT-2: ticking fills the delivered quantity; unknown empties it (INT-3)."""
        form = self._open_form()
        with form.line_ids.edit(0) as line:
            line.selected = True
            self.assertEqual(line.qty_claimed, 10)
            line.qty_unknown = True
            self.assertEqual(line.qty_claimed, 0)
        case = self._log(form)
        self.assertRecordValues(case.line_ids, [{"qty_unknown": True, "qty_claimed": 0}])
        self.assertIn("not yet known", case.line_ids.claim_note)

    def test_a_single_lot_is_filled_in(self):
        """INT-2: only the lots delivered can be chosen, and the only one is."""
        order, first, _second = self._split_delivery()
        with self._open_form(first, self.env.user).line_ids.edit(0) as line:
            self.assertEqual(line.lot_ids.ids, self.lots[0].ids)
        with self._open_form(order).line_ids.edit(0) as line:
            self.assertFalse(line.lot_ids.ids)
            self.assertEqual(line.available_lot_ids.ids, self.lots.ids)

    def test_line_in_two_deliveries_is_shown_once(self):
        """INT-2: with the last date; the chosen lots tell the delivery."""
        order, first, second = self._split_delivery()
        form = self._open_form(order)
        self.assertEqual(len(form.line_ids), 1)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.qty_delivered, 10)
            self.assertEqual(line.date_delivered, second.move_ids.date)
            line.lot_ids.add(self.lots[0])
            self.assertTrue(line.selected)
            self.assertEqual(line.date_delivered, first.move_ids.date)
        case = self._log(form)
        self.assertEqual((case.line_ids.move_id, case.picking_id), (first.move_ids, first))

    def test_nothing_ticked_is_refused(self):
        """INT-2: a complaint is about something, or said to be about something else."""
        form = self._open_form()
        form.subject = "Hm"
        log = form.save()
        with self.assertRefuses(UserError, "Tick at least one item"):
            log.action_log()
        form.no_item = True
        self.assertRecordValues(self._log(form), [{"sale_order_id": self.order.id, "line_ids": []}])

    def test_unconfirmed_order_is_refused(self):
        """INT-2: nothing confirmed, nothing to log."""
        with self.assertRefuses(UserError, "has been delivered yet"):
            self.order.copy().with_user(self.clerk).action_log_complaint()

    def test_late_delivery_is_a_complaint(self):
        """INT-2: of an order that is not delivered yet nothing can be ticked, but its lateness is a complaint."""
        order = self.order.copy()
        order.action_confirm()
        form = self._open_form(order)
        self.assertFalse(len(form.line_ids))
        self.assertEqual(form.subject, order.name)
        self.assertRecordValues(self._log(form), [{"sale_order_id": order.id, "partner_id": self.customer.id}])

    def test_services_are_delivered_too(self):
        """INT-2: a service has no delivery, only a delivered quantity."""
        service = self.env["product.product"].create({"name": "Assembly", "type": "service"})
        order = self.order.copy({"order_line": [Command.create({"product_id": service.id, "product_uom_qty": 2})]})
        order.action_confirm()
        order.order_line.qty_delivered = 2
        form = self._open_form(order)
        with form.line_ids.edit(0) as line:
            line.selected = True
        self.assertRecordValues(self._log(form).line_ids, [{"qty_claimed": 2, "move_id": False, "qty_left": 2}])

    def test_other_unit_of_measure(self):
        """INT-2, INT-11: ordered by the dozen, delivered by the piece: the line counts in dozens."""
        dozen = self.env.ref("uom.product_uom_dozen")
        chair = self.env["product.product"].create({"name": "Chair", "is_storable": True})
        self.env["stock.quant"]._update_available_quantity(chair, self.order.warehouse_id.lot_stock_id, 24)
        order = self.order.copy(
            {"order_line": [Command.create({"product_id": chair.id, "product_uom_qty": 2, "product_uom_id": dozen.id})]}
        )
        order.action_confirm()
        order.picking_ids.button_validate()
        form = self._open_form(order)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.qty_delivered, 2)
            line.selected = True
        self.assertRecordValues(self._log(form).line_ids, [{"qty_claimed": 2, "product_uom_id": dozen.id}])

    def test_archived_product_can_be_complained_about(self):
        """INT-2: what is no longer sold was delivered all the same."""
        self.desk.active = False
        form = self._open_form()
        with form.line_ids.edit(0) as line:
            line.selected = True
        self.assertEqual(self._log(form).line_ids.product_id, self.desk)

    def test_more_defective_than_claimed_is_refused(self):
        """INT-2: the defective are among the claimed."""
        with self.assertRefuses(UserError, "more is defective than is claimed"):
            self._create_case().line_ids.qty_defective = 5

    def test_ticked_without_quantity_is_refused(self):
        """INT-2, INT-3: how many, or not yet known; everything missing is said at once."""
        form = self._open_form()
        with form.line_ids.edit(0) as line:
            line.selected = True
            line.qty_claimed = 0
        form.subject = False
        with self.assertRefuses(UserError, r"(?s)in a few words.*Desk: say how many, or tick Not Yet Known"):
            form.save().action_log()

    # === From a delivery and an invoice ===

    def test_log_from_a_delivery(self):
        """INT-2: a delivery offers its own goods only."""
        order, first, _second = self._split_delivery()
        form = self._open_form(first, self.assistant)
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.qty_delivered, line.qty_left), (5, 5))
            line.selected = True
        case = self._log(form)
        self.assertRecordValues(
            case, [{"picking_id": first.id, "sale_order_id": order.id, "partner_id": self.customer.id}]
        )
        self.assertRecordValues(case.line_ids, [{"qty_claimed": 5, "lot_ids": self.lots[0].ids}])

    def test_log_from_a_delivery_without_order(self):
        """INT-2: goods sent without an order are complained about as well."""
        warehouse = self.order.warehouse_id
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.env["product.product"].create({"name": "Sample", "type": "consu"}).id,
                            "product_uom_qty": 3,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        with self.assertRefuses(UserError, "has delivered nothing"):
            picking.action_log_complaint()
        picking.action_confirm()
        picking.button_validate()
        form = self._open_form(picking, self.assistant)
        with form.line_ids.edit(0) as line:
            line.selected = True
        case = self._log(form)
        self.assertRecordValues(case, [{"picking_id": picking.id, "sale_order_id": False}])
        self.assertRecordValues(
            case.line_ids, [{"move_id": picking.move_ids.id, "qty_claimed": 3, "qty_left": 3, "sale_line_id": False}]
        )

    def test_log_from_an_invoice(self):
        """INT-2: an invoice offers what it billed, with its order item."""
        invoice = self._create_invoice()
        form = self._open_form(invoice, self.accountant)
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.qty_delivered, line.qty_invoiced), (10, 10))
            line.selected = True
        case = self._log(form)
        self.assertRecordValues(case, [{"invoice_id": invoice.id, "sale_order_id": self.order.id}])
        self.assertEqual(case.line_ids.sale_line_id, self.order.order_line)

    def test_log_from_an_invoice_without_order(self):
        """INT-2, INT-11: by product and invoiced quantity; what its credit note took back is not left to claim."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create({"product_id": self.desk.id, "quantity": quantity, "price_unit": 100})
                    for quantity in (6, 4)
                ],
            }
        )
        with self.assertRefuses(UserError, "no posted customer invoice"):
            invoice.action_log_complaint()
        invoice.action_post()
        refund = invoice._reverse_moves()
        refund.invoice_line_ids[1].unlink()
        refund.invoice_line_ids.quantity = 2
        form = self._open_form(invoice, self.accountant)
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.qty_delivered, line.qty_left), (6, 4))
            line.selected = True
            self.assertEqual(line.qty_claimed, 4)
        case = self._log(form)
        self.assertRecordValues(case, [{"invoice_id": invoice.id, "sale_order_id": False}])
        self.assertRecordValues(
            case.line_ids,
            [
                {
                    "invoice_line_id": invoice.invoice_line_ids[0].id,
                    "product_id": self.desk.id,
                    "qty_credited": 2,
                    "qty_left": 4,
                }
            ],
        )

    def test_credit_note_is_no_invoice(self):
        """INT-2: complaints are logged from what was billed, not from what was taken back."""
        with self.assertRefuses(UserError, "no posted customer invoice"):
            self._create_invoice()._reverse_moves().action_log_complaint()

    # === Phone and counter ===

    def test_phone_offers_what_the_customer_got(self):
        """INT-2: without a document the customer's last delivered items, or those of one order, are offered."""
        order, _first, _second = self._split_delivery()
        form = self._open_phone()
        form.partner_id = self.customer
        self.assertEqual(
            [line["sale_line_id"] for line in form.line_ids._records], [order.order_line.id, self.order.order_line.id]
        )
        form.sale_order_id = self.order
        self.assertEqual(len(form.line_ids), 1)
        with form.line_ids.edit(0) as line:
            line.selected = True
        self.assertRecordValues(self._log(form), [{"sale_order_id": self.order.id, "partner_id": self.customer.id}])

    def test_order_first_tells_the_customer(self):
        """INT-2: a caller who knows only the order number; another customer drops the order."""
        form = self._open_phone()
        form.sale_order_id = self.order
        self.assertEqual((form.partner_id, form.contact_phone), (self.customer, "+1 555 0100"))
        form.partner_id = self.env["res.partner"].create({"name": "Somebody Else"})
        self.assertFalse(form.sale_order_id)
        self.assertFalse(len(form.line_ids))

    def test_items_of_two_orders(self):
        """INT-2: a caller complains about two orders at once; each shows the case."""
        order, _first, _second = self._split_delivery()
        form = self._open_phone()
        form.partner_id = self.customer
        for index in range(2):
            with form.line_ids.edit(index) as line:
                line.selected = True
        case = self._log(form)
        self.assertFalse(case.sale_order_id)
        self.assertEqual((order | self.order).with_user(self.clerk).mapped("complaint_count"), [1, 1])

    def test_free_item(self):
        """INT-2: what stands on no document is typed in by product; it stays when the customer is found."""
        form = self._open_phone()
        form.subject = "Strange desk"
        with form.line_ids.new() as line:
            line.product_id = self.desk
            self.assertTrue(line.selected)
            line.qty_claimed = 1
            line.lot_ids.add(self.lots[0])
        form.partner_id = self.customer
        self.assertEqual(len(form.line_ids), 2)
        case = self._log(form)
        self.assertRecordValues(
            case.line_ids, [{"product_id": self.desk.id, "qty_claimed": 1, "sale_line_id": False, "qty_left": 0}]
        )
        self.assertFalse(case.line_ids.is_overclaimed, "nothing is known of what was delivered")

    def test_receptionist_without_sales_rights(self):
        """INT-2: whoever answers the phone logs by customer and product, without seeing orders."""
        form = self._open_phone(self.receptionist)
        form.partner_id = self.customer
        self.assertFalse(len(form.line_ids))
        form.subject = "Rude driver"
        self.assertRecordValues(self._log(form), [{"partner_id": self.customer.id, "line_ids": []}])

    def test_facts_go_to_the_case(self):
        """INT-2, SEV-3: what the caller mentions of severity, the channel and the type."""
        form = self._open_phone()
        form.partner_id = self.customer
        form.subject = "Desk fell on a foot"
        form.has_injury = form.is_dispute = True
        form.complainant_count = 3
        form.case_type = "enquiry"
        self.assertRecordValues(
            self._log(form),
            [
                {
                    "has_injury": True,
                    "is_dispute": True,
                    "in_media": False,
                    "complainant_count": 3,
                    "case_type": "enquiry",
                }
            ],
        )

    def test_customer_is_found_by_phone_or_order(self):
        """INT-2: by name, phone as it is spoken, or order number, but in this dialog only."""
        partners = self.env["res.partner"].with_user(self.clerk)
        found = partners.with_context(complaint_customer_search=1)
        for words in (
            self.customer.name[:9].upper(),
            "5550100",
            "0555 0100",
            "(555) 01-00",
            "+1 555 0100",
            self.order.name,
        ):
            with self.subTest(words=words):
                self.assertIn(self.customer.id, dict(found.name_search(words)))
        self.assertNotIn(self.customer.id, dict(found.name_search("5550109")))
        self.assertFalse(partners.name_search("5550100"))
        self.assertFalse(partners.name_search(self.order.name))
        for words in ("%", "'; --", "١٢٣٤٥", "555" * 50, "", "[('id','=',1)]"):
            found.name_search(words)

    def test_caller_must_be_known_or_anonymous(self):
        """INT-6: customer, contact, or the tick that says there is none."""
        form = self._open_phone()
        form.subject = "Smell from the works"
        log = form.save()
        with self.assertRefuses(UserError, "tick Anonymous"):
            log.action_log()
        form.contact_phone = "555"
        self.assertRecordValues(self._log(form), [{"contact_phone": "555", "partner_id": False}])

    def test_anonymous_intake(self):
        """INT-6: without a customer at all; without a concrete fact it can only be found not established."""
        form = self._open_phone()
        form.subject = "Smell from the works"
        form.is_anonymous = True
        case = self._log(form).with_user(self.assistant)
        self.assertTrue(case.is_anonymous)
        with self.assertRefuses(UserError, "can only be found not established"):
            case.action_accept()
        case.description = "Every night at ten, from the lacquer line."
        case.action_accept()
        self.assertEqual(case.state, "investigation")

    def test_anonymous_with_an_item(self):
        """INT-6: an item is a concrete fact."""
        case = self._create_case(partner_id=False, sale_order_id=False, is_anonymous=True)
        case.action_accept()
        self.assertEqual(case.state, "investigation")
        nobody = self._create_case(partner_id=False, sale_order_id=False)
        with self.assertRefuses(UserError, "neither customer nor contact"):
            nobody.action_accept()

    # === Read-back ===

    def test_read_back(self):
        """INT-8: plain sentences follow what is filled in; the tick that the customer confirmed goes to the case."""
        form = self._open_form()
        form.category_id = self.category
        with form.line_ids.edit(0) as line:
            line.qty_claimed = 4
            line.qty_defective = 3
            line.lot_ids.add(self.lots[0])
            line.demand_id = self.demand
        form.description = "<p>Scratches on the <b>left</b></p>"
        form.risks_customer = True
        text = form.read_back_text
        for words in (
            f"You are {self.customer.name}, phone +1 555 0100.",
            f"It is about {self.order.name}.",
            "Desk: 4 Units, 3 of them defective, lots L1, delivered on",
            f"What is wrong: {self.category.display_name}.",
            "Scratches on the *left*",
            "You ask for: Return and refund.",
        ):
            self.assertIn(words, text)
        self.assertNotIn("lost", text, "what we think of the customer is not read to them")
        form.read_back = True
        self.assertTrue(self._log(form).read_back)

    def test_read_back_of_what_is_not_known(self):
        """INT-8: unknown quantities and anonymity are said as well."""
        form = self._open_phone()
        form.sale_order_id = self.order
        form.is_anonymous = True
        with form.line_ids.edit(0) as line:
            line.qty_unknown = True
        self.assertIn("You do not want to be named.", form.read_back_text)
        self.assertIn("you cannot say yet how many", form.read_back_text)

    # === Wrong people, wrong input ===

    def test_stranger_cannot_log(self):
        """INT-2: whoever is no complaint user cannot."""
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["complaint.case"].with_user(stranger).create({"subject": "x"})
        with self.assertRaises(AccessError):
            self.env["complaint.log"].with_user(stranger).create({"subject": "x"})

    def test_documents_of_another_company(self):
        """INT-2, CNF-3: neither the dialog nor a crafted item opens what the user may not read."""
        other = self.env["res.company"].create({"name": "Other"})
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "company_id": other.id, "name": "X1"})
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).action_log_complaint()
        logs = self.env["complaint.log"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            Form(logs.with_context(default_sale_order_id=order.id))
        with self.assertRaises(AccessError):
            logs.create({"sale_order_id": order.id}).action_log()

    def test_order_that_the_user_may_not_read(self):
        """INT-2: an item of somebody else's order cannot be smuggled in by its id."""
        own = new_test_user(self.env, "own", groups="complaint_management.group_user,sales_team.group_sale_salesman")
        self.order.user_id = self.assistant
        log = (
            self.env["complaint.log"]
            .with_user(own)
            .create(
                {
                    "subject": "x",
                    "contact_name": "x",
                    "line_ids": [Command.create({"sale_line_id": self.order.order_line.id, "selected": True})],
                }
            )
        )
        with self.assertRaises(AccessError):
            log.action_log()
        log = (
            self.env["complaint.log"]
            .with_user(self.receptionist)
            .create(
                {
                    "subject": "x",
                    "contact_name": "x",
                    "line_ids": [
                        Command.create(
                            {"invoice_line_id": self._create_invoice().invoice_line_ids[:1].id, "selected": True}
                        )
                    ],
                }
            )
        )
        with self.assertRaises(AccessError):
            log.action_log()

    def test_foreign_move_is_refused(self):
        """INT-2: the delivery named must be one of the item."""
        _order, _first, second = self._split_delivery()
        log = (
            self.env["complaint.log"]
            .with_user(self.clerk)
            .create(
                {
                    "sale_order_id": self.order.id,
                    "line_ids": [
                        Command.create(
                            {"sale_line_id": self.order.order_line.id, "move_id": second.move_ids.id, "selected": True}
                        )
                    ],
                }
            )
        )
        with self.assertRefuses(UserError, "was not delivered with the move"):
            log.action_log()

    def test_item_of_another_order_is_refused(self):
        """INT-2: the items are those of the order."""
        order, _first, _second = self._split_delivery()
        log = (
            self.env["complaint.log"]
            .with_user(self.clerk)
            .create(
                {
                    "sale_order_id": self.order.id,
                    "line_ids": [
                        Command.create({"sale_line_id": order.order_line.id, "selected": True, "qty_claimed": 1})
                    ],
                }
            )
        )
        with self.assertRefuses(UserError, "is not on order"):
            log.action_log()

    def test_deleted_order_item(self):
        """INT-2: an item that was deleted meanwhile is gone from the dialog, without a traceback."""
        order = self.order.copy()
        order.action_confirm()
        line = self.env["sale.order.line"].create({"order_id": order.id, "product_id": self.desk.id})
        log = (
            self.env["complaint.log"]
            .with_user(self.clerk)
            .create(
                {
                    "sale_order_id": order.id,
                    "from_document": True,
                    "line_ids": [Command.create({"sale_line_id": line.id, "selected": True, "qty_claimed": 1})],
                }
            )
        )
        order.action_cancel()
        order.action_draft()
        line.unlink()
        log.invalidate_recordset()
        self.assertFalse(log.line_ids)

    def test_typed_item_without_product_is_refused(self):
        """INT-2: a ticked row says what it is."""
        log = (
            self.env["complaint.log"]
            .with_user(self.clerk)
            .create({"subject": "x", "contact_name": "x", "line_ids": [Command.create({"selected": True})]})
        )
        with self.assertRefuses(UserError, "choose the product"):
            log.action_log()

    def test_unknown_ids_and_values(self):
        """INT-2: wrong ids and types are refused by the server, never half done."""
        logs = self.env["complaint.log"].with_user(self.clerk)
        before = self.env["complaint.case"].search_count([])
        for values in (
            {"sale_order_id": 2**31 - 1},
            {"channel_id": 2**31 - 1},
            {"case_type": "nonsense"},
            {"line_ids": [Command.create({"product_id": 2**31 - 1})]},
            {"date_received": "yesterday"},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception) as caught,
                self.env.cr.savepoint(),
            ):
                logs.create({"subject": "x", **values}).action_log()
            self.assertNotIsInstance(caught.exception, (KeyError, AttributeError, TypeError))
        self.assertEqual(self.env["complaint.case"].search_count([]), before)
