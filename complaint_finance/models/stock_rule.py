from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        # EXTENDS stock: goods that are procured for a remedy say so (RET-8)
        return [*super()._get_custom_move_fields(), "complaint_remedy_id"]
