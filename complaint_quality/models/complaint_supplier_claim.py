from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintSupplierClaim(models.Model):
    """What a supplier, or a carrier, is asked to bear of a complaint whose cause lies with them (SUP-1).

    The state is the procedure's: ``action_*`` methods set it, see ``complaint_supplier_claim_process``. Amounts are in
    the currency of the claim, before tax; only ``amount_recovered`` is in the company's.
    """

    _name = "complaint.supplier.claim"
    _inherit = ["complaint.quality.numbered", "mail.thread", "mail.activity.mixin"]
    _description = "Supplier Claim"
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _rec_names_search = ["name", "partner_id.name"]

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    responsibility_id = fields.Many2one(
        "complaint.responsibility",
        domain="[('case_id', '=', case_id), ('party', 'in', ('supplier', 'carrier'))]",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The share of the responsibility for which they answer.",
    )
    investigation_id = fields.Many2one(
        "complaint.investigation",
        domain="[('case_ids', '=', case_id)]",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Which found that the cause lies with them.",
    )
    cause_id = fields.Many2one("complaint.cause", index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, index=True, tracking=True, check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        domain="[('share', '=', False)]",
    )
    lot_ids = fields.Many2many(
        "stock.lot", "complaint_supplier_claim_lot_rel", string="Lots/Serials", check_company=True
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
    )
    quantity = fields.Float("Defective Quantity", digits="Product Unit")
    product_uom_id = fields.Many2one("uom.uom", "Unit", compute="_compute_product_uom_id", store=True, readonly=False)
    receipt_ids = fields.Many2many(
        "stock.picking",
        "complaint_supplier_claim_receipt_rel",
        string="Receipts",
        compute="_compute_receipt_ids",
        store=True,
        copy=False,
        readonly=False,
        check_company=True,
        domain="[('location_id.usage', '=', 'supplier'), ('state', '=', 'done')]",
        help="With which the supplier delivered these lots.",
    )
    receipt_names = fields.Char("Received With", compute="_compute_receipt_names")
    description = fields.Html("What Is Wrong", help="Goes out to the supplier.")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount_claimed = fields.Monetary("Demanded", tracking=True, copy=False)
    amount_agreed = fields.Monetary("Agreed", tracking=True, copy=False)
    amount_recovered = fields.Monetary(
        "Recovered",
        compute="_compute_amount_recovered",
        store=True,
        currency_field="company_currency_id",
        help="The agreed amount in the company's currency, at the rate of the day of the agreement.",
    )
    date_due = fields.Date(
        "Answer Due",
        tracking=True,
        index="btree_not_null",
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
        copy=False,
    )
    date_sent = fields.Datetime("Sent on", copy=False, readonly=True)
    sent_by_id = fields.Many2one("res.users", "Sent by", copy=False, readonly=True)
    answer = fields.Html(copy=False, help="What the supplier says to it.")
    report_ids = fields.Many2many(
        "ir.attachment",
        "complaint_supplier_claim_report_rel",
        string="Supplier's 8D",
        bypass_search_access=True,
        copy=False,
        help="The supplier's report on cause and action.",
    )
    date_answered = fields.Datetime("Answered on", copy=False, readonly=True)
    date_agreed = fields.Date("Agreed on", copy=False, readonly=True)
    agreed_by_id = fields.Many2one("res.users", "Agreed by", copy=False, readonly=True)
    reason = fields.Char(copy=False, readonly=True, help="Why it was refused, or closed without agreement.")
    date_closed = fields.Datetime("Closed on", copy=False, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("agreed", "Agreed"),
            ("refused", "Refused"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        copy=False,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )

    _company_name_uniq = models.UniqueIndex("(company_id, name)", "This claim number is already in use.")
    _not_negative = models.Constraint(
        "CHECK(quantity >= 0 AND amount_claimed >= 0 AND amount_agreed >= 0)",
        "Quantities and amounts of a claim cannot be negative.",
    )

    # === Computes ===

    @api.depends("lot_ids", "case_id")
    def _compute_product_id(self):
        for claim in self:
            products = claim.lot_ids.product_id or claim.case_id.line_ids.product_id
            if not claim.product_id or (claim.lot_ids and claim.product_id not in products):
                claim.product_id = products[:1] if len(products) == 1 else claim.product_id

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for claim in self:
            line = claim.case_id.line_ids.filtered(lambda item, claim=claim: item.product_id == claim.product_id)[:1]
            claim.product_uom_id = line.product_uom_id or claim.product_id.uom_id

    @api.depends("case_id")
    def _compute_currency_id(self):
        for claim in self:
            claim.currency_id = (
                claim.currency_id or claim.case_id.company_id.currency_id or self.env.company.currency_id
            )

    @api.depends("lot_ids", "partner_id")
    def _compute_receipt_ids(self):
        lines = self._get_received_lines(self.lot_ids)
        for claim in self:
            theirs = lines.filtered(lambda line, claim=claim: line.lot_id in claim.lot_ids._origin)
            claim.receipt_ids = theirs.filtered(claim._is_delivered_by_supplier).picking_id.ids

    @api.depends("receipt_ids")
    def _compute_receipt_names(self):
        for claim in self:
            # sudo: with what the lots came is told to whoever reads the claim, with or without inventory rights
            claim.receipt_names = ", ".join(claim.sudo().receipt_ids.mapped(claim._format_receipt)) or False

    @api.depends("amount_agreed", "date_agreed", "currency_id", "company_id")
    def _compute_amount_recovered(self):
        for claim in self:
            claim.amount_recovered = (
                claim.currency_id._convert(
                    claim.amount_agreed, claim.company_id.currency_id, claim.company_id, claim.date_agreed
                )
                if claim.date_agreed
                else 0
            )

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = " ".join(filter(None, (claim.name, claim.partner_id.display_name)))

    # === Constraints ===

    @api.constrains("case_id", "responsibility_id", "investigation_id", "partner_id")
    def _check_origin(self):
        for claim in self:
            line = claim.responsibility_id
            if line and line.case_id != claim.case_id:
                raise ValidationError(self.env._("%s: the responsibility is one of another case.", claim.display_name))
            if line and line.partner_id.commercial_partner_id != claim.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(claim)s: %(partner)s answers for this share, nobody else.",
                        claim=claim.display_name,
                        partner=line.partner_id.display_name,
                    )
                )
            # sudo: which cases an investigation serves is only compared
            if claim.investigation_id and claim.case_id not in claim.investigation_id.sudo().case_ids:
                raise ValidationError(
                    self.env._(
                        "%(investigation)s does not serve case %(case)s.",
                        investigation=claim.investigation_id.name,
                        case=claim.case_id.name,
                    )
                )

    @api.constrains("product_id", "product_uom_id")
    def _check_unit(self):
        for claim in self:
            uom, unit = claim.product_id.uom_id, claim.product_uom_id
            if uom and unit and not uom._has_common_reference(unit):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not counted in %(unit)s: choose a unit that can be converted to %(other)s.",
                        product=claim.product_id.display_name,
                        unit=unit.name,
                        other=uom.name,
                    )
                )

    # === Helpers ===

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("state", "date_sent", "sent_by_id", "date_answered"),
            *("date_agreed", "agreed_by_id", "reason", "date_closed"),
        }

    def _get_frozen_fields(self):
        names = super()._get_frozen_fields()
        if self.state != "draft":
            names |= {"case_id", "responsibility_id", "partner_id", "lot_ids", "product_id", "quantity"}
            names |= {"product_uom_id", "description", "currency_id", "amount_claimed"}
        if self.state in ("agreed", "refused", "closed"):
            names |= {"amount_agreed", "answer", "date_due"}
        return names

    @api.model
    def _get_received_lines(self, lots):
        """The done movements with which these lots came from suppliers, as superuser."""
        if not lots:
            return self.env["stock.move.line"]
        # sudo: with what the lots came is read for the claim, of companies and lots that the user works with
        return (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("product_id", "in", lots.sudo().product_id.ids),
                    ("state", "=", "done"),
                    ("location_id.usage", "=", "supplier"),
                    ("picking_id", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ],
                order="date, id",
            )
        )

    def _is_delivered_by_supplier(self, line):
        """Whether the movement ``line`` is a receipt from the supplier of this claim."""
        return self._get_supplier_of(line) == self.partner_id.commercial_partner_id

    @api.model
    def _get_supplier_of(self, line):
        """Who delivered with the movement ``line``; extend where more is known than the contact of the transfer."""
        return line.picking_id.partner_id.commercial_partner_id

    @api.model
    def _format_receipt(self, picking):
        return picking.name
