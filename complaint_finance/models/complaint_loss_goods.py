from odoo import api, models


class ComplaintLoss(models.Model):
    """LOS-1, of goods: those delivered at no charge, at cost; those that came back for them; those given up.

    An exchange so costs what the new goods cost more than the old ones are worth now.
    """

    _inherit = "complaint.loss"

    @api.model
    def _follow_returns(self, remedy):
        # EXTENDS: what is mended goes out again and is no loss by itself; what was exchanged is worth something here
        if remedy.kind == "return":
            return super()._follow_returns(remedy)
        for move in remedy._get_receipt_moves() if remedy.kind in ("exchange", "replacement") else ():
            self._follow_goods(remedy, move, "returned_value", -abs(move.value), self.env._("back"))
        return None

    @api.model
    def _follow_deliveries(self, remedy):
        """Goods delivered for an exchange or a replacement, at their cost when they left."""
        moves = remedy.delivery_move_ids.filtered(
            lambda m: m.state == "done" and m.location_dest_id.usage == "customer"
        )
        for move in moves if remedy.kind in ("exchange", "replacement") else ():
            self._follow_goods(remedy, move, "replacement", abs(move.value), self.env._("at no charge"))

    @api.model
    def _follow_goods(self, remedy, move, kind, amount, what):
        self._follow_document(
            remedy.case_id,
            "stock_move_id",
            move,
            remedy.company_id.currency_id.round(amount),
            {"kind": kind, "name": f"{move.reference}: {move.product_id.display_name} ({what})", "date": move.date},
        )
