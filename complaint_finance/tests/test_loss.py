from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .loss_common import LossCommon


@tagged("post_install", "-at_install")
class TestLoss(LossCommon):
    def test_los_1_lines_of_posted_credit_notes_without_tax(self):
        """LOS-1: an allowance is a loss once posted, before tax; a return's credit note is none."""
        order = self._sell(taxes=self.tax_sale_a)
        case = self._complain(
            order, {"kind": "allowance", "quantity": 0, "amount": 50}, {"kind": "return", "quantity": 1}
        )
        case.with_user(self.accountant).action_create_documents()
        self.assertFalse(case.loss_ids)
        self._receive(case.remedy_ids[1])
        case.credit_move_ids.action_post()
        self.assertRecordValues(
            case.loss_ids, [{"kind": "allowance", "amount": 50, "move_id": case.remedy_ids[0].credit_move_id.id}]
        )
        self.assertRecordValues(case, [{"loss_amount": 50, "net_loss_amount": 50, "recovered_amount": 0}])

    def test_los_1_returned_goods_worth_less_than_they_cost(self):
        """LOS-1: the difference of cost at delivery and value as booked on return, where there is one."""
        category = self.env["product.category"].create({"name": "Standard", "property_cost_method": "standard"})
        chair = self._create_goods("Chair", cost=60, categ_id=category.id)
        order = self._sell(10, chair)
        chair.standard_price = 45
        case = self._complain(order, {"kind": "return", "quantity": 2})
        case.with_user(self.accountant).action_create_documents()
        receipt = self._receive(case.remedy_ids)
        delivered = order.picking_ids.move_ids.filtered(lambda m: m.location_dest_id.usage == "customer")
        expected = max(0, abs(delivered.value) / 10 * 2 - abs(receipt.move_ids.value))
        self.assertEqual(sum(case.loss_ids.mapped("amount")), expected)
        self.assertEqual(case.loss_ids.mapped("kind"), ["returned_value"] if expected else [])

    def test_los_2_cancelled_document_takes_its_line_along(self):
        """LOS-2: lines of documents follow them back."""
        case = self._loss_case()
        credit = case.credit_move_ids
        credit.button_draft()
        self.assertFalse(case.loss_ids)
        credit.invoice_line_ids.price_unit = 40
        credit.action_post()
        self.assertEqual(case.loss_ids.amount, 40)
        credit.button_draft()
        credit.button_cancel()
        self.assertEqual(case.net_loss_amount, 0)

    def test_los_2_lines_of_documents_are_not_edited(self):
        """LOS-2: by hand neither changed nor deleted."""
        loss = self._loss_case().loss_ids.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "follows its document"):
            loss.amount = 1
        with self.assertRaisesRegex(UserError, "follows its document"):
            loss.unlink()
        with self.assertRaises(UserError):
            self.env["complaint.loss"].with_user(self.accountant).create(
                {"case_id": loss.case_id.id, "name": "x", "amount": 1, "move_id": loss.move_id.id}
            )

    def test_los_2_typed_lines_need_receipt_or_reason(self):
        """LOS-2: neither receipt nor reason, or no amount: refused in words."""
        case = self._loss_case()
        loss = self.env["complaint.loss"].with_user(self.accountant)
        with self.assertRaisesRegex(ValidationError, "receipt or give the reason"):
            loss.create({"case_id": case.id, "kind": "freight_back", "name": "Freight back", "amount": 30})
        with self.assertRaisesRegex(ValidationError, "above zero"):
            loss.create(
                {"case_id": case.id, "kind": "freight_back", "name": "Freight back", "amount": -30, "reason": "x"}
            )
        loss.create(
            {
                "case_id": case.id,
                "kind": "freight_back",
                "name": "Freight back",
                "amount": 30,
                "reason": "Carrier's tariff",
            }
        )
        loss.create(
            {"case_id": case.id, "kind": "recovery", "name": "Carrier", "amount": 20, "reason": "Agreed by phone"}
        )
        self.assertRecordValues(case, [{"loss_amount": 80, "recovered_amount": 20, "net_loss_amount": 60}])

    def test_los_4_frozen_at_closing_and_supplemented_after(self):
        """LOS-4: closing freezes; a credit note taken back later is a supplementary line, not a change."""
        case = self._loss_case()
        self._close(case)
        frozen = case.loss_ids
        self.assertTrue(frozen.frozen)
        with self.assertRaisesRegex(UserError, "case is closed"):
            frozen.with_user(self.accountant).reason = "changed"
        case.credit_move_ids.button_draft()
        self.assertEqual(frozen.amount, 50)
        late = case.loss_ids - frozen
        self.assertRecordValues(late, [{"amount": -50, "supplementary": True, "frozen": False}])
        self.assertEqual(case.net_loss_amount, 0)

    def test_los_who_sees_money(self):
        """PEN-9, RET-1: money is for handlers, accountants and auditors; the assistant does not read it."""
        case = self._loss_case()
        case.first_receiver_id = self.env["hr.employee"].create({"name": "Assistant", "user_id": self.assistant.id})
        case.with_user(self.assistant).check_access("read")
        with self.assertRaises(AccessError):
            case.with_user(self.assistant).read(["net_loss_amount"])
        with self.assertRaises(AccessError):
            self.env["complaint.loss"].with_user(self.assistant).search([])
        for user in (self.handler, self.accountant, self.auditor):
            self.assertEqual(case.with_user(user).read(["net_loss_amount"])[0]["net_loss_amount"], 50)
        with self.assertRaises(AccessError):
            self.env["complaint.loss"].with_user(self.handler).create(
                {"case_id": case.id, "name": "x", "amount": 1, "reason": "y"}
            )

    def test_los_no_amounts_in_the_chatter(self):
        """PEN-9, RET-1: notes on the case, which the assistant reads, do not say what it cost."""
        case = self._loss_case(50, {"party": "employee", "employee_id": self.workers[0].id, "share": 100})
        case.first_receiver_id = self.env["hr.employee"].create({"name": "Assistant", "user_id": self.assistant.id})
        self._type_loss(case, 77.77)
        case.with_user(self.accountant).action_allocate()
        self._close(case)
        self._type_loss(case, 11.11)
        case.with_user(self.accountant).action_allocate()
        notes = " ".join(case.with_user(self.assistant).message_ids.mapped("body"))
        self.assertIn("Supplementary loss", notes)
        for amount in ("77.77", "127.77", "11.11"):
            self.assertNotIn(amount, notes)

    # === Allocation ===

    def test_alo_1_departments_employees_and_third_parties(self):
        """ALO-1: by confirmed shares, to the cent, the odd cent to the largest remainder."""
        case = self._loss_case(
            100.01,
            {"party": "department", "department_id": self.sales.id, "share": 33.33},
            {"party": "employee", "employee_id": self.workers[0].id, "share": 33.33},
            {"party": "supplier", "partner_id": self.supplier.id, "share": 33.34},
        )
        case.with_user(self.accountant).action_allocate()
        self.assertRecordValues(
            case.allocation_ids,
            [
                {"department_id": self.sales.id, "employee_id": False, "partner_id": False, "amount": 33.33},
                {
                    "department_id": self.production.id,
                    "employee_id": self.workers[0].id,
                    "partner_id": False,
                    "amount": 33.33,
                },
                {"department_id": False, "employee_id": False, "partner_id": self.supplier.id, "amount": 33.35},
            ],
        )
        case.with_user(self.accountant).action_allocate()
        self.assertEqual(len(case.allocation_ids), 3)

    def test_alo_2_department_over_its_members_by_bonus_points(self):
        """ALO-2: members on the day of receipt, by the points they had then."""
        for worker, points in zip(self.workers, (1, 2, 0), strict=True):
            worker.version_id.bonus_points = points
        self.env["hr.version"].create(
            {
                "employee_id": self.workers[0].id,
                "department_id": self.production.id,
                "date_version": "2025-06-01",
                "bonus_points": 9,
            }
        )
        left = self.env["hr.employee"].create(
            {
                "name": "Dan",
                "department_id": self.production.id,
                "company_id": self.company.id,
                "date_version": "2024-01-01",
            }
        )
        left.version_id.write({"bonus_points": 5, "departure_date": "2024-12-31"})
        case = self._loss_case(100, {"party": "department", "department_id": self.production.id, "share": 100})
        case.date_received = datetime(2025, 3, 1, 12)
        case.with_user(self.accountant).action_allocate()
        self.assertRecordValues(
            case.allocation_ids,
            [
                {"employee_id": self.workers[0].id, "amount": 33.33},
                {"employee_id": self.workers[1].id, "amount": 66.67},
            ],
        )
        self.assertEqual(sum(case.allocation_ids.mapped("amount")), case.net_loss_amount)

    def test_alo_2_bonus_points_are_for_hr(self):
        """PEN-10: nobody but HR and complaint accountants reads the points."""
        with self.assertRaises(AccessError):
            self.workers[0].with_user(self.handler).read(["bonus_points"])

    def test_alo_1_all_that_is_missing(self):
        """ALO-1: no loss, nobody responsible, not confirmed."""
        case = self._complain(self._sell(), {"kind": "allowance", "amount": 5})
        with self.assertRaisesRegex(UserError, "(?s)no loss.*nobody is responsible"):
            case.with_user(self.accountant).action_allocate()
        case = self._loss_case(50)
        self.env["complaint.responsibility"].create(
            {"case_id": case.id, "party": "department", "department_id": self.sales.id, "share": 100}
        )
        with self.assertRaisesRegex(UserError, "not been confirmed"):
            case.with_user(self.accountant).action_allocate()
        for user in (self.handler, self.assistant, self.auditor):
            with self.assertRaises(AccessError):
                case.with_user(user).action_allocate()
        with self.assertRaises(AccessError):
            self.env["complaint.allocation"].with_user(self.accountant).create({"case_id": case.id, "amount": 1})

    def test_los_4_supplement_is_allocated_again(self):
        """LOS-4: what comes after closing is allocated by the same shares."""
        case = self._loss_case(50, {"party": "department", "department_id": self.sales.id, "share": 100})
        self._close(case)
        case.loss_ids = [Command.create({"kind": "freight_back", "name": "Freight", "amount": 10, "reason": "bill"})]
        self.assertTrue(case.loss_ids.filtered(lambda line: line.kind == "freight_back").supplementary)
        case.with_user(self.accountant).action_allocate()
        self.assertEqual(case.allocation_ids.amount, 60)
