from odoo import models
from odoo.fields import Command


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def _prepare_move_values(self):
        # EXTENDS stock: RET-7, what came back is scrapped out of the shelves and packages that it lies in
        values = super()._prepare_move_values()
        if goods := self.env.context.get("complaint_goods"):
            line = values["move_line_ids"][0][2]
            values["move_line_ids"] = [
                Command.create(
                    {
                        **line,
                        "quantity": quantity,
                        "location_id": quant.location_id.id,
                        "package_id": quant.package_id.id,
                        "owner_id": quant.owner_id.id,
                    }
                )
                for quant, quantity in goods
            ]
        return values
