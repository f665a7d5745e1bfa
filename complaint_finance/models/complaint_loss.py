from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What a case costs, and what counts against it (LOS-1)
COST_KINDS = [
    ("allowance", "Allowance"),
    ("compensation", "Compensation"),
    ("returned_value", "Value Lost on Returned Goods"),
    ("replacement", "Replacement Goods"),
    ("freight_out", "Freight Out"),
    ("freight_back", "Freight Back"),
    ("rework_material", "Rework Material"),
    ("rework_labour", "Rework Labour"),
    ("inspection", "Inspection"),
    ("travel", "Travel"),
    ("third_party", "Third-Party Fees"),
    ("other", "Other"),
]
RECOVERIES = [
    ("recovery", "Supplier or Carrier Recovery"),
    ("billed", "Billed to the Customer"),
    ("insurance", "Insurance"),
]
RECOVERY_KINDS = tuple(kind for kind, _label in RECOVERIES)

# what a line says; it stands when the case is closed (LOS-4)
FROZEN_FIELDS = frozenset(("case_id", "kind", "name", "date", "amount", "reason", "basis_id", "quantity"))


class ComplaintLoss(models.Model):
    """What a case cost the company, line by line, in its own currency (LOS).

    Lines from documents are made and kept by them, see ``_follow_moves``, ``_follow_lines``, ``_follow_goods`` and
    ``complaint.case._follow_recovery``. The credit note of a return is itself no loss: the price was not earned, and
    the goods are here again (LOS-1).

    Typed lines need a receipt or a reason (LOS-2). What others bear is entered positive and counts against the loss.
    Lines are frozen when the case closes; what its documents do later comes as a supplementary line, which is frozen
    when it is allocated, or when the case is closed once more (LOS-4).
    """

    _name = "complaint.loss"
    _inherit = ["complaint.case.part"]
    _description = "Complaint Loss"
    _order = "case_id desc, date, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, index="btree_not_null")
    category_id = fields.Many2one(related="case_id.category_id", store=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        help="The product that this was lost on, where it is one.",
    )
    kind = fields.Selection([*COST_KINDS, *RECOVERIES], required=True, index=True)
    name = fields.Char("Description", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(
        required=True,
        aggregator=None,
        help="In the company's currency, before tax. What others bear is entered positive too.",
    )
    amount_net = fields.Monetary(
        "Net Loss", compute="_compute_amount_net", store=True, help="What others bear counts against the loss."
    )
    reason = fields.Char(help="Why this amount, where there is no receipt.")
    receipt_ids = fields.Many2many("ir.attachment", string="Receipts", bypass_search_access=True)
    is_document = fields.Boolean("From Document", readonly=True, copy=False, help="It follows its document.")
    move_id = fields.Many2one("account.move", "Credit Note", readonly=True, index="btree_not_null", check_company=True)
    move_line_id = fields.Many2one(
        "account.move.line", "Bill or Invoice Line", readonly=True, index="btree_not_null", check_company=True
    )
    stock_move_id = fields.Many2one(
        "stock.move", "Goods Moved", readonly=True, index="btree_not_null", check_company=True
    )
    frozen = fields.Boolean(readonly=True, copy=False, help="The case is closed; this line no longer changes.")
    supplementary = fields.Boolean(readonly=True, copy=False, help="Came after the case was closed.")

    @api.depends("amount", "kind")
    def _compute_amount_net(self):
        for loss in self:
            loss.amount_net = -loss.amount if loss.kind in RECOVERY_KINDS else loss.amount

    @api.depends("case_id", "move_id", "stock_move_id")
    def _compute_product_id(self):
        for loss in self:
            # sudo: of which product, whoever enters the line
            loss_sudo = loss.sudo()
            item = loss_sudo.move_id.complaint_remedy_id.line_id
            products = loss_sudo.stock_move_id.product_id or item.product_id or loss_sudo.case_id.product_ids
            loss.product_id = products if len(products) == 1 else loss.product_id

    @api.constrains("amount", "reason", "receipt_ids", "is_document")
    def _check_typed(self):
        """LOS-2: typed lines need a receipt or a reason."""
        for loss in self.filtered(lambda line: not line.is_document):
            if loss.amount <= 0:
                raise ValidationError(
                    self.env._("%s: enter an amount above zero; what others bear is positive too.", loss.name)
                )
            if not (loss.reason or loss.receipt_ids):
                raise ValidationError(self.env._("%s: attach the receipt or give the reason.", loss.name))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_procedure({name for vals in vals_list for name, value in vals.items() if value})
        losses = super().create(vals_list)
        if not self.env.su:
            losses._check_by_hand()
        final = losses.case_id.filtered(lambda case: case._is_loss_final())
        # sudo: that it came late is found here, never typed
        losses.filtered(lambda line: line.case_id in final).sudo().write({"supplementary": True})
        # sudo: the receipts are read by whoever reads the line
        losses.sudo()._attach_receipts()
        losses.case_id._message_log_batch(
            bodies={
                case.id: "\n".join(
                    self.env._("Loss: %s", line.name)  # not how much: more people read the case than its money
                    for line in lines
                )
                for case, lines in losses.grouped("case_id").items()
            }
        )
        return losses

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand()
            self._check_procedure(vals.keys())
        elif vals.keys() & FROZEN_FIELDS:
            self._check_not_frozen()
        res = super().write(vals)
        if not self.env.su and "case_id" in vals:
            self._check_by_hand()
        if "receipt_ids" in vals:
            # sudo: see create
            self.sudo()._attach_receipts()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_not_frozen()
        if not self.env.su:
            self._check_by_hand()

    @api.model
    def _get_procedure_fields(self):
        """What documents and the closing set, never a person."""
        return {"frozen", "supplementary", "is_document", "move_id", "move_line_id", "stock_move_id"}

    @api.model
    def _check_procedure(self, names):
        if set(names) & self._get_procedure_fields():
            raise UserError(self.env._("Documents and the closing of the case set these, not a person."))

    def _check_not_frozen(self):
        """LOS-4: what is frozen stays, whoever would change it."""
        if frozen := self.filtered("frozen")[:1]:
            raise UserError(self.env._("%s: its case is closed. Enter a supplementary line instead.", frozen.name))

    def _check_by_hand(self):
        """LOS-2, LOS-4: what documents made follows the documents; what is frozen stays."""
        self._check_not_frozen()
        for loss in self:
            if loss._follows_document():
                raise UserError(self.env._("%s follows its document; correct the document instead.", loss.name))
            if loss.case_id.state == "merged":
                raise UserError(
                    self.env._("%s was merged; enter the loss on the case that remains.", loss.case_id.display_name)
                )

    def _follows_document(self):
        """Whether a document keeps this line.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return self.is_document

    def _attach_receipts(self):
        """Receipts belong to their line, so that whoever reads the line reads them."""
        for loss in self:
            loose = loss.receipt_ids.filtered(lambda a: not a.res_id and a.res_model in (False, self._name))
            loose.write({"res_model": self._name, "res_id": loss.id})
