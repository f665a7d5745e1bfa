from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .complaint_claim import get_unit


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
    invoice_line_id = fields.Many2one(
        "account.move.line",
        "Invoice Item",
        check_company=True,
        index="btree_not_null",
        help="What was invoiced, where no sales order stands behind it.",
    )
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
    qty_claimed = fields.Float("Claimed", digits="Product Unit")
    qty_unknown = fields.Boolean("Not Yet Known", help="The customer cannot say the quantity yet.")
    qty_defective = fields.Float("Defective", digits="Product Unit")
    demand_id = fields.Many2one("complaint.demand", "Customer Asks For")

    _qty_not_negative = models.Constraint(
        "CHECK(qty_claimed >= 0 AND qty_defective >= 0)", "Claimed and defective quantities cannot be negative."
    )

    @api.depends("sale_line_id", "invoice_line_id", "move_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line._get_claim_source().product_id or line.product_id

    @api.depends("sale_line_id", "invoice_line_id", "move_id", "product_id")
    def _compute_product_uom_id(self):
        for line in self:
            source = line._get_claim_source()
            line.product_uom_id = get_unit(source) or line.product_uom_id or line.product_id.uom_id

    @api.depends("move_id.date", "sale_line_id")
    def _compute_date_delivered(self):
        for line in self:
            # sudo: the day of the delivery is shown to whoever may see the case, also without inventory rights
            line.date_delivered = line.move_id.sudo().date

    @api.depends("product_id", "qty_claimed", "product_uom_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.product_id.display_name or self.env._("Item")

    # not of case_id: merging brings along items of the customer's other orders (INT-10)
    @api.constrains("sale_line_id")
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

    @api.constrains("sale_line_id", "move_id")
    def _check_move(self):
        for line in self:
            # sudo: whether the delivery is one of the order item, whoever may read deliveries
            if line.sale_line_id and line.move_id and line.move_id.sudo().sale_line_id != line.sale_line_id:
                raise ValidationError(
                    self.env._("%s was not delivered with the move that it names.", line.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_sources()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if not {"sale_line_id", "invoice_line_id", "move_id"}.isdisjoint(vals):
            self._check_sources()
        return res

    def _check_sources(self):
        """The figures of a document line are shown to whoever sees the item, so it is named by those who may read it.

        :raise AccessError: the user may not read an order line, invoice line or delivery that the items name
        """
        if self.env.su:
            return
        loose = self.filtered(lambda line: not line.sale_line_id)
        for sources in (self.sale_line_id, loose.invoice_line_id, (loose - loose.filtered("invoice_line_id")).move_id):
            if sources:
                sources.check_access("read")

    def _get_claim_source(self):
        """The document line that says what was delivered: of the order, else of the invoice, else of the delivery."""
        return self.sale_line_id or self.invoice_line_id or self.move_id

    @api.model
    def _map_cases(self, field, records, domain=()):
        """Ids of the cases with an item whose ``field`` names each record; like that of the case."""
        groups = []
        if records:
            groups = self._read_group([(field, "in", records.ids), *domain], [field], ["case_id:array_agg_distinct"])
        return defaultdict(set, {record: set(ids) for record, ids in groups})
