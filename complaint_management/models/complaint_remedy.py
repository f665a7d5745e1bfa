from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

GOODS_KINDS = ("return", "exchange", "replacement", "rework", "repair")
MONEY_KINDS = ("allowance", "compensation", "return")


class ComplaintRemedy(models.Model):
    """One line of a resolution; ``quantity`` in the item's unit, ``amount`` in its currency, before tax."""

    _name = "complaint.remedy"
    _description = "Remedy"
    _order = "resolution_id desc, sequence, id"
    _check_company_auto = True

    resolution_id = fields.Many2one("complaint.resolution", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one(related="resolution_id.case_id", store=True, index=True, string="Case")
    company_id = fields.Many2one(related="resolution_id.company_id", store=True)
    currency_id = fields.Many2one(related="resolution_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    sequence = fields.Integer(default=10)
    name = fields.Char("Description", compute="_compute_name", store=True, readonly=False, translate=False)
    kind = fields.Selection(
        [
            ("allowance", "Allowance"),
            ("compensation", "Compensation"),
            ("return", "Return and Credit"),
            ("exchange", "Exchange"),
            ("replacement", "Replacement Delivery"),
            ("rework", "Rework"),
            ("repair", "Repair"),
            ("onsite", "On-site Service"),
            ("apology", "Apology"),
            ("explanation", "Explanation"),
            ("training", "Training"),
            ("other", "Other"),
        ],
        required=True,
        default="return",
    )
    line_id = fields.Many2one(
        "complaint.line", "Item", index="btree_not_null", check_company=True, domain="[('case_id', '=', case_id)]"
    )
    product_id = fields.Many2one(related="line_id.product_id")
    product_uom_id = fields.Many2one(related="line_id.product_uom_id")
    quantity = fields.Float(digits="Product Unit", compute="_compute_quantity", store=True, readonly=False)
    amount_per_unit = fields.Monetary(
        "Reduction per Unit", help="For an allowance: how much less each piece costs, before tax."
    )
    percent = fields.Float(
        "Reduction (%)",
        digits=(5, 2),
        help="For an allowance: how much less each piece costs, in percent of its price after discount.",
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, help="What it costs the company, before tax."
    )
    responsible_id = fields.Many2one("res.users", check_company=True, domain="[('share', '=', False)]")
    date_due = fields.Date("Due")
    state = fields.Selection(
        [("planned", "Planned"), ("todo", "To Do"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    date_done = fields.Datetime("Done On", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)

    _not_negative = models.Constraint(
        "CHECK(quantity >= 0 AND amount >= 0 AND amount_per_unit >= 0)",
        "Quantities and amounts of a remedy cannot be negative.",
    )
    _one_reduction = models.Constraint(
        "CHECK(COALESCE(percent, 0) BETWEEN 0 AND 100"
        " AND (COALESCE(percent, 0) = 0 OR COALESCE(amount_per_unit, 0) = 0))",
        "A reduction lies between 0 and 100 percent, and is either in percent or an amount per piece.",
    )

    @api.depends("kind", "line_id")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for remedy in self:
            product = remedy.line_id.product_id.with_context(lang=remedy.env.lang).display_name
            remedy.name = f"{kinds.get(remedy.kind)}: {product}" if product else kinds.get(remedy.kind)

    @api.depends("kind", "line_id")
    def _compute_quantity(self):
        for remedy in self:
            if remedy.kind not in (*GOODS_KINDS, "allowance"):
                remedy.quantity = 0
            elif not remedy.quantity:
                remedy.quantity = remedy.line_id.qty_claimed

    @api.depends(
        *("kind", "line_id", "quantity", "amount_per_unit", "percent", "currency_id"),
        *("line_id.product_uom_id", "line_id.sale_line_id", "line_id.invoice_line_id"),
    )
    def _compute_amount(self):
        """A return costs the price invoiced for it, an allowance its reduction; other amounts are typed."""
        for remedy in self:
            if remedy.kind == "return" and remedy._has_price():
                remedy.amount = remedy.currency_id.round(remedy.quantity * remedy._get_unit_price())
            elif remedy.kind == "allowance" and remedy.percent and remedy._has_price():
                full = remedy.quantity * remedy._get_unit_price()
                remedy.amount = remedy.currency_id.round(full * remedy.percent / 100)
            elif remedy.kind == "allowance" and remedy.amount_per_unit:
                remedy.amount = remedy.currency_id.round(remedy.quantity * remedy.amount_per_unit)
            elif remedy.kind in ("apology", "explanation"):
                remedy.amount = 0

    @api.depends("name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for remedy in self:
            remedy.display_name = remedy.name or kinds.get(remedy.kind)

    @api.constrains("line_id", "resolution_id")
    def _check_line(self):
        for remedy in self:
            if remedy.line_id and remedy.line_id.case_id != remedy.case_id:
                raise ValidationError(
                    self.env._("%(remedy)s is about an item of another case.", remedy=remedy.display_name)
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        remedies = super().create(vals_list)
        if not self.env.su:
            remedies.resolution_id._check_frozen({"remedy_ids"})
            remedies.resolution_id._note_author()
            if set(remedies.mapped("state")) - {"planned"}:
                raise UserError(self.env._("A remedy begins as planned."))
        return remedies

    def write(self, vals):
        if not self.env.su:
            self._check_writable(set(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.resolution_id._check_frozen({"remedy_ids"})
        self.resolution_id._note_author()

    def _check_writable(self, names):
        """RES-4: after submission only who does it and until when may still be changed."""
        if "state" in names:
            raise UserError(self.env._("The state of a remedy is set by carrying it out, not by hand."))
        if names & {"resolution_id", "date_done", "cancel_reason"}:
            raise UserError(self.env._("A remedy stays with its resolution and is done or cancelled by its steps."))
        if names - {"responsible_id", "date_due", "sequence"}:
            self.resolution_id._check_frozen({"remedy_ids"})
            self.resolution_id._note_author()

    # === Actions ===

    def action_done(self):
        """The remedy has been carried out.

        :raise UserError: it is not due, or what it still lacks (RES-5)
        """
        self._check_doer()
        for remedy in self:
            if remedy.state != "todo" or remedy.resolution_id.state not in ("approved", "offered", "accepted"):
                raise UserError(self.env._("%s is not to be carried out now.", remedy.display_name))
            if missing := remedy._missing_to_be_done():
                raise UserError(
                    self.env._("%s is not done:", remedy.display_name)
                    + "".join(f"\n- {sentence}" for sentence in missing)
                )
        self._done()

    def action_cancel(self, reason=None):
        """A promised remedy is not carried out after all, for a reason that is kept (RET-6)."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "cancel_remedy")
        self.case_id._check_handler()
        if closed := self.filtered(lambda r: r.state not in ("planned", "todo"))[:1]:
            raise UserError(self.env._("%s can no longer be cancelled.", closed.display_name))
        # sudo: frozen for everyone but the procedure; person and state have been checked
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})
        for remedy in self:
            remedy.case_id._message_log(
                body=self.env._("%(remedy)s cancelled: %(reason)s", remedy=remedy.display_name, reason=reason)
            )

    # === Business methods ===

    def _missing_to_submit(self):
        """Sentences saying what the remedy needs before it can be proposed; extend for more kinds."""
        self.ensure_one()
        missing = []
        if self.kind in GOODS_KINDS and not self.line_id:
            missing.append(self.env._("choose the item"))
        elif self.kind in GOODS_KINDS and not self.product_id:
            missing.append(self.env._("choose the product of the item"))
        if self.kind in GOODS_KINDS and not self.quantity:
            missing.append(self.env._("enter the quantity"))
        if self.kind == "allowance" and self.percent and not self._has_price() and not self.amount:
            missing.append(self.env._("a percentage needs an item with a price; choose it, or enter the amount"))
        if self.kind == "other" and not self._has_own_words():
            missing.append(self.env._("say in the description what is done; the customer reads it"))
        if self.line_id.qty_unknown and self.quantity:
            missing.append(self.env._("the customer has not told the quantity yet"))
        if self.kind in MONEY_KINDS and not self.amount:
            missing.append(self.env._("enter the amount"))
        return missing

    def _missing_to_be_done(self):
        """Sentences saying what must happen before the remedy counts as done; extend where documents belong to it."""
        self.ensure_one()
        return []

    def _start(self):
        self.filtered(lambda r: r.state == "planned").write({"state": "todo"})

    def _done(self):
        # sudo: the state is the procedure's; the callers check the person or follow a document
        self.sudo().write({"state": "done", "date_done": fields.Datetime.now()})
        self.case_id._message_log_batch(
            bodies={
                case.id: "\n".join(self.env._("%s is done.", remedy.display_name) for remedy in remedies)
                for case, remedies in self.grouped("case_id").items()
            }
        )

    def _check_doer(self):
        if others := self.filtered(lambda r: r.responsible_id != self.env.user):
            others.case_id._check_handler()

    def _has_own_words(self):
        """Whether the description says more than the label of its kind, in whatever language that was written."""
        self.ensure_one()
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        labels = [
            dict(self._fields["kind"]._description_selection(self.with_context(lang=code).env))[self.kind]
            for code in languages
        ]
        words = (self.name or "").split(":")[0].strip()
        return bool(words) and words not in labels

    def _has_price(self):
        """Whether order or invoice say what the item costs."""
        return bool(self.line_id.sale_line_id or self.line_id.invoice_line_id)

    def _get_unit_price(self):
        """The price of one unit of the item, after discounts and before tax, in the resolution's currency."""
        self.ensure_one()
        # sudo: the price of the customer's own order or invoice, read for the remedy only
        sale_line, invoice_line = self.line_id.sale_line_id.sudo(), self.line_id.invoice_line_id.sudo()
        line = sale_line or invoice_line
        quantity = sale_line.product_uom_qty if sale_line else invoice_line.quantity
        subtotal = line._get_complaint_subtotals().get(line)
        price = subtotal / quantity if quantity else sale_line and sale_line.price_reduce_taxexcl
        price = line.product_uom_id._compute_price(price, self.product_uom_id or line.product_uom_id)
        return line.currency_id._convert(
            price, self.currency_id, self.company_id or self.env.company, fields.Date.context_today(self), round=False
        )

    def _get_quantity_back(self):
        """INT-11: what came back for this remedy, in its unit; extend where receipts tell it sooner."""
        self.ensure_one()
        return self.quantity if self.kind in ("return", "exchange") and self.state == "done" else 0.0

    def _get_public_name(self, with_product=True):
        """CUS-5: what is done, in words meant for the customer: the kind and its goods; for "Other" what was typed."""
        self.ensure_one()
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if self.kind == "other":
            return self.name or kind
        product = with_product and self.product_id.display_name
        return f"{kind}: {product}" if product else kind

    def _get_form_name(self):
        """The typed description, else kind and goods in the reader's language: the stored one is in the author's."""
        self.ensure_one()
        return self.name if self._has_own_words() else self._get_public_name()

    def _get_public_state(self):
        """CUS-5: where the remedy is, in words meant for the customer; extend where documents tell more."""
        self.ensure_one()
        return self.env._("Done") if self.state == "done" else self.env._("On its way")
