from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestProduction(ComplaintQualityCommon):
    """How the lots were made, typed; reading from manufacturing is tested where it is installed, in tests/install."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._new_lot("D-1") | cls._new_lot("D-2")
        cls.case.line_ids.lot_ids = cls.lots
        cls.investigation = cls._open()

    def test_typed(self):
        """INV-8: product, lot, production date, workcentre, shift, operators, quantity made, a line for each lot."""
        self.investigation.action_read_production()
        facts = self.investigation.production_ids
        self.assertEqual(facts.lot_id, self.lots)
        self.assertEqual(facts.product_id, self.product)
        typed = {
            "date_produced": "2026-10-20",
            "workcenter": "Paint shop",
            "shift": "Late",
            "operators": "Ann, Bob",
            "quantity": 40,
            "document": "Card 12",
        }
        facts[0].write(typed)
        self.investigation.action_read_production()
        self.assertEqual(self.investigation.production_ids, facts, "what was typed stays")
        self.assertEqual(facts[0].shift, "Late")

    def test_typed_in_the_form(self):
        """INV-8: the lines are typed on the investigation."""
        self.engineer.group_ids += self.env.ref("stock.group_production_lot")
        with Form(self.investigation) as form, form.production_ids.new() as line:
            line.lot_id = self.lots[1]
            line.quantity = 12
        self.assertRecordValues(
            self.investigation.production_ids, [{"product_id": self.product.id, "quantity": 12, "is_read": False}]
        )

    def test_what_is_read_is_not_typed(self):
        """INV-8: a line from manufacturing is corrected there; its shift is typed; nobody types that it was read."""
        fact = self.env["complaint.production"].create(
            {"investigation_id": self.investigation.id, "lot_id": self.lots[0].id, "is_read": True, "document": "MO/1"}
        )
        fact = fact.with_user(self.engineer)
        fact.shift = "Night"
        with self.assertRefuses(UserError, "is corrected there"):
            fact.quantity = 9
        with self.assertRefuses(UserError, "read from there, not typed"):
            fact.copy({"is_read": True, "document": "MO/2"})
        fact.unlink()

    def test_wrong_facts(self):
        """INV-8: units and lots are the product's; a closed investigation takes none."""
        values = {"investigation_id": self.investigation.id, "lot_id": self.lots[0].id}
        facts = self.env["complaint.production"].with_user(self.engineer)
        with self.assertRefuses(ValidationError, "not counted in"):
            facts.create({**values, "product_uom_id": self.env.ref("uom.product_uom_kgm").id})
        with self.assertRefuses(ValidationError, "is not a lot of"):
            facts.create({**values, "product_id": self.env["product.product"].create({"name": "Chair"}).id})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            facts.create({**values, "quantity": -1}).flush_recordset()
        fact = facts.create(values)
        self.product.active = False
        fact.quantity = 7
        self.investigation.action_no_action_needed("One-off")
        self.investigation.conclusion = "<p>Done</p>"
        self.investigation.action_close()
        for change in (lambda: fact.write({"quantity": 8}), fact.unlink, self.investigation.action_read_production):
            with self.assertRefuses(UserError, "is closed"):
                change()

    def test_nothing_to_read(self):
        """INV-8: without lots there is nothing to read."""
        self.investigation.lot_ids = [Command.clear()]
        with self.assertRefuses(UserError, "name the lots first"):
            self.investigation.action_read_production()

    def test_wrong_people(self):
        """INV-8, CNF-3: who has no part in the investigation reads nothing, who only has a part writes nothing."""
        self.investigation.action_read_production()
        facts = self.investigation.production_ids
        with self.assertRaises(AccessError):
            facts.with_user(self.stranger).read(["quantity"])
        self._accept_cause(self.investigation)
        self._plan(self.investigation)
        facts.with_user(self.owner).read(["quantity"])
        for user in (self.owner, self.handler, self.auditor):
            with self.assertRaises(AccessError):
                facts.with_user(user).write({"quantity": 1})
            with self.assertRaises(AccessError):
                self.investigation.with_user(user).action_read_production()
