from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestInvestigation(ComplaintQualityCommon):
    def test_number_is_drawn_per_company_and_month(self):
        """INT-15's way: INV/, year, month, serial; each company counts its own."""
        first, second = self._open(), self._open(self._new_case("Next"))
        self.assertRegex(first.name, r"^INV/\d{8}$")
        self.assertEqual(int(second.name[-4:]), int(first.name[-4:]) + 1)
        company = self.env["res.company"].create({"name": "Second house"})
        self.engineer.company_ids |= company
        investigation = self._open(self._new_case("Elsewhere", company))
        self.assertEqual(investigation.company_id, company)
        self.assertTrue(investigation.name.endswith("0001"))
        with self.assertRefuses(UserError, "keeps its company"):
            investigation.company_id = self.company

    def test_phase_follows_from_the_facts(self):
        """INV: open, analysing, acting, verifying, closed without anybody setting it."""
        investigation = self._open()
        self.assertEqual(investigation.state, "open")
        self._add_chain(investigation, "The tops touch each other")
        self.assertEqual(investigation.state, "analysing")
        investigation.action_accept_cause()
        self.assertEqual(investigation.state, "acting", "a corrective action is yet to be planned")
        action = self._plan(investigation)
        self.assertEqual(investigation.state, "acting")
        action.with_user(self.owner).action_done("Photo")
        self.assertEqual(investigation.state, "verifying")
        action.with_user(self.verifier).action_check("yes", 1, "Register")
        self.assertEqual(investigation.state, "verifying")
        investigation.write({"conclusion": "Pack with corners", "prevention": "Instruction 12"})
        investigation.action_close()
        self.assertEqual(investigation.state, "closed")
        self.assertEqual(investigation.closed_by_id, self.engineer)

    def test_inv_4_accepting_records_causes_who_and_when(self):
        """INV-4: the accepted causes are those of the verified root whys, in the catalogue's words."""
        investigation = self._open()
        cause = self.env.ref("complaint_quality.cause_measurement_no_inspection")
        self._add_chain(investigation, "The tops touch each other", "Nothing between")
        self._add_chain(investigation, "Nobody looked", branch="escape")
        investigation.why_ids.filtered(lambda w: w.branch == "escape").cause_id = cause
        investigation.action_accept_cause()
        self.assertEqual(investigation.cause_ids, self.cause | cause)
        self.assertEqual(investigation.cause_user_id, self.engineer)
        self.assertTrue(investigation.date_cause)

    def test_inv_4_nothing_is_accepted_without_a_verified_root(self):
        """INV-4: all that is missing is said at once."""
        investigation = self._open()
        with self.assertRefuses(UserError, "No why is marked as root cause"):
            investigation.action_accept_cause()
        investigation.why_ids = [Command.create({"name": "Tops touch", "is_root": True})]
        with self.assertRaises(UserError) as caught:
            investigation.action_accept_cause()
        message = str(caught.exception)
        self.assertIn(investigation.name, message)
        self.assertIn('"Tops touch" is not verified', message)
        self.assertIn('"Tops touch" names no cause', message)
        self.assertFalse(investigation.date_cause)

    def test_act_5_no_action_needed_is_a_decision_with_reason_and_name(self):
        """ACT-5: not an empty list."""
        investigation = self._open()
        investigation.conclusion = "A single slip"
        with self.assertRefuses(UserError, "nor the decision that none is needed"):
            investigation.action_close()
        self.assertEqual(investigation.action_no_action_needed()["res_model"], "complaint.reason")
        for reason in ("", "  \n", 5):
            with self.assertRefuses(UserError, "Give the reason"):
                investigation.action_no_action_needed(reason)
        investigation.action_no_action_needed(" One-off, retrained on the spot ")
        self.assertEqual(investigation.no_action_reason, "One-off, retrained on the spot")
        self.assertEqual(investigation.no_action_user_id, self.engineer)
        self.assertEqual(investigation.state, "verifying")
        investigation.action_close()
        self.assertEqual(investigation.state, "closed")

    def test_act_5_decision_and_corrective_action_exclude_each_other(self):
        """ACT-5: either there is something to do, or there is not."""
        investigation = self._open()
        action = self._plan(investigation)
        with self.assertRefuses(UserError, "Corner protection"):
            investigation.action_no_action_needed("Nothing to do")
        action.unlink()
        investigation.action_no_action_needed("Nothing to do")
        self._plan(investigation, kind="containment")
        self.assertTrue(investigation.date_no_action, "containment is no corrective action")
        self._plan(investigation, kind="preventive")
        self.assertFalse(investigation.date_no_action or investigation.no_action_reason)

    def test_act_6_closing_needs_cause_and_proven_actions(self):
        """ACT-5, ACT-6: everything that is missing is said at once."""
        investigation = self._open()
        todo = self._plan(investigation, name="To be done")
        checking = self._plan(investigation, name="To be checked")
        checking.with_user(self.owner).action_done("Photo")
        with self.assertRaises(UserError) as caught:
            investigation.action_close()
        message = str(caught.exception)
        for text in (
            "No cause is accepted",
            '"To be done" is neither done',
            '"To be checked" is not checked',
            "conclusion",
        ):
            self.assertIn(text, message)
        checking.with_user(self.verifier).action_check("partly", 5, "Register")
        with self.assertRefuses(UserError, "only partly effective"):
            investigation.action_close()
        checking.with_user(self.verifier).action_check("yes", 1, "Register")
        self._accept_cause(investigation)
        investigation.write({"conclusion": "Done", "prevention": "Instruction 12"})
        todo.with_user(self.manager).action_waive("Another line is closed anyway")
        investigation.action_close()
        self.assertEqual(investigation.state, "closed")

    def test_act_6_cause_alone_does_not_close(self):
        """ACT-5: a cause with nothing done about it is no end."""
        investigation = self._open()
        self._accept_cause(investigation)
        investigation.conclusion = "We know why"
        with self.assertRefuses(UserError, "no corrective or preventive action"):
            investigation.action_close()

    def test_closed_is_frozen_until_reopened_with_a_reason(self):
        investigation = self._closable()
        investigation.action_close()
        for values in ({"problem": "Other"}, {"case_ids": [Command.clear()]}, {"user_id": self.manager.id}):
            with self.assertRefuses(UserError, "reopen it"):
                investigation.write(values)
        with self.assertRefuses(UserError, "reopen it"):
            self._plan(investigation)
        with self.assertRefuses(UserError, "reopen it"):
            investigation.action_close()
        self.assertEqual(investigation.action_reopen()["res_model"], "complaint.reason")
        with self.assertRefuses(UserError, "Give the reason"):
            investigation.action_reopen(" ")
        investigation.action_reopen("It came back")
        self.assertEqual(investigation.state, "analysing")
        self.assertEqual(investigation.reopened_count, 1)
        self.assertFalse(investigation.cause_ids or investigation.date_cause or investigation.date_closed)
        self.assertFalse(self.case.cause_ids)
        self.assertEqual(investigation.activity_ids.user_id, self.engineer)
        self.assertTrue(investigation.message_ids.filtered(lambda m: "It came back" in (m.body or "")))
        with self.assertRefuses(UserError, "is not closed"):
            investigation.action_reopen("Again")
        investigation.action_accept_cause()
        self.assertFalse(investigation.activity_ids, "the leader has looked again")
        investigation.action_close()
        self.assertEqual(self.case.cause_ids, self.cause)

    def test_reason_dialog_does_what_it_says(self):
        investigation = self._open()
        dialog = investigation.action_no_action_needed()
        reason = self.env["complaint.reason"].with_user(self.engineer).with_context(**dialog["context"])
        reason.create({"reason": "A single slip"}).action_confirm()
        self.assertEqual(investigation.no_action_reason, "A single slip")
        with self.assertRefuses(UserError, "does not belong"):
            reason.create({"reason": "x", "res_model": "res.users", "res_ids": self.manager.ids}).action_confirm()
        with self.assertRefuses(UserError, "Give the reason"):
            reason.create({"reason": ""}).action_confirm()

    def test_guarded_facts_cannot_be_typed_in(self):
        """ACT-5, ACT-6: what the buttons guard, create and write over RPC do not get around."""
        investigation = self._open()
        for values in (
            {"date_closed": "2026-01-01"},
            {"cause_ids": [Command.set(self.cause.ids)]},
            {"no_action_reason": "None"},
            {"name": "INV/1"},
            {"reopened_count": 3},
        ):
            with self.assertRefuses(UserError, "cannot be typed in"):
                investigation.write(values)
            with self.assertRefuses(UserError, "cannot be typed in"):
                self.env["complaint.investigation"].with_user(self.engineer).create(values)

    def test_arc_4_numbered_investigation_cannot_be_deleted(self):
        """ARC-4: nothing that has a number is deleted, by whomever."""
        investigation = self._open()
        with self.assertRaises(AccessError):
            investigation.unlink()
        with self.assertRefuses(UserError, "cannot be deleted"):
            investigation.sudo().unlink()

    def test_changes_are_in_the_history(self):
        investigation = self._open()
        self._end_transaction()
        self._accept_cause(investigation)
        self._end_transaction()
        tracked = investigation.sudo().message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertTrue({"state", "cause_ids"} <= set(tracked), tracked)

    def _end_transaction(self):
        """What the server does at the end of a request: changes are written into the history."""
        self.env.flush_all()
        self.cr.precommit.run()

    def test_lists_cost_a_constant_number_of_queries(self):
        investigations = self.env["complaint.investigation"]
        for index in range(6):
            investigation = self._open(self._new_case(f"Case {index}"))
            self._plan(investigation)
            investigations |= investigation
        spec = {name: {} for name in ("name", "subject", "state", "date_due", "action_count", "action_finished_count")}
        spec["cause_ids"] = {"fields": {"display_name": {}}}
        counts = []
        for domain in ([("id", "in", investigations[:2].ids)], [("id", "in", investigations.ids)]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            investigations.web_search_read(domain, spec)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_act_4_leader_who_left_is_not_asked(self):
        """ACT-4: what is reopened after its leader has left is taken up by a quality manager."""
        investigation = self._closable()
        investigation.action_close()
        managers = investigation._get_quality_managers()
        self.engineer.active = False
        investigation.with_user(self.manager).action_reopen("It came back")
        self.assertIn(investigation.sudo().activity_ids.user_id, managers)
