"""The public names of docs/5-model.md are there, with the values that they promise."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

MODEL = Path(__file__).parents[1] / "docs" / "5-model.md"
ROW = re.compile(r"^\| (`complaint\.[^|]*|`hr\.version`[^|]*|`account\.move`[^|]*) \| (.*) \|$", re.MULTILINE)
# `field` and, in brackets behind it, its values or a remark
NAME = re.compile(r"`([a-z_0-9]+\*?)`(?: \(([^)]*)\))?")


@tagged("post_install", "-at_install")
class TestModel(TransactionCase):
    def test_fields(self):
        rows = ROW.findall(MODEL.read_text())
        self.assertGreater(len(rows), 25)
        for models, cell in rows:
            for name in re.findall(r"`([a-z._]+)`", models):
                with self.subTest(name):
                    self._check_model(self.env[name], cell.partition("public `")[0], several="," in models)

    def test_methods(self):
        methods = re.findall(r"^\| `(action_[a-z_]+)", MODEL.read_text(), re.MULTILINE)
        self.assertGreater(len(methods), 8)
        for name in methods:
            self.assertTrue(callable(getattr(self.env["complaint.case"], name)), name)

    def _check_model(self, model, cell, several):
        """:param several: the row tells of several models at once, whose fields are not one another's"""
        if several:
            return
        for name, remark in NAME.findall(cell):
            if name.endswith("*"):
                self.assertTrue([field for field in model._fields if field.startswith(name[:-1])], name)
                continue
            self.assertIn(name, model._fields)
            field = model._fields[name]
            if field.type == "selection" and remark:
                known = {value for value, _label in field._description_selection(self.env)}
                self.assertLessEqual(set(remark.split(", ")), known, name)
