from odoo import models
from odoo.fields import Command


class ComplaintRemedy(models.Model):
    """Credit notes: drafts made by core's reversal, then trimmed to the line and quantity (CRN)."""

    _inherit = "complaint.remedy"

    def _missing_for_credit(self):
        """Why the credit note cannot be made.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.kind == "compensation":
            return self._missing_for_compensation()
        if not self._is_credit_due():
            return [self.env._("nothing was invoiced, so there is nothing to credit")]
        if missing := self._missing_for_invoice():
            return missing
        plan, problems = self._plan_credit(self._get_quantity_to_credit())
        return problems or ([] if plan else [self.env._("nothing is left to credit")])

    def _missing_for_compensation(self):
        missing = []
        if not self.company_id.complaint_compensation_account_id:
            missing.append(self.env._("the settings of %s name no compensation account", self.company_id.name))
        if not self._get_compensated_invoice():
            missing.append(
                self.env._("the customer has no posted invoice on this order that compensation could be credited on")
            )
        return missing

    def _get_quantity_to_credit(self):
        """RET-3: what was received and is accepted, in the unit of the remedy; the receipt is judged by then."""
        return self.qty_received if self.kind == "return" else self.quantity

    def _get_compensated_invoice(self):
        """The newest posted invoice of the item or, without an item, of the case's order."""
        invoices = self._get_posted_invoice_lines().move_id
        if not invoices and not self.line_id:
            invoices = self.case_id.sale_order_id.order_line._get_complaint_invoice_lines().move_id
        return invoices[:1]

    def _create_credit_notes(self):
        """The draft credit notes of the remedy, usually one (CRN-1); the caller holds the lock of the remedy.

        Note: self.ensure_one()
        """
        self.ensure_one()
        self._get_posted_invoice_lines().move_id._lock_complaint_invoices()
        if self.kind == "compensation":
            credits_made = self._reverse_invoice(self._get_compensated_invoice(), self._prepare_compensation_line)
        else:
            credits_made = self.env["account.move"]
            for invoice_line, quantity, amount in self._plan_credit(self._get_quantity_to_credit())[0]:
                credits_made |= self._create_credit_note(invoice_line, quantity, amount)
        credits_made._check_complaint_ceiling()
        self.case_id._message_log(
            body=self.env._(
                "%(remedy)s: draft credit note of %(amount)s before tax on invoice %(invoices)s.",
                remedy=self.display_name,
                amount=", ".join(move.currency_id.format(move.amount_untaxed) for move in credits_made),
                invoices=", ".join(credits_made.reversed_entry_id.mapped("name")),
            )
        )
        return credits_made

    def _create_credit_note(self, invoice_line, quantity, amount):
        prepare = self._prepare_return_line if self.kind == "return" else self._prepare_allowance_line
        return self._reverse_invoice(invoice_line.move_id, lambda line: prepare(line, quantity, amount), invoice_line)

    def _reverse_invoice(self, invoice, prepare_line, invoice_line=None):
        """A draft credit note of ``invoice`` with one line.

        Core's reversal copies partner, currency, fiscal position, accounts, taxes and analytic distribution and
        remembers the invoice, so that the cost is taken back at the cost of the delivery (CRN-5).

        :param prepare_line: callable that returns the values of the line, given the invoice line
        :param invoice_line: the one to keep; without one the first is turned into the line
        """
        wizard = (
            self.env["account.move.reversal"]
            .with_company(invoice.company_id)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "reason": self.case_id.name})
        )
        wizard.refund_moves()
        credit = wizard.new_move_ids
        products = credit.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        kept = products.filtered(lambda line: line.complaint_origin_line_id == invoice_line) or products[:1]
        values = prepare_line(kept.complaint_origin_line_id)
        credit.write(
            {
                "complaint_remedy_id": self.id,
                "invoice_line_ids": [Command.update(kept.id, values)]
                + [Command.delete(line.id) for line in credit.invoice_line_ids - kept],
            }
        )
        return credit

    def _prepare_return_line(self, invoice_line, quantity, amount):
        """Goods that came back: the invoiced line with its price, discount and taxes, in the quantity received.

        The quantity is in the unit of the remedy, so that five pieces out of dozens stay five.
        """
        unit = self.product_uom_id
        price = invoice_line.product_uom_id._compute_price(invoice_line.price_unit, unit)
        values = {
            "quantity": quantity,
            "product_uom_id": unit.id,
            "price_unit": price * self._get_approved_part(invoice_line),
            "discount": invoice_line.discount,
            "tax_ids": [Command.set(invoice_line.tax_ids.ids)],
            "account_id": invoice_line.account_id.id,
            "name": invoice_line.name,
        }
        at_price = self._get_return_amount(invoice_line, quantity)
        if invoice_line.currency_id.compare_amounts(amount, at_price) and at_price:
            values["price_unit"] *= amount / at_price
        return values

    def _prepare_allowance_line(self, invoice_line, quantity, amount):
        """A price reduction without product and order line: neither stock, cost nor order quantities move (CRN-5)."""
        reduction = self._convert_amount(self.amount_per_unit, invoice_line.currency_id)
        pieces = self.quantity
        if not reduction or invoice_line.currency_id.compare_amounts(
            invoice_line.currency_id.round(reduction * pieces), amount
        ):
            pieces, reduction = 1, amount
        return {
            **self._prepare_money_line(invoice_line.tax_ids, pieces, reduction, invoice_line.currency_id),
            "name": self.env._(
                "Allowance on %(item)s (complaint %(case)s)", item=self.line_id.display_name, case=self.case_id.name
            ),
            "account_id": (self.company_id.complaint_allowance_account_id or invoice_line.account_id).id,
        }

    def _prepare_compensation_line(self, invoice_line):
        """Money beyond the invoice price: own account and taxes, outside the ceiling of the line (CRN-1)."""
        amount = self._convert_amount(self.amount, invoice_line.currency_id)
        return {
            **self._prepare_money_line(
                self.company_id.complaint_compensation_tax_ids, 1, amount, invoice_line.currency_id
            ),
            "name": self.env._("Compensation (complaint %s)", self.case_id.name),
            "account_id": self.company_id.complaint_compensation_account_id.id,
            "complaint_origin_line_id": False,
        }

    def _prepare_money_line(self, taxes, quantity, price, currency):
        """Line values for ``quantity`` times a ``price`` before tax, whatever taxes are contained in prices."""
        included = taxes.flatten_taxes_hierarchy().filtered("price_include")
        if included:
            details = taxes._get_tax_details(
                price,
                1.0,
                precision_rounding=currency.rounding,
                rounding_method="round_globally",
                special_mode="total_excluded",
            )
            price += sum(data["tax_amount"] for data in details["taxes_data"] if data["tax"] in included)
        return {
            "product_id": False,
            "product_uom_id": False,
            "quantity": quantity,
            "price_unit": price,
            "discount": 0,
            "tax_ids": [Command.set(taxes.ids)],
            "sale_line_ids": [Command.clear()],
        }
