from ast import literal_eval
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestHandOver(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_employee_user("colleague", "group_handler", cls.quality)
        cls.quality.manager_id = cls.engineer.employee_id
        cls.assistant.notification_type = cls.clerk.notification_type = "inbox"
        cls.case = cls._create_case(first_receiver_id=cls.clerk.employee_id.id)

    def _deadline(self, case=None):
        return (case or self.case).deadline_ids.filtered(lambda d: d.milestone == "handed_over")

    def _told(self, user):
        return (
            self.env["mail.message"].search([("partner_ids", "in", user.partner_id.ids)], order="id").mapped("subject")
        )

    def test_first_receiver_hands_over(self):
        """INT-7, INT-14: the first receiver, no handler, hands over; the head is told, the department awaited."""
        case = self.case.with_user(self.clerk)
        case.action_hand_over(department_id=self.quality.id, reason="He waits on the phone")
        self.assertTrue(case.date_handed_over)
        self.assertTrue(self._deadline().date_met)
        activity = self.case.activity_ids
        self.assertEqual(activity.user_id, self.engineer)
        self.assertIn("waits on the phone", activity.note)
        self.assertEqual(case.awaiting, "department")
        self.case.with_user(self.colleague).action_accept()
        self.assertFalse(self.case.activity_ids, "accepting does the activity")

    def test_to_a_handler(self):
        """INT-7: handed to a named handler, who holds the ball at once."""
        self.case.with_user(self.clerk).action_hand_over(user_id=self.colleague.id)
        self.assertRecordValues(self.case, [{"user_id": self.colleague.id, "awaiting": "handler"}])
        self.assertEqual(self.case.activity_ids.user_id, self.colleague)

    def test_dialog(self):
        """INT-7: without a receiver the dialog asks, and hands over."""
        action = self.case.with_user(self.clerk).action_hand_over()
        wizard = self.env["complaint.hand.over"].with_user(self.clerk).with_context(**action["context"]).create({})
        self.assertEqual(wizard.department_id, self.quality)
        wizard.department_id = False
        with self.assertRefuses(UserError, "Choose the department"):
            wizard.action_confirm()
        wizard.department_id = self.production
        wizard.action_confirm()
        self.assertEqual(self.case.department_id, self.production)

    def test_wrong_person(self):
        """INT-7: neither first receiver nor handler."""
        mine = self._create_case(department_id=self.production.id)
        with self.assertRefuses(AccessError, "Only the first receiver"):
            mine.with_user(self.worker).action_hand_over(department_id=self.quality.id)

    def test_who_cannot_receive(self):
        """INT-7, CNF-1: unknown, no handler, the first receiver, archived, recused; nothing is changed."""
        case = self.case.with_user(self.assistant)
        self.case.first_receiver_id = self.assistant.employee_id
        self.case.sudo().respondent_ids = [Command.set(self.colleague.employee_id.ids)]
        for values, words in (
            ({"department_id": 999999}, "not known"),
            ({"user_id": 999999}, "not known"),
            ({"user_id": self.worker.id}, "no complaint handler"),
            ({"user_id": self.assistant.id}, "its own first receiver"),
            ({"user_id": self.colleague.id}, "cannot take it"),
        ):
            with self.subTest(values), self.assertRefuses(UserError, words):
                case.action_hand_over(**values)
        self.assertFalse(case.date_handed_over)
        case.action_accept()
        with self.assertRefuses(UserError, "no longer being received"):
            case.action_hand_over(department_id=self.quality.id)

    def test_accepting_counts_as_hand_over(self):
        """INT-7: accepted by somebody else it is handed over; by the first receiver it is kept. The deadline is met."""
        kept = self._create_case()
        (self.case | kept).with_user(self.assistant).action_accept()
        self.assertTrue(self.case.date_handed_over)
        self.assertFalse(kept.date_handed_over)
        self.assertTrue(self._deadline().date_met)
        self.assertTrue(self._deadline(kept).date_met)

    def test_first_receiver_is_told(self):
        """INT-7: when it is accepted and when it is closed."""
        self.case.with_user(self.assistant).action_accept()
        self.assertIn(f"A complaint that you took was accepted: {self.case.name}", self._told(self.clerk))
        enquiry = self._create_case(
            case_type="enquiry", first_receiver_id=self.clerk.employee_id.id, summary="Answered"
        )
        enquiry.with_user(self.assistant).action_close()
        self.assertIn(f"A complaint that you took is closed: {enquiry.name}", self._told(self.clerk))
        own = self._create_case()
        own.action_accept()
        self.assertNotIn(f"A complaint that you took was accepted: {own.name}", self._told(self.assistant))

    def test_late_and_missing_are_recorded(self):
        """INT-7: late, missing, and missing in a case that ended: each against its first receiver."""
        late, missing, ended, fine = self.case, *(self._create_case() for _i in range(3))
        (missing | ended | fine).first_receiver_id = self.clerk.employee_id
        (late | missing | ended).sudo().deadline_ids.date_due = fields.Datetime.now() - timedelta(hours=1)
        (late | fine).action_hand_over(department_id=self.quality.id)
        ended.action_withdraw("Settled otherwise")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_deadline_action_hand_over"
        )
        domain = self.env["ir.actions.act_window"].browse(action["id"]).domain
        found = self.env["complaint.deadline"].with_user(self.manager).search(literal_eval(domain))
        self.assertEqual(found.case_id & (late | missing | ended | fine), late | missing | ended)
        self.assertEqual(found.first_receiver_id, self.clerk.employee_id)

    def test_nobody_took_it(self):
        """INT-7: what came by mail or portal has no first receiver and owes no hand-over; named later, it does."""
        case = self._create_case(first_receiver_id=False)
        self.assertFalse(self._deadline(case))
        case.first_receiver_id = self.clerk.employee_id
        self.assertTrue(self._deadline(case))

    def test_ball_by_phase(self):
        """INT-14: handler, customer, department, warehouse, accounting: whoever is awaited holds the ball."""
        case = self._create_case()
        seen = [case.awaiting]
        case.action_return("Which desk?")
        seen.append(case.awaiting)
        case.action_accept()
        seen.append(case.awaiting)
        case.step_ids.with_user(self.engineer).action_done("Too thin")
        seen.append(case.awaiting)
        case.responsibility_ids = [
            Command.create({"party": "department", "department_id": self.sales.id, "share": 100})
        ]
        case.action_propose()
        remedies = [
            {"kind": "compensation", "amount": 10},
            {"line_id": case.line_ids.id, "kind": "replacement", "quantity": 2, "amount": 50},
            {"kind": "apology"},
        ]
        resolution = (
            self.env["complaint.resolution"]
            .with_user(self.assistant)
            .create({"case_id": case.id, "remedy_ids": [Command.create(remedy) for remedy in remedies]})
        )
        self._approve(resolution)
        seen.append(case.awaiting)
        case.action_send_reply()
        seen.append(case.awaiting)
        resolution.action_accept("Ms. Ready")
        case.action_execute()
        for remedy in case.remedy_ids:
            seen.append(case.awaiting)
            remedy._done()
        seen.append(case.awaiting)
        case.action_follow_up()
        seen.append(case.awaiting)
        case.action_withdraw("Never mind")
        seen.append(case.awaiting)
        ball = ["handler", "customer", "department", "handler", "handler", "customer"]
        self.assertEqual(seen, [*ball, "accounting", "warehouse", "handler", "handler", "handler", False])
        self.assertFalse(case.search([("awaiting", "!=", False), ("id", "=", case.id)]))
