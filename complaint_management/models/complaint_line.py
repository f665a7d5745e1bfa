from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintLine(models.Model):
    """One complained item. Quantities are in ``product_uom_id``."""

    _name = "complaint.line"
    _description = "Complaint Item"
    _order = "case_id, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order Item", check_company=True, index="btree_not_null")
    move_id = fields.Many2one("stock.move", "Delivery", check_company=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
    )
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_product_uom_id", store=True, readonly=False, precompute=True
    )
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots/Serials", check_company=True, domain="[('product_id', '=', product_id)]"
    )
    date_delivered = fields.Datetime("Delivered On", compute="_compute_date_delivered", store=True, precompute=True)
    qty_delivered = fields.Float("Delivered", compute="_compute_qty_delivered", digits="Product Unit")
    qty_claimed = fields.Float("Claimed", digits="Product Unit")
    qty_unknown = fields.Boolean("Not Yet Known", help="The customer cannot say the quantity yet.")
    qty_defective = fields.Float("Defective", digits="Product Unit")
    demand_id = fields.Many2one("complaint.demand", "Customer Asks For")

    _qty_not_negative = models.Constraint(
        "CHECK(qty_claimed >= 0 AND qty_defective >= 0)", "Claimed and defective quantities cannot be negative."
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.sale_line_id.product_id or line.product_id

    @api.depends("sale_line_id", "product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.sale_line_id.product_uom_id or line.product_uom_id or line.product_id.uom_id

    @api.depends("move_id.date", "sale_line_id")
    def _compute_date_delivered(self):
        for line in self:
            # sudo: the day of the delivery is shown to whoever may see the case, also without inventory rights
            line.date_delivered = line.move_id.sudo().date

    @api.depends("sale_line_id.qty_delivered", "product_uom_id")
    def _compute_qty_delivered(self):
        for line in self:
            # sudo: see _compute_date_delivered
            sale_line = line.sale_line_id.sudo()
            line.qty_delivered = sale_line.product_uom_id._compute_quantity(
                sale_line.qty_delivered, line.product_uom_id or sale_line.product_uom_id
            )

    @api.depends("product_id", "qty_claimed", "product_uom_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.product_id.display_name or self.env._("Item")

    @api.constrains("sale_line_id", "case_id")
    def _check_order(self):
        for line in self:
            order = line.sale_line_id.order_id
            if order and line.case_id.sale_order_id and order != line.case_id.sale_order_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s is not on order %(order)s.",
                        line=line.display_name,
                        order=line.case_id.sale_order_id.name,
                    )
                )

    @api.constrains("qty_claimed", "qty_unknown", "qty_defective")
    def _check_quantities(self):
        for line in self:
            if not line.qty_unknown and line.qty_defective > line.qty_claimed:
                raise ValidationError(
                    self.env._("%s: more is defective than is claimed. Raise the claimed quantity.", line.display_name)
                )
