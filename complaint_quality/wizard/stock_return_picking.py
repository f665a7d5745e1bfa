from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _prepare_picking_default_values_based_on(self, picking):
        # EXTENDS stock: what a supplier sends back of a return, as replacement for it, belongs to the same claim
        values = super()._prepare_picking_default_values_based_on(picking)
        if picking.complaint_claim_id:
            values["complaint_claim_id"] = picking.complaint_claim_id.id
        return values
