from odoo import fields, models
from odoo.tools import SQL, Query


class ComplaintPpm(models.Model):
    """KPI-1: defective pieces per million delivered, by product, customer and period.

    One row a defective item of an established complaint, on the day on which the complaint was received, and one a
    delivery to a customer, on the day on which it was done: a period sets what was complained of in it against what
    was delivered in it. Complaints that are not established, or not yet, and merged ones (their items count where they
    were merged into) are left out. Deliveries count in full: what came back was delivered, and a second time when it
    goes out again. Only goods count, each in the reference unit of its product; archived products do count.
    """

    _name = "complaint.ppm"
    _description = "Defective per Million"
    _inherit = ["complaint.case.part"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "document"
    _depends = {
        "complaint.case": [
            *("name", "company_id", "commercial_partner_id", "case_type", "validity", "state", "date_received"),
        ],
        "complaint.line": ["case_id", "product_id", "product_uom_id", "qty_defective"],
        "stock.move": [
            *("product_id", "product_uom", "quantity", "state", "date", "location_id", "location_dest_id"),
            *("company_id", "partner_id", "picking_id", "reference"),
        ],
        "stock.picking": ["partner_id"],
        "stock.location": ["usage"],
        "res.partner": ["commercial_partner_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["uom_id", "categ_id", "type"],
    }

    kind = fields.Selection([("defective", "Complained of"), ("delivered", "Delivered")], readonly=True)
    case_id = fields.Many2one("complaint.case", readonly=True)
    document = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Family", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    date = fields.Datetime(
        readonly=True, help="Of what is complained of: when the complaint came. Of deliveries: when they were done."
    )
    qty_defective = fields.Float(
        "Defective Quantity",
        digits="Product Unit",
        readonly=True,
        help="Of established complaints, in the reference unit of the product.",
    )
    qty_delivered = fields.Float(
        "Delivered Quantity",
        digits="Product Unit",
        readonly=True,
        help="To customers, in the reference unit of the product; what came back is not deducted.",
    )
    ppm = fields.Float(
        "PPM",
        digits=(16, 0),
        readonly=True,
        aggregator="avg",
        help="Defective quantity of the complaints received per 1,000,000 delivered, both in the same period.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id * 2 AS id, 'defective' AS kind, c.id AS case_id, c.name AS document, c.company_id,
                   line.product_id, t.categ_id, c.commercial_partner_id, c.date_received AS date,
                   line.qty_defective * COALESCE(unit.factor / NULLIF(reference.factor, 0), 1) AS qty_defective,
                   NULL::numeric AS qty_delivered, NULL::numeric AS ppm
              FROM complaint_line line
              JOIN complaint_case c ON c.id = line.case_id
              JOIN product_product p ON p.id = line.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
         LEFT JOIN uom_uom reference ON reference.id = t.uom_id
             WHERE c.case_type = 'complaint' AND c.validity = 'established' AND c.state <> 'merged'
               AND line.qty_defective > 0 AND t.type <> 'service'
             UNION ALL
            SELECT m.id * 2 + 1, 'delivered', NULL::integer, m.reference, m.company_id,
                   m.product_id, t.categ_id, partner.commercial_partner_id, m.date, NULL::numeric,
                   m.quantity * COALESCE(unit.factor / NULLIF(reference.factor, 0), 1), NULL::numeric
              FROM stock_move m
              JOIN stock_location source ON source.id = m.location_id
              JOIN stock_location dest ON dest.id = m.location_dest_id
              JOIN product_product p ON p.id = m.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN stock_picking picking ON picking.id = m.picking_id
         LEFT JOIN res_partner partner ON partner.id = CASE
                   WHEN source.usage = 'supplier' THEN COALESCE(m.partner_id, picking.partner_id)
                   ELSE COALESCE(picking.partner_id, m.partner_id)
              END
         LEFT JOIN uom_uom unit ON unit.id = m.product_uom
         LEFT JOIN uom_uom reference ON reference.id = t.uom_id
             WHERE m.state = 'done' AND dest.usage = 'customer' AND source.usage <> 'customer'
            """
        )

    def _read_group_select(self, aggregate_spec, query: Query):
        """The rate of a group is that of its sums."""
        if aggregate_spec != "ppm:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "COALESCE(SUM(%s), 0) * 1000000 / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "qty_defective", query),
            self._field_to_sql(self._table, "qty_delivered", query),
        )

    def action_view_document(self):
        """The case behind the row; a delivery for those who may see it."""
        self.ensure_one()
        if self.kind == "defective":
            return self.case_id._get_records_action(name=self.env._("Case"))
        move = self.env["stock.move"].browse(self.id // 2)
        return (move.picking_id or move)._get_records_action(name=self.env._("Delivery"))
