from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class ComplaintDisposition(models.Model):
    """Carrying out dispositions with Odoo's own documents (RET-7)."""

    _name = "complaint.disposition"
    _inherit = ["complaint.case.part", "complaint.disposition"]

    def action_carry_out(self):
        """Make the transfer, the scrap or the return to the vendor. Callable on ids by an inventory user.

        :return: True
        :raise UserError: carried out or cancelled already; or fewer goods than that lie there
        :raise AccessError: without the rights of an inventory user
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("stock.group_stock_user")):
            raise AccessError(self.env._("Goods are moved by those who have inventory rights. Ask one."))
        # sudo: locked, so that nobody moves the goods twice
        self.sudo().remedy_id._lock_for_documents()
        self.invalidate_recordset(["state"])
        for disposition in self:
            if disposition.state != "decided":
                raise UserError(self.env._("%s is no longer to be carried out.", disposition.display_name))
        for disposition in self:
            onward = disposition._stop_onward()
            state, documents = getattr(disposition, f"_carry_out_{disposition.kind}")()
            # sudo: what was done is written by the procedure only; person and state have been checked
            disposition.sudo().write(
                {"state": state, "done_by_id": self.env.uid, "date_done": fields.Datetime.now(), **documents}
            )
            disposition._go_onward(onward)
            disposition.sudo()._follow_loss()
        return True

    # === One method a kind: (state, values of the documents) ===

    def _carry_out_as_is(self):
        return "done", {}

    def _carry_out_stock(self):
        place, goods = self._find_goods()
        stock = self._get_warehouse().lot_stock_id
        if place._child_of(stock):
            return "done", {}
        return "done", {"picking_id": self._transfer(place, stock, goods).id}

    def _carry_out_quarantine(self):
        return self._put_aside()

    def _carry_out_rework(self):
        return self._put_aside()

    def _put_aside(self):
        target = self._get_warehouse()._get_complaint_place(self.kind)
        place, goods = self._find_goods()
        return "done", {"picking_id": self._transfer(place, target, goods).id}

    def _carry_out_scrap(self):
        place, goods = self._find_goods()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product_id.id,
                "product_uom_id": self.product_uom_id.id,
                "scrap_qty": self.quantity,
                "lot_id": self.lot_id.id,
                "location_id": place.id,
                "company_id": self.company_id.id,
                "origin": self.sudo().case_id.name,
            }
        )
        scrap.with_context(complaint_goods=goods).do_scrap()
        return "done", {"scrap_id": scrap.id}

    def _carry_out_vendor(self):
        """By the return of the receipt that brought the lot, where it is known; else a transfer to the vendor."""
        (place, goods), receipt = self._find_goods(), self._get_vendor_receipt()
        if receipt:
            picking = (
                self.sudo()
                .remedy_id._return_picking(receipt.picking_id, {receipt: self.quantity}, to_refund=True)
                .with_env(self.env)
            )
            picking.move_ids.write(
                {"location_id": place.id, "move_orig_ids": [Command.clear()], "procure_method": "make_to_stock"}
            )
        else:
            # sudo: to whom it goes, whoever reads the product's vendors
            vendor = self.product_id.sudo().seller_ids[:1].partner_id.with_company(self.company_id)
            target = vendor.property_stock_supplier or self.env.ref("stock.stock_location_suppliers")
            picking = self._create_picking(self._get_warehouse().out_type_id, place, target, vendor)
        self._reserve_goods(picking.move_ids, goods)
        return "under_way", {"picking_id": picking.id}

    # === Helpers ===

    def _get_vendor_receipt(self):
        """The newest receipt from a vendor that brought the lot, or without a lot the product."""
        domain = [
            ("product_id", "=", self.product_id.id),
            ("state", "=", "done"),
            ("location_id.usage", "=", "supplier"),
            # what the vendor sent to the customer directly never came here
            ("location_dest_id.usage", "!=", "customer"),
            ("company_id", "=", self.company_id.id),
            ("picking_id", "!=", False),
        ]
        if self.lot_id:
            domain.append(("lot_id", "=", self.lot_id.id))
        line = self.env["stock.move.line"].search(domain, order="date desc, id desc", limit=1)
        left = line.move_id._get_complaint_left(self.lot_id) if line else 0
        return line.move_id if self.product_uom_id.compare(left, self.quantity) >= 0 else line.move_id.browse()

    def _create_picking(self, picking_type, source, target, partner=None):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": partner.id if partner else False,
                "company_id": self.company_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "origin": self.sudo().case_id.name,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_uom": self.product_uom_id.id,
                            "product_uom_qty": self.quantity,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                            "company_id": self.company_id.id,
                        }
                    )
                ],
            }
        )
        picking.move_ids._action_confirm(merge=False)
        return picking

    def _transfer(self, source, target, goods):
        """An internal transfer, done at once: who carries out the disposition has moved the goods."""
        picking = self._create_picking(self._get_warehouse().int_type_id, source, target)
        move = picking.move_ids
        self._reserve_goods(move, goods)
        move.picked = True
        move._action_done()
        return picking

    def _follow_pickings(self, pickings):
        """A return to the vendor that is validated or cancelled ends its disposition."""
        for disposition in self.search([("picking_id", "in", pickings.ids), ("state", "=", "under_way")]):
            if disposition.picking_id.state == "done":
                disposition.write({"state": "done"})
                disposition._follow_loss()
            elif disposition.picking_id.state == "cancel":
                disposition.write({"state": "decided", "picking_id": False})

    def _follow_loss(self):
        """LOS-1: what left the company is lost at its value; what a vendor gives for it is a recovery."""
        self.ensure_one()
        moves = self.scrap_id.move_ids
        if self.kind == "vendor":
            moves |= self.picking_id.move_ids
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        done = moves.filtered(lambda m: m.state == "done")
        for move in done:
            self.env["complaint.loss"]._follow_goods(self.remedy_id, move, "returned_value", abs(move.value), kind)
        self.value_lost = sum(abs(move.value) for move in done)
