from thread_common import ThreadCommon

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRecusalOfAll(ThreadCommon):
    """A respondent with every complaint right, in a case with investigation, documents, loss and notices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.respondent = cls._create_person(
            "respondent",
            "Production",
            "complaint_management.group_manager,complaint_management.group_senior_approver,"
            "complaint_management.group_auditor,complaint_quality.group_quality_manager,"
            "complaint_finance.group_complaint_accountant,complaint_finance.group_penalty_officer,"
            "account.group_account_manager,stock.group_stock_manager,sales_team.group_sale_manager,hr.group_hr_manager",
        )
        cls.employee = cls.respondent.employee_ids
        cls.head = cls.people["head"]
        cls.departments["Production"].manager_id = cls.head.employee_ids
        cls.case = cls._complain(
            cls.order,
            {"kind": "allowance", "quantity": 2, "amount_per_unit": 10},
            {"kind": "return", "quantity": 2},
            lots=cls.lots,
        )
        cls.case.resolution_id.remedy_ids.action_create_document()
        cls.credit_note = cls.case.credit_move_ids
        cls.credit_note.action_post()
        cls.picking = cls.case.return_picking_ids
        investigation = cls.case.action_open_investigation()["res_id"]
        cls.investigation = cls.env["complaint.investigation"].browse(investigation)
        cls.investigation.user_id = cls.respondent
        cls.why = cls.env["complaint.why"].create(
            {"investigation_id": investigation, "branch": "occurrence", "name": "Hit the table"}
        )
        cls.action = cls.env["complaint.action"].create(
            {
                "investigation_id": investigation,
                "name": "Pad the table",
                "user_id": cls.respondent.id,
                "check_user_id": cls.people["verifier"].id,
                "date_due": "2030-01-01",
            }
        )
        cls.case.responsibility_ids = [
            Command.create({"party": "employee", "employee_id": cls.employee.id, "share": 50}),
            Command.create({"party": "department", "department_id": cls.departments["Production"].id, "share": 50}),
        ]
        cls.case.responsibility_ids.action_confirm()
        cls.case.with_user(cls.people["accountant"]).action_allocate()
        cls.case.with_user(cls.people["accountant"]).action_propose_penalties()
        cls.own_notice = cls.case.penalty_ids.filtered(lambda p: p.employee_id == cls.employee)
        cls.parts = {
            "investigation": cls.investigation,
            "why": cls.why,
            "action": cls.action,
            "loss": cls.case.loss_ids,
            "allocation": cls.case.allocation_ids,
            "notices": cls.case.penalty_ids,
        }

    def _name(self):
        self.case.with_user(self.people["assistant"]).respondent_ids = self.employee
        self._reload()

    def _reload(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def test_investigation_loss_and_notices(self):
        """CNF-1: nothing of the case is left in the other addons, for whom everything was open before."""
        self._reload()
        for name, records in self.parts.items():
            self.assertTrue(records.with_user(self.respondent).has_access("read"), name)
        self._name()
        for name, records in self.parts.items():
            with self.subTest(name):
                theirs = records.with_user(self.respondent)
                domain = [("id", "in", records.ids)]
                self.assertFalse(theirs._filtered_access("read"))
                self.assertFalse(theirs._filtered_access("write"))
                self.assertFalse(theirs.search(domain))
                self.assertFalse(theirs.search_count(domain))
                self.assertFalse(theirs._read_group(domain, [], ["__count"])[0][0])
                with self.assertRaises(UserError):
                    theirs.export_data(["display_name"])
                self.assertTrue(records.with_user(self.manager).has_access("read"), "others see it")

    def test_documents_show_a_bare_number(self):
        """CNF-1: invoice, credit note and return, which remain theirs to see, tell of the case its number only."""
        self._name()
        number = self.case.name
        picking = self.picking.with_user(self.respondent)
        names = {"fields": {"display_name": {}}}
        [shown] = picking.web_read({"complaint_case_id": names, "complaint_remedy_id": names})
        self.assertEqual(shown["complaint_case_id"]["display_name"], number)
        self.assertEqual(shown["complaint_remedy_id"]["display_name"], number)
        [shown] = self.credit_note.with_user(self.respondent).web_read(
            {"complaint_case_ids": names, "complaint_case_count": {}, "complaint_remedy_id": names}
        )
        self.assertEqual((shown["complaint_case_ids"], shown["complaint_case_count"]), ([], 0))
        self.assertEqual(shown["complaint_remedy_id"]["display_name"], number)
        word = self.case.subject
        for records, path in (
            (picking, "complaint_case_id.subject"),
            (picking, "complaint_remedy_id.case_id.subject"),
            (self.credit_note.with_user(self.respondent), "complaint_case_ids.subject"),
            (self.order.with_user(self.respondent), "complaint_ids.subject"),
            (self.env["res.partner"].with_user(self.respondent), "sale_order_ids.complaint_ids.subject"),
        ):
            with self.subTest(path):
                self.assertFalse(records.search([(path, "ilike", word)]))
        for message in self.picking.message_ids | self.credit_note.message_ids | self.order.message_ids:
            self.assertNotIn(word, message.body or "")

    def test_investigation_goes_on_with_others(self):
        """CNF-1: leader, owner and verifier who are named leave the investigation, its activities and followers."""
        self.assertIn(self.respondent, self.action.activity_ids.user_id)
        self._name()
        for record in (self.investigation, self.action):
            self.assertNotIn(self.respondent, record.user_id)
            self.assertNotIn(self.respondent, record.activity_ids.user_id)
            self.assertNotIn(self.respondent.partner_id, record.message_partner_ids)
        for record, name in ((self.investigation, "user_id"), (self.action, "check_user_id")):
            with self.assertRaisesRegex(ValidationError, "can take no part"), self.cr.savepoint():
                record[name] = self.respondent
        innocent = self._complain(self.order, {"kind": "apology"})
        other = self.env["complaint.investigation"].browse(innocent.action_open_investigation()["res_id"])
        other.message_subscribe(self.respondent.partner_id.ids)
        self._reload()
        self.assertTrue(other.with_user(self.respondent).has_access("read"))
        other.case_ids |= self.case
        self._reload()
        self.assertFalse(other.with_user(self.respondent).has_access("read"))
        self.assertNotIn(self.respondent.partner_id, other.message_partner_ids)

    def test_own_notice_once_told(self):
        """CNF-1, PEN-9: respondents read their own notice once they are told, not the case nor other notices."""
        self._name()
        notice = self.own_notice
        self.assertTrue(notice)
        manager, officer = self.manager, self.people["officer"]
        notice.ground_id = self.env["complaint.penalty.ground"].search([], limit=1)
        notice.with_user(manager).action_approve()
        self._reload()
        self.assertFalse(notice.with_user(self.respondent).has_access("read"))
        notice.with_user(officer).action_notify()
        self._reload()
        theirs = notice.with_user(self.respondent)
        [shown] = theirs.web_read({"reason": {}, "case_id": {"fields": {"display_name": {}}}})
        self.assertEqual(shown["case_id"]["display_name"], self.case.name)
        self.assertTrue(notice.message_ids.with_user(self.respondent).search_count([("res_id", "=", notice.id)]))
        theirs.action_object("It was not me")
        self.assertEqual(notice.objection_state, "pending")
        others = self.case.penalty_ids - notice
        self.assertTrue(others)
        self.assertFalse(others.with_user(self.respondent)._filtered_access("read"))
        self.assertFalse(self.case.with_user(self.respondent).has_access("read"))

    def test_documents_go_on_when_the_respondent_makes_them(self):
        """CNF-1: a respondent in warehouse or accounting books the document; the case follows, and is not shown."""
        self._name()
        picking = self.picking.with_user(self.respondent)
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        remedy = self.case.resolution_id.remedy_ids.filtered(lambda r: r.kind == "return")
        self.assertEqual(remedy.receipt_state, "matched")
        self._reload()
        self.assertNotIn(self.respondent, self.case.activity_ids.user_id)
        self.assertFalse(remedy.with_user(self.respondent).has_access("read"))

    def test_confidential_over_all_addons(self):
        """CNF-2: accountants and quality users have no part in a confidential case, unless they are named in it."""
        case = self.case
        self.action.check_user_id = self.people["verifier"]
        case.confidential = True
        self._reload()
        sees = {"verifier"}  # checks an action
        for role in ("accountant", "engineer", "verifier", "officer", "warehouse"):
            with self.subTest(role):
                user = self.people[role]
                self.assertEqual(case.with_user(user).has_access("read"), role in sees)
                self.assertEqual(self.investigation.with_user(user).has_access("read"), role in sees)
                self.assertFalse(case.loss_ids.with_user(user).has_access("read"))
        self.assertTrue(self.own_notice.with_user(self.people["officer"]).has_access("read"), "HR goes on with notices")
        self.assertTrue(case.with_user(self.respondent).has_access("read"), "a complaint manager")
