from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestActionRecurrence(ComplaintQualityCommon):
    """An action done on 10 June, watched for 90 days: until 8 September."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-01 10:00:00"))
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.category = cls.env.ref("complaint_management.category_quality_surface")
        cls.case.category_id = cls.category
        cls.case.date_received = "2026-05-20 10:00:00"
        cls.investigation = cls._open()
        cls._accept_cause(cls.investigation)
        cls.action = cls._plan(cls.investigation, date_due="2026-06-10", date_check="2026-09-20")
        with freeze_time("2026-06-10 10:00:00"):
            cls.action.with_user(cls.owner).action_done("Photo")

    def _receive(self, date="2026-07-01 10:00:00", **values):
        """A new case that is established."""
        with freeze_time(date):
            return self._new_case("Again", category_id=self.category.id, **values)

    def _find_cause(self, case, cause=None):
        investigation = self._open(case)
        self._add_chain(investigation, "They touch", "Nothing between them")
        if cause:
            investigation.why_ids.filtered("is_root").cause_id = cause
        investigation.action_accept_cause()
        return investigation

    def _found(self, case):
        return self.env["complaint.recurrence"].search([("case_id", "=", case.id)]).mapped("state")

    def test_act_4_new_case_with_the_same_cause_fails_the_action(self):
        """ACT-4: not effective, the investigation is taken up again, the owner is told."""
        case = self._receive()
        self.assertEqual(self.action.effective, "pending")
        self._find_cause(case)
        self.assertEqual((self.action.effective, self.action.state), ("no", "failed"))
        self.assertEqual((self.investigation.state, self.investigation.reopened_count), ("analysing", 1))
        told = self.action.sudo().message_ids.filtered(lambda m: self.owner.partner_id in m.partner_ids)
        self.assertIn(case.name, told.body)
        self.assertNotIn("Again", told.body, "the number only")
        self.assertEqual(self.investigation.activity_ids.user_id, self.engineer)
        self.assertFalse(self.action.activity_ids, "nothing is left to check")
        self.assertEqual(self._found(case), ["found"])

    def test_act_4_closed_investigation_of_an_effective_action_reopens(self):
        """ACT-4: proven and closed, and still it happened again."""
        self.action.with_user(self.verifier).action_check("yes", 1, "Register")
        self.investigation.write({"conclusion": "<p>Corners</p>", "prevention": "<p>All packing plans</p>"})
        self.investigation.action_close()
        self._find_cause(self._receive())
        self.assertEqual((self.action.effective, self.investigation.state), ("no", "analysing"))

    def test_act_4_exempt_action_is_disproven_too(self):
        """ACT-4: a slip that happens again was not a one-off."""
        action = self._plan(
            self.investigation, name="Talk", date_due="2026-06-10", tracked=False, exempt_reason="One-off"
        )
        with freeze_time("2026-06-10 10:00:00"):
            action.with_user(self.owner).action_done("Talked")
        self._find_cause(self._receive())
        self.assertEqual(action.state, "failed")

    def test_act_4_only_after_the_done_date_and_within_the_window(self):
        """ACT-4: days where the company is: 10 June ends in Shanghai at 16:00 UTC, 8 September too."""
        for date in ("2026-06-10 15:59:00", "2026-09-08 16:01:00"):
            self._find_cause(self._receive(date))
            self.assertEqual(self.action.effective, "pending", date)
        case = self._receive("2026-09-08 15:59:00")
        self._find_cause(case)
        self.assertEqual((self.action.effective, self._found(case)), ("no", ["found"]))

    def test_act_4_first_minute_after_the_done_date(self):
        """ACT-4: the day after begins at 16:00 UTC."""
        self._find_cause(self._receive("2026-06-10 16:00:00"))
        self.assertEqual(self.action.effective, "no")

    def test_act_4_other_cause_is_none_and_clears_the_suspicion(self):
        """ACT-4: the same product and category is suspected only, until the cause is known."""
        case = self._receive()
        self.assertEqual((self._found(case), self.action.effective), (["suspected"], "pending"))
        self.assertTrue(case.message_ids.filtered(lambda m: self.action.name in (m.body or "")))
        other = self.env["complaint.cause"].create({"name": "Other", "code": "OX1"})
        self._find_cause(case, other)
        self.assertEqual((self._found(case), self.action.effective), ([], "pending"))

    def test_act_4_more_precise_cause_counts_a_broader_does_not(self):
        """ACT-4: what is found below the cause that was removed is the same cause."""
        self._find_cause(self._receive(), self.cause.parent_id)
        self.assertEqual(self.action.effective, "pending")
        precise = self.env["complaint.cause"].create({"name": "No corner", "code": "PX1", "parent_id": self.cause.id})
        self._find_cause(self._receive(), precise)
        self.assertEqual(self.action.effective, "no")

    def test_act_4_product_or_category(self):
        """ACT-4: another product of the same category counts, as does the product in another category; neither not."""
        chair = self.env["product.product"].create({"name": "Chair"})
        chairs = {"line_ids": [Command.create({"product_id": chair.id, "qty_claimed": 1})]}
        other = self.env["complaint.category"].create({"name": "Other", "code": "OTH"})
        stranger = self._receive(**chairs)
        stranger.category_id = other
        self._find_cause(stranger)
        self.assertEqual((self._found(stranger), self.action.effective), ([], "pending"))
        same_category = self._receive(**chairs)
        self._find_cause(same_category)
        self.assertEqual((self._found(same_category), self.action.effective), (["found"], "no"))
        same_product = self._receive()
        same_product.category_id = other
        self._find_cause(same_product)
        self.assertEqual(self._found(same_product), ["found"])

    def test_act_4_cause_known_before_it_is_established(self):
        """ACT-4: a case that has the cause already is found when it is established, however that happens."""
        case = self._receive(accept=False)
        case.sudo().cause_ids = self.cause
        self.assertFalse(self._found(case))
        case.action_accept()
        self.assertEqual((self._found(case), self.action.effective), (["found"], "no"))

    def test_act_4_case_that_joins_an_investigation_takes_its_causes(self):
        """ACT-4: attached to an investigation whose causes are accepted, a case has them."""
        case = self._receive()
        self.investigation.case_ids = [Command.link(case.id)]
        self.assertEqual((self._found(case), self.action.effective), (["found"], "no"))
        self.investigation.action_accept_cause()
        self.assertEqual((self.investigation.state, self.investigation.reopened_count), ("verifying", 1))

    def test_act_4_only_what_should_have_removed_the_cause(self):
        """ACT-4: containment and correction promise no end of it; waived and unwatched ones promise nothing."""
        more = {"date_due": "2026-06-10", "date_check": "2026-09-20"}
        containment = self._plan(self.investigation, kind="containment", **more)
        unwatched = self._plan(self.investigation, watch_days=0, **more)
        waived = self._plan(self.investigation, **more)
        with freeze_time("2026-06-10 10:00:00"):
            (containment | unwatched | waived).with_user(self.owner).action_done("Photo")
        waived.with_user(self.manager).action_waive("Replaced")
        self._find_cause(self._receive())
        self.assertEqual((containment | unwatched | waived).mapped("effective"), ["pending"] * 3)
        self.assertEqual(self.action.effective, "no")

    def test_act_4_not_established_or_of_another_company_is_none(self):
        """ACT-4, CNF-3: established cases of the own company."""
        company = self.env["res.company"].create({"name": "Second house"})
        case = self._receive(company=company, accept=False)
        case.sudo().write({"cause_ids": [Command.set(self.cause.ids)], "validity": "established"})
        self.env["complaint.recurrence"]._find(case)
        rejected = self._receive(accept=False)
        investigation = self.env["complaint.investigation"].create({"case_ids": rejected.ids, "company_id": 1})
        self._add_chain(investigation, "They touch", "Nothing between them")
        investigation.action_accept_cause()
        self.assertFalse(self._found(case) + self._found(rejected))

    def test_act_4_twice_changes_nothing(self):
        """ACT-4: found once, whatever is accepted again; another case is told again but reopens nothing."""
        investigation = self._find_cause(self._receive())
        investigation.action_accept_cause()
        self._find_cause(self._receive("2026-07-02 10:00:00"))
        self.assertEqual(self.investigation.reopened_count, 1)
        self.assertEqual(len(self.action.recurrence_ids), 2)

    def test_act_4_manager_decides_that_it_is_none(self):
        """ACT-4: with a reason and a name; the effect on record holds again, and the pair is not found again."""
        self.action.with_user(self.verifier).action_check("partly", 5, "Register")
        case = self._receive()
        investigation = self._find_cause(case)
        recurrence = self.action.recurrence_ids
        for user in (self.engineer, self.owner, self.handler):
            with self.assertRefuses(AccessError, "quality manager"):
                recurrence.with_user(user).action_dismiss("Old goods")
        theirs = recurrence.with_user(self.manager)
        dialog = theirs.action_dismiss()
        self.assertEqual(dialog["res_model"], "complaint.reason")
        for wrong in (" ", 7):
            with self.assertRefuses(UserError, "Give the reason"):
                theirs.action_dismiss(wrong)
        wizard = self.env["complaint.reason"].with_user(self.manager).with_context(**dialog["context"]).create({})
        wizard.reason = "Made before the action"
        wizard.action_confirm()
        self.assertEqual((recurrence.state, recurrence.dismissed_user_id), ("dismissed", self.manager))
        self.assertEqual((self.action.effective, self.action.state), ("partly", "checking"))
        self.assertTrue(self.action.activity_ids, "the verifier is awaited again")
        with self.assertRefuses(UserError, "not a recurrence already"):
            theirs.action_dismiss("Again")
        investigation.action_accept_cause()
        self.assertEqual(self.action.effective, "partly")

    def test_act_4_dismissed_in_any_order(self):
        """ACT-4: the effect comes back with the last one that is dismissed."""
        for date in ("2026-07-01 10:00:00", "2026-07-02 10:00:00"):
            self._find_cause(self._receive(date))
        first, last = self.action.recurrence_ids.sorted("id").with_user(self.manager)
        first.action_dismiss("Old goods")
        self.assertEqual(self.action.effective, "no")
        last.action_dismiss("Old goods")
        self.assertEqual(self.action.effective, "pending")

    def test_act_4_nobody_types_a_recurrence(self):
        """ACT-4: rows are the procedure's."""
        case = self._receive()
        for user in (self.engineer, self.manager, self.owner):
            recurrences = self.env["complaint.recurrence"].with_user(user)
            with self.assertRaises(AccessError):
                recurrences.create({"action_id": self.action.id, "case_id": case.id, "state": "found"})
            with self.assertRaises(AccessError):
                recurrences.search([]).write({"state": "dismissed"})

    def test_cnf_2_recurrence_is_hidden_with_its_case(self):
        """CNF-1, CNF-2: whoever may not know of the new case learns its number only."""
        case = self._receive()
        self._find_cause(case)
        case.sudo().confidential = True
        recurrence = self.action.recurrence_ids
        self.env.invalidate_all()
        self.assertFalse(recurrence.with_user(self.owner).has_access("read"))
        self.assertFalse(self.action.with_user(self.owner).recurrence_ids)
        self.assertTrue(recurrence.with_user(self.manager).sudo().case_id)

    def test_act_4_one_query_whatever_the_number_of_actions(self):
        """ACT-4: many cases are compared with many actions in one query."""
        self.env["complaint.action"].sudo().search([]).flush_recordset()

        def count():
            cases = self.env["complaint.case"].concat(*(self._receive("2027-01-05 10:00:00") for _i in range(20)))
            self.env.flush_all()
            self.env.invalidate_all()
            cases.mapped("name")
            before = self.env.cr.sql_log_count
            self.env["complaint.recurrence"]._find(cases)
            return self.env.cr.sql_log_count - before

        first = count()
        self.assertLessEqual(first, 2)
        actions = self.env["complaint.action"].concat(
            *(self._plan(self.investigation, date_due="2026-06-10", date_check="2026-09-20") for _i in range(40))
        )
        with freeze_time("2026-06-10 10:00:00"):
            actions.with_user(self.owner).action_done("Photo")
        self.assertEqual(count(), first)

    def test_act_4_found_in_bulk(self):
        """ACT-4: thirty actions of one investigation fall with one case, which reopens it once."""
        actions = self.env["complaint.action"].concat(
            *(self._plan(self.investigation, date_due="2026-06-10", date_check="2026-09-20") for _i in range(30))
        )
        with freeze_time("2026-06-10 10:00:00"):
            actions.with_user(self.owner).action_done("Photo")
        self._find_cause(self._receive())
        self.assertEqual(set(actions.mapped("state")), {"failed"})
        self.assertEqual(self.investigation.reopened_count, 1)

    def test_kpi_1_merged_recurrence_counts_with_the_case_that_remains(self):
        """ACT-4, KPI-1, INT-10: the recurrence goes along, and what was only suspected there is found by its cause."""
        case, target = self._receive(), self._receive("2026-07-02 10:00:00")
        target.partner_id = case.partner_id
        self._find_cause(case)
        self.assertEqual(self._found(target), ["suspected"])
        case.sudo().action_merge_into(target)
        self.assertEqual((self._found(case), self._found(target)), ([], ["found"]))
        target.recurrence_ids.with_user(self.manager).action_dismiss("Another machine")
        self.assertEqual(self.action.effective, "pending")

    def test_act_4_merging_brings_the_cause(self):
        """ACT-4, INT-10: an established case that gets its cause with a merged one is looked at again."""
        case, target = self._receive(accept=False), self._receive("2026-07-02 10:00:00")
        target.partner_id = case.partner_id
        investigation = self._open(self._receive("2026-06-05 10:00:00"))
        case.sudo().investigation_ids = investigation.sudo()
        self._add_chain(investigation, "They touch", "Nothing between them")
        investigation.action_accept_cause()
        self.assertEqual(self.action.effective, "pending")
        case.sudo().action_merge_into(target)
        self.assertEqual(self._found(target), ["found"])
        self.assertEqual(self.action.effective, "no")
