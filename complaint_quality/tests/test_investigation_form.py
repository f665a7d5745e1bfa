from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestInvestigationForm(ComplaintQualityCommon):
    def _open_new(self, **values):
        return self._open(self._new_case("Another", **values))

    def test_inv_3_the_policy_chooses_the_form(self):
        """INV-3: the shorter form for minor cases, or one for all."""
        self.assertEqual(self._open_new(severity="general").form, "short")
        self.assertEqual(self._open_new(severity="major").form, "eight_d")
        self.case.policy_id.sudo().investigation_form = "short"
        self.assertEqual(self._open_new(severity="major").form, "short")
        self.case.policy_id.sudo().investigation_form = "eight_d"
        self.assertEqual(self._open_new().form, "eight_d")

    def test_cat_1_the_category_goes_before_the_policy(self):
        """CAT-1, INV-3: a category's form, or that of the one above, holds."""
        parent = self.env["complaint.category"].create(
            {"name": "Safety", "code": "T-X", "investigation_form": "eight_d"}
        )
        category = self.env["complaint.category"].create({"name": "Glass", "code": "T-X1", "parent_id": parent.id})
        self.assertEqual(self._open_new(category_id=category.id).form, "eight_d")
        category.investigation_form = "short"
        self.assertEqual(self._open_new(category_id=category.id, severity="major").form, "short")

    def test_inv_3_the_gravest_case_decides(self):
        """INV-1, INV-3: of several cases, one that asks for an 8D is enough."""
        other = self._new_case("Worse", severity="major")
        self.assertEqual(self._open(self.case | other).form, "eight_d")

    def test_inv_3_chosen_by_hand(self):
        """INV-3: who opens it may choose another form."""
        form = Form(self.env["complaint.investigation"].with_user(self.engineer))
        form.subject = "By hand"
        self.assertEqual(form.form, "short")
        form.form = "eight_d"
        investigation = form.save()
        self.assertEqual(len(investigation.discipline_ids), 9)

    def test_inv_3_changed_until_the_first_sign_off_and_nothing_is_lost(self):
        """INV-3: short to 8D and back keeps what was written."""
        investigation = self._open()
        self.assertFalse(investigation.discipline_ids)
        investigation.write({"problem": "Scratches", "prevention": "Instruction 12"})
        investigation.form = "eight_d"
        by_code = {discipline.code: discipline for discipline in investigation.discipline_ids}
        self.assertIn("Scratches", by_code["D2"].content)
        self.assertIn("Instruction 12", by_code["D7"].content)
        by_code["D0"].content = "Stopped"
        by_code["D2"].content = "Deep scratches"
        investigation.form = "short"
        self.assertFalse(investigation.discipline_ids)
        self.assertFalse(by_code["D0"].activity_ids)
        self.assertIn("Deep scratches", investigation.problem)
        investigation.form = "eight_d"
        self.assertEqual(investigation.discipline_ids, self.env["complaint.discipline"].union(*by_code.values()))
        self.assertIn("Stopped", by_code["D0"].content)
        by_code["D0"].action_sign_off()
        with self.assertRefuses(UserError, "keeps its form"):
            investigation.form = "short"

    def test_inv_3_short_form_closes_with_its_prevention(self):
        """INV-3: problem, cause, action, prevention: the last one is written, or a preventive action is planned."""
        investigation = self._closable()
        investigation.prevention = False
        with self.assertRefuses(UserError, "prevention is not written"):
            investigation.action_close()
        self._finish(self._plan(investigation, kind="preventive", name="Teach the others"))
        investigation.action_close()
        self.assertEqual(investigation.state, "closed")

    def test_inv_7_the_report_is_given_with_the_cause(self):
        """INV-7: accepted causes meet the deadline in the short form, as soon as every investigation has reported."""
        deadline = self.case.deadline_ids.filtered(lambda d: d.milestone == "investigation_report")
        first = self._open()
        second = self.env["complaint.investigation"].with_user(self.engineer).create({"case_ids": self.case.ids})
        self._accept_cause(first)
        self.assertTrue(first.date_reported)
        self.assertFalse(deadline.date_met)
        second.action_no_action_needed("A single slip")
        self.assertTrue(deadline.date_met)

    def test_inv_7_in_an_8d_the_report_is_d4(self):
        """INV-7: accepted causes alone are no report yet."""
        self.case.policy_id.sudo().investigation_form = "eight_d"
        deadline = self.case.deadline_ids.filtered(lambda d: d.milestone == "investigation_report")
        investigation = self._open()
        self._add_chain(investigation, "Nothing between")
        self._add_chain(investigation, "Nobody looked", branch="escape")
        investigation.action_accept_cause()
        self.assertFalse(deadline.date_met or investigation.date_reported)
        # what comes before D4 is proven in test_discipline
        investigation.discipline_ids.filtered(lambda d: d.code < "D4").sudo().write({"date_done": "2026-11-01"})
        investigation.discipline_ids.filtered(lambda d: d.code == "D4").action_sign_off()
        self.assertTrue(deadline.date_met and investigation.date_reported)

    def test_inv_7_the_case_waits_as_the_policy_says(self):
        """INV-7: an investigation, its cause, its closing: each is waited for only where the policy wants it."""
        policy = self.case.policy_id.sudo()
        self.assertFalse([text for text in self.case._missing_to_propose() if "investigation" in text])
        policy.write({"investigation_required": "all", "wait_for_cause": True, "wait_for_closing": True})
        self.assertIn("no investigation has been opened", self.case._missing_to_propose())
        policy.investigation_required = "quality"
        self.assertNotIn("no investigation has been opened", self.case._missing_to_propose())
        investigation = self._closable()
        case = self.case.with_user(self.handler)
        self.assertFalse([text for text in case._missing_to_propose() if "investigation" in text])
        sentence = f"investigation {investigation.name} of Q Engineer is not closed"
        self.assertIn(sentence, case._missing_to_end())
        investigation.action_close()
        self.assertNotIn(sentence, case._missing_to_end())
        investigation.action_reopen("It came back")
        self.assertIn(
            f"investigation {investigation.name} of Q Engineer has not found the cause", case._missing_to_propose()
        )
        with self.assertRefuses(UserError, "has not found the cause"):
            case.action_propose()


@tagged("post_install", "-at_install")
class TestMisuse(ComplaintQualityCommon):
    def test_inv_5_instructions_instead_of_action_approved_by_the_manager(self):
        """INV-5: written instructions, approved, then the case goes to reply."""
        self.case.policy_id.sudo().wait_for_cause = True
        investigation = self._open()
        self.assertEqual(investigation.action_conclude_misuse()["res_model"], "complaint.misuse")
        for instructions in ("", "<p><br></p>", 5):
            with self.assertRefuses(UserError, "Write instructions"):
                investigation.action_conclude_misuse(instructions)
        wizard = self.env["complaint.misuse"].with_user(self.engineer)
        wizard.create({"investigation_ids": investigation.ids, "instructions": "<p>No solvents</p>"}).action_confirm()
        self.assertRecordValues(
            investigation, [{"outcome": "misuse", "misuse_user_id": self.engineer.id, "date_misuse": False}]
        )
        self.assertIn(self.manager, investigation.activity_ids.user_id)
        self.assertFalse(self.case.use_instructions)
        self.assertTrue([text for text in self.case._missing_to_propose() if "investigation" in text])
        with self.assertRefuses(AccessError, "Only a quality manager"):
            investigation.action_approve_misuse()
        investigation.with_user(self.manager).action_approve_misuse()
        self.assertEqual(investigation.misuse_approver_id, self.manager)
        self.assertFalse(investigation.sudo().activity_ids)
        self.assertIn("No solvents", self.case.with_user(self.handler).use_instructions)
        self.assertFalse([text for text in self.case._missing_to_propose() if "investigation" in text])
        self.assertEqual(investigation.state, "verifying")
        investigation.conclusion = "They used solvents"
        investigation.action_close()
        self.assertEqual(investigation.state, "closed")
        with self.assertRefuses(UserError, "reopen it"):
            investigation.action_conclude_misuse("<p>x</p>")

    def test_inv_5_not_approved_the_search_goes_on(self):
        """INV-5: with a reason that the leader learns."""
        investigation = self._open()
        with self.assertRefuses(UserError, "no outcome waits"):
            investigation.with_user(self.manager).action_approve_misuse()
        investigation.action_conclude_misuse("<p>No solvents</p>")
        managed = investigation.with_user(self.manager)
        self.assertEqual(managed.action_refuse_misuse()["res_model"], "complaint.reason")
        with self.assertRefuses(AccessError, "Only a quality manager"):
            investigation.action_refuse_misuse("No")
        managed.action_refuse_misuse("The coating is thin")
        self.assertFalse(investigation.outcome or investigation.instructions)
        self.assertEqual(investigation.activity_ids.user_id, self.engineer)
        self.assertTrue(investigation.message_ids.filtered(lambda m: "coating is thin" in (m.body or "")))

    def test_inv_5_misuse_is_decided_before_closing(self):
        """INV-5, ACT-6: nothing is closed while managers are asked for the outcome."""
        investigation = self._open()
        investigation.action_conclude_misuse("<p>No solvents</p>")
        investigation.action_no_action_needed("One customer only")
        investigation.conclusion = "<p>None</p>"
        with self.assertRefuses(UserError, "not yet approved"):
            investigation.action_close()
        investigation.with_user(self.manager).action_refuse_misuse("It was ours")
        investigation.action_close()
        self.assertEqual(investigation.state, "closed")

    def test_inv_2_reopened_after_misuse_the_8d_goes_on(self):
        """INV-2, INV-5: reopened, the order of the 8D holds again, and who owns the next discipline is told so."""
        investigation = self._open()
        investigation.form = "eight_d"
        first = investigation.discipline_ids.filtered(lambda d: d.code == "D0")
        investigation.action_conclude_misuse("<p>No solvents</p>")
        investigation.with_user(self.manager).action_approve_misuse()
        self.assertFalse(first.activity_ids)
        investigation.conclusion = "<p>Say so on the label</p>"
        investigation.action_close()
        investigation.action_reopen("It was the varnish after all")
        self.assertEqual(first.activity_ids.user_id, self.engineer)

    def test_inv_5_excludes_corrective_actions(self):
        """INV-5: instructions instead of corrective action, not beside it."""
        investigation = self._open()
        action = self._plan(investigation)
        with self.assertRefuses(UserError, "Corner protection"):
            investigation.action_conclude_misuse("<p>No solvents</p>")
        action.unlink()
        investigation.action_conclude_misuse("<p>No solvents</p>")
        investigation.with_user(self.manager).action_approve_misuse()
        self._plan(investigation)
        self.assertFalse(investigation.date_misuse or investigation.outcome)

    def test_inv_5_ends_an_8d_early(self):
        """INV-5, INV-2: where nothing is wrong with the goods, the rest of the 8D is not asked for."""
        self.case.policy_id.sudo().investigation_form = "eight_d"
        investigation = self._open()
        investigation.action_conclude_misuse("<p>No solvents</p>")
        investigation.conclusion = "They used solvents"
        with self.assertRefuses(UserError, "D0 Emergency"):
            investigation.action_close()
        investigation.with_user(self.manager).action_approve_misuse()
        self.assertEqual(investigation.state, "verifying")
        investigation.action_close()
        self.assertFalse(investigation.discipline_ids.activity_ids)

    def test_inv_5_cannot_be_typed_in(self):
        """INV-5: outcome and approval are recorded by the methods only."""
        investigation = self._open()
        for values in ({"outcome": "misuse"}, {"instructions": "x"}, {"date_misuse": "2026-01-01"}):
            with self.assertRefuses(UserError, "cannot be typed in"):
                investigation.write(values)
