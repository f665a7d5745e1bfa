from odoo import models

from ..tools import distribute


class ComplaintDiscounted(models.AbstractModel):
    """CRN-4: lines of orders and invoices, of which a discount on the whole document is a line of its own.

    Its lines cost less than they say: each takes its share of the discount, by subtotal, of the lines with the taxes
    of the discount. Taxes that Odoo does not discount, such as a fee per piece, tell no lines apart.
    """

    _name = "complaint.discounted"
    _description = "Line of a Discounted Document"

    def _get_complaint_subtotals(self):
        """What each of these lines costs before tax, its share of discounts taken off.

        :return: dict of line to amount in its currency
        """
        return {
            line: line.currency_id.round(line.price_subtotal + sum(shares.values()))
            for line, shares in self._get_complaint_shares().items()
        }

    def _get_complaint_totals(self):
        """What each of these lines costs with taxes, its share of discounts and of their taxes taken off.

        :return: dict of line to amount in its currency
        """
        return {
            line: line.currency_id.round(
                line.price_total
                + sum(share / discount.price_subtotal * discount.price_total for discount, share in shares.items())
            )
            for line, shares in self._get_complaint_shares().items()
        }

    def _get_complaint_shares(self):
        """The share of each of these lines in the discounts of its document: dict of line to dict of discount line to
        amount before tax, below zero where the line is above.
        """
        shares = {line: {} for line in self}
        for discount in self._get_complaint_siblings().filtered(lambda line: line._is_complaint_discount()):
            for line, share in discount._split_complaint_discount().items():
                if line in shares and share:
                    shares[line][discount] = share
        return shares

    def _split_complaint_discount(self):
        """This discount on the lines it lowers: dict of line to its share, which add up to the cent.

        Note: self.ensure_one()
        """
        self.ensure_one()
        lines = self._get_complaint_siblings().filtered(
            lambda line: line.price_subtotal * self.price_subtotal < 0 and not line._is_complaint_discount()
        )
        taxes = self._get_complaint_discounted_taxes()
        lines = lines.filtered(lambda line: line._get_complaint_discounted_taxes() == taxes) or lines
        if not lines:
            return {}
        weights = [abs(line.price_subtotal) for line in lines]
        parts = distribute(self.price_subtotal, weights, self.currency_id.rounding)
        return dict(zip(lines, map(float, parts), strict=True))

    def _get_complaint_discounted_taxes(self):
        return self.tax_ids.filtered(lambda tax: tax._can_be_discounted())

    # === Hooks: orders and invoices say it ===

    def _get_complaint_siblings(self):
        """All lines for goods and services, discounts included, of the documents of these lines."""
        return self

    def _is_complaint_discount(self):
        """Whether this line is a discount on the whole document.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return False
