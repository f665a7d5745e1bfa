from odoo import api, fields, models
from odoo.tools import float_compare, float_repr

from .complaint_loss import COST_KINDS

DOCUMENT_KINDS = ("allowance", "compensation", "returned_value", "replacement")


class ComplaintLossBasis(models.Model):
    """A default rate for what has no bill: an hour of rework, a kilometre (LOS-2)."""

    _name = "complaint.loss.basis"
    _description = "Loss Basis"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [kind for kind in COST_KINDS if kind[0] not in DOCUMENT_KINDS], required=True, default="rework_labour"
    )
    uom_id = fields.Many2one("uom.uom", "Unit", required=True, ondelete="restrict", help="What the rate is for.")
    rate = fields.Float(
        required=True, digits="Product Price", help="What one unit costs, in the company's currency and before tax."
    )

    _rate_positive = models.Constraint("CHECK(rate >= 0)", "A rate cannot be negative.")

    def _format_rate(self):
        """The rate in words: $45.00 per Hours.

        Note: self.ensure_one()
        """
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Price")
        text = self.currency_id.format(self.rate)
        if float_compare(self.rate, self.currency_id.round(self.rate), precision_digits=digits):
            text = f"{self.currency_id.symbol} {float_repr(self.rate, digits)}"
        return self.env._("%(rate)s per %(unit)s", rate=text, unit=self.uom_id.name)


class ComplaintLoss(models.Model):
    _inherit = "complaint.loss"

    basis_id = fields.Many2one(
        "complaint.loss.basis",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="A default rate: quantity times rate is the amount, which you may change.",
    )
    quantity = fields.Float(digits="Product Unit", default=1)
    uom_id = fields.Many2one(related="basis_id.uom_id", string="Unit")
    kind = fields.Selection(compute="_compute_kind", store=True, readonly=False, precompute=True)
    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, precompute=True)
    reason = fields.Char(compute="_compute_reason", store=True, readonly=False)

    _quantity_positive = models.Constraint("CHECK(quantity >= 0)", "A quantity cannot be negative.")

    @api.depends("basis_id")
    def _compute_kind(self):
        for loss in self:
            loss.kind = loss.basis_id.kind or loss.kind or "other"

    @api.depends("basis_id")
    def _compute_name(self):
        for loss in self:
            loss.name = loss.basis_id.name or loss.name

    @api.depends("basis_id", "quantity")
    def _compute_amount(self):
        """LOS-2: by the rate as it is now; a rate that changes later changes no line."""
        for loss in self:
            if loss.basis_id:
                loss.amount = loss.basis_id.currency_id.round(loss.quantity * loss.basis_id.rate)
            else:
                loss.amount = loss.amount or 0

    @api.depends("basis_id", "quantity")
    def _compute_reason(self):
        for loss in self:
            if loss.basis_id:
                loss.reason = self.env._(
                    "%(quantity)s at %(rate)s (%(basis)s)",
                    quantity=f"{loss.quantity:.15g}",
                    rate=loss.basis_id._format_rate(),
                    basis=loss.basis_id.name,
                )
            else:
                loss.reason = loss.reason
