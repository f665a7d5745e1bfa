from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintRemedy(models.Model):
    """Calling goods back through Odoo's return wizard (RET-1)."""

    _inherit = "complaint.remedy"

    def _missing_to_submit(self):
        # EXTENDS complaint_management: a remedy that could never be carried out is not even proposed
        missing = super()._missing_to_submit()
        if self.kind == "return" and self.product_id.type in ("service", "combo"):
            product = self.product_id.display_name
            missing.append(self.env._("%s is nothing that could come back; propose an allowance instead", product))
        return missing

    def _missing_for_return(self):
        """Why the goods cannot be called back.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if not (self.line_id.sale_line_id or self.line_id.move_id):
            return [self.env._("it names neither a delivered item of a sales order nor a delivery")]
        # what comes back to be mended or exchanged is not credited
        missing = self._missing_for_invoice() if self.kind == "return" else []
        left = self._get_returnable()
        if self.product_uom_id.compare(self.quantity, left) > 0:
            values = {
                "approved": self.quantity,
                "left": self.product_uom_id.round(left),
                "unit": self.product_uom_id.name,
            }
            message = self.env._(
                "%(approved)s %(unit)s are approved, only %(left)s %(unit)s were delivered and not yet returned",
                **values,
            )
            if self.line_id.lot_ids:
                message = self.env._(
                    "%(approved)s %(unit)s are approved, only %(left)s %(unit)s of the lots %(lots)s were delivered "
                    "and not yet returned",
                    lots=", ".join(self.line_id.lot_ids.mapped("name")),
                    **values,
                )
            missing.append(message)
        return missing

    # === What there is to come back ===

    def _get_parts(self):
        """What one unit of the remedy consists of: dict of product to quantity in its own unit; extend for kits.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return {self.product_id: self.product_uom_id._compute_quantity(1.0, self.product_id.uom_id, round=False)}

    def _get_goods_quantity(self, moves):
        """What of the remedy these moves brought from the customer, less what they brought there, in its unit.

        A kit counts when all its parts are there.
        """
        unit, parts = self.product_uom_id, self._get_parts() if self.product_uom_id else {}
        sets = [0.0] if not parts else []
        for product, part in parts.items():
            total = 0.0
            for move in moves.filtered(lambda m, p=product: m.product_id == p):
                quantity = move.product_uom._compute_quantity(move.quantity, product.uom_id, round=False)
                total += -quantity if move.location_dest_id.usage == "customer" else quantity
            sets.append(total / part)
        if len(sets) > 1:
            return unit.round(min(sets), rounding_method="DOWN")
        return unit.round(sets[0]) if unit else 0.0

    def _get_returnable(self):
        """How many units of the remedy were delivered and are not back or on their way back."""
        lots, moves = self.line_id.lot_ids, self._get_delivered_moves()
        return min(
            sum(max(0.0, m._get_complaint_left(lots)) for m in moves if m.product_id == product) / part
            for product, part in self._get_parts().items()
        )

    # === The receipts ===

    def _create_return_receipts(self):
        """RET-1: one receipt per delivery, for the approved quantity, never more than is left of it.

        Note: self.ensure_one()
        """
        self.ensure_one()
        wanted = {product: part * self.quantity for product, part in self._get_parts().items()}
        plan = {}
        for move in self._get_delivered_moves():
            unit = move.product_id.uom_id
            quantity = min(wanted[move.product_id], move._get_complaint_left(self.line_id.lot_ids))
            if unit.compare(quantity, 0) > 0:
                plan.setdefault(move.picking_id, {})[move] = quantity
                wanted[move.product_id] -= quantity
        pickings = self.env["stock.picking"]
        for delivery, quantities in plan.items():
            # to_refund: the order line's delivered quantity falls with the goods (CRN-3), not when they are replaced
            receipt = self._return_picking(delivery, quantities, to_refund=self.kind == "return")
            receipt.complaint_remedy_id = self
            for move in receipt.move_ids:
                self._assign_lots(move)
            pickings |= receipt
        self._expect_goods()
        self.case_id._message_log(
            body=self.env._(
                "%(remedy)s: the goods are called back with %(receipts)s.",
                remedy=self.display_name,
                receipts=", ".join(pickings.mapped("name")),
            )
        )

    def _return_picking(self, picking, quantities, to_refund, **context):
        """A return of ``picking`` by Odoo's own wizard.

        :param quantities: dict of stock.move to quantity in the unit of its product
        :param to_refund: whether the order's delivered quantity follows
        """
        wizard = (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking", **context)
            .create({})
        )
        for line in wizard.product_return_moves:
            quantity = quantities.get(line.move_id, 0)
            line.write(
                {
                    "quantity": line.product_id.uom_id._compute_quantity(
                        quantity, line.uom_id, rounding_method="HALF-UP"
                    ),
                    "to_refund": to_refund,
                }
            )
        return self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])

    def _assign_lots(self, move):
        """The receipt expects the lots that the item names, not just any lot of the delivery."""
        lots = self.line_id.lot_ids
        if not lots or move.product_id.tracking == "none":
            return
        wanted = move.product_qty
        origin, values = move.origin_returned_move_id, []
        move.move_line_ids.unlink()
        delivered = origin.move_line_ids.filtered(lambda line: line.lot_id in lots)
        left = {lot: origin._get_complaint_left(lot) for lot in delivered.lot_id}
        for (lot, owner), lines in delivered.grouped(lambda line: (line.lot_id, line.owner_id)).items():
            quantity = min(wanted, left[lot], sum(lines.mapped("quantity_product_uom")))
            if quantity > 0:
                values.append(
                    {**move._prepare_move_line_vals(quantity=quantity), "lot_id": lot.id, "owner_id": owner.id}
                )
                wanted -= quantity
                left[lot] -= quantity
        self.env["stock.move.line"].create(values)

    def _expect_goods(self):
        """RET-6: from now on the goods are awaited, for as long as the policy says."""
        days = self.case_id.policy_id.return_days
        due = fields.Datetime.add(fields.Datetime.now(), days=days) if days else False
        self.write({"date_called_back": fields.Datetime.now(), "date_goods_due": due, "date_goods_received": False})

    def _get_transfers(self):
        """Receipts and deliveries of the remedy that are not cancelled."""
        return (self.return_picking_ids | self.delivery_picking_ids).filtered(lambda p: p.state != "cancel")

    # === The slip ===

    def action_print_return_slip(self):
        """RET-2: the goods return slip in its four copies.

        :raise UserError: goods of a remedy are not called back
        """
        self.check_access("read")
        if missing := self.sudo().filtered(lambda r: not r.return_picking_ids)[:1]:
            raise UserError(self.env._("%s: the goods are not called back yet.", missing.display_name))
        return self.env.ref("complaint_finance.action_report_return_slip").report_action(self)

    def _get_return_slips(self):
        """What the goods return slip prints: the remedies as superuser, and whether the reader may know the reason."""
        # sudo: the slip shows what was approved to whoever may print it; the warehouse reads no cases
        return [
            {"remedy": remedy.sudo(), "tells_reason": not remedy.sudo().case_id._is_hidden_from(self.env.user)}
            for remedy in self
        ]
