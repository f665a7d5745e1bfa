from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date, format_list

from ..models.complaint_claim import get_unit


class ComplaintLogLine(models.TransientModel):
    """An item to tick, of a document line or, typed in, of a product (INT-2, INT-3, INT-11)."""

    _name = "complaint.log.line"
    _description = "Item to Complain About"

    log_id = fields.Many2one("complaint.log", required=True, ondelete="cascade")
    selected = fields.Boolean("Complained")
    sale_line_id = fields.Many2one("sale.order.line", "Order Item", ondelete="cascade")
    invoice_line_id = fields.Many2one("account.move.line", "Invoice Item", ondelete="cascade")
    move_id = fields.Many2one(
        "stock.move",
        "Delivery",
        compute="_compute_move_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id")
    product_id = fields.Many2one(
        "product.product", compute="_compute_product_id", compute_sudo=False, store=True, readonly=False
    )
    typed_product_id = fields.Many2one("product.product", compute="_compute_offer")
    product_uom_id = fields.Many2one("uom.uom", "Unit", compute="_compute_product_id", compute_sudo=False, store=True)
    date_delivered = fields.Datetime("Delivered On", compute="_compute_offer")
    available_lot_ids = fields.Many2many("stock.lot", compute="_compute_offer", string="Lots Delivered")
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots/Serials",
        domain="['|', ('id', 'in', available_lot_ids), ('product_id', '=', typed_product_id)]",
    )
    qty_delivered = fields.Float("Delivered", digits="Product Unit", compute="_compute_figures")
    qty_invoiced = fields.Float("Invoiced", digits="Product Unit", compute="_compute_figures")
    qty_left = fields.Float("Left to Claim", digits="Product Unit", compute="_compute_figures")
    qty_claimed = fields.Float(
        "Claimed", digits="Product Unit", compute="_compute_qty_claimed", compute_sudo=False, store=True, readonly=False
    )
    is_overclaimed = fields.Boolean("More Than Left", compute="_compute_is_overclaimed")
    qty_unknown = fields.Boolean("Not Yet Known", help="The customer cannot say the quantity yet.")
    qty_defective = fields.Float("Defective", digits="Product Unit")
    demand_id = fields.Many2one("complaint.demand", "Customer Asks For")

    @api.depends("sale_line_id", "lot_ids")
    def _compute_move_id(self):
        """The delivery of the chosen lots, else the last one."""
        for line in self:
            moves = line._get_moves()
            chosen = moves.filtered(lambda m, lots=line.lot_ids._origin: m.lot_ids & lots)
            line.move_id = (chosen or moves).sorted(lambda m: (m.date, m.id))[-1:].id

    @api.depends("sale_line_id", "invoice_line_id", "move_id")
    def _compute_product_id(self):
        for line in self:
            source = line._get_readable_source()
            line.product_id = source.product_id.id or line.product_id
            line.product_uom_id = get_unit(source).id or line.product_id.uom_id or line.product_uom_id

    @api.depends("sale_line_id", "move_id", "product_id", "log_id.picking_id")
    def _compute_offer(self):
        for line in self:
            moves = line._get_moves()
            line.typed_product_id = not line._get_source() and line.product_id
            line.available_lot_ids = moves.lot_ids.ids
            line.date_delivered = (line.move_id.sudo() or moves.sorted("date")[-1:]).date

    @api.depends("sale_line_id", "invoice_line_id", "move_id", "product_uom_id", "log_id.picking_id")
    def _compute_figures(self):
        figures = self.env["complaint.claim"]._get_figures([line._get_readable_source() for line in self])
        for line in self:
            values = figures.get(line._get_readable_source(), {})
            delivered, invoiced = values.get("delivered", 0.0), values.get("invoiced", 0.0)
            gone = max(values.get("credited", 0.0), values.get("returned", 0.0))
            claimed = sum(quantity for _line, quantity in values.get("claims", ()))
            left = max(0.0, (delivered or invoiced) - gone - claimed)
            if line.log_id.picking_id and line.sale_line_id:
                delivered = line._get_picking_quantity(delivered)
                left = min(left, delivered)
            line.qty_delivered, line.qty_invoiced, line.qty_left = delivered, invoiced, left

    @api.depends("selected", "qty_unknown", "qty_left")
    def _compute_qty_claimed(self):
        for line in self:
            if not line.selected or line.qty_unknown:
                line.qty_claimed = 0
            elif not line.qty_claimed:
                line.qty_claimed = line.qty_left

    @api.depends("qty_claimed", "qty_left", "selected", "qty_unknown")
    def _compute_is_overclaimed(self):
        for line in self:
            known = line._get_source() and line.product_uom_id and line.selected and not line.qty_unknown
            line.is_overclaimed = bool(known) and line.product_uom_id.compare(line.qty_claimed, line.qty_left) > 0

    @api.onchange("qty_claimed", "lot_ids", "demand_id", "qty_defective", "product_id", "qty_unknown")
    def _onchange_tick(self):
        """Whoever types into a row means it; claiming more than is left warns (INT-11)."""
        typed = not self._get_source() and self.product_id
        chosen = self.lot_ids and len(self.available_lot_ids) > 1
        if self.qty_claimed or self.qty_defective or self.qty_unknown or self.demand_id or typed or chosen:
            self.selected = True
        if self.is_overclaimed:
            title = self.env._("More Than Is Left")
            return {"warning": {"type": "notification", "title": title, "message": self._say_excess()}}

    def _say_excess(self):
        return self.env._(
            "%(item)s: %(claimed)s claimed, %(left)s left to claim of %(delivered)s delivered. The rest was credited, "
            "returned, or is claimed in other open cases.",
            item=self.product_id.display_name,
            claimed=f"{self.qty_claimed:.15g}",
            left=f"{self.product_uom_id.round(self.qty_left):.15g}",
            delivered=f"{self.product_uom_id.round(self.qty_delivered):.15g}",
        )

    # === Business methods ===

    def _get_source(self):
        """The document line behind the item; none for what was typed in."""
        return self.sale_line_id or self.invoice_line_id or self.move_id

    def _get_readable_source(self):
        """The document line, unless its id was made up: the dialog offers what the user may read, and no more."""
        source = self._get_source()._origin
        return source if source and source.has_access("read") else source.browse()

    def _get_moves(self):
        """The deliveries of the item, of the delivery only that the complaint is logged from."""
        self.ensure_one()
        # sudo: of a line that the user may read: lots and dates, for sales assistants without inventory rights
        source = self._get_readable_source().sudo()
        if source._name == "stock.move":
            return source
        if source._name != "sale.order.line":
            return self.env["stock.move"]
        picking = self.log_id.picking_id._origin
        moves = source.move_ids.filtered(lambda m: m.picking_id == picking) if picking else source.move_ids
        return self.env["complaint.log"]._get_delivered_moves(moves)

    def _get_picking_quantity(self, delivered):
        """What the delivery itself brought of the item; a kit, which moves as its components, counts as a whole."""
        own = self._get_moves().filtered(lambda m: m.product_id == self.product_id._origin)
        quantities = [m.product_uom._compute_quantity(m.quantity, self.product_uom_id, round=False) for m in own]
        return sum(quantities) if own else delivered

    def _missing_to_log(self):
        """Sentences saying what a ticked item lacks."""
        self.ensure_one()
        if not self.product_id:
            return [self.env._("An item without a product is ticked: choose the product.")]
        if not self.qty_unknown and self.qty_claimed <= 0:
            name = self.product_id.display_name
            return [self.env._("%s: say how many, or tick Not Yet Known.", name)]
        return []

    def _get_read_back_sentence(self):
        """INT-8: how many of what, in which lots, delivered when."""
        self.ensure_one()
        unit = self.product_uom_id.name or ""
        item = self.product_id.with_context(display_default_code=False).display_name or ""
        values = {"item": item, "unit": unit, "quantity": f"{self.qty_claimed:.15g}"}
        if self.qty_unknown:
            text = self.env._("%(item)s: you cannot say yet how many", **values)
        else:
            text = self.env._("%(item)s: %(quantity)s %(unit)s", **values)
        parts = [text]
        if self.qty_defective:
            parts.append(self.env._("%s of them defective", f"{self.qty_defective:.15g}"))
        if self.lot_ids:
            parts.append(self.env._("lots %s", format_list(self.env, self.lot_ids.mapped("name"))))
        if self.date_delivered:
            parts.append(self.env._("delivered on %s", format_date(self.env, self.date_delivered)))
        return ", ".join(parts) + "."

    def _prepare_case_line_values(self):
        return {
            "sale_line_id": self.sale_line_id.id,
            "invoice_line_id": self.invoice_line_id.id,
            "move_id": self.move_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "qty_claimed": self.qty_claimed,
            "qty_unknown": self.qty_unknown,
            "qty_defective": self.qty_defective,
            "demand_id": self.demand_id.id,
        }
