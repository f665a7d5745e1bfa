from odoo import fields, models
from odoo.tools import SQL

# What a movement of a lot means, by where it came from and where it went (EXP-1)
MOVEMENTS = SQL(
    """CASE
        WHEN dest.usage = 'customer' THEN 'delivery'
        WHEN source.usage = 'customer' THEN 'return'
        WHEN source.usage = 'supplier' THEN 'receipt'
        WHEN dest.usage = 'supplier' THEN 'vendor_return'
        WHEN source.usage = 'production' THEN 'production'
        WHEN dest.usage = 'production' THEN 'consumption'
        WHEN dest.usage = 'inventory' THEN 'loss'
        ELSE 'gain'
    END"""
)


class ComplaintExposure(models.Model):
    """EXP-1: where a lot is and where it went: what lies where, and what came in or went out with which document.

    Read from stock itself, one line a lot and place, or a lot and document; movements within the house are not shown.
    Quantities are in the product's unit. Ask for lots together with their products: stock finds movements by product.
    """

    _name = "complaint.exposure"
    _description = "Lot Exposure"
    _auto = False
    _order = "lot_id, kind, date desc, id"
    _rec_name = "document"
    _depends = {
        "stock.quant": ["lot_id", "product_id", "location_id", "quantity", "in_date", "company_id"],
        "stock.move.line": [
            *("lot_id", "product_id", "location_id", "location_dest_id", "move_id", "state", "date"),
            *("quantity_product_uom", "company_id"),
        ],
        "stock.move": ["reference", "picking_id", "partner_id"],
        "stock.picking": ["partner_id"],
        "stock.location": ["usage", "is_complaint_quarantine"],
        "res.partner": ["commercial_partner_id"],
    }

    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    kind = fields.Selection(
        [
            ("stock", "In Stock"),
            ("quarantine", "In Quarantine"),
            ("transit", "In Transit"),
            ("delivery", "Delivered"),
            ("return", "Returned by Customer"),
            ("receipt", "Received from Vendor"),
            ("vendor_return", "Returned to Vendor"),
            ("production", "Produced"),
            ("consumption", "Used in Production"),
            ("loss", "Scrapped or Lost"),
            ("gain", "Found in Inventory"),
        ],
        readonly=True,
    )
    location_id = fields.Many2one("stock.location", readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Customer or Vendor", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True)
    document = fields.Char(readonly=True)
    date = fields.Datetime(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        # a quant and the first move line of a document are the only ones of their kind: their ids number the lines
        return SQL(
            """
            SELECT quant.id * 2 AS id,
                   quant.lot_id,
                   quant.product_id,
                   CASE
                        WHEN location.usage = 'transit' THEN 'transit'
                        WHEN location.is_complaint_quarantine THEN 'quarantine'
                        ELSE 'stock'
                   END AS kind,
                   quant.location_id,
                   NULL::integer AS partner_id,
                   NULL::integer AS commercial_partner_id,
                   NULL::integer AS picking_id,
                   NULL AS document,
                   quant.in_date AS date,
                   quant.quantity,
                   quant.company_id
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id
             WHERE quant.lot_id IS NOT NULL
               AND quant.quantity <> 0
               AND location.usage IN ('internal', 'transit')
             UNION ALL
            SELECT MIN(line.id) * 2 + 1,
                   line.lot_id,
                   line.product_id,
                   %(movement)s,
                   NULL,
                   partner.id,
                   partner.commercial_partner_id,
                   move.picking_id,
                   move.reference,
                   MAX(line.date),
                   SUM(line.quantity_product_uom),
                   line.company_id
              FROM stock_move_line line
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location dest ON dest.id = line.location_dest_id
              JOIN stock_move move ON move.id = line.move_id
         LEFT JOIN stock_picking picking ON picking.id = move.picking_id
         LEFT JOIN res_partner partner ON partner.id = CASE
                   WHEN source.usage = 'supplier' AND dest.usage = 'customer'
                   THEN COALESCE(move.partner_id, picking.partner_id)
                   ELSE picking.partner_id
              END
             WHERE line.lot_id IS NOT NULL
               AND line.state = 'done'
               AND line.quantity_product_uom <> 0
               AND source.usage <> dest.usage
               AND NOT (source.usage IN ('internal', 'transit') AND dest.usage IN ('internal', 'transit'))
          GROUP BY line.lot_id, line.product_id, %(movement)s, partner.id, partner.commercial_partner_id,
                   move.picking_id, move.reference, line.company_id
            """,
            movement=MOVEMENTS,
        )
