from odoo import models
from odoo.exceptions import UserError


class ComplaintDisposition(models.Model):
    """Where the goods that came back lie, and that it is these that are moved (RET-7)."""

    _inherit = "complaint.disposition"

    def _get_moves(self):
        """What came back of the product for the remedy, and is not with its vendor already; as superuser."""
        # sudo: the receipts of the remedy, whoever reads them
        return self.sudo().remedy_id._get_kept_moves().filtered(lambda m: m.product_id == self.product_id)

    def _get_warehouse(self):
        move = self._get_moves()[:1]
        warehouse = move.location_dest_id.warehouse_id or move.picking_id.picking_type_id.warehouse_id
        return warehouse.with_env(self.env)

    def _find_goods(self):
        """Where the goods lie: as named, else where the last disposition or the receipt put them.

        :return: (stock.location, list of (stock.quant as superuser, quantity)); no quants where none are kept
        :raise UserError: fewer than these lie there
        """
        self.ensure_one()
        earlier = self.sudo().remedy_id.disposition_ids.filtered(
            lambda d: d.product_id == self.product_id and d.lot_id == self.lot_id and d.kind in ("quarantine", "rework")
        )
        moves = self._get_moves()
        # a receipt in several steps has brought them on, at last to the stock
        brought = self._get_onward_moves().filtered(lambda m: m.state == "done").sorted("id", reverse=True) | moves
        places = earlier.picking_id.location_dest_id[::-1] | brought.move_line_ids.location_dest_id
        places |= self._get_warehouse().lot_stock_id.sudo()
        if self.location_id:
            places = self.location_id.sudo()
        for place in places:
            goods = self._find_goods_in(place)
            if goods or not self.product_id.is_storable:
                return place.with_env(self.env), goods
        raise UserError(
            self.env._(
                "%(what)s: so many do not lie free in %(places)s. Say where the goods lie.",
                what=self.display_name,
                places=", ".join(places.mapped("display_name")),
            )
        )

    def _find_goods_in(self, place_sudo):
        """Out of which shelves and packages to take them: those that they came in first, and of the owner that they
        came back as; nothing where there are too few."""
        lines_sudo = self._get_moves().move_line_ids.filtered(lambda line: line.lot_id == self.lot_id)
        owners = {line.owner_id for line in lines_sudo}
        packages = {line.result_package_id for line in lines_sudo}
        quants_sudo = place_sudo.env["stock.quant"]._gather(self.product_id, place_sudo, lot_id=self.lot_id or None)
        unit, left, goods = self.product_uom_id, self.quantity, []
        for quant in quants_sudo.sorted(lambda quant: quant.package_id not in packages):
            quantity = min(left, quant.quantity - quant.reserved_quantity)
            if quant.owner_id in owners and quant.lot_id == self.lot_id and unit.compare(quantity, 0) > 0:
                goods.append((quant, quantity))
                left -= quantity
        return goods if unit.compare(left, 0) <= 0 else []

    def _reserve_goods(self, move, goods):
        """Exactly these, whatever core has reserved."""
        move._do_unreserve()
        for quant, quantity in goods:
            move._update_reserved_quantity(
                quantity, quant.location_id, lot_id=quant.lot_id, package_id=quant.package_id, owner_id=quant.owner_id
            )
        if not goods:
            move.quantity = self.quantity

    # === A receipt in several steps ===

    def _get_onward_moves(self):
        """The moves that bring what came back on from where it arrived, as superuser."""
        moves = found = self._get_moves()
        while moves:
            moves = moves.move_dest_ids.filtered(lambda m: not m.origin_returned_move_id) - found
            found |= moves
        return found - self._get_moves()

    def _stop_onward(self):
        """The next step of the receipt gives up what it has reserved: other things happen to it."""
        onward = self._get_onward_moves().filtered(lambda m: m.state not in ("done", "cancel") and not m.picked)
        if self.kind == "as_is":
            return onward.browse()
        onward._do_unreserve()
        return onward

    def _go_onward(self, onward):
        """The next step goes on with what is left for it."""
        source = (self.sudo().picking_id.move_ids | self.sudo().scrap_id.move_ids).location_id
        left = self.quantity if source else 0
        for move in onward:
            unit = move.product_id.uom_id
            taken = min(left, move.product_qty) if source and source._child_of(move.location_id) else 0
            if unit.compare(taken, move.product_qty) >= 0:
                move._action_cancel()
            elif taken:
                move.product_uom_qty -= unit._compute_quantity(taken, move.product_uom, round=False)
            left -= taken
        onward.filtered(lambda m: m.state != "cancel")._action_assign()
