from odoo import api, fields, models

from .complaint_remedy import DELIVERY_KINDS, RECEIVED


class ComplaintRemedy(models.Model):
    """RET-8: deliveries at no charge: other goods for an exchange or replacement, the mended ones after rework.

    Other goods are procured by the rules of the order line, as core's own exchange does it; mended ones are sent by
    Odoo's return of the receipt that brought them. Neither changes what the order counts as delivered.
    """

    _inherit = "complaint.remedy"

    delivery_terms = fields.Selection(
        [
            ("after", "After the goods came back"),
            ("before", "Before the goods come back"),
            ("waived", "Goods stay with the customer"),
        ],
        "New Delivery",
        compute="_compute_delivery_terms",
        store=True,
        readonly=False,
        help="Exchange and replacement: when the new goods are delivered, and whether the old ones are to come back.",
    )
    delivery_move_ids = fields.One2many("stock.move", "complaint_remedy_id", "Goods Delivered at No Charge")
    delivery_reference_ids = fields.One2many("stock.reference", "complaint_remedy_id", "Ordered From Vendors")
    delivery_picking_ids = fields.Many2many(
        "stock.picking", compute="_compute_delivery_picking_ids", string="Deliveries"
    )
    delivery_state = fields.Selection(
        [("none", "No Delivery"), ("waiting", "To Deliver"), ("done", "Delivered")],
        "Delivery",
        compute="_compute_delivery_state",
        store=True,
    )
    disposition_ids = fields.One2many("complaint.disposition", "remedy_id", "Dispositions")
    receipt_names = fields.Char("Goods Receipts", compute="_compute_transfer_names", compute_sudo=True)
    delivery_names = fields.Char("Deliveries by Name", compute="_compute_transfer_names", compute_sudo=True)

    @api.depends("kind")
    def _compute_delivery_terms(self):
        for remedy in self:
            terms = {"exchange": remedy.delivery_terms or "after", "replacement": remedy.delivery_terms or "waived"}
            remedy.delivery_terms = terms.get(remedy.kind)

    @api.depends("delivery_move_ids.picking_id")
    def _compute_delivery_picking_ids(self):
        for remedy in self:
            remedy.delivery_picking_ids = remedy.delivery_move_ids.picking_id

    @api.depends("delivery_move_ids.state", "delivery_move_ids.location_dest_id", "delivery_reference_ids")
    def _compute_delivery_state(self):
        for remedy in self:
            moves = remedy.delivery_move_ids.filtered(lambda m: m.state != "cancel")
            arrived = moves.filtered(lambda m: m.state == "done" and m.location_dest_id.usage == "customer")
            ordered = remedy.delivery_reference_ids and not remedy.delivery_move_ids
            if ordered or moves.filtered(lambda m: m.state != "done"):
                remedy.delivery_state = "waiting"
            else:
                remedy.delivery_state = "done" if arrived else "none"

    @api.depends("return_picking_ids.name", "delivery_move_ids.picking_id.name")
    def _compute_transfer_names(self):
        for remedy in self:
            remedy.receipt_names = ", ".join(remedy.return_picking_ids.sorted("id").mapped("name"))
            remedy.delivery_names = ", ".join(remedy.delivery_picking_ids.sorted("id").mapped("name"))

    # === Business ===

    def _needs_delivery(self):
        """Whether goods are to be sent now: at once, or after what they are for has come back."""
        if self.kind not in DELIVERY_KINDS or self.delivery_state != "none":
            return False
        return self.delivery_terms in ("before", "waived") or self.receipt_state in RECEIVED

    def _missing_for_delivery(self):
        """Why the goods cannot be sent; extend for what happens to them first.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if not self._get_quantity_to_deliver():
            return [self.env._("nothing came back, so nothing is to be delivered; cancel it with a reason")]
        if self.kind in ("rework", "repair") and not self._get_mended():
            return [self.env._("nothing of what came back is left to be sent out again; cancel it with a reason")]
        if self.kind in ("exchange", "replacement") and not self._get_replacement().active:
            return [
                self.env._(
                    "%s is archived and no longer delivered; choose another remedy in a new version",
                    self._get_replacement().display_name,
                )
            ]
        return []

    def _get_quantity_to_deliver(self):
        """As approved; where the goods came first, as many as were taken back."""
        return self.quantity if self.delivery_terms in ("before", "waived") else self.qty_received

    def _create_delivery(self):
        """Note: self.ensure_one()"""
        self.ensure_one()
        if self.kind in ("rework", "repair"):
            self._send_mended()
        else:
            self._procure_goods()
        self.invalidate_recordset(["delivery_move_ids", "delivery_picking_ids"])
        body = self.env._(
            "%(remedy)s: delivered at no charge with %(deliveries)s.",
            remedy=self.display_name,
            deliveries=", ".join(self.delivery_picking_ids.mapped("name")),
        )
        if not self.delivery_picking_ids:
            body = self.env._("%s: ordered from the vendor, who sends it to the customer.", self.display_name)
        self.case_id._message_log(body=body)

    def _procure_goods(self):
        """New goods by the rules that delivered the item, priced nowhere."""
        product = self._get_replacement()
        values = {
            "date_planned": fields.Datetime.now(),
            "date_deadline": False,
            "packaging_uom_id": False,
            "complaint_remedy_id": self.id,
            **self._prepare_replacement(),
        }
        if len(self._get_parts()) > 1:
            # the order counts the parts of a kit by the moves of its line, whoever they are for
            values.update(sale_line_id=False, reference_ids=self.env["stock.reference"])
        quantity, unit = self.product_uom_id._adjust_uom_quantities(self._get_quantity_to_deliver(), product.uom_id)
        procurements = self._prepare_procurements(product, quantity, unit, values)
        if self._is_bought(procurements[0]):
            procurements = self._prepare_procurements(product, quantity, unit, {**values, **self._prepare_order()})
        self.env["stock.rule"].run(procurements)
        self.invalidate_recordset(["delivery_move_ids"])
        self.delivery_move_ids.picking_id.filtered(lambda p: p.state not in ("done", "cancel")).action_confirm()

    def _is_bought(self, procurement):
        """Whether a vendor sends the goods to the customer directly: until they are ordered there is no transfer."""
        location, values = procurement.location_id, procurement.values
        rule = self.env["stock.rule"]._get_rule(procurement.product_id, location, values)
        return bool(rule) and rule.action == "buy"

    def _prepare_order(self):
        """The vendor's order says what it is for. The order line is left out: it would bill what the vendor sends."""
        complaint = self.env._("Complaint %s", self.case_id.name)
        reference = self.env["stock.reference"].create({"name": complaint, "complaint_remedy_id": self.id})
        return {"sale_line_id": False, "reference_ids": reference, "product_description_variants": complaint}

    def _send_mended(self):
        """The same goods and lots out again: a return of each receipt for what is left of it."""
        mended = self._get_mended()
        for receipt, moves in self.env["stock.move"].union(*mended).grouped("picking_id").items():
            quantities = {move: mended[move] for move in moves}
            delivery = self._return_picking(receipt, quantities, to_refund=False, complaint_delivery=True)
            delivery.move_ids.complaint_remedy_id = self
            for move in delivery.move_ids.filtered(lambda m: m.state != "done"):
                if place := self._get_place_aside(move):
                    self._find_mended(move, place)
                elif move.state != "assigned":
                    warehouse = move.warehouse_id or move.picking_id.picking_type_id.warehouse_id
                    self._find_mended(move, warehouse.lot_stock_id)

    def _get_mended(self):
        """RET-7, RET-8: what came to be mended and goes out again; not what was scrapped or sent to its vendor since.

        :return: dict of the stock.move that brought it to quantity in the unit of its product
        """
        moves = self._get_receipt_moves().filtered(lambda m: m.product_id in self._get_parts())
        left = {move: move._get_complaint_left() for move in moves}
        for gone in self.disposition_ids.filtered(
            lambda d: d.kind in ("scrap", "vendor") and d.state in ("under_way", "done")
        ):
            lost = gone.quantity
            for move in moves.filtered(lambda m, d=gone: m.product_id == d.product_id):
                if not gone.lot_id or gone.lot_id in move.move_line_ids.lot_id:
                    part = min(lost, left[move])
                    left[move] -= part
                    lost -= part
        return {move: quantity for move, quantity in left.items() if move.product_id.uom_id.compare(quantity, 0) > 0}

    def _get_place_aside(self, move):
        """Where the goods that ``move`` is to bring out were put aside last, as long as they all lie there."""
        last = self.disposition_ids.filtered(lambda d: d.state == "done" and d.product_id == move.product_id)[-1:]
        place = last.picking_id.location_dest_id
        if last.kind not in ("quarantine", "rework"):
            return place.browse()
        here = self.env["stock.quant"]._get_available_quantity(move.product_id, place)
        return place if move.product_id.uom_id.compare(here, move.product_qty) >= 0 else place.browse()

    def _find_mended(self, move, place):
        """Where the goods have left the place of receipt, they are taken from ``place``, by their lots."""
        origin = move.origin_returned_move_id
        move._do_unreserve()
        move.write(
            {"location_id": place.id, "move_orig_ids": [fields.Command.clear()], "procure_method": "make_to_stock"}
        )
        lots, left = origin.move_line_ids.lot_id, move.product_qty
        for lot in lots:
            wanted = min(left, origin._get_complaint_quantity(lot))
            left -= move._update_reserved_quantity(wanted, place, lot_id=lot, strict=False)
        if not lots:
            move._action_assign()

    def _deliver_after_receipt(self):
        """New goods follow at once; mended ones wait until they are mended."""
        self.ensure_one()
        if self.kind in ("rework", "repair"):
            self._start_mending()
        elif self._needs_delivery():
            self._try_document(self._missing_for_delivery, self._create_delivery, self.env._("Delivery to make"))
        self._follow_documents()

    def _start_mending(self):
        """The goods are here to be mended; extend for the documents of the workshop."""
        self.ensure_one()
        if self.delivery_state == "none":
            self.case_id._message_log(
                body=self.env._("%s: the goods are here. Send them out again when they are ready.", self.display_name)
            )

    def _follow_delivery(self):
        """What went out is a loss, and may be the last that the remedy waited for."""
        for remedy in self:
            self.env["complaint.loss"]._follow_deliveries(remedy)
            remedy._follow_documents()
