from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintSupplierClaim(models.Model):
    """SUP-2: where Purchase is installed, receipts tell from which orders the lots came; elsewhere nothing of this.

    The vendor of an order counts, whatever contact its transfer has; the claim is made in the order's currency.
    """

    _inherit = "complaint.supplier.claim"

    purchase_names = fields.Char("Ordered With", compute="_compute_purchase_names")

    @api.depends("receipt_ids")
    def _compute_purchase_names(self):
        for claim in self:
            # sudo: the numbers of the orders are told to whoever reads the claim, with or without rights to them
            orders_sudo = claim.sudo()._get_purchase_orders()
            claim.purchase_names = (orders_sudo is not None and ", ".join(orders_sudo.mapped("name"))) or False

    @api.depends("receipt_ids")
    def _compute_currency_id(self):
        # EXTENDS complaint_quality
        super()._compute_currency_id()
        for claim in self.filtered(lambda claim: claim.state == "draft" and not claim.amount_claimed):
            # sudo: as in _compute_purchase_names
            orders_sudo = claim.sudo()._get_purchase_orders()
            if orders_sudo and len(orders_sudo.currency_id) == 1:
                claim.currency_id = orders_sudo.currency_id.id

    @api.readonly
    def action_view_purchases(self):
        """SUP-2: the orders from which the lots came.

        :raise UserError: Purchase is not installed
        """
        orders = self._get_purchase_orders()
        if orders is None:
            raise UserError(self.env._("Purchase orders are known where Purchase is installed with Inventory."))
        return orders._get_records_action(name=self.env._("Purchase Orders"))

    def _get_purchase_orders(self):
        """The orders from which the lots came; None where there is no Purchase."""
        if "purchase_line_id" not in self.env["stock.move"]._fields:
            return None
        lots = self.lot_ids
        moves = self.receipt_ids.move_ids.filtered(lambda move: not lots or move.lot_ids & lots)
        return moves.purchase_line_id.order_id

    @api.model
    def _get_supplier_of(self, line):
        # EXTENDS complaint_quality
        if "purchase_line_id" in line.move_id._fields and line.move_id.purchase_line_id:
            return line.move_id.purchase_line_id.order_id.partner_id.commercial_partner_id
        return super()._get_supplier_of(line)
