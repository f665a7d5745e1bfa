from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon

MODELS = ("complaint.investigation", "complaint.why", "complaint.action")


@tagged("post_install", "-at_install")
class TestAccess(ComplaintQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.investigation = cls._open()
        cls._accept_cause(cls.investigation)
        cls.action = cls._plan(cls.investigation)
        cls.records = {
            "complaint.investigation": cls.investigation.sudo(),
            "complaint.why": cls.investigation.sudo().why_ids[0],
            "complaint.action": cls.action.sudo(),
            "complaint.cause": cls.cause,
        }

    def _assert_rights(self, user, expected):
        for model, operations in expected.items():
            record = self.records[model].with_user(user)
            record.invalidate_recordset()
            for letter, operation in zip("rwcu", ("read", "write", "create", "unlink"), strict=True):
                self.assertEqual(
                    record.has_access(operation), letter in operations, f"{user.login} {operation} {model}"
                )

    def test_rights_by_role(self):
        """CNF: each sees and does what they may, cell by cell."""
        nothing, read = dict.fromkeys(MODELS, ""), dict.fromkeys(MODELS, "r")
        quality = {"complaint.investigation": "rwc", "complaint.why": "rwcu", "complaint.action": "rwcu"}
        self._assert_rights(self.stranger, {**nothing, "complaint.cause": "r"})
        self._assert_rights(self.owner, {**read, "complaint.cause": "r"})
        self._assert_rights(self.verifier, {**read, "complaint.cause": "r"})
        self._assert_rights(self.handler, {**read, "complaint.cause": "r"})
        self._assert_rights(self.auditor, {**read, "complaint.cause": "r"})
        self._assert_rights(self.engineer, {**quality, "complaint.cause": "r"})
        self._assert_rights(self.manager, {**quality, "complaint.cause": "rwcu"})

    def test_portal_and_outsiders_see_nothing(self):
        """CUS-4: internal analysis never leaves the house."""
        portal = self._new_user("q_portal", "base.group_portal")
        outsider = self._new_user("q_employee", "base.group_user")
        for user in (portal, outsider):
            self._assert_rights(user, dict.fromkeys([*MODELS, "complaint.cause"], ""))

    def test_cnf_3_other_companies_see_nothing(self):
        """CNF-3: own company only, also for the quality manager."""
        company = self.env["res.company"].create({"name": "Second house"})
        other = self._new_user(
            "q_other",
            "complaint_quality.group_quality_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self._assert_rights(other, dict.fromkeys(MODELS, ""))
        for model in MODELS:
            self.assertFalse(self.env[model].with_user(other).search_count([]))

    def test_stranger_finds_counts_and_groups_nothing(self):
        for model in MODELS:
            records = self.env[model].with_user(self.stranger)
            self.assertFalse(records.search([]))
            self.assertFalse(records._read_group([], [], ["__count"])[0][0])

    def test_owner_opens_the_action_and_its_investigation(self):
        """ACT: a plain complaint user works on an action of theirs without further rights."""
        self.case.line_ids.lot_ids = self._new_lot("L1")
        self.owner.group_ids |= self.env.ref("stock.group_production_lot")
        self.env.invalidate_all()
        views = self.action.with_user(self.owner).get_views([(False, "form"), (False, "list")])["views"]
        self.assertIn("action_done", views["form"]["arch"])
        spec = {"display_name": {}, "why_ids": {"fields": {"name": {}}}, "case_ids": {"fields": {"display_name": {}}}}
        spec["lot_ids"] = {"fields": {"display_name": {}}}
        [values] = self.investigation.with_user(self.owner).web_read(spec)
        self.assertEqual([lot["display_name"] for lot in values["lot_ids"]], ["L1"])
        self.assertEqual(len(values["why_ids"]), 2)
        self.assertFalse(values["case_ids"], "the case itself is not theirs to read")
        spec = {"investigation_id": {"fields": {"display_name": {}}}}
        [values] = self.action.with_user(self.owner).web_read(spec)
        self.assertEqual(values["investigation_id"]["display_name"], self.investigation.display_name)

    def test_owner_adds_evidence_in_the_chatter(self):
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.owner)
            .create({"name": "pallet.txt", "raw": b"photo", "res_model": "mail.compose.message", "res_id": 0})
        )
        message = self.action.with_user(self.owner).message_post(body="First pallet", attachment_ids=attachment.ids)
        self.assertEqual(message.attachment_ids.res_id, self.action.id)

    def test_quality_reads_every_case_of_the_company_and_writes_none(self):
        """INV: causes are found across cases; the case stays in the handler's hands."""
        case = self.case.with_user(self.engineer)
        for record in (case, case.line_ids, case.step_ids, case.deadline_ids):
            self.assertTrue(record)
            self.assertTrue(record.has_access("read"))
        with self.assertRaises(AccessError):
            case.write({"subject": "Other"})

    def test_views_open_for_every_role(self):
        """Forms, lists and searches load with the rights of each role, the case's included."""
        for user in (self.engineer, self.manager, self.owner, self.handler, self.auditor):
            for record in (self.investigation, self.action, self.case):
                record = self.env[record._name].with_user(user).browse(record.id)
                views = record.get_views([(False, "form"), (False, "list"), (False, "search")])
                names = [n for n in views["models"][record._name]["fields"] if n in record._fields]
                if record.has_access("read"):
                    record.read(names)
