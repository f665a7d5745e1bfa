from odoo import api, fields, models


class ComplaintRemedy(models.Model):
    """RET-8: exchange and replacement by another product than the one that was complained about."""

    _inherit = "complaint.remedy"

    replacement_product_id = fields.Many2one(
        "product.product",
        "Delivered Instead",
        compute="_compute_replacement_product_id",
        store=True,
        readonly=False,
        check_company=True,
        domain="[('type', '=', 'consu'), ('sale_ok', '=', True)]",
        help="Another product that is delivered at no charge in place of the item; empty: the same product. A "
        "difference in price is neither credited nor charged: where the customer gets it back, add an allowance; "
        "where they pay it, sell it to them on an order.",
    )
    replacement_difference = fields.Monetary(
        "Difference in Price",
        compute="_compute_replacement_difference",
        compute_sudo=True,
        help="By how much the goods delivered instead are dearer (above zero) or cheaper (below zero) at the "
        "customer's price list of today than the item was sold for, before tax. It is shown only; nothing is "
        "credited or charged.",
    )

    @api.depends("kind")
    def _compute_replacement_product_id(self):
        for remedy in self:
            if remedy.kind not in ("exchange", "replacement"):
                remedy.replacement_product_id = False

    @api.depends("replacement_product_id", "quantity", "line_id", "currency_id")
    def _compute_replacement_difference(self):
        for remedy in self:
            remedy.replacement_difference = remedy._get_replacement_difference()

    @api.depends("replacement_product_id")
    def _compute_name(self):
        # EXTENDS complaint_management
        super()._compute_name()
        for remedy in self.filtered("replacement_product_id"):
            remedy.name = self.env._(
                "%(remedy)s for %(product)s", remedy=remedy.name, product=remedy.replacement_product_id.display_name
            )

    def _get_public_name(self, with_product=True):
        # EXTENDS complaint_management: what the customer gets
        name = super()._get_public_name(with_product)
        if with_product and self.replacement_product_id:
            # sudo: the product's name is told to who gets it
            product = self.sudo().replacement_product_id.display_name
            return self.env._("%(remedy)s for %(product)s", remedy=name, product=product)
        return name

    def _missing_to_submit(self):
        # EXTENDS complaint_management
        missing = super()._missing_to_submit()
        product, unit = self.replacement_product_id, self.product_uom_id
        if product and unit and not unit._has_common_reference(product.uom_id):
            missing.append(
                self.env._(
                    "%(product)s is counted in %(unit)s, the item in %(item_unit)s; choose a product in the same unit",
                    product=product.display_name,
                    unit=product.uom_id.name,
                    item_unit=unit.name,
                )
            )
        return missing

    # === Business ===

    def _get_replacement(self):
        """The product that is delivered: another one than the item, or the same."""
        return self.replacement_product_id or self.product_id

    def _get_replacement_difference(self):
        """Note: self.ensure_one()"""
        self.ensure_one()
        product, unit = self.replacement_product_id, self.product_uom_id
        if not product or not self._has_price() or not unit._has_common_reference(product.uom_id):
            return 0.0
        order = self.line_id.sale_line_id.order_id
        pricelist = order.pricelist_id or self.partner_id.property_product_pricelist
        price = pricelist._get_product_price(product, self.quantity or 1.0, currency=self.currency_id, uom=unit)
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id == self.company_id)
        price = taxes.compute_all(price, currency=self.currency_id, handle_price_include=True)["total_excluded"]
        return self.currency_id.round((price - self._get_unit_price()) * self.quantity)

    def _prepare_replacement(self):
        """Procurement values of another product: the order line, its variants and its packaging are not about it."""
        if not self.replacement_product_id:
            return {}
        return {
            "sale_line_id": False,
            "reference_ids": self.env["stock.reference"],
            "product_description_variants": "",
            "never_product_template_attribute_value_ids": self.env["product.template.attribute.value"],
        }
