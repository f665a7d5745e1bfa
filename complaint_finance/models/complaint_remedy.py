from odoo import api, fields, models

from ..tools import judge_receipt

CREDIT_KINDS = ("return", "allowance", "compensation")
# what is delivered for them is at no charge
DELIVERY_KINDS = ("exchange", "replacement", "rework", "repair")
RECEIVED = ("short", "matched", "within_tolerance")
# of what a credit note stands or falls with
CREDIT_STATES = (
    "credit_move_ids.state",
    "credit_move_ids.complaint_is_reversed",
    "credit_move_ids.reversal_move_ids.state",
)


class ComplaintRemedy(models.Model):
    """The documents of a remedy: which, where they are, and when they make it done.

    ============  =================================================  ==================================
    kind          document                                           done when
    ============  =================================================  ==================================
    return        return receipt, then a credit note for what came   received, credit notes posted
    allowance     credit note at once, allowance account             credit note posted
    compensation  credit note at once, compensation account          credit note posted
    exchange      return receipt and a delivery at no charge, in     received and delivered
    replacement   the order that was approved, or without a receipt
    rework        return receipt, then the same goods out again      received and delivered
    repair
    others        none                                               a person says so
    ============  =================================================  ==================================

    Complaint accountants start the documents, handlers those that cost no credit note. Whether a draft may then be
    posted, or a transfer validated, is a matter of Odoo's own accounting and inventory rights. Goods that changed hands
    on the spot need no documents: a person says that the remedy is done.
    """

    _inherit = "complaint.remedy"

    invoice_line_id = fields.Many2one(
        "account.move.line",
        compute="_compute_invoice_line_id",
        store=True,
        check_company=True,
        help="The newest posted invoice line that billed the item.",
    )
    credit_move_ids = fields.One2many("account.move", "complaint_remedy_id", "Credit Notes")
    credit_move_id = fields.Many2one(
        "account.move",
        "Credit Note",
        compute="_compute_credit_move_id",
        store=True,
        check_company=True,
        index="btree_not_null",
        help="The credit note that carries out the remedy; of several (an item billed on several invoices) the first.",
    )
    credit_state = fields.Selection(
        [("none", "To Make"), ("draft", "Draft"), ("posted", "Posted")],
        "Credit",
        compute="_compute_credit_move_id",
        store=True,
    )
    credit_amount = fields.Monetary(
        "Credited",
        compute="_compute_credit_amount",
        compute_sudo=True,
        help="Sum of the credit notes without tax, drafts included.",
    )
    return_picking_ids = fields.One2many("stock.picking", "complaint_remedy_id", "Return Receipts")
    qty_received = fields.Float(
        "Received Quantity",
        compute="_compute_qty_received",
        store=True,
        digits="Product Unit",
        help="In the unit of the remedy.",
    )
    qty_tolerance = fields.Float(
        "Excess Acceptance Ratio (%)",
        compute="_compute_qty_tolerance",
        compute_sudo=True,
        digits=(5, 2),
        help="The sales order's, else the customer's, else the company's.",
    )
    receipt_state = fields.Selection(
        [
            ("none", "No Receipt"),
            ("waiting", "Awaiting Goods"),
            ("short", "Short"),
            ("matched", "Matched"),
            ("within_tolerance", "Within Tolerance"),
            ("held", "Held"),
        ],
        "Receipt",
        compute="_compute_receipt_state",
        store=True,
    )
    document_state = fields.Selection(
        [
            ("none", "No Document"),
            ("to_make", "To Make"),
            ("awaiting_goods", "Awaiting Goods"),
            ("held", "Held"),
            ("to_deliver", "To Deliver"),
            ("to_post", "To Post"),
            ("done", "Done"),
        ],
        "Documents",
        compute="_compute_document_state",
        store=True,
        help="Where the documents of the remedy are.",
    )

    # === Computes ===

    @api.depends("line_id.sale_line_id.invoice_lines.parent_state", "line_id.invoice_line_id.parent_state")
    def _compute_invoice_line_id(self):
        for remedy in self:
            remedy.invoice_line_id = remedy._get_posted_invoice_lines()[:1]

    @api.depends(*CREDIT_STATES, "credit_count")
    def _compute_credit_move_id(self):
        for remedy in self:
            alive = remedy._get_credit_notes()
            remedy.credit_move_id = alive[:1]
            states = set(alive.mapped("state"))
            drafted = "draft" if "draft" in states else "posted"
            remedy.credit_state = drafted if remedy._is_credited() else "none"

    @api.depends("credit_move_ids.amount_untaxed", *CREDIT_STATES)
    def _compute_credit_amount(self):
        for remedy in self:
            remedy.credit_amount = sum(
                move.currency_id._convert(move.amount_untaxed, remedy.currency_id, move.company_id, move.date)
                for move in remedy._get_credit_notes()
            )

    @api.depends(
        "return_picking_ids.move_ids.state", "return_picking_ids.move_ids.quantity", "product_id", "product_uom_id"
    )
    def _compute_qty_received(self):
        for remedy in self:
            done = remedy.return_picking_ids.move_ids.filtered(lambda m: m.state == "done")
            remedy.qty_received = remedy._get_goods_quantity(done) if done else 0

    @api.depends_context("company")
    @api.depends("case_id.sale_order_id", "line_id.sale_line_id", "partner_id", "company_id")
    def _compute_qty_tolerance(self):
        for remedy in self:
            order = remedy.line_id.sale_line_id.order_id or remedy.case_id.sale_order_id
            if order:
                remedy.qty_tolerance = order._get_complaint_tolerance()
            else:
                remedy.qty_tolerance = remedy.partner_id._get_complaint_tolerance(remedy.company_id)

    @api.depends("kind", "quantity", "qty_received", "return_picking_ids.state")
    def _compute_receipt_state(self):
        for remedy in self:
            remedy.receipt_state = remedy._get_receipt_state()

    @api.depends(
        *("kind", "state", "receipt_state", "credit_state", "qty_received", "delivery_state", "delivery_terms"),
        *("line_id.sale_line_id", "line_id.move_id", "product_id.type"),
    )
    def _compute_document_state(self):
        for remedy in self:
            remedy.document_state = remedy._get_document_state()

    def _get_quantity_back(self):
        # EXTENDS complaint_management: INT-11, what was received is back, whether its credit note is made or not;
        # what was mended goes out again
        if self.return_picking_ids and self.kind not in ("rework", "repair"):
            return self.qty_received
        return super()._get_quantity_back()

    def _get_receipt_state(self):
        """What came, judged against what was approved (RET-3 to RET-5).

        Note: self.ensure_one()
        """
        self.ensure_one()
        pickings = self.return_picking_ids.filtered(lambda p: p.state != "cancel")
        if not pickings:
            return "none"
        if any(picking.state != "done" for picking in pickings):
            return "waiting"
        if self._get_unauthorised():
            return "held"
        outcome, _quantity = judge_receipt(
            self.quantity, self.qty_received, self.qty_tolerance, self.product_uom_id.rounding
        )
        return outcome

    def _get_document_state(self):
        """Where the documents are; ``none`` for remedies without any.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if not self._has_documents() or self.state in ("planned", "cancelled"):
            return "none"
        if self.state == "done":
            return "done"
        if self.credit_state != "none":
            return "to_post" if self.credit_state == "draft" else "done"
        if self.receipt_state == "held":
            return "held"
        if self._get_documents_to_make():
            return "to_make"
        return "awaiting_goods" if self.receipt_state == "waiting" else "to_deliver"

    def _has_documents(self):
        """Whether Odoo's own documents carry out the remedy."""
        goods = self.product_id.type == "consu" and bool(self.line_id.sale_line_id or self.line_id.move_id)
        return self.kind in CREDIT_KINDS or (self.kind in DELIVERY_KINDS and goods)

    def _get_credit_notes(self):
        """The credit notes that stand: neither cancelled nor reversed."""
        return self.credit_move_ids.filtered(lambda move: move._is_standing()).sorted("id")
