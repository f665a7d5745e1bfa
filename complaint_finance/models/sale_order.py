from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Two fields, because 0 % is a ratio too and a number cannot be left empty.
    complaint_tolerance_own = fields.Boolean(
        "Own Excess Acceptance Ratio",
        help="Returns of this order use the ratio given here instead of the customer's or the company's.",
        groups="base.group_user",
    )
    complaint_return_tolerance = fields.Float(
        "Excess Acceptance Ratio (%)",
        digits=(5, 2),
        help="How much more than the approved quantity of a return is still taken and credited, in percent of it.",
        groups="base.group_user",
    )

    _complaint_return_tolerance_positive = models.Constraint(
        "CHECK (complaint_return_tolerance >= 0)", "The excess acceptance ratio cannot be negative."
    )

    def _get_complaint_tolerance(self):
        """Excess acceptance ratio in percent (RET-3): the order's, else the customer's, else the company's."""
        self.ensure_one()
        if self.complaint_tolerance_own:
            return self.complaint_return_tolerance
        return self.partner_id._get_complaint_tolerance(self.company_id)
