from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestAccess(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls._execute(cls.case)
        cls.parts = ("line_ids", "step_ids", "deadline_ids", "responsibility_ids", "resolution_ids", "remedy_ids")

    def test_who_sees_the_case(self):
        """CNF-3: own and own department's cases; handlers, approvers and auditors all; nobody else."""
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        sees = {self.assistant, self.engineer, self.manager, self.approver, self.auditor}
        for user in (*sees, self.clerk, self.worker, stranger, self.portal_user):
            with self.subTest(user.login):
                case = self.case.with_user(user)
                self.assertEqual(case.has_access("read"), user in sees)
                for part in self.parts:
                    self.assertEqual(self.case[part].with_user(user).has_access("read"), user in sees, part)
                if user not in sees:
                    try:
                        found = case.search_count([("id", "=", case.id)])
                    except AccessError:
                        found = 0
                    self.assertFalse(found)

    def test_who_writes_what(self):
        """CNF-3: auditors and approvers write nothing; users only what they logged."""
        for user in (self.auditor, self.approver, self.engineer, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.case.with_user(user).subject = "Mine"
        own = (
            self.env["complaint.case"]
            .with_user(self.clerk)
            .create({"subject": "Loud neighbour", "partner_id": self.customer.id})
        )
        own.subject = "Loud forklift"
        self.assertTrue(own.name)

    def test_other_company_sees_nothing(self):
        """CNF-3: own companies only, whatever the group."""
        company = self.env["res.company"].create({"name": "Second"})
        other = new_test_user(
            self.env,
            "other",
            groups="complaint_management.group_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.assertFalse(self.case.with_user(other).has_access("read"))
        self.assertFalse(self.env["complaint.step"].with_user(other).search_count([("case_id", "=", self.case.id)]))

    def test_every_model_has_rights_for_auditors_and_a_company_rule(self):
        """CNF-3: a model added without rights or company rule is found out."""
        models = self.env["ir.model"].search([("model", "=like", "complaint.%"), ("transient", "=", False)])
        own = models.filtered(
            lambda m: "complaint_management" in m.modules.split(", ") and not self.env[m.model]._abstract
        )
        for model in own:
            with self.subTest(model.model):
                self.assertTrue(self.env[model.model].with_user(self.auditor).has_access("read"))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(self.env[model.model].with_user(self.auditor).has_access(operation))
                if "company_id" in self.env[model.model]._fields:
                    self.assertTrue(model.rule_ids.filtered(lambda r: r["global"]), "global company rule")
