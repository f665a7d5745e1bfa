from ast import literal_eval

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestCause(ComplaintQualityCommon):
    def test_cat_2_catalogue_is_a_tree_with_six_bones(self):
        """CAT-2, INV-4: each bone of the fishbone has causes below it, which inherit its factor."""
        causes = self.env["complaint.cause"].search([("parent_id", "=", False)])
        factors = dict(self.env["complaint.cause"]._fields["factor"].selection)
        self.assertEqual(set(causes.mapped("factor")), set(factors))
        for cause in causes:
            self.assertGreaterEqual(len(cause.child_ids), 5)
            self.assertEqual(set(cause.child_ids.mapped("factor")), {cause.factor})
        self.assertEqual(self.cause.display_name, "Method / Packing or loading method unsuitable")

    def test_cat_2_moved_cause_takes_the_factor_of_its_parent(self):
        """CAT-2: below another bone, a cause is counted there."""
        self.cause.parent_id = self.env.ref("complaint_quality.cause_man")
        self.assertEqual(self.cause.factor, "man")

    def test_cause_is_found_by_code_and_by_name(self):
        causes = self.env["complaint.cause"]
        self.assertIn(self.cause.id, [cause for cause, _name in causes.name_search(self.cause.code)])
        self.assertIn(self.cause.id, [cause for cause, _name in causes.name_search("loading method")])

    def test_cause_cannot_be_its_own_ancestor(self):
        with self.assertRefuses(UserError, "own parent|Recursion"):
            self.cause.parent_id.parent_id = self.cause

    def test_code_is_unique(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["complaint.cause"].create({"name": "Twice", "code": self.cause.code})

    def test_used_cause_cannot_be_deleted(self):
        """CAT-2: what was counted stays countable."""
        investigation = self._open()
        self._add_chain(investigation, "The tops touch each other")
        with self.assertRefuses(UserError, "Archive them"):
            self.cause.with_user(self.manager).unlink()
        self.cause.with_user(self.manager).action_archive()
        self.assertEqual(investigation.why_ids.cause_id, self.cause)

    def test_cat_2_archived_cause_stays_on_its_cases(self):
        """CAT-2: what was found is told although it is found no more."""
        investigation = self._open()
        self._accept_cause(investigation)
        self.cause.with_user(self.manager).action_archive()
        self.env.invalidate_all()
        self.assertEqual(investigation.cause_ids, self.cause)
        self.assertEqual(self.case.cause_ids, self.cause)
        self._open(self._new_case("Other")).case_ids |= self.case
        self.assertEqual(self.case.cause_ids, self.cause)

    def test_inv_6_cause_calls_in_departments(self):
        """INV-6: the head of the cause's department is asked to join when a why names it, once, and may read it."""
        department = self._new_department("R&D", self.owner)
        self.cause.department_ids = department
        investigation = self._open()
        with self.assertRaises(AccessError):
            investigation.with_user(self.owner).read(["name"])
        self._add_chain(investigation, "The tops touch each other", "There is nothing between them")
        self.assertEqual(investigation.department_ids, department)
        self.assertIn(self.owner.partner_id, investigation.message_partner_ids)
        investigation.action_accept_cause()
        activity = investigation.activity_ids
        self.assertEqual(activity.user_id, self.owner)
        self.assertIn("R&amp;D", activity.note)
        theirs = investigation.with_user(self.owner)
        self.assertEqual(len(theirs.get_why_tree()["branches"][0]["rows"]), 2)
        self.assertFalse(theirs.has_access("write"))
        self.assertTrue(theirs.get_fishbone_svg())

    def test_inv_6_department_of_the_cause_above(self):
        """INV-6: a cause without departments calls in those of the cause above, of the investigation's company."""
        department = self._new_department("Production", self.owner)
        abroad = self._new_department("Abroad", company_id=self.env["res.company"].create({"name": "Abroad"}).id)
        self.cause.department_ids = abroad
        self.cause.parent_id.department_ids = department
        self.assertEqual(self.cause._get_departments(self.company), department)
        self.assertEqual(self.cause._get_departments(abroad.company_id), abroad)

    def test_inv_6_leader_asks_where_no_head_can(self):
        """INV-6, CNF-1: a department without a head, or whose head is complained about, is left to the leader."""
        recused = self._new_department("Production", self.owner)
        self.cause.department_ids = recused | self._new_department("R&D")
        self.case.respondent_ids = recused.manager_id
        investigation = self._open()
        self._add_chain(investigation, "The tops touch each other")
        self.assertEqual(investigation.activity_ids.user_id, self.engineer)
        self.assertEqual(len(investigation.activity_ids), 1)
        self.assertIn("ask them yourself", investigation.activity_ids.note)
        self.assertNotIn(self.owner.partner_id, investigation.message_partner_ids)
        with self.assertRaises(AccessError):
            investigation.with_user(self.owner).read(["name"])

    def test_inv_6_heads_who_left_or_work_elsewhere_are_not_asked(self):
        """INV-6: nobody would read what is asked of an archived user, or of one without the company."""
        company = self.env["res.company"].create({"name": "Abroad"})
        left, abroad = self._new_users(
            {"q_left": "complaint_management.group_user", "q_abroad": "complaint_management.group_user"}
        )
        abroad.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        self.cause.department_ids = self._new_department("Left", left) | self._new_department(
            "Elsewhere", abroad, company_id=False
        )
        left.active = False
        investigation = self._open()
        self._add_chain(investigation, "The tops touch each other")
        self.assertEqual(investigation.activity_ids.user_id, self.engineer)
        self.assertFalse((left | abroad).partner_id & investigation.message_partner_ids)

    def test_inv_6_departments_are_not_typed_in(self):
        """INV-6: the cause decides, not the keyboard; a refuted why calls nobody."""
        self.cause.department_ids = department = self._new_department("R&D", self.owner)
        investigation = self._open()
        with self.assertRefuses(UserError, "cannot be typed in"):
            investigation.department_ids = department
        investigation.why_ids = [
            Command.create({"name": "No", "cause_id": self.cause.id, "status": "refuted", "evidence": "Measured"})
        ]
        self.assertFalse(investigation.department_ids)
        self.assertFalse(investigation.activity_ids)

    def _new_department(self, name, head=None, **values):
        employees = self.env["hr.employee"]
        head = head and employees.create({"name": name, "user_id": head.id})
        return self.env["hr.department"].create(
            {"name": name, "manager_id": head.id if head else False, "company_id": self.company.id, **values}
        )

    def test_inv_4_root_causes_are_counted_by_share(self):
        """INV-4: accepted root causes of the catalogue, summed by their shares."""
        investigation = self._open()
        self._accept_cause(investigation)
        self._add_chain(self._open(self._new_case("Other")), "Not accepted yet")
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_quality.complaint_why_action_analysis")
        domain = [*literal_eval(action["domain"]), ("cause_id", "=", self.cause.id)]
        groups = self.env["complaint.why"]._read_group(
            [*domain, ("company_id", "=", self.company.id)], ["cause_id"], ["weight:sum", "__count"]
        )
        ours = self.env["complaint.why"].search([*domain, ("investigation_id", "=", investigation.id)])
        self.assertEqual(ours.mapped("weight"), [100])
        self.assertEqual(groups[0][0], self.cause)

    def test_cat_1_category_has_a_class(self):
        """CAT-1: quality or not, class, severity; a class holds for the categories below; cases are grouped by it."""
        food = self.env.ref("complaint_quality.category_food_safety")
        self.assertFalse(food.active, "an example that hinders nobody else")
        food.action_unarchive()
        self.assertRecordValues(food, [{"is_quality": True, "quality_class": "1", "severity": "major"}])
        below = self.env["complaint.category"].create(
            {"name": "Glass", "code": "QF11", "parent_id": food.id, "is_quality": True}
        )
        self.assertEqual(below.quality_class, "1")
        service = self.env["complaint.category"].create({"name": "Rude", "code": "QF12", "parent_id": food.id})
        self.assertFalse(service.quality_class)
        case = self._new_case("Glass in the jar", category_id=below.id)
        groups = self.env["complaint.case"]._read_group([("id", "=", case.id)], ["quality_class"], ["__count"])
        self.assertEqual(groups, [("1", 1)])
        self.assertIn(case, self.env["complaint.case"].search([("quality_class", "=", "1")]))
        classes = self.env["complaint.category"].with_context(active_test=False).search([("code", "=like", "QF_")])
        self.assertEqual(classes.mapped("quality_class"), ["1", "2", "3", "4", "5"])
