from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class ComplaintSupplierClaim(models.Model):
    """The vendor credit and the returns to the vendor of a claim: Odoo's own documents, linked to it (SUP-2).

    Who makes them needs Odoo's own rights to do so besides the right to write the claim.
    """

    _inherit = "complaint.supplier.claim"

    credit_move_ids = fields.One2many("account.move", "complaint_claim_id", "Vendor Credits", groups="base.group_user")
    return_picking_ids = fields.One2many(
        "stock.picking", "complaint_claim_id", "Returns to Vendor", groups="base.group_user"
    )
    credit_count = fields.Integer("Number of Vendor Credits", compute="_compute_document_counts")
    return_count = fields.Integer("Number of Returns", compute="_compute_document_counts")

    @api.depends("credit_move_ids", "return_picking_ids")
    def _compute_document_counts(self):
        counts = {}
        for model in ("account.move", "stock.picking"):
            # sudo: only how many there are
            counts[model] = dict(
                self.env[model]
                .sudo()
                ._read_group([("complaint_claim_id", "in", self.ids)], ["complaint_claim_id"], ["__count"])
            )
        for claim in self:
            claim.credit_count = counts["account.move"].get(claim.sudo(), 0)
            claim.return_count = counts["stock.picking"].get(claim.sudo(), 0)

    # === Actions ===

    def action_create_credit(self):
        """SUP-2: a draft vendor credit over the agreed amount, once.

        :return: the window action of the credit
        :raise UserError: nothing is agreed, or a credit stands already
        :raise AccessError: without the rights to write the claim and to make vendor bills
        """
        self.ensure_one()
        self._check_document_rights("account.move")
        self._lock()
        if not self.date_agreed:
            raise UserError(self.env._("%s: no amount has been agreed that could be credited.", self.display_name))
        if credits_sudo := self.sudo()._get_credits():
            raise UserError(
                self.env._(
                    "%(claim)s is credited by %(credit)s already.",
                    claim=self.display_name,
                    credit=", ".join(credits_sudo.mapped("display_name")),
                )
            )
        credit = self.env["account.move"].with_company(self.company_id).create(self._prepare_credit())
        self._message_log(body=self.env._("Vendor credit %s was made.", credit._get_html_link()))
        return self.action_view_credits()

    def action_return_to_vendor(self):
        """SUP-2: returns of what is in stock of these lots, each from the receipt it came with, by Odoo's own wizard.

        The defective quantity of the claim is the limit; without one, all that is in stock goes back, from quarantine
        too.

        :return: the window action of the returns
        :raise UserError: no receipt or lot is named, or nothing of them is in stock
        :raise AccessError: without the rights to write the claim and to make transfers
        """
        self.ensure_one()
        self._check_document_rights("stock.picking")
        self._lock()
        if not (self.lot_ids and self.receipt_ids):
            raise UserError(
                self.env._("%s: name the lots and the receipts with which they came first.", self.display_name)
            )
        parts = self._allocate_returns()
        if not parts:
            raise UserError(
                self.env._(
                    "%(claim)s: of %(lots)s nothing is in stock that could go back, or all of it is on its way back.",
                    claim=self.display_name,
                    lots=self.lot_ids.mapped("name"),
                )
            )
        pickings = self.env["stock.picking"]
        for (receipt, location), rows in parts.items():
            pickings |= self._create_vendor_return(receipt, location, rows)
        links = ", ".join(pickings.mapped("name"))
        self._message_log(body=self.env._("Return to the supplier: %s.", links))
        return self.action_view_returns()

    @api.readonly
    def action_view_credits(self):
        """SUP-2: the vendor credits of this claim."""
        return self.credit_move_ids._get_records_action(
            name=self.env._("Vendor Credits"), context={"default_move_type": "in_refund", "create": False}
        )

    @api.readonly
    def action_view_returns(self):
        """SUP-2: the returns to the vendor of this claim."""
        return self.return_picking_ids._get_records_action(
            name=self.env._("Returns to Vendor"), context={"create": False}
        )

    # === Helpers ===

    def _check_document_rights(self, model):
        self.check_access("write")
        if not self.env[model].has_access("create"):
            raise AccessError(
                self.env._(
                    "This makes a document of %(model)s: ask somebody with the rights to it, or for these rights.",
                    model=self.env["ir.model"]._get(model).sudo().name,
                )
            )

    def _get_credits(self):
        """The credits that stand for this claim: not cancelled, and not reversed in full."""
        return self.credit_move_ids.filtered(lambda move: move.state != "cancel" and move.payment_state != "reversed")

    def _prepare_credit(self):
        """Values of the vendor credit; extend with super()."""
        self.ensure_one()
        return {
            "move_type": "in_refund",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.company_id._get_complaint_today(),
            "invoice_origin": self.name,
            "ref": self.name,
            "complaint_claim_id": self.id,
            "invoice_line_ids": [Command.create(self._prepare_credit_line())],
        }

    def _prepare_credit_line(self):
        about = self.product_id.display_name or ", ".join(self.lot_ids.mapped("name"))
        name = self.env._("Complaint %(claim)s: %(about)s", claim=self.name, about=about) if about else self.name
        return {"name": name, "quantity": 1, "price_unit": self.amount_agreed}

    def _allocate_returns(self):
        """What goes back: dict of (receipt, location) -> list of (move of the receipt, quant, quantity).

        Quantities are in the product's unit, and never more than the receipt brought, has not gone back yet, and is
        free in stock.
        """
        left = None
        if self.quantity and self.product_id:
            left = self.product_uom_id._compute_quantity(self.quantity, self.product_id.uom_id, round=False)
            # sudo: only how much goes back for this claim already
            on_their_way = self.sudo().return_picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
            left -= sum(on_their_way.mapped("product_qty"))
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "in", self.lot_ids.ids),
                ("product_id", "in", self.lot_ids.product_id.ids),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", self.company_id.id),
            ],
            order="id",
        )
        free = {quant: quant.quantity - quant.reserved_quantity for quant in quants}
        parts = {}
        for line in self._get_received_lines(self.lot_ids).filtered(lambda line: line.picking_id in self.receipt_ids):
            back = line.move_id.returned_move_ids.filtered(lambda move: move.state != "cancel")
            gone = sum(
                back.move_line_ids.filtered(lambda other, line=line: other.lot_id == line.lot_id).mapped(
                    "quantity_product_uom"
                )
            )
            rest = line.quantity_product_uom - gone
            for quant in quants.filtered(lambda quant, line=line: quant.lot_id == line.lot_id):
                quantity = min(rest, free[quant]) if left is None else min(rest, free[quant], left)
                if quant.product_uom_id.compare(quantity, 0) <= 0:
                    continue
                key = (line.picking_id.with_env(self.env), quant.location_id)
                parts.setdefault(key, []).append((line.move_id.with_env(self.env), quant, quantity))
                free[quant] -= quantity
                rest -= quantity
                left = left if left is None else left - quantity
        return parts

    def _create_vendor_return(self, receipt, location, rows):
        """A return of ``receipt`` out of ``location``, by Odoo's own wizard, for exactly these goods."""
        wizard = (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .with_context(active_id=receipt.id, active_ids=receipt.ids, active_model="stock.picking")
            .create({})
        )
        wanted = {}
        for move, quant, quantity in rows:
            wanted.setdefault(move, []).append((quant, quantity))
        for line in wizard.product_return_moves:
            total = sum(quantity for _quant, quantity in wanted.get(line.move_id, []))
            line.quantity = line.product_id.uom_id._compute_quantity(total, line.uom_id, round=False)
        picking = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        picking.write({"complaint_claim_id": self.id, "partner_id": receipt.partner_id.id or self.partner_id.id})
        moves = picking.move_ids
        moves._do_unreserve()
        if picking.location_id != location:
            picking.location_id = location
            moves.location_id = location
        if picking.location_dest_id.usage != "supplier":
            # what the vendor sent to the customer directly may be set to come back to us
            picking.location_dest_id = receipt.location_id
            moves.location_dest_id = receipt.location_id
        for move in moves:
            for quant, quantity in wanted.get(move.origin_returned_move_id, []):
                self.env["stock.move.line"].create(
                    {
                        **move._prepare_move_line_vals(quantity=quantity),
                        "lot_id": quant.lot_id.id,
                        "location_id": location.id,
                        "package_id": quant.package_id.id,
                        "owner_id": quant.owner_id.id,
                    }
                )
        return picking
