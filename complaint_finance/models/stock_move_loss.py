from odoo import models

from .complaint_remedy import RECEIVED


class StockMove(models.Model):
    """LOS-2, LOS-3: losses of goods follow what Odoo values their moves at, whenever it does."""

    _inherit = "stock.move"

    def _set_value(self, correction_quantity=None):
        # EXTENDS stock_account: by hand, by a bill, by landed costs, or with a quantity corrected after the fact
        res = super()._set_value(correction_quantity)
        self._follow_complaint_value()
        return res

    def _follow_complaint_value(self):
        # sudo: whoever values goods, the loss follows
        done_sudo = self.sudo().filtered(lambda m: m.state == "done")
        # what was delivered is worth another amount, so what came back of it has lost another amount
        moves_sudo = done_sudo | done_sudo.returned_move_ids
        losses_sudo = moves_sudo.env["complaint.loss"]
        remedies_sudo = moves_sudo.complaint_remedy_id | moves_sudo.picking_id.complaint_remedy_id
        for remedy_sudo in remedies_sudo:
            if remedy_sudo.receipt_state in RECEIVED:
                losses_sudo._follow_returns(remedy_sudo)
            losses_sudo._follow_deliveries(remedy_sudo)
        scraps_sudo, pickings_sudo = done_sudo.scrap_id, done_sudo.picking_id
        if scraps_sudo or pickings_sudo:
            domain = ["|", ("scrap_id", "in", scraps_sudo.ids), ("picking_id", "in", pickings_sudo.ids)]
            for disposition_sudo in moves_sudo.env["complaint.disposition"].search([("state", "=", "done"), *domain]):
                disposition_sudo._follow_loss()

    def _get_complaint_value(self):
        """What the move is valued at; goods that a vendor sent past our stock have no value in it, but their price."""
        return abs(self.value or (self.is_dropship and self._get_value()))

    def _get_complaint_delivered_value(self):
        """What the goods that this move brings back cost when they were delivered, in the company's currency.

        Note: self.ensure_one()
        """
        self.ensure_one()
        origin = self.origin_returned_move_id
        delivered = origin._get_complaint_own_quantity()
        return origin._get_complaint_value() / delivered * self._get_complaint_own_quantity() if delivered else 0.0

    def _get_complaint_own_quantity(self):
        """What it moved of our own, in the unit of the product; goods of consignors have no value here."""
        own = self.move_line_ids.filtered(lambda line: not line._should_exclude_for_valuation())
        return sum(own.mapped("quantity_product_uom"))

    def _get_analytic_distribution(self):
        # EXTENDS stock_account: LOS-5, goods at no charge and what came back for them
        distribution = super()._get_analytic_distribution()
        # sudo: for which remedy, whoever moves the goods
        move_sudo = self.sudo()
        remedy_sudo = move_sudo.complaint_remedy_id or move_sudo.picking_id.complaint_remedy_id
        if distribution or remedy_sudo.kind not in ("exchange", "replacement"):
            return distribution
        return remedy_sudo.company_id._get_complaint_distribution()
