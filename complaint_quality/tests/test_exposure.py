from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestExposure(ComplaintQualityCommon):
    """Where a lot is, where it went, and what is done about it: steel goes into frames, frames into desks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer.group_ids += cls.env.ref("stock.group_stock_user") + cls.env.ref("stock.group_production_lot")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.vendors = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.vendor, cls.school, cls.clinic = cls.env["res.partner"].create(
            [{"name": "Steelworks"}, {"name": "School"}, {"name": "Clinic"}]
        )
        cls.frame, cls.steel = cls.env["product.product"].create(
            [
                {"name": "Frame", "is_storable": True, "tracking": "lot"},
                {"name": "Steel", "is_storable": True, "tracking": "lot"},
            ]
        )
        cls.desk_lot, cls.other_lot = cls._new_lot("D-1"), cls._new_lot("D-2")
        cls.frame_lot, cls.steel_lot = cls._new_lot("F-1", cls.frame), cls._new_lot("S-1", cls.steel)
        cls._move(cls.steel_lot, 100, cls.vendors, cls.stock, cls.vendor)
        cls._produce(cls.frame_lot, 20, {cls.steel_lot: 80})
        cls._produce(cls.desk_lot, 10, {cls.frame_lot: 10})
        cls._produce(cls.other_lot, 8, {cls.frame_lot: 8})
        cls.delivery = cls._move(cls.desk_lot, 4, cls.stock, cls.customers, cls.school)
        cls.case.line_ids.lot_ids = cls.desk_lot

    @classmethod
    def _move(cls, lot, quantity, source, target, partner=None, uom=None):
        types = {"supplier": cls.warehouse.in_type_id, "customer": cls.warehouse.in_type_id}
        kind = types.get(source.usage, cls.warehouse.out_type_id)
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": partner and partner.id,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
        )
        move = cls._do_move(lot, quantity, source, target, picking, uom)
        return move.picking_id

    @classmethod
    def _do_move(cls, lot, quantity, source, target, picking=None, uom=None):
        values = {"location_id": source.id, "location_dest_id": target.id, "company_id": cls.warehouse.company_id.id}
        uom = uom or lot.product_id.uom_id
        line = {"lot_id": lot.id, "product_id": lot.product_id.id, "quantity": quantity, "product_uom_id": uom.id}
        move = cls.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom": uom.id,
                "product_uom_qty": quantity,
                "picking_id": picking and picking.id,
                "move_line_ids": [Command.create({**values, **line, "picked": True})],
                **values,
            }
        )
        move.move_line_ids.picking_id = picking
        move._action_confirm(merge=False)
        move.picked = True
        move._action_done()
        return move

    @classmethod
    def _produce(cls, lot, quantity, components):
        """What a manufacturing order leaves behind in stock."""
        used = cls.env["stock.move"]
        for component, amount in components.items():
            used += cls._do_move(component, amount, cls.stock, cls.production)
        made = cls._do_move(lot, quantity, cls.production, cls.stock)
        made.move_line_ids.consume_line_ids = used.move_line_ids

    def _find(self, lot, **values):
        found = (
            self.env["complaint.exposure"]
            .with_user(self.engineer)
            .search(
                [
                    ("lot_id", "=", lot.id),
                    ("product_id", "=", lot.product_id.id),
                    *((k, "=", v) for k, v in values.items()),
                ]
            )
        )
        return {(line.kind, line.commercial_partner_id, line.location_id.usage): line.quantity for line in found}

    def _facts(self, node):
        return {(fact["kind"], fact["name"]): fact["quantity"] for fact in node["facts"]}

    # === EXP-1 ===

    def test_where_a_lot_is_and_went(self):
        """EXP-1: stock by location, customers with their deliveries, receipts from the vendor, production."""
        nobody = self.env["res.partner"]
        self.assertEqual(
            self._find(self.desk_lot),
            {("stock", nobody, "internal"): 6, ("delivery", self.school, False): 4, ("production", nobody, False): 10},
        )
        self.assertEqual(
            self._find(self.steel_lot),
            {
                ("stock", nobody, "internal"): 20,
                ("receipt", self.vendor, False): 100,
                ("consumption", nobody, False): 80,
            },
        )
        self.assertEqual(
            self.env["complaint.exposure"].search([("picking_id", "=", self.delivery.id)]).document, self.delivery.name
        )

    def test_returned_and_resold(self):
        """EXP-1: what came back and was sold again is shown at both customers, in the product's unit."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self._move(self.desk_lot, 3, self.customers, self.stock, self.school)
        self._move(self.desk_lot, 2, self.stock, self.customers, self.clinic)
        more = self._new_lot("D-3")
        self._do_move(more, 2, self.production, self.stock, uom=dozen)
        self._move(more, 1, self.stock, self.customers, self.clinic, uom=dozen)
        found = self._find(self.desk_lot)
        self.assertEqual(found["delivery", self.school, False], 4)
        self.assertEqual(found["return", self.school, False], 3)
        self.assertEqual(found["delivery", self.clinic, False], 2)
        self.assertEqual(self._find(more)["delivery", self.clinic, False], 12)

    def test_transit_and_scrap(self):
        """EXP-1: on the way between warehouses, scrapped: a lot is nowhere forgotten; archived products neither."""
        transit = self.company.internal_transit_location_id
        transit.active = True
        self._do_move(self.desk_lot, 2, self.stock, transit)
        scrap = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        self._do_move(self.desk_lot, 1, self.stock, scrap)
        self.product.active = False
        found = self._find(self.desk_lot)
        nobody = self.env["res.partner"]
        self.assertEqual(found["transit", nobody, "transit"], 2)
        self.assertEqual(found["loss", nobody, False], 1)
        self.assertEqual(found["stock", nobody, "internal"], 3)

    def test_tree(self):
        """EXP-1: from the complained lot down to what it was made of; from a component up to all that it went into."""
        (desk,) = self.case.with_user(self.engineer).get_exposure_tree()
        self.assertEqual((desk["name"], desk["relation"]), ("D-1", "lot"))
        self.assertEqual(self._facts(desk)["delivery", "School"], 4)
        (frame,) = desk["children"]
        self.assertEqual((frame["name"], frame["relation"], frame["quantity"]), ("F-1", "component", 10))
        (steel,) = frame["children"]
        self.assertEqual((steel["name"], steel["quantity"]), ("S-1", 80))
        self.assertEqual(self._facts(steel)["receipt", "Steelworks"], 100)
        (steel,) = self.steel_lot.with_user(self.engineer).get_exposure_tree()
        (frame,) = steel["children"]
        self.assertEqual((frame["name"], frame["relation"]), ("F-1", "product"))
        self.assertEqual([(node["name"], node["quantity"]) for node in frame["children"]], [("D-1", 10), ("D-2", 8)])

    def test_tree_of_a_circle(self):
        """EXP-1: goods that were taken apart and used again do not make the tracing go round for ever."""
        self._move(self.desk_lot, 2, self.customers, self.stock, self.school)
        self._produce(self.steel_lot, 1, {self.desk_lot: 1})
        (desk,) = self.case.with_user(self.engineer).get_exposure_tree()
        names = [node["name"] for node in desk["children"]]
        self.assertEqual(sorted(names), ["F-1", "S-1"])

    def test_queries_do_not_grow_with_movements(self):
        """EXP-1: one query a level, whatever the number of lots and movements."""
        case, counts = self.case.with_user(self.engineer), []
        case.get_exposure_tree()
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            case.get_exposure_tree()
            counts.append(self.env.cr.sql_log_count - start)
            for number in range(12):
                lot = self._new_lot(f"S-more-{number}-{_round}", self.steel)
                self._move(lot, 5, self.vendors, self.stock, self.vendor)
                self._produce(self.frame_lot, 1, {lot: 5})
                self._move(self.desk_lot, 0.1, self.stock, self.customers, self.clinic)
        self.assertLessEqual(counts[1], counts[0])

    def test_who_may_trace(self):
        """EXP-1, CNF-1: quality users trace the lots of cases they may read, in their companies; others nothing."""
        with self.assertRefuses(AccessError, "quality department"):
            self.case.with_user(self.handler).get_exposure_tree()
        self.case.confidential = True
        with self.assertRefuses(AccessError, "complaint.case"):
            self.case.with_user(self.engineer).get_exposure_tree()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        alien = self._new_user(
            "q_alien", "complaint_quality.group_quality_user", company_id=elsewhere.id, company_ids=elsewhere.ids
        )
        self.assertFalse(self.env["complaint.exposure"].with_user(alien).search([("lot_id", "=", self.desk_lot.id)]))

    # === EXP-2 ===

    def _get_quarantined(self, lot):
        return self._find(lot).get(("quarantine", self.env["res.partner"], "internal"), 0)

    def test_quarantine_and_back(self):
        """EXP-2: one click moves the stock of the lot to quarantine by a real transfer; another brings it back."""
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        self._do_move(self.desk_lot, 2, self.stock, shelf)
        case = self.case.with_user(self.engineer)
        action = case.action_quarantine()
        picking = self.env["stock.picking"].browse(action["res_id"])
        self.assertRecordValues(picking, [{"state": "done", "picking_type_id": self.warehouse.int_type_id.id}])
        self.assertEqual(self._get_quarantined(self.desk_lot), 6)
        self.assertFalse(self._find(self.desk_lot, kind="stock"))
        with self.assertRefuses(UserError, "nothing to block"):
            case.action_quarantine()
        dialog = case.action_release_quarantine()
        reason = self.env["complaint.reason"].with_user(self.engineer).with_context(**dialog["context"])
        reason.create({"reason": "Sorted by hand"}).action_confirm()
        self.assertFalse(self._get_quarantined(self.desk_lot))
        quants = self.env["stock.quant"]._gather(self.product, self.stock, lot_id=self.desk_lot)
        self.assertEqual({quant.location_id: quant.quantity for quant in quants}, {self.stock: 4, shelf: 2})
        self.assertIn("Sorted by hand", str(case.message_ids[0].body))
        with self.assertRefuses(UserError, "in quarantine"):
            case.action_release_quarantine("Again")

    def test_quarantine_takes_reserved_goods(self):
        """EXP-2: what was reserved for a delivery is blocked all the same; what is picked is not."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 14,
                            "product_uom": self.product.uom_id.id,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        self.assertEqual(picking.move_ids.quantity, 14)
        picking.move_line_ids.filtered(lambda line: line.lot_id == self.desk_lot).picked = True
        case = self.case.with_user(self.engineer)
        with self.assertRefuses(UserError, f"{picking.name}.*picked already"):
            case.action_quarantine()
        picking.move_line_ids.picked = False
        case.action_quarantine()
        self.assertEqual(self._get_quarantined(self.desk_lot), 6)
        self.assertNotIn(self.desk_lot, picking.move_line_ids.lot_id)
        picking.action_assign()
        self.assertEqual(picking.move_line_ids.lot_id, self.other_lot, "nothing is reserved from quarantine")

    def test_quarantine_needs_a_warehouse(self):
        """EXP-2: what lies outside of any warehouse of a company without one is said so in words."""
        company = self.env["res.company"].create({"name": "Abroad"})
        self.env["stock.warehouse"].search([("company_id", "=", company.id)]).active = False
        hall = self.env["stock.location"].create({"name": "Hall", "usage": "internal", "company_id": company.id})
        lot = self._new_lot("Abroad")
        self.env["stock.quant"]._update_available_quantity(self.product, hall, 5, lot_id=lot)
        with self.assertRefuses(UserError, "Hall: Abroad has no warehouse"):
            lot.with_context(allowed_company_ids=company.ids).action_quarantine()

    def test_who_may_block(self):
        """EXP-2: the transfer is Odoo's document and needs the rights of an inventory user; and a lot."""
        with self.assertRefuses(AccessError, "inventory rights"):
            self.case.with_user(self.manager).action_quarantine()
        with self.assertRefuses(AccessError, "inventory rights"):
            self.case.with_user(self.handler).action_release_quarantine("Why not")
        self.case.line_ids.lot_ids = False
        with self.assertRefuses(UserError, "No lot"):
            self.case.with_user(self.engineer).action_quarantine()

    def test_propose_cases(self):
        """EXP-2: customers who still have goods of the lot get a case of their own, once, and hear nothing of it."""
        self._move(self.desk_lot, 1, self.stock, self.customers, self.clinic)
        self._move(self.desk_lot, 1, self.stock, self.customers, self.vendor)
        self._move(self.desk_lot, 1, self.customers, self.stock, self.vendor)
        investigation = self._open()
        investigation.lot_ids = self.desk_lot
        wizard = self.env["complaint.proposal"].with_user(self.engineer)
        wizard = wizard.browse(investigation.action_propose_cases()["res_id"])
        self.assertEqual(
            {(line.partner_id, line.quantity, line.selected) for line in wizard.line_ids},
            {(self.school, 4, True), (self.clinic, 1, True)},
        )
        wizard.line_ids.filtered(lambda line: line.partner_id == self.school).selected = False
        case = self.env["complaint.case"].browse(wizard.action_create_cases()["res_id"])
        self.assertRecordValues(
            case,
            [
                {
                    "partner_id": self.clinic.id,
                    "is_proactive": True,
                    "acknowledgement": "none",
                    "investigation_ids": investigation.ids,
                    "channel_id": self.env.ref("complaint_management.channel_internal").id,
                }
            ],
        )
        self.assertRecordValues(
            case.line_ids, [{"lot_ids": self.desk_lot.ids, "qty_unknown": True, "product_id": self.product.id}]
        )
        with self.assertRefuses(UserError, "Tick"):
            wizard.action_create_cases()
        investigation.subject = False
        again = wizard.browse(investigation.action_propose_cases()["res_id"])
        known = again.line_ids.filtered(lambda line: line.partner_id == self.clinic)
        self.assertRecordValues(known, [{"selected": False, "case_ids": case.ids}])
        again.line_ids.selected = False
        with self.assertRefuses(UserError, "Tick"):
            again.action_create_cases()

    def test_propose_cases_to_nobody(self):
        """EXP-2: nobody has the lot any more: said in words."""
        self._move(self.desk_lot, 4, self.customers, self.stock, self.school)
        with self.assertRefuses(UserError, "No customer"):
            self.case.with_user(self.engineer).action_propose_cases()
