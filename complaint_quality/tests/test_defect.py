from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestDefect(ComplaintQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = cls.env.ref("complaint_quality.defect_scratch")
        cls.drawer = cls.env.ref("complaint_quality.defect_drawer")

    def test_cat_2_catalogue_is_a_tree(self):
        """CAT-2: code, name, category, product families; what is not said is taken from the defect above."""
        self.assertEqual(self.scratch.display_name, "Surface / Scratch")
        self.assertEqual(self.scratch.category_id, self.scratch.parent_id.category_id)
        family = self.env["product.category"].create({"name": "Tables"})
        self.scratch.parent_id.family_ids = family
        deep = self.env["complaint.defect"].create(
            {"name": "Deep scratch", "code": "SUR-09", "parent_id": self.scratch.parent_id.id}
        )
        self.assertEqual(deep.family_ids, family)
        self.assertEqual(deep.category_id, self.scratch.category_id)
        furniture = self.env["complaint.defect"].search([("child_ids", "=", False)])
        self.assertGreaterEqual(len(furniture), 12)
        food = self.env["complaint.defect"].with_context(active_test=False).search([("code", "=like", "FOD-%")])
        self.assertEqual(set(food.mapped("category_id.quality_class")), set("12345"))
        self.assertFalse(any(food.mapped("active")), "an example that hinders nobody else")

    def test_cat_2_defect_of_an_item_is_counted_on_its_case(self):
        """CAT-2: the defects of a case are those of its items; cases are grouped by them."""
        line = self.case.line_ids
        line.with_user(self.handler).defect_id = self.scratch
        self.assertEqual(self.case.defect_ids, self.scratch)
        self.case.line_ids = [
            Command.create({"product_id": self.product.id, "qty_claimed": 1, "defect_id": self.drawer.id})
        ]
        self.assertEqual(self.case.defect_ids, self.scratch | self.drawer)
        groups = self.env["complaint.case"]._read_group([("id", "=", self.case.id)], ["defect_ids"], ["__count"])
        self.assertEqual(dict(groups), {self.scratch: 1, self.drawer: 1})
        found = self.env["complaint.case"].search([("defect_ids", "child_of", self.scratch.parent_id.id)])
        self.assertIn(self.case, found)
        line.defect_id = False
        self.assertEqual(self.case.defect_ids, self.drawer)

    def test_cat_2_quality_names_the_defect(self):
        """CAT-2: who investigates names the defect of an item, and changes nothing else of it."""
        investigation = self._open()
        lines = self.env["complaint.line"].with_user(self.engineer).search(investigation.action_view_items()["domain"])
        self.assertEqual(lines, self.case.line_ids)
        lines.write({"defect_id": self.scratch.id})
        self.assertEqual(self.case.line_ids.defect_id, self.scratch)
        with self.assertRaises(AccessError):
            lines.write({"defect_id": self.scratch.id, "qty_claimed": 9})
        for user in (self.stranger, self.auditor):
            with self.assertRaises(AccessError):
                lines.with_user(user).write({"defect_id": self.drawer.id})
        for wrong in (0x7FFFFFFF, "x", [self.drawer.id], -1):
            with self.assertRefuses(UserError, "not in the catalogue"):
                lines.action_set_defect(wrong)
        lines.action_set_defect(False)
        self.assertFalse(self.case.defect_ids)

    def test_cat_2_defects_are_offered_by_family_and_category(self):
        """CAT-2: the catalogue is narrowed to the product's family and the case's category."""
        tables = self.env["product.category"].create({"name": "Tables"})
        desks = self.env["product.category"].create({"name": "Desks", "parent_id": tables.id})
        food = self.env["product.category"].create({"name": "Food"})
        self.scratch.family_ids, self.drawer.family_ids = tables, food
        self.product.categ_id = desks
        surface = self.scratch.category_id

        def offered(category):
            domain = ["|", ("family_ids", "=", False), ("family_ids", "parent_of", self.product.categ_id.id)]
            domain += ["|", ("category_id", "=", False), "|", ("category_id", "parent_of", category.id)]
            return self.env["complaint.defect"].search([*domain, ("category_id", "child_of", category.id)])

        self.assertIn(self.scratch, offered(surface))
        self.assertIn(self.scratch, offered(surface.parent_id))
        self.assertNotIn(self.scratch, offered(self.drawer.category_id))
        self.assertNotIn(self.drawer, offered(self.drawer.category_id), "it is of another family")
        arch = self.env["complaint.case"].get_view(view_type="form")["arch"]
        for part in ("('family_ids', 'parent_of', family_id)", "('category_id', 'child_of', parent.category_id)"):
            self.assertIn(part, arch)

    def test_cat_2_defect_is_named_while_logging(self):
        """CAT-2, INT-8: whoever takes the complaint may name the defect at once."""
        with Form(self.env["complaint.log"].with_user(self.handler)) as form:
            form.partner_id = self.case.partner_id
            form.subject = "Scratched again"
            with form.line_ids.new() as line:
                line.product_id = self.product
                line.selected = True
                line.qty_claimed = 1
                line.defect_id = self.scratch
        form.save().action_log()
        case = self.env["complaint.case"].search([("subject", "=", "Scratched again")])
        self.assertEqual(case.defect_ids, self.scratch)

    def test_cat_2_used_defect_is_archived(self):
        """CAT-2: what was counted stays countable."""
        self.case.line_ids.defect_id = self.scratch
        with self.assertRefuses(UserError, "Archive them"):
            self.scratch.with_user(self.manager).unlink()
        self.scratch.with_user(self.manager).action_archive()
        self.assertEqual(self.case.defect_ids, self.scratch)
        self.drawer.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            self.scratch.with_user(self.engineer).name = "Mine"

    def test_code_is_unique(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["complaint.defect"].create({"name": "Twice", "code": self.scratch.code})
