from odoo import models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "complaint.exposure.source"]

    def _get_exposed_lots(self):
        return self
