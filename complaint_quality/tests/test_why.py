from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

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

    def _add_root(self, name, **values):
        return self._new_why(name, is_root=True, status="verified", evidence="Seen", cause_id=self.cause.id, **values)

    def _get_outline(self, branch="occurrence"):
        rows = next(b["rows"] for b in self.investigation.get_why_tree()["branches"] if b["key"] == branch)
        return [(row["level"], row["name"]) for row in rows]

    def test_inv_4_rows_given_one_after_the_other_make_a_chain(self):
        """INV-4: a row that goes deeper hangs on the row above it in its branch."""
        self.investigation.why_ids = [
            Command.create({"name": name, "branch": branch, "chained": True})
            for name, branch in (
                ("Tops touch", "occurrence"),
                ("Not seen at packing", "escape"),
                ("Nothing between", "occurrence"),
                ("No light", "escape"),
                ("No instruction", "occurrence"),
            )
        ]
        self.assertEqual(self._get_outline(), [(1, "Tops touch"), (2, "Nothing between"), (3, "No instruction")])
        self.assertEqual(self._get_outline("escape"), [(1, "Not seen at packing"), (2, "No light")])
        self.assertEqual(self.investigation.why_ids.sorted().mapped("branch"), ["occurrence"] * 3 + ["escape"] * 2)

    def test_inv_4_rows_are_typed_into_the_tree(self):
        """INV-4: deeper, another answer beside one in the middle, and a chain of its own."""
        add = self.investigation.add_why
        top = add("Tops touch", "occurrence")
        first = add("Nothing between", "occurrence", top)
        add("No instruction", "occurrence", first)
        add("Stacked high", "occurrence", top)
        add("Braked hard", "occurrence", top, first)
        add("Dropped", "occurrence", False, top)
        add("Not inspected", "escape")
        self.assertEqual(
            self._get_outline(),
            [
                (1, "Tops touch"),
                (2, "Nothing between"),
                (3, "No instruction"),
                (2, "Braked hard"),
                (2, "Stacked high"),
                (1, "Dropped"),
            ],
        )
        self.assertEqual(self._get_outline("escape"), [(1, "Not inspected")])
        with self.assertRefuses(UserError, "Somebody has deleted"):
            add("Late", "occurrence", 0x7FFFFFFF)
        other = self._open(self._new_case("Other"))
        with self.assertRefuses(UserError, "Somebody has deleted"):
            other.add_why("Elsewhere", "occurrence", top)

    def test_inv_4_rows_change_their_place(self):
        """INV-4: indent, outdent and move take along what explains the row."""
        first, second, third = (self._new_why(name) for name in ("First", "Second", "Third"))
        below = self._new_why("Below", parent_id=second.id)
        self.assertTrue(second.action_indent())
        self.assertEqual(self._get_outline(), [(1, "First"), (2, "Second"), (3, "Below"), (1, "Third")])
        self.assertFalse(second.action_indent(), "there is none above it on its level")
        third.action_indent()
        self.assertEqual(third.parent_id, first)
        third.action_move(up=True)
        self.assertEqual(self._get_outline(), [(1, "First"), (2, "Third"), (2, "Second"), (3, "Below")])
        self.assertFalse(third.action_move(up=True))
        third.action_move()
        self.assertEqual(self._get_outline(), [(1, "First"), (2, "Second"), (3, "Below"), (2, "Third")])
        self.assertTrue(below.action_outdent())
        self.assertEqual(self._get_outline(), [(1, "First"), (2, "Second"), (2, "Below"), (2, "Third")])
        second.action_outdent()
        self.assertEqual(self._get_outline(), [(1, "First"), (2, "Below"), (2, "Third"), (1, "Second")])
        self.assertFalse(second.action_outdent())

    def test_inv_4_rows_below_no_row(self):
        """INV-4: what is no row of this tree over RPC is refused in words."""
        investigation = self._open()
        self._add_chain(investigation, "They touch")
        for given in ([1], {"id": 1}, "abc", -1, 2**40):
            for name in ("parent_id", "after_id"):
                with self.assertRefuses(UserError, "show the page again"):
                    investigation.add_why("Why", "occurrence", **{name: given})

    def test_inv_4_tree_is_read_by_all_and_changed_by_quality(self):
        """INV-4: an approver looks at the tree, a stranger does not even that."""
        why = self._new_why("Tops touch")
        self.assertTrue(self.investigation.get_why_tree()["can_edit"])
        self.assertFalse(self.investigation.with_user(self.handler).get_why_tree()["can_edit"])
        with self.assertRaises(AccessError):
            self.investigation.with_user(self.handler).add_why("Mine", "occurrence")
        with self.assertRaises(AccessError):
            why.with_user(self.handler).action_move()
        with self.assertRaises(AccessError):
            self.investigation.with_user(self.stranger).get_why_tree()
        empty = self.env["complaint.investigation"].get_why_tree()
        self.assertEqual([branch["rows"] for branch in empty["branches"]], [[], []])

    def test_inv_4_shares_sum_to_100_in_each_branch(self):
        """INV-4, D4: each root cause has a share; without any they share alike."""
        roots = [self._add_root(name) for name in ("One", "Two", "Three")]
        escape = self._add_root("Unseen", branch="escape")
        self.investigation.action_accept_cause()
        self.assertEqual([root.weight for root in roots], [33.33, 33.33, 33.34])
        self.assertEqual(escape.weight, 100)
        roots[0].weight = 50
        with self.assertRefuses(UserError, r"(?s)Occurrence.*116.67 %, not to 100 %"):
            self.investigation.action_accept_cause()
        roots[1].weight, roots[2].weight = 30, 20
        self.investigation.action_accept_cause()
        roots[2].is_root = False
        self.assertEqual(roots[2].weight, 0)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            roots[0].weight = 101
            self.env.flush_all()

    def test_inv_4_branch_that_is_required_needs_a_root(self):
        """INV-4, D4: the cause of the escape alone does not say why it happened."""
        self._add_root("Unseen", branch="escape")
        with self.assertRefuses(UserError, 'branch "Occurrence" is marked'):
            self.investigation.action_accept_cause()
        self._add_root("Tops touch")
        self.investigation.action_accept_cause()
        self.patch(
            type(self.env["complaint.investigation"]), "_get_required_branches", lambda self: ("occurrence", "escape")
        )
        other = self._open(self._new_case("Other"))
        self._add_chain(other, "Tops touch")
        with self.assertRefuses(UserError, 'branch "Escape" is marked'):
            other.action_accept_cause()

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
