from odoo import api, models


class ComplaintLoss(models.Model):
    """LOS-1, of goods: those delivered at no charge, at cost; those that came back, as booked; those given up.

    An exchange so costs what the new goods cost more than the old ones are worth now. All values are those that the
    moves were booked at (LOS-3): a cost that changes afterwards changes nothing, unless Odoo values the move anew.
    """

    _inherit = "complaint.loss"

    @api.model
    def _follow_returns(self, remedy):
        """LOS-1: what goods that came back are worth less, as booked, than they cost when they were delivered.

        What is mended goes out again and is no loss by itself; what was exchanged is worth something here. What went
        straight to the vendor is worth nothing here: what he gives for it is a recovery.
        """
        if remedy.kind == "return":
            for move in remedy.return_picking_ids.move_ids:
                if move.state == "done" and move.location_dest_id.usage != "customer":
                    lost = max(0, move._get_complaint_delivered_value() - abs(move.value))
                    self._follow_goods(remedy, move, "returned_value", lost)
        elif remedy.kind in ("exchange", "replacement"):
            for move in remedy._get_receipt_moves():
                self._follow_goods(remedy, move, "returned_value", -abs(move.value), self.env._("back"))

    @api.model
    def _follow_deliveries(self, remedy):
        """Goods delivered for an exchange or a replacement, at their cost when they left."""
        moves = remedy.delivery_move_ids.filtered(
            lambda m: m.state == "done" and m.location_dest_id.usage == "customer"
        )
        for move in moves if remedy.kind in ("exchange", "replacement") else ():
            self._follow_goods(remedy, move, "replacement", move._get_complaint_value(), self.env._("at no charge"))

    @api.model
    def _follow_goods(self, remedy, move, kind, amount, what=None):
        name = f"{move.reference}: {move.product_id.display_name}"
        self._follow_document(
            remedy.case_id,
            "stock_move_id",
            move,
            remedy.company_id.currency_id.round(amount),
            {"kind": kind, "name": f"{name} ({what})" if what else name, "date": move.date},
        )
