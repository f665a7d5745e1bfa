from odoo import fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    complaint_origin_line_id = fields.Many2one(
        "account.move.line",
        "Credited Invoice Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice line that this line of a credit note takes back, whoever made the credit note.",
        groups="base.group_user",
    )

    def _copy_data_extend_business_fields(self, values):
        # EXTENDS account: every reversal, ours or by hand, remembers which line it takes back (CRN-2)
        super()._copy_data_extend_business_fields(values)
        if self.display_type == "product":
            values["complaint_origin_line_id"] = self.id

    def _get_cogs_value(self):
        # EXTENDS stock_account: CRN-5, the cost of the very line that is taken back, also when the credit note
        # counts in another unit than the invoice; core looks for the same product *and* unit
        if self.move_id.complaint_remedy_id and self.complaint_origin_line_id:
            cogs_lines = self.move_id.reversed_entry_id.line_ids.filtered(
                lambda line: line.cogs_origin_id == self.complaint_origin_line_id and line.price_unit >= 0
            )
            if cogs_lines:
                return cogs_lines[0].price_unit
        return super()._get_cogs_value()

    # === What has been taken back ===

    def _get_complaint_credited(self):
        """What has been taken back of each of these invoice lines (CRN-2).

        Compensation is money beyond the invoice price and does not count; neither do credit notes that were reversed
        themselves. A credit note made from the sales order names no invoice: it fills the newest invoice lines of that
        order line first (CRN-4).

        :return: dict of line to (quantity in its unit, amount without tax in its currency, number of credit lines)
        """
        # sudo: the ceiling counts all credit notes, whoever may read them; only sums leave this model
        lines_sudo = self.sudo()
        credited = dict.fromkeys(lines_sudo, (0.0, 0.0, 0))
        for credit, subtotal in lines_sudo._get_complaint_credit_lines()._get_complaint_subtotals().items():
            for line in credit._get_complaint_origins(lines_sudo):
                quantity, amount = credit._get_complaint_taken(line, subtotal)
                credited[line] = credited[line][0] + quantity, credited[line][1] + amount, credited[line][2] + 1
        return credited

    def _get_complaint_credit_lines(self):
        """Lines of credit notes, draft or posted, that take back any of these invoice lines.

        A negative quantity on an invoice takes back too: core's invoice of an order that goods of came back for.
        """
        if not self:
            return self
        alive = (
            (
                Domain("move_id.move_type", "=", "out_refund")
                | Domain("move_id.move_type", "=", "out_invoice") & Domain("quantity", "<", 0)
            )
            & Domain("parent_state", "in", ("draft", "posted"))
            & Domain("display_type", "=", "product")
            & Domain("company_id", "in", self.company_id.ids)
        )
        tied = Domain("complaint_origin_line_id", "in", self.ids)
        loose = Domain("complaint_origin_line_id", "=", False) & (
            Domain("move_id.reversed_entry_id", "in", self.move_id.ids)
            | Domain("sale_line_ids", "in", self.sale_line_ids.ids)
        )
        return self.search(alive & (tied | loose)).filtered(lambda credit: credit.move_id._is_complaint_credit())

    def _get_complaint_origins(self, lines):
        """Which of ``lines`` this line of a credit note takes back, or may take back.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.complaint_origin_line_id:
            return self.complaint_origin_line_id & lines
        invoice = self.move_id.reversed_entry_id
        return lines.filtered(
            lambda line: (
                line.company_id == self.company_id
                and (line.move_id == invoice or line.sale_line_ids & self.sale_line_ids)
                and self._is_complaint_credit_of(line)
            )
        )

    def _is_complaint_credit_of(self, invoice_line):
        """Whether a credit line without a known origin is meant for ``invoice_line``, by order line or product."""
        if self.sale_line_ids and invoice_line.sale_line_ids:
            return bool(self.sale_line_ids & invoice_line.sale_line_ids)
        return bool(self.product_id) and self.product_id == invoice_line.product_id

    def _get_complaint_taken(self, line, subtotal):
        """How much of ``line`` this line of a credit note takes: (quantity in its unit, amount in its currency).

        :param subtotal: of this line, after discounts
        """
        newer = self.browse()
        if not self.complaint_origin_line_id and not self.move_id.reversed_entry_id:
            newer = self.sale_line_ids._get_complaint_invoice_lines()
            newer = newer[: newer.ids.index(line.id)] if line.id in newer.ids else newer
        quantity = 0.0
        if self._is_complaint_piece():
            unit = line.product_uom_id or self.product_uom_id
            credited = self.product_uom_id._compute_quantity(
                self.quantity * self.move_id.direction_sign, unit, round=False
            )
            quantity = max(0.0, credited - sum(newer.mapped("quantity")))
        # at the rate of the date of the document
        amount = self.currency_id._convert(
            subtotal * self.move_id.direction_sign,
            line.currency_id,
            self.company_id,
            self.move_id.invoice_date or self.move_id.date,
        )
        return quantity, max(0.0, amount - sum(newer._get_complaint_subtotals().values()))

    def _is_complaint_piece(self):
        """Whether pieces are taken back; without a product, or as a discount, the line changes the price only."""
        return bool(self.product_id) and not self._is_complaint_discount()

    # === Ceiling ===

    def _get_complaint_targets(self):
        """Invoice lines that these lines of credit notes take back, as far as a complaint credits them too."""
        targets = self.browse()
        for credit in self.filtered(
            lambda line: (
                line.display_type == "product" and (line.move_id.move_type == "out_refund" or line.quantity < 0)
            )
        ):
            targets |= credit.complaint_origin_line_id or (
                credit.move_id.reversed_entry_id.invoice_line_ids | credit.sale_line_ids._get_complaint_invoice_lines()
            ).filtered(credit._is_complaint_credit_of)
        return targets._filter_complained()

    def _get_complaint_excess(self, quantity, amount):
        """Sentences saying how this invoice line is credited beyond what was invoiced; none: it is not.

        :param quantity: taken back of it altogether, in its unit
        :param amount: taken back of it altogether, before tax, in its currency

        Note: self.ensure_one()
        """
        self.ensure_one()
        values = {"line": self.name or self.product_id.display_name, "invoice": self.move_id.name}
        problems = []
        if self.product_uom_id and self.product_uom_id.compare(quantity, self.quantity) > 0:
            problems.append(
                self.env._(
                    "%(line)s of invoice %(invoice)s: %(quantity)s would be credited, %(invoiced)s were invoiced. "
                    "Lower the quantity or cancel another credit note.",
                    quantity=self._format_complaint_quantity(quantity),
                    invoiced=self._format_complaint_quantity(self.quantity),
                    **values,
                )
            )
        invoiced = self._get_complaint_subtotals()[self]
        if self.currency_id.compare_amounts(amount, invoiced) > 0:
            problems.append(
                self.env._(
                    "%(line)s of invoice %(invoice)s: %(amount)s would be credited, %(invoiced)s were invoiced. "
                    "Lower the amount or cancel another credit note.",
                    amount=self.currency_id.format(amount),
                    invoiced=self.currency_id.format(invoiced),
                    **values,
                )
            )
        return problems

    def _format_complaint_quantity(self, quantity):
        return f"{quantity:.15g} {self.product_uom_id.name}"
