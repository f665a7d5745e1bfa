from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# what becomes of the goods in the end; the others are decided about again
FINAL_KINDS = ("as_is", "stock", "vendor", "scrap")


class ComplaintDisposition(models.Model):
    """What becomes of goods that came back, decided after they were looked at (RET-7).

    ==========  ==================================================  =====================================
    kind        Odoo's own document                                 loss
    ==========  ==================================================  =====================================
    as_is       none: they stay where they are and may be sold      none
    stock       internal transfer to the stock                      none
    quarantine  internal transfer to the warehouse's quarantine     none, until it is decided again
    rework      internal transfer to where goods are mended         none; the work is entered
    vendor      return to the vendor, by the receipt if it is known  their value; what the vendor gives back
                                                                    is a recovery
    scrap       scrap                                               their value
    ==========  ==================================================  =====================================

    A handler, complaint accountant or inspector decides, somebody with inventory rights carries it out.
    """

    _name = "complaint.disposition"
    _description = "Disposition of Returned Goods"
    _order = "remedy_id desc, id"
    _check_company_auto = True

    remedy_id = fields.Many2one("complaint.remedy", required=True, index=True, ondelete="restrict", check_company=True)
    case_id = fields.Many2one(related="remedy_id.case_id", store=True, index=True, string="Case")
    company_id = fields.Many2one(related="remedy_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product", compute="_compute_product_id", store=True, readonly=False, required=True, precompute=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        index="btree_not_null",
    )
    quantity = fields.Float(digits="Product Unit", required=True, help="In the unit of the product.")
    kind = fields.Selection(
        [
            ("as_is", "Use as Is"),
            ("stock", "Put into Stock"),
            ("quarantine", "Quarantine"),
            ("rework", "Rework"),
            ("vendor", "Return to Vendor"),
            ("scrap", "Scrap"),
        ],
        "Disposition",
        required=True,
    )
    note = fields.Text("Finding", help="What the inspection found.")
    user_id = fields.Many2one("res.users", "Decided By", readonly=True, default=lambda self: self.env.user, copy=False)
    date = fields.Datetime("Decided On", readonly=True, default=fields.Datetime.now, copy=False)
    state = fields.Selection(
        [("decided", "Decided"), ("under_way", "Under Way"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="decided",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    location_id = fields.Many2one(
        "stock.location",
        "Goods Lie In",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Empty: where the receipt or the last disposition put them.",
        groups="stock.group_stock_user",
    )
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, copy=False, index="btree_not_null")
    scrap_id = fields.Many2one("stock.scrap", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Carried Out By", readonly=True, copy=False)
    date_done = fields.Datetime("Carried Out On", readonly=True, copy=False)
    value_lost = fields.Monetary(readonly=True, copy=False, help="What the goods were worth that left the company.")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "A disposition is about more than nothing.")

    @api.depends("remedy_id")
    def _compute_product_id(self):
        for disposition in self:
            # sudo: the item of the remedy, which the user reads
            disposition.product_id = disposition.product_id or disposition.sudo().remedy_id.product_id

    @api.depends("kind", "quantity", "product_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for disposition in self:
            goods = f"{disposition.quantity:.15g} {disposition.product_id.display_name or ''}"
            disposition.display_name = f"{kinds.get(disposition.kind, '')}: {goods}"

    @api.constrains("remedy_id", "product_id", "lot_id", "quantity", "kind", "state")
    def _check_received(self):
        """RET-7: about what was received for the remedy, each piece once; goods put aside are decided about again."""
        # sudo: receipts are counted, whoever may read them
        for disposition in self.sudo().filtered(lambda d: d.state != "cancelled"):
            moves = disposition._get_moves()
            received = sum(m._get_complaint_left(disposition.lot_id, count_open=False) for m in moves)
            others = disposition.remedy_id.disposition_ids.filtered(
                lambda other, d=disposition: (
                    other.state != "cancelled"
                    and other.product_id == d.product_id
                    and (not d.lot_id or other.lot_id == d.lot_id)
                    and (other.kind == d.kind or (other.kind in FINAL_KINDS and d.kind in FINAL_KINDS))
                )
            )
            if disposition.product_id.uom_id.compare(sum(others.mapped("quantity")), received) > 0:
                raise ValidationError(
                    self.env._(
                        "%(what)s: only %(received)s %(unit)s came back, other dispositions included.",
                        what=disposition.display_name,
                        received=f"{received:.15g}",
                        unit=disposition.product_uom_id.name,
                    )
                )
            if disposition.product_id.tracking != "none" and not disposition.lot_id:
                raise ValidationError(self.env._("%s: name the lot or serial number.", disposition.display_name))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        # before anything is counted: two who decide about the same goods wait for each other
        named = {id_ for vals in vals_list if isinstance(id_ := vals.get("remedy_id"), int)}
        # sudo: locked only; what is no remedy is refused below
        self.env["complaint.remedy"].sudo().browse(named).exists()._lock_for_documents()
        dispositions = super().create(vals_list)
        if not self.env.su:
            dispositions._check_decider()
            if dispositions.filtered(lambda d: d.state != "decided" or d.user_id != self.env.user):
                raise UserError(self.env._("A disposition is decided by who enters it, and then carried out."))
        for disposition in dispositions:
            disposition.case_id._message_log(body=disposition._get_log())
        return dispositions

    def write(self, vals):
        if not self.env.su:
            self._check_decider()
            fixed = {"user_id", "date", "state", "picking_id", "scrap_id", "done_by_id", "date_done", "value_lost"}
            if fixed & vals.keys() or vals.keys() & {"remedy_id"}:
                raise UserError(self.env._("Who decided and what was done is kept as it happened."))
            if carried_out := self.filtered(lambda d: d.state != "decided")[:1]:
                raise UserError(self.env._("%s is no longer to be changed.", carried_out.display_name))
            # who changes a decision takes it
            vals = {**vals, "user_id": self.env.uid, "date": fields.Datetime.now()}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not self.env.su:
            raise UserError(self.env._("Dispositions are kept; cancel those that are not to be carried out."))

    # === Actions ===

    def action_cancel(self):
        """The decision is taken back before it is carried out.

        :raise UserError: carried out already
        """
        self._check_decider()
        for disposition in self:
            if disposition.state != "decided":
                raise UserError(self.env._("%s is no longer to be changed.", disposition.display_name))
        # sudo: the state is the procedure's; person and state have been checked
        self.sudo().write({"state": "cancelled"})
        return True

    # === Helpers ===

    def _check_decider(self):
        """Handlers, complaint accountants and inspectors decide; never who is complained about."""
        self.remedy_id._check_inspector()
        self.case_id._check_not_recused(self.env.user)

    def _get_log(self):
        note = f" ({self.note})" if self.note else ""
        return f"{self.display_name} {self.product_uom_id.name}{note}"
