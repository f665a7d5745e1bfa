from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_complaint_sent_back(self):
        """Whether all that this receipt brought went out again."""
        back = self.returned_move_ids.filtered(lambda m: m.state == "done")
        quantity = sum(m.product_uom._compute_quantity(m.quantity, self.product_uom, round=False) for m in back)
        return self.product_uom.compare(quantity, self.quantity) >= 0
