from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestAction(ComplaintQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.investigation = cls._open()
        cls._accept_cause(cls.investigation)
        cls.action = cls._plan(cls.investigation)

    def _states(self):
        return self.action.state, self.action.effective

    def test_act_3_implemented_and_effective_are_two_things(self):
        """ACT-3: the owner does, the verifier measures."""
        self.assertEqual(self._states(), ("todo", "pending"))
        self.action.with_user(self.owner).action_done("  Photo of the first pallet ")
        self.assertEqual(self._states(), ("checking", "pending"))
        self.assertEqual(self.action.date_done, Date.today())
        self.assertEqual(self.action.evidence, "Photo of the first pallet")
        self.action.with_user(self.verifier).action_check("yes", 1, "Register")
        self.assertEqual(self._states(), ("done", "yes"))
        self.assertEqual((self.action.check_value, self.action.date_checked), (1, Date.today()))

    def test_act_3_check_is_planned_before_implementation(self):
        """ACT-3: metric, baseline and target, method, verifier and date; all that is missing is said at once."""
        self.action.write({"check_metric": False, "check_method": False, "check_user_id": False, "date_check": False})
        self.action.check_target = self.action.check_baseline
        with self.assertRaises(UserError) as caught:
            self.action.with_user(self.owner).action_done("Photo")
        for text in ("no metric", "differ from the baseline", "no method", "no verifier", "no date", self.action.name):
            self.assertIn(text, str(caught.exception))
        with self.assertRefuses(UserError, "no metric"):
            self.action.with_user(self.owner).action_done()
        self.assertEqual(self.action.state, "todo")

    def test_act_3_target_cannot_be_moved_afterwards(self):
        """ACT-3: what was promised is frozen once it is done; who checks and when may still change."""
        self.action.with_user(self.owner).action_done("Photo")
        for values in ({"check_target": 8}, {"check_metric": "Other"}, {"name": "Other"}, {"tracked": False}):
            with self.assertRefuses(UserError, "cannot be changed any more"):
                self.action.write(values)
        self.action.check_user_id = self.manager
        self.assertEqual(self.action.activity_ids.user_id, self.manager)

    def test_act_3_owner_is_not_verifier(self):
        """ACT-3: nobody proves their own work."""
        with self.assertRefuses(ValidationError, "choose somebody else"):
            self.action.check_user_id = self.owner
        with self.assertRefuses(ValidationError, "choose somebody else"):
            self.action.user_id = self.verifier

    def test_act_3_only_owner_or_quality_marks_done(self):
        """ACT-3: the verifier and others do not."""
        allowed = [user for user in (self.owner, self.engineer, self.verifier) if self.action.with_user(user).can_do]
        self.assertEqual(allowed, [self.owner, self.engineer])
        with self.assertRefuses(AccessError, self.owner.name):
            self.action.with_user(self.verifier).action_done("Photo")
        with self.assertRaises(AccessError):
            self.action.with_user(self.stranger).action_done("Photo")
        self.action.with_user(self.engineer).action_done("Seen at the line")
        self.assertEqual(self.action.state, "checking")

    def test_act_3_only_the_verifier_checks_and_only_what_is_done(self):
        """ACT-3: not the owner, not even the quality manager, and not before it is done."""
        with self.assertRefuses(UserError, "no effect"):
            self.action.with_user(self.verifier).action_check("yes", 1, "Register")
        self.action.with_user(self.owner).action_done("Photo")
        for user in (self.owner, self.engineer, self.manager, self.stranger):
            with self.assertRaises(AccessError):
                self.action.with_user(user).action_check("yes", 1, "Register")
        self.action.with_user(self.verifier).action_check("yes", 1, "Register")
        with self.assertRefuses(UserError, "it was checked"):
            self.action.with_user(self.verifier).action_check("no", 9, "Register")

    def test_bad_results_are_refused_in_words(self):
        self.action.with_user(self.owner).action_done("Photo")
        action = self.action.with_user(self.verifier)
        with self.assertRaises(UserError) as caught:
            action.action_check("perhaps", "many", "  ")
        for text in ("Say whether", "measured figure", "comes from"):
            self.assertIn(text, str(caught.exception))
        for value in (None, False, True, float("nan"), float("inf"), 10**400, [1]):
            with self.assertRefuses(UserError, "measured figure"):
                action.action_check("yes", value, "Register")
        action.action_check("yes", 0, "Register")
        self.assertEqual(self.action.state, "done")

    def test_evidence_is_demanded_and_done_only_once(self):
        action = self.action.with_user(self.owner)
        for evidence in ("", "  ", 7):
            with self.assertRefuses(UserError, "what shows that it was done"):
                action.action_done(evidence)
        action.action_done("Photo")
        with self.assertRefuses(UserError, "not to be done any more"):
            action.action_done("Photo again")

    def test_act_4_failed_check_takes_the_investigation_back(self):
        """ACT-4: not effective: analysing again, nothing accepted holds, owner and leader are told."""
        self._finish(self.action, "no", 9)
        self.assertEqual(self._states(), ("failed", "no"))
        self.assertEqual(self.investigation.state, "analysing")
        self.assertFalse(self.investigation.cause_ids or self.case.cause_ids)
        self.assertEqual(self.investigation.reopened_count, 1)
        told = self.action.sudo().message_ids.filtered(lambda m: self.owner.partner_id in m.partner_ids)
        self.assertIn("was not effective", told.body)
        self.assertEqual(self.investigation.activity_ids.user_id, self.engineer)
        self.assertIn(self.action.name, self.investigation.activity_ids.note)

    def test_act_4_failed_action_is_replaced_and_waived(self):
        """ACT-4, ACT-6: a failure stays on record; another action must prove the effect."""
        self._finish(self.action, "no", 9)
        self.investigation.write({"conclusion": "Corners did not help, foil does", "prevention": "Foil on all tops"})
        self.investigation.action_accept_cause()
        self._finish(self._plan(self.investigation, name="Foil"))
        with self.assertRefuses(UserError, "was not effective"):
            self.investigation.action_close()
        self.action.with_user(self.manager).action_waive("Replaced by foil")
        self.investigation.action_close()
        self.assertEqual(self._states(), ("waived", "no"))

    def test_act_6_only_a_quality_manager_waives_with_a_reason(self):
        """ACT-6: name and reason stay with the action."""
        for user in (self.engineer, self.owner, self.handler):
            with self.assertRefuses(AccessError, "quality manager"):
                self.action.with_user(user).action_waive("Too dear")
        action = self.action.with_user(self.manager)
        self.assertEqual(action.action_waive()["res_model"], "complaint.reason")
        with self.assertRefuses(UserError, "Give the reason"):
            action.action_waive(" ")
        action.action_waive("The line is closed")
        self.assertEqual(self.action.state, "waived")
        self.assertEqual((self.action.waived_reason, self.action.waived_user_id), ("The line is closed", self.manager))
        self.assertFalse(self.action.activity_ids)
        with self.assertRefuses(UserError, "nothing to waive"):
            action.action_waive("Again")

    def test_act_1_exempt_action_says_why_and_needs_no_check(self):
        """ACT-1: a one-off human slip is not followed up, with a reason."""
        with self.assertRefuses(ValidationError, "Say why"):
            self.action.tracked = False
        slip = self._plan(self.investigation, name="Talk", tracked=False, exempt_reason="One-off", check_user_id=False)
        slip.with_user(self.owner).action_done("Talked on Monday")
        self.assertEqual(slip.state, "done")

    def test_act_2_owner_then_verifier_have_the_activity(self):
        """ACT-2's base: who is awaited sees it, with the date; it goes when the state moves on."""
        activity = self.action.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.owner, self.action.date_due))
        self.action.write({"user_id": self.manager.id, "date_due": Date.add(self.action.date_due, days=3)})
        activity = self.action.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.manager, self.action.date_due))
        self.action.with_user(self.manager).action_done("Photo")
        activity = self.action.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.verifier, self.action.date_check))
        self.action.with_user(self.verifier).action_check("partly", 5, "Register")
        self.assertEqual(self.action.activity_ids.user_id, self.verifier, "a partly effective one is checked again")
        self.action.with_user(self.verifier).action_check("yes", 1, "Register")
        self.assertFalse(self.action.activity_ids)

    def test_dialogs_ask_for_what_the_buttons_need(self):
        action = self.action.with_user(self.owner).action_done()
        Completion = self.env[action["res_model"]].with_user(self.owner).with_context(**action["context"])
        completion = Form(Completion)
        completion.evidence = "Photo"
        completion.save().action_confirm()
        action = self.action.with_user(self.verifier).action_check()
        Verification = self.env[action["res_model"]].with_user(self.verifier).with_context(**action["context"])
        verification = Form(Verification)
        self.assertEqual((verification.value, verification.effective), (9, False), "nothing is proposed unmeasured")
        for value, proposed in ((12, "no"), (9, False), (5, "partly"), (2, "yes"), (0, "yes")):
            verification.value = value
            self.assertEqual(verification.effective, proposed)
        verification.evidence = "Register"
        verification.save().action_confirm()
        self.assertEqual(self._states(), ("done", "yes"))

    def test_higher_figures_may_be_the_better_ones(self):
        reached = self.env["complaint.action"]._get_reached
        self.assertEqual(
            [reached(80, 95, value) for value in (70, 80, 90, 95, 99)], ["no", "no", "partly", "yes", "yes"]
        )
        self.assertFalse(reached(3, 3, 3))

    def test_people_must_be_able_to_open_the_action(self):
        outsider = self._new_user("q_outsider", "base.group_user")
        with self.assertRefuses(ValidationError, "cannot open complaints"):
            self.action.user_id = outsider

    def test_check_is_not_due_before_the_action(self):
        with self.assertRefuses(ValidationError, "before the action is due"):
            self.action.date_check = Date.subtract(self.action.date_due, days=1)

    def test_department_is_the_owners(self):
        department = self.env["hr.department"].create({"name": "Packing"})
        self.env["hr.employee"].create(
            {"name": "Owner", "user_id": self.owner.id, "department_id": department.id, "company_id": self.company.id}
        )
        self.assertEqual(self._plan(self.investigation).department_id, department)

    def test_guarded_facts_cannot_be_typed_in(self):
        """ACT-3, ACT-6: what the methods guard, create and write over RPC do not get around."""
        for values in (
            {"date_done": "2026-01-01"},
            {"effective": "yes"},
            {"check_value": 1},
            {"waived_reason": "None"},
            {"date_waived": "2026-01-01"},
        ):
            with self.assertRefuses(UserError, "cannot be typed in"):
                self.action.write(values)
            with self.assertRefuses(UserError, "cannot be typed in"):
                self.env["complaint.action"].with_user(self.action.env.user).with_context(
                    **{f"default_{name}": value for name, value in values.items()}
                ).create({"name": "x", "investigation_id": self.action.investigation_id.id})
            with self.assertRefuses(UserError, "cannot be typed in"):
                self._plan(self.investigation, **values)
        self.assertTrue(self._plan(self.investigation, effective="pending"))

    def test_arc_4_done_actions_are_kept(self):
        """ARC-4: a plan may be thrown away, what was done may not."""
        self._plan(self.investigation).unlink()
        self.action.with_user(self.owner).action_done("Photo")
        with self.assertRefuses(UserError, "are kept"):
            self.action.unlink()

    def test_late_ones_are_found_and_on_top(self):
        late = self._plan(self.investigation, name="Late", date_due=Date.subtract(Date.today(), days=1))
        found = self.env["complaint.action"].search([("user_id", "=", self.owner.id), ("state", "=", "todo")])
        self.assertEqual(found, late | self.action)
