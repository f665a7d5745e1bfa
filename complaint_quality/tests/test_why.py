from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestWhy(ComplaintQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.investigation = cls._open()

    def _new_why(self, name, **values):
        return (
            self.env["complaint.why"]
            .with_user(self.engineer)
            .create({"investigation_id": self.investigation.id, "name": name, **values})
        )

    def test_inv_4_rows_typed_one_after_the_other_make_a_chain(self):
        """INV-4: a row that goes deeper hangs on the row above it in its branch."""
        with Form(self.investigation) as form:
            for name, branch in (
                ("Tops touch", "occurrence"),
                ("Not seen at packing", "escape"),
                ("Nothing between", "occurrence"),
                ("No light", "escape"),
                ("No instruction", "occurrence"),
            ):
                with form.why_ids.new() as why:
                    why.name, why.branch = name, branch
        rows = {why.name: why for why in self.investigation.why_ids}
        self.assertFalse(rows["Tops touch"].parent_id | rows["Not seen at packing"].parent_id)
        self.assertEqual(rows["Nothing between"].parent_id, rows["Tops touch"])
        self.assertEqual(rows["No instruction"].parent_id, rows["Nothing between"])
        self.assertEqual(rows["No light"].parent_id, rows["Not seen at packing"])
        self.assertEqual([rows[n].level for n in ("Tops touch", "Nothing between", "No instruction")], [1, 2, 3])

    def test_inv_4_tree_forks_and_new_chains_start(self):
        """INV-4: two answers may explain the same row, and a row that is not deeper starts a chain."""
        top = self._new_why("Tops touch")
        left = self._new_why("Nothing between", parent_id=top.id)
        right = self._new_why("Stacked too high", parent_id=top.id)
        other = self._new_why("Dropped")
        self.assertEqual(top.child_ids, left | right)
        self.assertFalse(other.parent_id)
        other.chained = True
        self.assertEqual(other.parent_id, right)
        other.chained = False
        self.assertFalse(other.parent_id)
        self.assertEqual(other.level, 1)

    def test_inv_4_no_why_explains_itself(self):
        """INV-4: a tree has no cycle."""
        top = self._new_why("Tops touch")
        below = self._new_why("Nothing between", parent_id=top.id)
        with self.assertRefuses(ValidationError, "cannot explain itself"):
            top.parent_id = below

    def test_inv_4_chains_stay_in_their_investigation_and_branch(self):
        """INV-4: occurrence and escape are two branches."""
        top = self._new_why("Tops touch")
        with self.assertRefuses(ValidationError, "same investigation and branch"):
            self._new_why("Not inspected", parent_id=top.id, branch="escape")
        other = self._open(self._new_case("Other"))
        with self.assertRefuses(ValidationError, "same investigation and branch"):
            other.why_ids = [Command.create({"name": "Elsewhere", "parent_id": top.id})]
        with self.assertRefuses(UserError, "stays in its investigation"):
            top.investigation_id = other

    def test_inv_4_verified_or_refuted_needs_evidence(self):
        """INV-4: each why with evidence; a refuted one is no root cause."""
        why = self._new_why("Tops touch")
        for status in ("verified", "refuted"):
            with self.assertRefuses(ValidationError, "Give the evidence"):
                why.write({"status": status, "evidence": "  "})
        why.write({"status": "refuted", "evidence": "Measured: they never touch"})
        with self.assertRefuses(ValidationError, "cannot be a root cause"):
            why.is_root = True

    def test_inv_4_factor_follows_the_catalogue(self):
        """INV-4: the fishbone is drawn from the same rows."""
        why = self._new_why("Tops touch", factor="man")
        self.assertEqual(why.factor, "man")
        why.cause_id = self.cause
        self.assertEqual(why.factor, "method")

    def test_deleted_row_leaves_the_chain_whole(self):
        top = self._new_why("Tops touch")
        middle = self._new_why("Nothing between", parent_id=top.id)
        below = self._new_why("No instruction", parent_id=middle.id)
        middle.unlink()
        self.assertEqual(below.parent_id, top)
        self.assertEqual(below.level, 2)

    def test_whys_of_a_closed_investigation_are_frozen(self):
        investigation = self._closable(self._new_case("Closed"))
        investigation.action_close()
        why = investigation.why_ids[0]
        for change in (
            lambda: why.write({"name": "Other"}),
            lambda: why.unlink(),
            lambda: investigation.write({"why_ids": [Command.create({"name": "New"})]}),
            lambda: (
                self.env["complaint.why"]
                .with_user(self.engineer)
                .create({"investigation_id": investigation.id, "name": "New"})
            ),
        ):
            with self.assertRefuses(UserError, "reopen it"):
                change()
