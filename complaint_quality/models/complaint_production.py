from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ComplaintProduction(models.Model):
    """INV-8: how a lot was made: when, where, by whom, how much of it.

    Typed, or read from manufacturing where that is installed (see ``complaint_production_mrp``). What was read is not
    typed over; the shift, which manufacturing does not know, is always typed.
    """

    _name = "complaint.production"
    _description = "Production Facts"
    _order = "date_produced, id"
    _check_company_auto = True

    investigation_id = fields.Many2one("complaint.investigation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="investigation_id.company_id", store=True, index=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", check_company=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        check_company=True,
    )
    date_produced = fields.Date("Production Date")
    workcenter = fields.Char("Work Center")
    shift = fields.Char("Work Shift")
    operators = fields.Char()
    quantity = fields.Float("Quantity Made", digits="Product Unit")
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_product_uom_id", store=True, readonly=False, precompute=True
    )
    document = fields.Char("Order", help="The manufacturing order, or the paper on which it is recorded.")
    is_read = fields.Boolean("From Manufacturing", readonly=True, copy=False)

    _quantity_not_negative = models.Constraint("CHECK(quantity >= 0)", "The quantity made cannot be negative.")
    _read_once = models.UniqueIndex(
        "(investigation_id, lot_id, document) WHERE is_read", "This order is in the list already."
    )

    @api.depends("lot_id")
    def _compute_product_id(self):
        for fact in self:
            fact.product_id = fact.lot_id.product_id or fact.product_id

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for fact in self:
            fact.product_uom_id = fact.product_id.uom_id

    @api.depends("lot_id", "product_id")
    def _compute_display_name(self):
        for fact in self:
            fact.display_name = " ".join(filter(None, (fact.product_id.display_name, fact.lot_id.name)))

    @api.constrains("product_id", "product_uom_id", "lot_id")
    def _check_unit(self):
        for fact in self:
            if fact.lot_id and fact.lot_id.product_id != fact.product_id:
                raise ValidationError(
                    self.env._(
                        "%(lot)s is not a lot of %(product)s.",
                        lot=fact.lot_id.name,
                        product=fact.product_id.display_name,
                    )
                )
            if fact.product_uom_id and not fact.product_id.uom_id._has_common_reference(fact.product_uom_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not counted in %(unit)s.",
                        product=fact.product_id.display_name,
                        unit=fact.product_uom_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and (self.env.context.get("default_is_read") or any(v.get("is_read") for v in vals_list)):
            raise UserError(self.env._("What comes from manufacturing is read from there, not typed."))
        facts = super().create(vals_list)
        facts.investigation_id._check_not_closed()
        return facts

    def write(self, vals):
        self.investigation_id._check_not_closed()
        if not self.env.su and ("is_read" in vals or (vals.keys() - {"shift"} and any(fact.is_read for fact in self))):
            raise UserError(
                self.env._("What was read from manufacturing is corrected there, then read again; the shift is typed.")
            )
        result = super().write(vals)
        if "investigation_id" in vals:
            self.investigation_id._check_not_closed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.investigation_id._check_not_closed()


class ComplaintInvestigation(models.Model):
    _inherit = "complaint.investigation"

    production_ids = fields.One2many("complaint.production", "investigation_id", "Production Facts", copy=False)

    def _get_content_fields(self):
        return super()._get_content_fields() | {"production_ids"}

    def action_read_production(self):
        """INV-8: a line for each lot investigated, filled from manufacturing where it is installed, else to be typed.

        Reading again brings what was read up to date and leaves alone what was typed.

        :raise UserError: no lot is named, or the investigation is closed
        """
        self.check_access("write")
        self._check_not_closed()
        for investigation in self:
            if not investigation.lot_ids:
                raise UserError(self.env._("%s: name the lots first.", investigation.display_name))
            known = {(fact.lot_id.id, fact.document): fact for fact in investigation.production_ids if fact.is_read}
            # sudo: what is read is marked as such, which nobody types; the person has been checked
            facts_sudo = self.env["complaint.production"].sudo()
            new = []
            for values in investigation._read_production_facts(investigation.lot_ids):
                fact = known.get((values["lot_id"], values["document"]))
                if fact:
                    fact.sudo().write(values)
                else:
                    new.append({**values, "investigation_id": investigation.id, "is_read": True})
            described = investigation.production_ids.lot_id.ids + [values["lot_id"] for values in new]
            new += [
                {"investigation_id": investigation.id, "lot_id": lot.id}
                for lot in investigation.lot_ids
                if lot.id not in described
            ]
            facts_sudo.create(new)
        return True

    def _read_production_facts(self, lots):
        """What manufacturing knows of ``lots``: dicts of values, one for each lot and order; extend where it is."""
        return []
