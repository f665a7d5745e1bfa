from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestCase(ComplaintQualityCommon):
    def test_inv_1_one_investigation_serves_several_cases(self):
        """INV-1: cases chosen together get one investigation with their products and lots."""
        lots = self._new_lot("L1") | self._new_lot("L2")
        self.case.line_ids.lot_ids = lots[0]
        other = self._new_case("Scratched again")
        other.line_ids.lot_ids = lots[1]
        investigation = self._open(self.case | other)
        self.assertEqual(investigation.case_ids, self.case | other)
        self.assertEqual(investigation.product_ids, self.product)
        self.assertEqual(investigation.lot_ids, lots)
        self.assertEqual(investigation.subject, "Scratched desks")
        self.assertIn("<b>tops</b>", investigation.problem)
        self.assertIn(other.name, investigation.problem)
        self.assertEqual(investigation.user_id, self.engineer)
        self.assertEqual(self.case.with_user(self.engineer).investigation_count, 1)
        self.assertEqual(self.case.with_user(self.engineer).action_view_investigations()["res_id"], investigation.id)
        self.assertEqual(investigation.case_count, 2)

    def test_inv_1_one_case_may_have_several(self):
        """INV-1: a second defect gets a second investigation; the causes of both are the case's."""
        first = self._open()
        self._accept_cause(first)
        second = self.env["complaint.investigation"].with_user(self.engineer).create({"case_ids": self.case.ids})
        cause = self.env.ref("complaint_quality.cause_man_slip")
        self._add_chain(second, "Dropped")
        second.why_ids.cause_id = cause
        second.action_accept_cause()
        self.assertEqual(self.case.cause_ids, self.cause | cause)
        self.assertEqual(self.case.with_user(self.engineer).investigation_count, 2)

    def test_opening_twice_shows_the_open_one(self):
        """A double click, or a second colleague, makes no second investigation; a new defect after closing does."""
        investigation = self._open()
        self.assertEqual(self._open(user=self.manager), investigation)
        other = self._new_case("Other")
        self.assertNotEqual(self._open(self.case | other), investigation)

    def test_closed_investigation_is_not_taken_again(self):
        investigation = self._closable()
        investigation.action_close()
        self.assertNotEqual(self._open(), investigation)

    def test_inv_7_due_with_the_investigation_report(self):
        """INV-7: the report is due when the policy says, for the most urgent of the cases."""
        deadline = self.case.deadline_ids.filtered(lambda d: d.milestone == "investigation_report")
        self.assertTrue(deadline)
        self.assertEqual(self._open().date_due, deadline.date_due.date())

    def test_cnf_3_cases_of_two_companies_are_refused(self):
        """CNF-3, INV-1: own company only."""
        company = self.env["res.company"].create({"name": "Second house"})
        self.engineer.company_ids |= company
        other = self._new_case("Elsewhere", company)
        cases = (self.case | other).with_context(allowed_company_ids=(self.company | company).ids)
        with self.assertRefuses(UserError, "of .*Second house"):
            self._open(cases)

    def test_only_accepted_open_cases_are_investigated(self):
        received = self._new_case("Just received", accept=False)
        with self.assertRefuses(UserError, "Only accepted cases"):
            self._open(self.case | received)
        self.assertFalse(self.case.investigation_ids)
        with self.assertRefuses(UserError, "Choose the cases"):
            self.env["complaint.case"].action_open_investigation()

    def test_only_the_quality_department_opens(self):
        """Handlers and plain users see investigations, the quality department makes them."""
        for user in (self.handler, self.stranger, self.auditor):
            with self.assertRaises(AccessError):
                self.case.with_user(user).action_open_investigation()

    def test_case_shows_cause_and_actions_and_keeps_a_note(self):
        investigation = self._open()
        action = self._plan(investigation)
        self.assertFalse(self.case.cause_ids)
        self._accept_cause(investigation)
        self.assertEqual(self.case.cause_ids, self.cause)
        case = self.case.with_user(self.handler)
        self.assertEqual(case.investigation_action_ids, action)
        groups = self.env["complaint.case"]._read_group([("id", "=", case.id)], ["cause_ids"], ["__count"])
        self.assertEqual(groups, [(self.cause, 1)])
        note = self.case.message_ids.filtered(lambda m: "Cause accepted" in (m.body or ""))
        self.assertIn(investigation.name, note.body)
        self.assertEqual(note.author_id, self.engineer.partner_id)
        self.assertTrue(note.is_internal or note.subtype_id.internal, "the customer must not read it (CUS-4)")

    def test_inv_1_merging_carries_the_investigation_over(self):
        """INV-1, INT-10: what investigates a merged case investigates the one that remains."""
        other = self._new_case("Scratched again")
        other.partner_id = self.case.partner_id
        investigation = self._open(other)
        other.sudo().action_merge_into(self.case)
        self.assertIn(investigation, self.case.investigation_ids)

    def test_inv_1_closed_investigations_keep_their_cases(self):
        """INV-1: what an investigation serves is not changed from the side of the case either."""
        investigation = self._closable()
        other = self._new_case("Other")
        with self.assertRefuses(AccessError, "modify"):
            other.with_user(self.handler).write({"investigation_ids": [Command.link(investigation.id)]})
        investigation.action_close()
        handler = self.handler
        handler.group_ids += self.env.ref("complaint_quality.group_quality_user")
        with self.assertRefuses(UserError, "is closed"):
            self.case.with_user(handler).write({"investigation_ids": [Command.unlink(investigation.id)]})
        values = {"subject": "New", "investigation_ids": [Command.link(investigation.id)]}
        with self.assertRefuses(UserError, "is closed"):
            self.env["complaint.case"].with_user(handler).create(values)

    def test_inv_1_merging_into_a_case_about_the_leader(self):
        """INV-1, INT-10, CNF-1: who may not know of the remaining case leads and checks nothing in it any more."""
        other = self._new_case("Scratched again", partner_id=self.case.partner_id.id)
        investigation = self._open(other)
        action = self._plan(investigation, check_user_id=self.engineer.id)
        self.case.respondent_ids = self.env["hr.employee"].create({"name": "Leader", "user_id": self.engineer.id})
        other.sudo().action_merge_into(self.case)
        self.assertNotEqual(investigation.sudo().user_id, self.engineer)
        self.assertFalse(action.sudo().check_user_id)
