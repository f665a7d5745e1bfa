from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import CreditLedger


class ComplaintRemedy(models.Model):
    """CRN-2: what may still be credited of an item, and on which invoices a credit falls (CRN-4)."""

    _inherit = "complaint.remedy"

    def _missing_to_submit(self):
        # EXTENDS complaint_management: more than was invoiced is not even proposed
        return [*super()._missing_to_submit(), *self._missing_for_ceiling()]

    def _missing_for_ceiling(self):
        """CRN-2: why less was invoiced than this remedy promises, other promises counted; none: it can be credited."""
        self.ensure_one()
        remedy_sudo = self.sudo()  # sums of invoices are compared, whether the proposer reads invoices or not
        credited = remedy_sudo.previous_id._get_credit_notes()  # which a new version takes over
        if self.kind not in ("return", "allowance") or credited or not remedy_sudo._get_posted_invoice_lines():
            return []
        return remedy_sudo._plan_credit(remedy_sudo._get_quantity_due(self.quantity))[1]

    def _is_promise_broken(self):
        """CRN-2: whether this remedy, approved already, could no longer be credited."""
        return bool(self._missing_for_ceiling())

    # === Quantities ===

    def _get_quantity_due(self, quantity, ledger=None):
        """CRN-3: of ``quantity`` coming back, in the unit of the remedy, what was invoiced.

        What was delivered and is on no invoice yet comes back first: it is simply not invoiced any more. What other
        returns of the item credited, or will credit by the ``ledger``, was invoiced and is no longer.
        """
        self.ensure_one()
        sale_line = self.line_id.sale_line_id
        if self.kind != "return" or not sale_line:
            return quantity
        unit = sale_line.product_uom_id
        invoiced = sum(
            line.product_uom_id._compute_quantity(line.quantity, unit, round=False)
            for line in sale_line._get_complaint_invoice_lines(states=("draft", "posted"))
        )
        back = self.product_uom_id._compute_quantity(self.qty_received, unit, round=False)
        others = sale_line.invoice_lines.filtered(
            lambda line: (
                line.move_id.complaint_remedy_id.kind == "return"
                and line.move_id.complaint_remedy_id != self
                and line.move_id._is_standing()
            )
        )
        invoiced -= sum(line.product_uom_id._compute_quantity(line.quantity, unit, round=False) for line in others)
        invoiced -= ledger.returned.get(sale_line, 0) if ledger else 0
        spare = max(0.0, sale_line.qty_delivered + back - invoiced)
        return max(0.0, quantity - unit._compute_quantity(spare, self.product_uom_id, round=False))

    def _is_credit_due(self):
        """Whether a credit note belongs to the remedy; not to goods that come back before they are invoiced (CRN-3)."""
        self.ensure_one()
        if self.kind != "return":
            return self.kind in ("allowance", "compensation") and not self.discount_amount
        if not self._get_billed_lines(states=("draft", "posted")):
            return False
        judged = self.receipt_state not in ("none", "waiting")
        due = self._get_quantity_due(self.qty_received if judged else self.quantity)
        return self.product_uom_id.compare(due, 0) > 0

    # === Plan ===

    def _plan_credit(self, quantity, ledger=None):
        """Which invoice lines are credited with how much, newest first until the remedy is covered (CRN-4).

        :param quantity: to be credited, in the unit of the remedy; counts for returns
        :param ledger: the CreditLedger that several remedies share
        :return: (list of (account.move.line, quantity in the remedy's unit, amount in the invoice's currency),
            list of sentences saying why the plan cannot be carried out)
        """
        self.ensure_one()
        ledger = ledger or CreditLedger(self)
        plan = []
        invoice_lines = self._get_posted_invoice_lines()
        currency = invoice_lines[:1].currency_id
        # of several credit notes of the remedy one was cancelled: the others stand
        standing = self._get_credit_notes()
        rest_quantity, rest_amount = quantity, self._convert_amount(self.amount, currency)
        if standing:
            own_quantity, own_amount = self._get_own_credited()
            rest_quantity, rest_amount = rest_quantity - own_quantity, rest_amount - own_amount
        promised_quantity, promised_amount = self._get_promised_by_others(ledger)
        spare_quantity, spare_amount = -promised_quantity, -self._convert_amount(promised_amount, currency)
        for line in invoice_lines.filtered(
            lambda line: line.currency_id == currency and line.move_id not in standing.reversed_entry_id
        ):
            room_quantity, room_amount = self._get_room(line, ledger)
            if self.kind == "return":
                taken_quantity = max(0.0, min(rest_quantity, room_quantity))
                taken_amount = self._get_return_amount(line, taken_quantity)
                # the last piece makes up for the cents by which earlier credit notes were rounded
                last = self.product_uom_id.compare(taken_quantity, room_quantity) >= 0 and taken_quantity
                slack = currency.rounding * max(1, ledger.count_credits(line))
                if last and currency.compare_amounts(abs(taken_amount - room_amount), slack) <= 0:
                    taken_amount = room_amount
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
                quantity = f"{self.product_uom_id.round(lack):.15g} {self.product_uom_id.name}"
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

    def _get_room(self, invoice_line, ledger):
        """What may still be credited of an invoice line: (quantity in the remedy's unit, amount in its currency)."""
        quantity, amount = ledger.get_room(invoice_line)
        unit = invoice_line.product_uom_id or self.product_uom_id
        return unit._compute_quantity(quantity, self.product_uom_id, round=False), amount

    # === Promises ===

    def _get_promised(self):
        """Remedies of the same items that are approved but not credited, and those that are proposed with these."""
        beside = self.resolution_id.remedy_ids.filtered(
            lambda remedy: remedy.kind in ("return", "allowance") and remedy.state in ("planned", "todo")
        )
        return self._get_promised_of(self._get_posted_invoice_lines()) | beside.filtered(lambda r: not r._is_credited())

    @api.model
    def _get_promised_of(self, invoice_lines):
        """CRN-2: approved remedies of what these lines billed that will be credited and are not yet, or in part."""
        if not invoice_lines:
            return self.browse()
        # sudo: the ceiling counts all promises, whoever may read them; only sums and numbers of cases are shown
        return (
            self.sudo()
            .search(
                self._get_domain_of(invoice_lines)
                & Domain("state", "in", ("planned", "todo"))
                & Domain("resolution_id.state", "in", ("approved", "offered", "accepted"))
                & Domain("kind", "in", ("return", "allowance"))
            )
            .filtered(lambda remedy: not remedy._is_credited())
        )

    def _get_promised_by_others(self, ledger):
        """What others are still promised of the item: (quantity, amount) in this remedy's unit and currency."""
        item = self._get_item()
        others = ledger.promised.filtered(lambda remedy: remedy != self and remedy._get_item() == item)
        quantity = amount = 0.0
        for other in others:
            due = other._get_quantity_due(other.quantity)
            part = due / other.quantity if other.kind == "return" and other.quantity else 1.0
            # of several credit notes one was cancelled: the others have taken their part already
            own_quantity, own_amount = other._get_own_credited()
            rest = other._convert_amount(other.amount * part, self.currency_id)
            if own_amount:
                currency = other._get_credit_notes()[:1].currency_id
                today = fields.Date.context_today(self)
                rest -= currency._convert(own_amount, self.currency_id, self.company_id, today)
            amount += max(0.0, rest)
            if other.kind == "return":
                rest = max(0.0, due - own_quantity)
                quantity += other.product_uom_id._compute_quantity(rest, self.product_uom_id, round=False)
        return quantity, amount

    def _get_own_credited(self):
        """What the standing credit notes of this remedy take back: (quantity in its unit, amount as invoiced)."""
        quantity = amount = 0.0
        for line in self._get_credit_notes().invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            amount += line.price_subtotal
            if line._is_complaint_piece():
                quantity += line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False)
        return quantity, amount

    def _get_credit_excess(self):
        """Sentences saying how the standing credit notes give more than was approved and received (RES-5, CRN-1).

        Note: self.ensure_one()
        """
        self.ensure_one()
        credit_notes = self._get_credit_notes()
        currency = credit_notes[:1].currency_id
        lines = credit_notes.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        quantity, amount = self._get_own_credited()
        if problems := self._get_other_taxes(lines):
            return problems
        if self.kind == "return":
            due = self._get_quantity_due(self._get_quantity_to_credit())
            if self.product_uom_id.compare(quantity, due) > 0:
                return [
                    self.env._(
                        "%(remedy)s: %(quantity)s %(unit)s would be credited, %(due)s %(unit)s came back of what was "
                        "invoiced. Lower the quantity.",
                        remedy=self.display_name,
                        quantity=f"{self.product_uom_id.round(quantity):.15g}",
                        due=f"{self.product_uom_id.round(due):.15g}",
                        unit=self.product_uom_id.name,
                    )
                ]
            approved = sum(
                self._get_return_amount(
                    line.complaint_origin_line_id,
                    line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False),
                )
                for line in lines.filtered(lambda line: line._is_complaint_piece())
            )
            slack = currency.rounding * len(lines)
            if currency.compare_amounts(amount - approved, slack) > 0:
                slack = currency.rounding * len(lines.complaint_origin_line_id._get_complaint_credit_lines())
        else:
            slack = currency.rounding * len(lines)
            # at the rate of the day on which the draft was made
            day = fields.Date.context_today(self, min(credit_notes.mapped("create_date")))
            approved = self._convert_amount(self.amount, currency, day)
        # a cent per line may be due to taxes contained in the price, or to the rounding of what came back before
        if currency.compare_amounts(amount - approved, slack) > 0:
            return [
                self.env._(
                    "%(remedy)s: %(amount)s before tax would be credited, %(approved)s are approved. Lower the credit "
                    "note, or have a new version of the resolution approved.",
                    remedy=self.display_name,
                    amount=currency.format(amount),
                    approved=currency.format(approved),
                )
            ]
        return []

    # === Amounts ===

    def _get_return_amount(self, invoice_line, quantity, subtotal=None):
        """Price of ``quantity`` (remedy's unit) as invoiced, at most as approved, in the invoice's currency.

        :param subtotal: what counts as the price of the whole line, instead of that after discounts
        """
        if not invoice_line.quantity:
            return 0.0
        if subtotal is None:
            subtotal = invoice_line._get_complaint_subtotals()[invoice_line]
        in_line_unit = self.product_uom_id._compute_quantity(quantity, invoice_line.product_uom_id, round=False)
        amount = subtotal / invoice_line.quantity * in_line_unit
        return invoice_line.currency_id.round(amount * self._get_approved_part())

    def _convert_amount(self, amount, currency, day=None):
        """An amount of the remedy in ``currency``, at the rate of ``day``, or today's: that of the credit note."""
        if not currency or currency == self.currency_id:
            return amount
        return self.currency_id._convert(amount, currency, self.company_id, day or fields.Date.context_today(self))
