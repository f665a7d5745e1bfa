from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Two fields, because 0 % is a ratio too and a number cannot be left empty.
    complaint_tolerance_own = fields.Boolean(
        "Own Excess Acceptance Ratio",
        company_dependent=True,
        groups="base.group_user",
        help="Returns of this customer use the ratio given here instead of the company's.",
    )
    complaint_return_tolerance = fields.Float(
        "Excess Acceptance Ratio (%)",
        company_dependent=True,
        digits=(5, 2),
        groups="base.group_user",
        help="How much more than the approved quantity of a return is still taken and credited, in percent of it.",
    )

    @api.constrains("complaint_return_tolerance")
    def _check_complaint_return_tolerance(self):
        # a value per company is no column, which the database could check
        if any(partner.complaint_return_tolerance < 0 for partner in self):
            raise ValidationError(self.env._("The excess acceptance ratio cannot be negative."))

    def _get_complaint_tolerance(self, company):
        """Excess acceptance ratio in percent (RET-3) without an order: the customer's, else the company's."""
        # sudo: the ratio decides what a warehouse user's receipt is worth, whatever they may read of the partner
        partner_sudo = self.sudo().with_company(company).commercial_partner_id
        if partner_sudo.complaint_tolerance_own:
            return partner_sudo.complaint_return_tolerance
        return company.sudo().complaint_return_tolerance
