from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_list


class ComplaintExposureSource(models.AbstractModel):
    """EXP-2: keep what is left of a lot from going out, by an internal transfer, and let it go again by another.

    The transfers are Odoo's own documents: who makes them needs the rights of an inventory user.
    """

    _inherit = "complaint.exposure.source"

    # === Actions ===

    def action_quarantine(self):
        """EXP-2: move what lies in stock of these lots to quarantine; what was reserved of it is reserved no more.

        :return: the window action of the transfers
        :raise AccessError: without the rights of an inventory user
        :raise UserError: nothing of these lots is in stock
        """
        lots = self._check_quarantine()
        quants = self._get_lot_quants(lots, quarantined=False)
        if not quants:
            raise UserError(
                self.env._("Nothing is in stock of %s: there is nothing to block.", self._format_lots(lots))
            )
        self._unreserve_lots(lots, quants.location_id)
        pickings = self.env["stock.picking"]
        for warehouse, own in quants.grouped(self._get_warehouse).items():
            target = warehouse._get_complaint_quarantine()
            routes = [(quant, quant.location_id, target, quant.quantity) for quant in own]
            pickings += self._transfer(warehouse, routes)
        self._log_quarantine(self.env._("Blocked: %s", self._format_lots(lots)), pickings)
        return pickings._get_records_action(name=self.env._("To Quarantine"))

    def action_release_quarantine(self, reason=None):
        """EXP-2: move these lots back from quarantine to where they were.

        :param str reason: why they may go out again; without one the dialog that asks for it is returned
        :return: the window action of the transfers
        :raise AccessError: without the rights of an inventory user
        :raise UserError: nothing of these lots is in quarantine
        """
        lots = self._check_quarantine()
        quants = self._get_lot_quants(lots, quarantined=True)
        if not quants:
            raise UserError(self.env._("Nothing of %s is in quarantine.", self._format_lots(lots)))
        if not reason:
            return self.env["complaint.reason"]._ask(self, "release_quarantine")
        pickings = self.env["stock.picking"]
        for warehouse, own in quants.grouped(self._get_warehouse).items():
            pickings += self._transfer(warehouse, self._get_ways_back(own, warehouse))
        self._log_quarantine(
            self.env._("Released: %(lots)s: %(reason)s", lots=self._format_lots(lots), reason=reason), pickings
        )
        return pickings._get_records_action(name=self.env._("From Quarantine"))

    # === Helpers ===

    def _check_quarantine(self):
        """The lots to move, after person and access have been checked."""
        self.check_access("read")
        if not self.env.su and not (
            self.env.user.has_group("complaint_quality.group_quality_user")
            and self.env.user.has_group("stock.group_stock_user")
        ):
            raise AccessError(
                self.env._("Lots are blocked and released by quality users who also have inventory rights. Ask one.")
            )
        lots = self._get_exposed_lots()
        if not lots:
            raise UserError(self.env._("No lot is named here. Name the lots first."))
        return lots

    @api.model
    def _get_lot_quants(self, lots, quarantined):
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "in", lots.ids),
                ("product_id", "in", lots.product_id.ids),
                ("location_id.usage", "=", "internal"),
                ("location_id.is_complaint_quarantine", "=", quarantined),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        return quants.filtered(lambda quant: quant.product_uom_id.compare(quant.quantity, 0) > 0)

    @api.model
    def _get_warehouse(self, quant):
        """The warehouse of a quant; a place outside of any is the business of the company's first one."""
        warehouse = quant.location_id.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", quant.company_id.id)], limit=1
        )
        if not warehouse:
            raise UserError(
                self.env._(
                    "%(place)s: %(company)s has no warehouse for the transfer. Create one first.",
                    place=quant.location_id.display_name,
                    company=quant.company_id.name,
                )
            )
        return warehouse

    @api.model
    def _unreserve_lots(self, lots, locations):
        """Other transfers give up these lots; they look for others, or wait."""
        reserved = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", lots.ids),
                ("product_id", "in", lots.product_id.ids),
                ("location_id", "in", locations.ids),
                ("state", "in", ("assigned", "partially_available", "confirmed", "waiting")),
            ]
        )
        if picked := reserved.filtered("picked"):
            raise UserError(
                self.env._(
                    "%s has been picked already. Unpick it or finish the transfer, then block the lots.",
                    format_list(self.env, (picked.picking_id or picked.move_id).mapped("display_name")),
                )
            )
        moves = reserved.move_id
        moves._do_unreserve()
        for picking in moves.picking_id:
            picking.message_post(
                body=self.env._("%s is blocked by a complaint and is not reserved any more.", self._format_lots(lots))
            )

    @api.model
    def _get_ways_back(self, quants, warehouse):
        """For each quant in quarantine where its quantity goes: to where it came from last, the rest to stock."""
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", quants.lot_id.ids),
                ("product_id", "in", quants.product_id.ids),
                ("location_dest_id", "in", quants.location_id.ids),
                ("state", "=", "done"),
            ],
            order="date desc, id desc",
        )
        came = [[line, line.quantity_product_uom] for line in lines]
        routes = []
        for quant in quants:
            unit, rest = quant.product_uom_id, quant.quantity
            for entry in came:
                line, left = entry
                fits = (line.lot_id, line.location_dest_id) == (quant.lot_id, quant.location_id)
                if not fits or unit.is_zero(left) or unit.is_zero(rest) or line.location_id.usage != "internal":
                    continue
                quantity = min(left, rest)
                routes.append((quant, quant.location_id, line.location_id, quantity))
                entry[1] -= quantity
                rest -= quantity
            if not unit.is_zero(rest):
                routes.append((quant, quant.location_id, warehouse.lot_stock_id, rest))
        return routes

    def _transfer(self, warehouse, routes):
        """One internal transfer, done at once.

        :param routes: list of (quant, source, destination, quantity in the product's unit)
        """
        by_move = {}
        for quant, source, target, quantity in routes:
            by_move.setdefault((quant.product_id, source, target), []).append((quant, quantity))
        first_source, first_target = routes[0][1], routes[0][2]
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "company_id": warehouse.company_id.id,
                "location_id": first_source.id,
                "location_dest_id": first_target.id,
                "origin": format_list(self.env, self.mapped("display_name")),
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": sum(quantity for _quant, quantity in parts),
                            "location_id": source.id,
                            "location_dest_id": target.id,
                            "company_id": warehouse.company_id.id,
                            "move_line_ids": [
                                Command.create(
                                    {
                                        "product_id": product.id,
                                        "product_uom_id": product.uom_id.id,
                                        "lot_id": quant.lot_id.id,
                                        "package_id": quant.package_id.id,
                                        "owner_id": quant.owner_id.id,
                                        "quantity": quantity,
                                        "location_id": source.id,
                                        "location_dest_id": target.id,
                                        "picked": True,
                                    }
                                )
                                for quant, quantity in parts
                            ],
                        }
                    )
                    for (product, source, target), parts in by_move.items()
                ],
            }
        )
        picking.move_ids.move_line_ids.picking_id = picking
        picking.move_ids._action_confirm(merge=False)
        picking.move_ids.picked = True
        picking.move_ids._action_done()
        return picking

    def _log_quarantine(self, text, pickings):
        """Leave a note with the transfers where the lots were blocked or released."""
        body = self.env._("%(what)s (%(transfers)s)", what=text, transfers=", ".join(pickings.mapped("name")))
        for record in self:
            record.message_post(body=body)

    @api.model
    def _format_lots(self, lots):
        return format_list(self.env, lots.mapped("name"))
