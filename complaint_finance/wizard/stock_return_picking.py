from odoo import models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        # EXTENDS stock: what comes back of goods delivered at no charge is no such delivery itself
        return {**super()._prepare_move_default_values(new_picking), "complaint_remedy_id": False}


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _prepare_picking_default_values_based_on(self, picking):
        # EXTENDS stock: a surplus sent back lowers what the remedy received (RET-4), sending mended goods does not
        values = super()._prepare_picking_default_values_based_on(picking)
        if picking.complaint_remedy_id and not self.env.context.get("complaint_delivery"):
            values["complaint_remedy_id"] = picking.complaint_remedy_id.id
        return values
