from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ComplaintLoss(models.Model):
    """What a case cost the company, line by line, in its own currency (LOS).

    Lines from documents are made and kept by them: a posted credit note for an allowance or a compensation,
    without tax, at the rate of its date; a received return for what its goods are worth less than they cost when
    they were delivered. The credit note of a return is itself no loss: the price was not earned, and the goods are
    here again (LOS-1).

    Typed lines need a receipt or a reason (LOS-2). Recoveries are entered positive and count against the loss.
    Lines are frozen when the case closes; what its documents do later comes as a supplementary line (LOS-4).
    """

    _name = "complaint.loss"
    _description = "Complaint Loss"
    _order = "case_id desc, date, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, index="btree_not_null")
    kind = fields.Selection(
        [
            ("allowance", "Allowance"),
            ("compensation", "Compensation"),
            ("returned_value", "Value Lost on Returned Goods"),
            ("replacement", "Replacement Goods"),
            ("freight", "Freight"),
            ("rework", "Rework"),
            ("inspection", "Inspection"),
            ("travel", "Travel"),
            ("third_party", "Third-Party Fees"),
            ("recovery", "Recovery"),
            ("other", "Other"),
        ],
        required=True,
        default="freight",
        index=True,
    )
    name = fields.Char("Description", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(
        required=True, aggregator=None, help="In the company's currency, before tax. A recovery is positive too."
    )
    amount_net = fields.Monetary(
        "Net Loss", compute="_compute_amount_net", store=True, help="Recoveries count against the loss."
    )
    reason = fields.Char(help="Why this amount, where there is no receipt.")
    receipt_ids = fields.Many2many("ir.attachment", string="Receipts", bypass_search_access=True)
    move_id = fields.Many2one("account.move", "Credit Note", readonly=True, index="btree_not_null", check_company=True)
    stock_move_id = fields.Many2one(
        "stock.move", "Returned Goods", readonly=True, index="btree_not_null", check_company=True
    )
    is_document = fields.Boolean(compute="_compute_is_document")
    frozen = fields.Boolean(readonly=True, copy=False, help="The case is closed; this line no longer changes.")
    supplementary = fields.Boolean(readonly=True, copy=False, help="Came after the case was closed.")

    @api.depends("amount", "kind")
    def _compute_amount_net(self):
        for loss in self:
            loss.amount_net = -loss.amount if loss.kind == "recovery" else loss.amount

    @api.depends("move_id", "stock_move_id")
    def _compute_is_document(self):
        for loss in self:
            loss.is_document = bool(loss.move_id or loss.stock_move_id)

    @api.constrains("amount", "reason", "receipt_ids", "move_id", "stock_move_id")
    def _check_typed(self):
        """LOS-2: typed lines need a receipt or a reason."""
        for loss in self.filtered(lambda line: not line.is_document):
            if loss.amount <= 0:
                raise ValidationError(
                    self.env._("%s: enter an amount above zero; a recovery is positive too.", loss.name)
                )
            if not (loss.reason or loss.receipt_ids):
                raise ValidationError(self.env._("%s: attach the receipt or give the reason.", loss.name))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        losses = super().create(vals_list)
        late = losses.filtered(
            lambda line: line.case_id.state == "closed" or any(line.case_id.loss_ids.mapped("frozen"))
        )
        # sudo: that it came late is found here, never typed
        late.sudo().write({"supplementary": True})
        if not self.env.su:
            losses._check_by_hand()
        losses.case_id._message_log_batch(
            bodies={
                case.id: "\n".join(
                    self.env._(
                        "Loss: %(name)s, %(amount)s", name=line.name, amount=line.currency_id.format(line.amount_net)
                    )
                    for line in lines
                )
                for case, lines in losses.grouped("case_id").items()
            }
        )
        return losses

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand()
            if vals.keys() & {"frozen", "supplementary", "move_id", "stock_move_id"}:
                raise UserError(self.env._("Documents and the closing of the case set these, not a person."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not self.env.su:
            self._check_by_hand()

    def _check_by_hand(self):
        """LOS-2, LOS-4: what documents made follows the documents; what is frozen stays."""
        for loss in self:
            if loss.frozen:
                raise UserError(self.env._("%s: its case is closed. Enter a supplementary line instead.", loss.name))
            if loss.is_document:
                raise UserError(self.env._("%s follows its document; correct the document instead.", loss.name))

    # === Following the documents ===

    @api.model
    def _follow_moves(self, moves):
        """LOS-1, LOS-2: losses of credit notes for allowances and compensation, as the documents stand now."""
        moves = moves.filtered(lambda m: m.complaint_remedy_id.kind in ("allowance", "compensation"))
        known = self.search([("move_id", "in", moves.ids)]).grouped("move_id") if moves else {}
        values_list = []
        for move in moves:
            stands = move.state == "posted" and move._is_standing()
            lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            # balance: company currency at the rate of the credit note's date
            amount = sum(lines.mapped("balance")) if stands else 0
            values = {
                "kind": move.complaint_remedy_id.kind,
                "name": move.name or move.display_name,
                "date": move.invoice_date,
            }
            case = move.complaint_remedy_id.case_id
            document = {"move_id": move.id}
            values_list += self._prepare_following(known.get(move, self.browse()), case, document, amount, values)
        if values_list:
            self.create(values_list)

    @api.model
    def _follow_returns(self, remedy):
        """LOS-1: what goods that came back are worth less, as booked, than they cost when they were delivered."""
        for move in remedy.return_picking_ids.move_ids:
            origin = move.origin_returned_move_id
            if move.state != "done" or move.location_dest_id.usage == "customer" or not origin.product_qty:
                continue
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            delivered = origin.product_uom._compute_quantity(origin.quantity, origin.product_id.uom_id)
            lost = abs(origin.value) / delivered * quantity - abs(move.value) if delivered else 0
            self._follow_document(
                remedy.case_id,
                "stock_move_id",
                move,
                max(0, remedy.company_id.currency_id.round(lost)),
                {
                    "kind": "returned_value",
                    "name": f"{move.picking_id.name}: {move.product_id.display_name}",
                    "date": move.date,
                },
            )

    @api.model
    def _follow_document(self, case, field_name, document, amount, values):
        """Bring the lines of a document to ``amount``; what is frozen is completed by a supplementary line (LOS-4)."""
        lines = self.search([(field_name, "=", document.id)])
        self.create(self._prepare_following(lines, case, {field_name: document.id}, amount, values))

    @api.model
    def _prepare_following(self, lines, case, document, amount, values):
        """Bring the ``lines`` of a document to ``amount``; values of those to be created."""
        frozen = lines.filtered("frozen")
        rest = case.currency_id.round(amount - sum(frozen.mapped("amount")))
        open_line = (lines - frozen)[:1]
        if case.currency_id.is_zero(rest):
            open_line.unlink()
        elif open_line:
            open_line.write({"amount": rest, **values})
        else:
            return [{"case_id": case.id, **document, "amount": rest, **values}]
        return []
