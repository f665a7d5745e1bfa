from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
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
