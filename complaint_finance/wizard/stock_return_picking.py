from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _prepare_picking_default_values_based_on(self, picking):
        # EXTENDS stock: a surplus that is sent back lowers what the remedy received (RET-4)
        values = super()._prepare_picking_default_values_based_on(picking)
        if picking.complaint_remedy_id:
            values["complaint_remedy_id"] = picking.complaint_remedy_id.id
        return values
