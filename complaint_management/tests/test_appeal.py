from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class AppealCommon(ComplaintCommon):
    """Quality did a step, Production is responsible; a director decides appeals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._create_employee_user("director", "group_user", cls.env["hr.department"])
        cls.other_director = cls._create_employee_user("other_director", "group_user", cls.env["hr.department"])
        cls.role = cls.env["complaint.role"].create(
            {"name": "Directors", "user_ids": [Command.set((cls.director | cls.other_director).ids)]}
        )
        cls.head = cls._create_employee_user("head", "group_user", cls.production)
        cls.production.manager_id = cls.head.employee_id
        cls.policy = cls._create_policy(code="APL", appeal_role_id=cls.role.id, sequence=1, callback_count=0)
        cls.env["complaint.policy.step"].create(
            {
                "policy_id": cls.policy.id,
                "name": "Find the facts",
                "phase": "investigation",
                "kind": "investigate",
                "department_source": "category",
            }
        )
        cls.case = cls._create_case(policy_id=cls.policy.id, user_id=cls.assistant.id)
        cls._investigate(cls.case)
        cls.line = cls.case.responsibility_ids

    @classmethod
    def _file(cls, user=None, case=None, **values):
        case = case or cls.case
        return (
            cls.env["complaint.appeal"]
            .with_user(user or cls.head)
            .create({"case_id": case.id, "argument": "The carrier dropped it.", **values})
        )

    @classmethod
    def _create_other(cls):
        case = cls._create_case(policy_id=cls.policy.id)
        cls._investigate(case)
        return case

    def _confirm(self):
        self.case.action_confirm_responsibility()

    def _close(self, case=None):
        """From investigation, responsibility confirmed, to follow-up with a summary."""
        case = case or self.case
        case.action_propose()
        resolution = self.env["complaint.resolution"].with_user(self.assistant)
        resolution = resolution.create({"case_id": case.id, "remedy_ids": [Command.create({"kind": "apology"})]})
        self._approve(resolution)
        case.action_send_reply()
        resolution.action_accept("Ms. Ready")
        case.action_execute()
        case.remedy_ids.action_done()
        case.action_follow_up()
        case.summary = "Mended."

    def _submit(self):
        self.case.action_propose()
        resolution = self.env["complaint.resolution"].with_user(self.assistant)
        resolution = resolution.create({"case_id": self.case.id, "remedy_ids": [Command.create({"kind": "apology"})]})
        resolution.action_submit()
        return resolution


@tagged("post_install", "-at_install")
class TestAppealFiling(AppealCommon):
    def test_department_files(self):
        """RTE-6: a department files with text; it is numbered in its case, kept, and whoever decides is called."""
        self._confirm()
        action = self.case.with_user(self.head).action_appeal("responsibility", "The carrier dropped it.")
        appeal = self.env["complaint.appeal"].browse(action["res_id"])
        self.assertRecordValues(
            appeal,
            [
                {
                    "name": f"{self.case.name}-A1",
                    "against": "responsibility",
                    "department_id": self.production.id,
                    "employee_id": False,
                    "decision": "pending",
                    "filed_by_id": self.head.id,
                    "on_behalf": False,
                }
            ],
        )
        self.assertEqual(appeal.decider_ids, self.director | self.other_director)
        self.assertEqual(appeal.activity_ids.user_id, self.director | self.other_director)
        self.assertEqual(self.case.appeal_ids, appeal)
        self.assertEqual(self.case.with_user(self.head).action_view_appeals()["res_id"], appeal.id)
        self.assertEqual(appeal.with_user(self.head).action_view_case()["res_id"], self.case.id)
        for user in (self.env.user, self.manager):
            with self.assertRefuses(Exception, "kept|delet"):
                appeal.with_user(user).unlink()

    def test_dialog(self):
        """RTE-6: without argument the dialog comes, also from a list; it offers the user's own department only."""
        action = self.case.with_user(self.head).action_appeal()
        self.assertEqual((action["res_model"], action["target"]), ("complaint.appeal", "new"))
        view = self.env.ref("complaint_management.complaint_appeal_view_form_file")
        model = self.env["complaint.appeal"].with_user(self.head).with_context(**action["context"])
        with Form(model, view=view) as form:
            self.assertEqual(form.department_id, self.production)
            self.assertEqual(form.available_department_ids[:], self.production)
            form.argument = "The carrier dropped it."
        self.assertEqual(form.record.case_id, self.case)
        action = self.env.ref("complaint_management.complaint_case_action_appeal").with_user(self.head)
        action = action.with_context(active_model="complaint.case", active_id=self.case.id, active_ids=self.case.ids)
        self.assertEqual(action.run()["context"]["default_case_id"], self.case.id)

    def test_head_of_the_responsible_department_sees_the_case(self):
        """RTE-6, CNF-3: whoever is held responsible sees for what; the department's other people do not."""
        self.assertTrue(self.case.with_user(self.head).has_access("read"))
        self.assertFalse(self.case.with_user(self.worker).has_access("read"))
        self.line.sudo().write({"party": "employee", "employee_id": self.worker.employee_id.id})
        self.env.invalidate_all()
        self.assertTrue(self.case.with_user(self.worker).has_access("read"))
        self.assertEqual(self.case.with_user(self.worker).search([("id", "=", self.case.id)]), self.case)

    def test_employee_files(self):
        """RTE-6: an employee held responsible files for themself, nobody else of the department does."""
        self.line.sudo().write({"party": "employee", "employee_id": self.worker.employee_id.id})
        appeal = self._file(self.worker, employee_id=self.worker.employee_id.id, responsibility_id=self.line.id)
        self.assertEqual(appeal.department_id, self.production)
        with self.assertRefuses(AccessError, "cannot object for worker"):
            self._file(self.head, employee_id=self.worker.employee_id.id)
        with self.assertRefuses(UserError, "engineer is not held responsible"):
            self._file(self.assistant, employee_id=self.engineer.employee_id.id)

    def test_on_behalf_of_a_respondent(self):
        """CNF-1, RTE-6: a respondent sees nothing, also not of the appeal; a handler files and tells them."""
        self.line.sudo().write({"party": "employee", "employee_id": self.worker.employee_id.id})
        self.case.with_user(self.assistant).respondent_ids = self.worker.employee_id
        employee = self.worker.employee_id
        for call in (
            lambda: self._file(self.worker, employee_id=employee.id),
            lambda: self.case.with_user(self.worker).action_appeal("responsibility", "No"),
        ):
            with self.assertRefuses(AccessError, "."):
                call()
        appeal = self._file(self.assistant, employee_id=employee.id)
        self.assertTrue(appeal.on_behalf)
        self.assertFalse(appeal.with_user(self.worker).has_access("read"))
        self.assertFalse(self.env["complaint.appeal"].with_user(self.worker).search_count([]))
        appeal.with_user(self.director).action_dismiss("It was yours.")
        message = appeal.message_ids.filtered(lambda m: "It was yours" in (m.body or ""))
        self.assertEqual(message.partner_ids, self.assistant.partner_id)
        self.assertIn("Tell worker", appeal.activity_ids.summary)
        self.assertEqual(appeal.activity_ids.user_id, self.assistant)

    def test_who_cannot_file(self):
        """RTE-6: not a department that has no part in it, nor for another one; not an auditor, stranger or customer."""
        with self.assertRefuses(AccessError, "cannot object for Production"):
            self._file(self.engineer, department_id=self.production.id)
        with self.assertRefuses(UserError, "Sales has no part in it"):
            self._file(self.assistant, department_id=self.sales.id)
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        company = self.env["res.company"].create({"name": "Second"})
        other = new_test_user(
            self.env,
            "other",
            groups="complaint_management.group_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        for user in (self.clerk, self.worker, self.auditor, stranger, other, self.portal_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._file(user, department_id=self.production.id)
        appeal = self._file()
        for user in (self.clerk, stranger, other, self.portal_user):
            self.assertFalse(appeal.with_user(user).has_access("read"), user.login)
        self.assertTrue(appeal.with_user(self.auditor).has_access("read"))

    def test_only_against_what_was_decided(self):
        """RTE-6: against responsibility that is named and a resolution that is submitted, in one message."""
        empty = self._create_case(policy_id=self.policy.id)
        with self.assertRefuses(UserError, "(?s)say what.*nobody has been named"):
            self._file(self.engineer, empty, argument=" ", department_id=self.quality.id)
        with self.assertRefuses(UserError, "no resolution has been submitted"):
            self._file(against="resolution")
        with self.assertRefuses(UserError, "share belongs to another case"):
            self._file(case=self._create_other(), responsibility_id=self.line.id)
        empty.action_withdraw("Mistake")
        with self.assertRefuses(UserError, "the case is Withdrawn"):
            self._file(self.engineer, empty, department_id=self.quality.id)

    def test_bad_input_is_answered_in_words(self):
        """RTE-6: ids of nothing, of other types, or what only the procedure sets."""
        for values, words in (
            ({"case_id": "abc"}, "Case is not known"),
            ({"case_id": 2**31 - 1}, "Case is not known"),
            ({"case_id": [self.case.id]}, "Case is not known"),
            ({"department_id": "abc"}, "Department is not known"),
            ({"department_id": 2**31 - 1}, "Department is not known"),
            ({"against": "weather"}, "against one of"),
            ({"against": ["responsibility"]}, "against one of"),
            ({"decision": "upheld"}, "Decision: set by filing"),
            ({"decider_ids": [Command.set(self.head.ids)]}, "set by filing"),
        ):
            with self.subTest(values), self.assertRefuses(UserError, words):
                self._file(**values)
        with self.assertRefuses(UserError, "knows no colour"):
            self.case.with_user(self.head).action_appeal("responsibility", "No", colour=5)
        context = {"default_decision": "upheld", "default_filed_by_id": self.manager.id}
        appeal = self.env["complaint.appeal"].with_user(self.head).with_context(**context)
        appeal = appeal.create({"case_id": self.case.id, "argument": "No"})
        self.assertEqual((appeal.decision, appeal.filed_by_id), ("pending", self.head))

    def test_within_the_days_of_the_policy(self):
        """RTE-6: so many working days after the decision, also on a closed case; 0: at any time."""
        self.policy.write({"appeal_days": 2, "appeal_days_unit": "work_day"})
        with freeze_time("2026-11-05 10:00:00"):  # a Thursday
            self._confirm()
        self._close()
        self.case.action_close()
        with freeze_time("2026-11-09 10:00:01"), self.assertRefuses(UserError, "possible until"):
            self._file()
        with freeze_time("2026-11-09 09:59:00"):
            self.assertTrue(self._file())
        self.policy.appeal_days = 0
        with freeze_time("2027-11-09 10:00:00"):
            self.assertTrue(self._file(self.engineer, department_id=self.quality.id))
        with self.assertRaises(Exception), mute_logger("odoo.sql_db"), self.cr.savepoint():  # noqa: B017
            self.policy.appeal_days = -1
            self.policy.flush_recordset()

    def test_not_twice(self):
        """RTE-6: not while one waits, and not once more against what was dismissed; a new decision may be."""
        self._confirm()
        self.line.sudo().date_confirmed = fields.Datetime.now() - timedelta(hours=1)
        first = self._file()
        with self.assertRefuses(UserError, f"{first.name} says the same"):
            self._file()
        self.assertTrue(self._file(self.engineer, department_id=self.quality.id), "another department has its own say")
        first.with_user(self.director).action_dismiss("The photographs show it.")
        with self.assertRefuses(UserError, "was dismissed"):
            self._file()
        self.line.sudo()._reopen()
        self._confirm()
        self.line.sudo().date_confirmed = fields.Datetime.now() + timedelta(minutes=1)
        self.assertEqual(self._file().name, f"{self.case.name}-A3")


@tagged("post_install", "-at_install")
class TestAppealDecision(AppealCommon):
    def test_upheld_reopens_the_responsibility_and_just_that(self):
        """RTE-6: the shares are proposed again, nothing else moves; no closing before they are confirmed."""
        self.case.responsibility_ids.sudo().share = 60
        self.case.responsibility_ids = [
            Command.create({"party": "department", "department_id": self.quality.id, "share": 40})
        ]
        self._confirm()
        self.assertEqual(self.case.responsibility_ids.confirmed_by_id, self.assistant)
        self._close()
        appeal = self._file(responsibility_id=self.line.id)
        with self.assertRefuses(UserError, f"{appeal.name} against the responsibility is not decided"):
            self.case.action_close()
        appeal.with_user(self.director).action_uphold("The carrier's note says so.")
        self.assertRecordValues(
            appeal,
            [
                {
                    "decision": "upheld",
                    "decision_reason": "The carrier's note says so.",
                    "decided_by_id": self.director.id,
                }
            ],
        )
        self.assertEqual(self.case.state, "followup")
        self.assertEqual(set(self.case.responsibility_ids.mapped("state")), {"proposed"})
        self.assertFalse(self.line.date_confirmed)
        self.assertEqual(self.case.resolution_id.state, "accepted")
        with self.assertRefuses(UserError, "has not been confirmed anew"):
            self.case.action_close()
        self.assertEqual(appeal.activity_ids.user_id, self.assistant)
        self.line.with_user(self.assistant).share = 10
        self.case.responsibility_ids.with_user(self.assistant).filtered(lambda r: r != self.line).share = 90
        self._confirm()
        self.assertFalse(appeal.activity_ids, "what was asked for is done")
        self.case.action_close()
        self.assertEqual(self.case.state, "closed")

    def test_upheld_on_a_closed_case(self):
        """RTE-6: the case stays closed; its shares can be settled anew."""
        self._confirm()
        self._close()
        self.case.action_close()
        with self.assertRefuses(UserError, "no longer|closed|not changed"):
            self.case.responsibility_ids.with_user(self.assistant).share = 50
        self._file().with_user(self.director).action_uphold("The carrier.")
        self.assertEqual(self.case.state, "closed")
        self.assertTrue(self.case.responsibility_reopened)
        self.case.action_share_by_degree()
        self._confirm()
        self.assertFalse(self.case.responsibility_reopened)

    def test_frozen_shares(self):
        """RTE-6, RSP-3: shares of a confirmed statement are proposed again too; the change goes into the next."""
        self._confirm()
        self.line.sudo().state = "frozen"
        appeal = self._file()
        appeal.with_user(self.director).action_uphold("The carrier.")
        self.assertRecordValues(self.line, [{"state": "proposed", "date_confirmed": False, "confirmed_by_id": False}])
        self.assertIn("goes into the next one", appeal.message_ids[0].body)
        self.assertTrue(self.case.responsibility_reopened)

    def test_dismissed(self):
        """RTE-6: dismissed with a reason, everything stays; the appellant is told."""
        self._confirm()
        appeal = self._file()
        wizard = appeal.with_user(self.director).action_dismiss()
        self.assertEqual(wizard["res_model"], "complaint.reason")
        wizard = self.env["complaint.reason"].with_user(self.director).with_context(**wizard["context"])
        with self.assertRefuses(UserError, "Give a reason"):
            wizard.create({"reason": " "}).action_confirm()
        wizard.create({"reason": "The photographs show it."}).action_confirm()
        self.assertRecordValues(appeal, [{"decision": "dismissed", "decision_reason": "The photographs show it."}])
        self.assertEqual(self.line.state, "confirmed")
        message = appeal.message_ids.filtered(lambda m: "photographs" in (m.body or ""))
        self.assertIn(self.head.partner_id, message.partner_ids)
        self.assertEqual(message.author_id, self.director.partner_id)
        self.assertFalse(appeal.activity_ids)
        with self.assertRefuses(UserError, "decided already"):
            appeal.with_user(self.director).action_uphold("On second thoughts")

    def test_withdrawn(self):
        """RTE-6: who objected takes it back with a reason; whoever would decide is told, the decision stands."""
        self._confirm()
        appeal = self._file()
        for user in (self.director, self.assistant, self.engineer):
            with self.subTest(user.login), self.assertRefuses(AccessError, "withdrawn by whoever filed it"):
                appeal.with_user(user).action_withdraw("Not mine")
        for user in (self.worker, self.portal_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                appeal.with_user(user).action_withdraw("Not mine")
        self.assertFalse(appeal.with_user(self.director).can_withdraw)
        self.assertTrue(appeal.with_user(self.head).can_withdraw)
        for bad in (" ", ["x"], 5):
            with self.assertRefuses(UserError, "Give the reason"):
                appeal.with_user(self.head).action_withdraw(bad)
        wizard = appeal.with_user(self.head).action_withdraw()
        self.assertEqual(wizard["res_model"], "complaint.reason")
        wizard = self.env["complaint.reason"].with_user(self.head).with_context(**wizard["context"])
        wizard.create({"reason": "The photographs convinced us."}).action_confirm()
        self.assertRecordValues(
            appeal,
            [
                {
                    "decision": "withdrawn",
                    "decision_reason": "The photographs convinced us.",
                    "decided_by_id": self.head.id,
                    "is_late": False,
                }
            ],
        )
        self.assertEqual(self.line.state, "confirmed")
        self.assertFalse(appeal.activity_ids)
        message = appeal.message_ids.filtered(lambda m: "photographs" in (m.body or ""))
        self.assertIn(self.director.partner_id, message.partner_ids)
        with self.assertRefuses(UserError, "decided already"):
            appeal.with_user(self.head).action_withdraw("Again")
        with self.assertRefuses(UserError, "decided already"):
            appeal.with_user(self.director).action_uphold("All the same")
        self.assertEqual(self._file().name, f"{self.case.name}-A2", "within the time it may be filed again")

    def test_filed_on_behalf_is_withdrawn_by_the_filer(self):
        """RTE-6: a handler who filed for a department may take it back for them, and so may its head."""
        self._confirm()
        appeal = self._file(self.assistant, department_id=self.production.id)
        self.assertTrue(appeal.with_user(self.head).can_withdraw)
        appeal.with_user(self.assistant).action_withdraw("They have called: it is settled.")
        self.assertEqual(appeal.decision, "withdrawn")
        self.assertFalse(appeal.activity_ids)

    def test_not_merged_while_pending(self):
        """RTE-6, INT-10: shares stay with their case, so an objection to them is settled before it is merged."""
        target = self._create_other()
        appeal = self._file()
        with self.assertRefuses(UserError, f"{appeal.name} is neither decided nor withdrawn"):
            self.case.with_user(self.assistant).action_merge_into(target)
        appeal.with_user(self.head).action_withdraw("It goes on there.")
        self.case.with_user(self.assistant).action_merge_into(target)
        self.assertEqual((self.case.state, appeal.case_id), ("merged", self.case))
        with self.assertRefuses(UserError, "the case is Merged"):
            self._file()

    def test_who_decides(self):
        """RTE-6, CNF-1: the policy's role; never the appellant's people, a respondent, or whoever took the decision."""
        self._confirm()
        everybody = self.director | self.head | self.worker | self.assistant | self.clerk | self.manager
        self.role.user_ids = everybody
        self.case.with_user(self.assistant).respondent_ids = self.clerk.employee_id
        appeal = self._file()
        self.assertEqual(appeal.decider_ids, self.director | self.manager)
        for user in (self.head, self.assistant, self.approver, self.engineer):
            with self.subTest(user.login), self.assertRefuses(AccessError, "is decided by"):
                appeal.with_user(user).action_uphold("Mine")
        for user in (self.worker, self.clerk, self.portal_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                appeal.with_user(user).action_uphold("Mine")
        for user in (self.director, self.manager, self.assistant, self.head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                appeal.with_user(user).write({"decision": "upheld"})
        self.case.with_user(self.assistant).respondent_ids = [Command.link(self.director.employee_id.id)]
        self.assertEqual(appeal.decider_ids, self.manager, "named as respondent later on")
        self.assertEqual(appeal.activity_ids.user_id, self.manager)
        self.assertFalse(appeal.with_user(self.director).has_access("read"))
        self.role.user_ids = self.other_director
        with self.assertRefuses(AccessError, "decided by other_director"):
            appeal.with_user(self.manager).action_uphold("No longer in the role")

    def test_managers_decide_where_the_policy_names_nobody(self):
        """RTE-6: the complaint managers; nobody left is said at once."""
        self._confirm()
        self.policy.appeal_role_id = False
        self.assertIn(self.manager, self._file().decider_ids)
        self.policy.appeal_role_id = self.role
        self.role.user_ids = self.worker
        with self.assertRefuses(UserError, "nobody may decide"):
            self._file(self.assistant, self._create_other(), department_id=self.production.id)

    def test_deciders_see_the_case_they_decide_on(self):
        """RTE-6, CNF-2: without any other part in it, and also a confidential one."""
        self.assertFalse(self.case.with_user(self.director).has_access("read"))
        appeal = self._file()
        self.env.invalidate_all()
        self.assertTrue(self.case.with_user(self.director).has_access("read"))
        self.case.with_user(self.assistant).confidential = True
        self.env.invalidate_all()
        self.assertTrue(appeal.with_user(self.director).has_access("read"))
        appeal.with_user(self.director).action_dismiss("No.")
        self.assertEqual(appeal.decision, "dismissed")

    def test_resolution_upheld_makes_way_for_a_new_version(self):
        """RES-8: what a department objects to is neither promised nor carried out; upheld, a new version is made."""
        resolution = self._submit()
        resolution.with_user(self.approver).action_approve("Fine")
        appeal = self._file(self.engineer, against="resolution", department_id=self.quality.id)
        self.assertEqual(appeal.resolution_id, resolution)
        self.assertNotIn(self.assistant, appeal._get_deciders() | appeal.decider_ids)
        with self.assertRefuses(UserError, f"{appeal.name} against the resolution is not decided"):
            self.case.action_send_reply()
        with self.assertRefuses(UserError, f"{appeal.name} against the resolution is not decided"):
            self.case.action_execute()
        appeal.with_user(self.director).action_uphold("An apology is not enough.")
        self.assertEqual(resolution.state, "superseded")
        self.assertEqual((self.case.state, self.line.state), ("resolution", "proposed"))
        self.case.action_prepare_resolution()
        self.assertEqual(self.case.resolution_id.version, 2)

    def test_resolution_dismissed_goes_on(self):
        """RES-8: dismissed, the customer gets their answer."""
        resolution = self._submit()
        resolution.with_user(self.approver).action_approve("Fine")
        appeal = self._file(self.engineer, against="resolution", department_id=self.quality.id)
        appeal.with_user(self.director).action_dismiss("It is enough.")
        self.case.action_send_reply()
        resolution.action_accept("Ms. Ready")
        self.case.action_execute()
        self.assertEqual(self.case.state, "execution")
        with self.assertRefuses(UserError, "was promised stands"):
            self._file(against="resolution")

    def test_approver_does_not_decide(self):
        """RES-8, RES-3: neither the proposer nor the approver decides the appeal against it."""
        self.role.user_ids = self.approver | self.assistant | self.director
        resolution = self._submit()
        resolution.with_user(self.approver).action_approve("Fine")
        appeal = self._file(self.engineer, against="resolution", department_id=self.quality.id)
        self.assertEqual(appeal.decider_ids, self.director)

    def test_new_version_under_way(self):
        """RES-8: an appeal against a version that was replaced in the meantime is decided without effect."""
        resolution = self._submit()
        appeal = self._file(self.engineer, against="resolution", department_id=self.quality.id)
        resolution.action_new_version()
        appeal.with_user(self.director).action_uphold("Right.")
        self.assertIn("did not hold any more", appeal.message_ids[0].body)
        self.assertEqual(self.case.resolution_id.version, 2)

    def test_due_and_late(self):
        """RTE-6, DDL-1: decided within the policy's time, counted in its unit; late ones are found."""
        self.policy.write({"appeal_amount": 2, "appeal_unit": "work_day"})
        with freeze_time("2026-11-06 10:00:00"):  # a Friday
            appeal = self._file()
        self.assertEqual(fields.Datetime.to_string(appeal.date_due), "2026-11-10 10:00:00")
        late = [("decision", "=", "pending"), ("date_due", "<", "now")]
        with freeze_time("2026-11-10 09:59:00"):
            self.assertFalse(appeal.is_late)
            self.assertNotIn(appeal, self.env["complaint.appeal"].search(late))
        appeal.invalidate_recordset()
        with freeze_time("2026-11-10 10:01:00"):
            self.assertTrue(appeal.is_late)
            self.assertIn(appeal, self.env["complaint.appeal"].search(late))
        self.policy.appeal_amount = 0
        self.assertFalse(self._file(self.engineer, department_id=self.quality.id).date_due)

    def test_timeline(self):
        """RTE-6: filing and decision are told in the history of the case."""
        appeal = self._file()
        appeal.with_user(self.director).action_dismiss("No.")
        events = [e["text"] for phase in self.case.get_timeline()["phases"] for e in phase["events"]]
        self.assertIn(f"Appeal {appeal.name} of Production against All shares of responsibility", events)
        self.assertIn(f"Appeal {appeal.name}: Dismissed", events)
