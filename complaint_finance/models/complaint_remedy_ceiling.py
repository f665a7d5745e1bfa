from odoo import fields, models


class ComplaintRemedy(models.Model):
    """CRN-2: what may still be credited of an item, and on which invoices a credit falls (CRN-4)."""

    _inherit = "complaint.remedy"

    def _missing_to_submit(self):
        # EXTENDS complaint_management: more than was invoiced is not even proposed
        missing = super()._missing_to_submit()
        remedy_sudo = self.sudo()  # sums of invoices are compared, whether the proposer reads invoices or not
        if self.kind in ("return", "allowance") and remedy_sudo._get_posted_invoice_lines():
            _plan, problems = remedy_sudo._plan_credit(self.quantity)
            missing += problems
        return missing

    def _get_posted_invoice_lines(self):
        return self.line_id.sale_line_id._get_complaint_invoice_lines()

    def _missing_for_invoice(self):
        """CRN-3: why there is no invoice to credit; a return needs none when nothing was invoiced.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self._get_posted_invoice_lines():
            return []
        drafts = self.line_id.sale_line_id._get_complaint_invoice_lines(states=("draft",)).move_id
        if drafts:
            names = ", ".join(drafts.mapped("display_name"))
            return [self.env._("%s is not posted yet; post it, or amend it there, first", names)]
        if self.kind == "return":
            return []
        return [
            self.env._(
                "the item is not invoiced yet; invoice it first, or give the reduction as a discount on its order line"
            )
        ]

    def _is_credit_due(self):
        """Whether a credit note belongs to the remedy; not to goods that come back before they are invoiced (CRN-3)."""
        if self.kind != "return":
            return self.kind in ("allowance", "compensation")
        return bool(self.line_id.sale_line_id._get_complaint_invoice_lines(states=("draft", "posted")))

    def _plan_credit(self, quantity):
        """Which invoice lines are credited with how much, newest first until the remedy is covered (CRN-4).

        :param quantity: to be credited, in the unit of the remedy; counts for returns
        :return: (list of (account.move.line, quantity in the remedy's unit, amount in the invoice's currency),
            list of sentences saying why the plan cannot be carried out)
        """
        self.ensure_one()
        plan, rest_quantity = [], quantity
        reserved_quantity, reserved_amount = self._get_reserved()
        invoice_lines = self._get_posted_invoice_lines()
        currency = invoice_lines[:1].currency_id
        rest_amount = self._convert_amount(self.amount, currency)
        spare_quantity, spare_amount = -reserved_quantity, -self._convert_amount(reserved_amount, currency)
        for line in invoice_lines.filtered(lambda line: line.currency_id == currency):
            room_quantity, room_amount = self._get_room(line)
            if self.kind == "return":
                taken_quantity = min(rest_quantity, room_quantity)
                taken_amount = self._get_return_amount(line, taken_quantity)
                # the last piece may be a cent short of its price, when earlier credit notes were rounded up
                if currency.compare_amounts(taken_amount - room_amount, currency.rounding) <= 0:
                    taken_amount = min(taken_amount, room_amount)
            else:
                taken_quantity, taken_amount = 0, min(rest_amount, room_amount)
            spare_quantity += room_quantity - taken_quantity
            spare_amount += room_amount - taken_amount
            rest_quantity -= taken_quantity
            rest_amount -= taken_amount
            if taken_quantity > 0 or (self.kind != "return" and currency.compare_amounts(taken_amount, 0) > 0):
                plan.append((line, taken_quantity, taken_amount))
        return plan, self._missing_for_plan(rest_quantity, rest_amount, spare_quantity, spare_amount, currency)

    def _missing_for_plan(self, rest_quantity, rest_amount, spare_quantity, spare_amount, currency):
        """CRN-2: what the invoices cannot bear, credits of others and approved remedies counted."""
        values = {"item": self.line_id.display_name}
        if self.kind == "return":
            lack = max(rest_quantity, -spare_quantity)
            if self.product_uom_id.compare(lack, 0) > 0:
                quantity = f"{self.product_uom_id.round(lack):g} {self.product_uom_id.name}"
                return [
                    self.env._(
                        "%(item)s would be credited with %(quantity)s more than was invoiced, other credit notes and "
                        "approved remedies included",
                        quantity=quantity,
                        **values,
                    )
                ]
        lack = max(-spare_amount, 0 if self.kind == "return" else rest_amount)
        if currency.compare_amounts(lack, 0) > 0:
            return [
                self.env._(
                    "%(item)s would be credited with %(amount)s more than was invoiced, other credit notes and "
                    "approved remedies included",
                    amount=currency.format(lack),
                    **values,
                )
            ]
        return []

    def _get_room(self, invoice_line):
        """What may still be credited of an invoice line: (quantity in the remedy's unit, amount in its currency)."""
        credited_quantity, credited_amount = invoice_line._get_complaint_credited()
        room = invoice_line.quantity - credited_quantity
        unit = invoice_line.product_uom_id or self.product_uom_id
        amount = min(invoice_line.price_subtotal - credited_amount, invoice_line.move_id._get_complaint_room())
        return max(0.0, unit._compute_quantity(room, self.product_uom_id, round=False)), max(0.0, amount)

    def _get_reserved(self):
        """What other approved remedies of the item will credit: (quantity, amount) in this one's unit and currency."""
        others = self.search(
            [
                ("line_id.sale_line_id", "=", self.line_id.sale_line_id.id),
                ("state", "in", ("planned", "todo")),
                ("resolution_id.state", "in", ("approved", "offered", "accepted")),
                ("kind", "in", ("return", "allowance")),
                ("id", "not in", self.ids),
            ]
        ).filtered(lambda remedy: not remedy._get_credit_notes())
        quantity = sum(
            other.product_uom_id._compute_quantity(other.quantity, self.product_uom_id, round=False)
            for other in others.filtered(lambda remedy: remedy.kind == "return")
        )
        return quantity, sum(other._convert_amount(other.amount, self.currency_id) for other in others)

    def _get_return_amount(self, invoice_line, quantity):
        """Price of ``quantity`` (remedy's unit) as invoiced, at most as approved, in the invoice's currency."""
        if not invoice_line.quantity:
            return 0.0
        in_line_unit = self.product_uom_id._compute_quantity(quantity, invoice_line.product_uom_id, round=False)
        amount = invoice_line.price_subtotal / invoice_line.quantity * in_line_unit
        return invoice_line.currency_id.round(amount * self._get_approved_part(invoice_line))

    def _get_approved_part(self, invoice_line):
        """RES-5: 1, or less when a return was approved at less than the invoiced price."""
        if not self.quantity or not invoice_line.price_subtotal:
            return 1.0
        in_line_unit = self.product_uom_id._compute_quantity(self.quantity, invoice_line.product_uom_id, round=False)
        full = invoice_line.price_subtotal / invoice_line.quantity * in_line_unit
        approved = self._convert_amount(self.amount, invoice_line.currency_id)
        return 1.0 if invoice_line.currency_id.compare_amounts(approved, full) >= 0 else approved / full

    def _convert_amount(self, amount, currency):
        """An amount of the remedy in ``currency``, at today's rate: that of the credit note."""
        if not currency or currency == self.currency_id:
            return amount
        return self.currency_id._convert(amount, currency, self.company_id, fields.Date.context_today(self))
