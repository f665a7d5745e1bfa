from odoo import fields, models
from odoo.fields import Command

from ..tools import CreditLedger, distribute


class ComplaintRemedy(models.Model):
    """Credit notes: drafts made by core's reversal, then trimmed to the line and quantity (CRN)."""

    _inherit = "complaint.remedy"

    credit_count = fields.Integer(
        "Credit Notes Made", readonly=True, copy=False, help="How many invoices the credit falls on."
    )

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
        plan, problems = self._plan_credit(
            self._get_quantity_due(self._get_quantity_to_credit()), self.env.context.get("complaint_ledger")
        )
        if problems and (drafts := self._get_draft_invoices()):
            return [self._say_draft_first(drafts)]
        return problems or ([] if plan else [self.env._("nothing is left to credit")])

    def _with_ledger(self):
        """These remedies, what may be credited of their items being read for all of them at once."""
        return self.with_context(complaint_ledger=CreditLedger(self))

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

    def _is_credited(self):
        """CRN-6: whether all credit notes of the remedy stand; one of several may have been cancelled since."""
        self.ensure_one()
        credit_notes = self._get_credit_notes()
        return bool(credit_notes) and len(credit_notes) >= self.credit_count

    def _create_credit_notes(self):
        """The draft credit notes of these remedies, usually one each (CRN-1); the caller holds the lock of them."""
        compensated = {r: r._get_compensated_invoice() for r in self if r.kind == "compensation"}
        invoices = self._get_posted_invoice_lines().move_id.union(*compensated.values())
        invoices._lock_complaint_invoices()
        ledger = CreditLedger(self)
        self._get_posted_invoice_lines().fetch(["tax_ids"])  # for all of them at once
        drafts = []
        for remedy in self:
            if remedy in compensated:
                invoice_line = compensated[remedy]._get_complaint_first_line()
                lines = {invoice_line.id: remedy._prepare_compensation_line(invoice_line)}
                drafts.append((remedy, invoice_line.move_id, lines))
                continue
            prepare = remedy._prepare_return_lines if remedy.kind == "return" else remedy._prepare_allowance_lines
            due = remedy._get_quantity_due(remedy._get_quantity_to_credit(), ledger)
            plan = remedy._plan_credit(due, ledger)[0]
            for invoice_line, quantity, amount in plan:
                drafts.append((remedy, invoice_line.move_id, prepare(invoice_line, quantity, amount)))
                unit = invoice_line.product_uom_id or remedy.product_uom_id
                ledger.enter(invoice_line, remedy.product_uom_id._compute_quantity(quantity, unit, round=False), amount)
            ledger.settle(remedy, sum(quantity for _line, quantity, _amount in plan))
        credit_notes = self._reverse_invoices(drafts)
        credit_notes._check_complaint_ceiling()
        for remedy in self:
            remedy.credit_count = len(remedy._get_credit_notes())
        (self - credit_notes.complaint_remedy_id)._follow_documents()  # nothing was left to credit for them
        self._log_credit_notes(credit_notes)
        return credit_notes

    def _log_credit_notes(self, credit_notes):
        """What was drafted, on each case."""
        bodies = {}
        for remedy, moves in credit_notes.grouped("complaint_remedy_id").items():
            bodies.setdefault(remedy.case_id.id, []).append(
                self.env._(
                    "%(remedy)s: draft credit note of %(amount)s before tax on invoice %(invoices)s.",
                    remedy=remedy.display_name,
                    amount=", ".join(move.currency_id.format(move.amount_untaxed) for move in moves),
                    invoices=", ".join(moves.reversed_entry_id.mapped("name")),
                )
            )
        cases = credit_notes.complaint_remedy_id.case_id
        cases._message_log_batch(bodies={case_id: "\n".join(sentences) for case_id, sentences in bodies.items()})

    def _reverse_invoices(self, drafts):
        """Draft credit notes with the lines that are credited, by core's reversal of their invoices.

        Core copies partner, currency, fiscal position, accounts, taxes and analytic distribution and remembers the
        invoice, so that the cost is taken back at the cost of the delivery (CRN-5).

        :param drafts: list of (remedy, invoice, dict of the id of an invoice line to keep to the values of its copy)
        """
        credit_notes = self.env["account.move"]
        while drafts:
            # core reverses an invoice once at a time, and invoices of one company and journal together
            group, later = {}, []
            journal = drafts[0][1].journal_id
            for draft in drafts:
                invoice = draft[1]
                fits = invoice.journal_id == journal and invoice.id not in group
                group.update({invoice.id: draft} if fits else {})
                later += [] if fits else [draft]
            credit_notes |= self._reverse_group(journal, group)
            drafts = later
        return credit_notes

    def _reverse_group(self, journal, group):
        copied = {
            invoice_id: {"remedy_id": remedy.id, "case": remedy.case_id.name, "lines": lines}
            for invoice_id, (remedy, _invoice, lines) in group.items()
        }
        wizard = (
            self.env["account.move.reversal"]
            .with_company(journal.company_id)
            .with_context(active_model="account.move", active_ids=list(group), complaint_credits=copied)
            .create({"journal_id": journal.id})
        )
        wizard.refund_moves()
        return wizard.new_move_ids.with_env(self.env)

    def _prepare_return_lines(self, invoice_line, quantity, amount):
        """Goods that came back: the invoiced line with its price, discount and taxes, in the quantity received.

        The quantity is in the unit of the remedy, so that five pieces out of dozens stay five. Discounts on the whole
        invoice are taken back with their share, on lines of their own, as they were given.
        """
        unit = self.product_uom_id
        price = invoice_line.product_uom_id._compute_price(invoice_line.price_unit, unit)
        values = {
            "quantity": quantity,
            "product_uom_id": unit.id,
            "price_unit": price * self._get_approved_part(),
            "discount": invoice_line.discount,
            **self._prepare_as_invoiced(invoice_line),
        }
        currency = invoice_line.currency_id
        shares = invoice_line._get_complaint_shares()[invoice_line]
        at_price = self._get_return_amount(invoice_line, quantity, invoice_line.price_subtotal)
        goods = at_price if shares else amount
        if currency.compare_amounts(amount, self._get_return_amount(invoice_line, quantity)) and at_price:
            values["price_unit"] *= goods / at_price
            taxes, charged = invoice_line.tax_ids.flatten_taxes_hierarchy(), 1 - invoice_line.discount / 100
            if charged and "fixed" not in taxes.mapped("amount_type"):
                # of a price that contains taxes, what is before them must come out to the cent
                line = self._prepare_money_line(taxes, 1, goods, currency)
                values["price_unit"] = line["price_unit"] / quantity / charged
        lines = {invoice_line.id: values}
        weights = [abs(share) for share in shares.values()]
        rests = distribute(amount - goods, weights, currency.rounding) if shares else ()
        for discount, rest in zip(shares, map(float, rests), strict=True):
            if rest < 0:
                lines[discount.id] = self._prepare_discount_line(discount, rest)
        return lines

    def _prepare_discount_line(self, discount, amount):
        """A share of a discount on the whole invoice, as a part of the quantity of its line."""
        unit = discount.product_uom_id
        quantity = unit.round(discount.quantity * amount / discount.price_subtotal) or unit.rounding
        price = self._prepare_money_line(discount.tax_ids, 1, amount, discount.currency_id)["price_unit"]
        key = (discount.extra_tax_data or {}).get("computation_key")
        return {
            "quantity": quantity,
            "price_unit": price / quantity,
            "discount": 0,
            # the taxes of the whole discount are not those of a part
            "extra_tax_data": key and {"computation_key": key},
            **self._prepare_as_invoiced(discount),
        }

    def _prepare_as_invoiced(self, invoice_line):
        return {
            "tax_ids": [Command.set(invoice_line.tax_ids.ids)],
            "account_id": invoice_line.account_id.id,
            "analytic_distribution": invoice_line.analytic_distribution,
            "name": invoice_line.name,
        }

    def _prepare_allowance_lines(self, invoice_line, quantity, amount):
        """A price reduction without product and order line: neither stock, cost nor order quantities move (CRN-5)."""
        reduction = self._convert_amount(self.amount_per_unit, invoice_line.currency_id)
        pieces = self.quantity
        if not reduction or invoice_line.currency_id.compare_amounts(
            invoice_line.currency_id.round(reduction * pieces), amount
        ):
            pieces, reduction = 1, amount
        # what is due a piece, such as a disposal fee, stays due: the price falls, not the number of pieces
        taxes = invoice_line.tax_ids
        if fixed := taxes.flatten_taxes_hierarchy().filtered(lambda tax: tax.amount_type == "fixed"):
            taxes = taxes.flatten_taxes_hierarchy() - fixed
        values = {
            **self._prepare_money_line(taxes, pieces, reduction, invoice_line.currency_id),
            "name": self.env._(
                "Allowance on %(item)s (complaint %(case)s)", item=self.line_id.display_name, case=self.case_id.name
            ),
            "account_id": (self.company_id.complaint_allowance_account_id or invoice_line.account_id).id,
            "analytic_distribution": self._get_loss_distribution(invoice_line),
        }
        return {invoice_line.id: values}

    def _prepare_compensation_line(self, invoice_line):
        """Money beyond the invoice price: own account and taxes, outside the ceiling of the line (CRN-1)."""
        amount = self._convert_amount(self.amount, invoice_line.currency_id)
        return {
            **self._prepare_money_line(
                self.company_id.complaint_compensation_tax_ids, 1, amount, invoice_line.currency_id
            ),
            "name": self.env._("Compensation (complaint %s)", self.case_id.name),
            "account_id": self.company_id.complaint_compensation_account_id.id,
            "analytic_distribution": self._get_loss_distribution(invoice_line),
            "complaint_origin_line_id": False,
        }

    def _get_loss_distribution(self, invoice_line):
        """LOS-5: the invoice line's analytic distribution, or that of complaints; a return is no loss and keeps its."""
        return invoice_line.analytic_distribution or self.company_id._get_complaint_distribution()

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
