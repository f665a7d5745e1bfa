from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """LOS-5: where the cost of poor quality is shown in the analytic ledger, if anywhere."""

    _inherit = "res.company"

    complaint_analytic_distribution = fields.Json(
        "Cost of Poor Quality",
        groups="base.group_user",
        help="Analytic distribution of what complaints cost. Empty: complaints leave the analytic ledger alone.",
    )

    @api.constrains("complaint_analytic_distribution")
    def _check_complaint_analytic_distribution(self):
        for company in self:
            foreign = company._get_complaint_analytic_accounts().filtered(
                lambda a, c=company: a.company_id and a.company_id not in c | c.parent_ids
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(accounts)s: the analytic accounts belong to another company than %(company)s.",
                        accounts=", ".join(foreign.mapped("display_name")),
                        company=company.name,
                    )
                )

    def _get_complaint_analytic_accounts(self):
        """The analytic accounts that the distribution names, as far as they exist."""
        ids = self.env["analytic.mixin"]._get_analytic_account_ids_from_distributions(
            [company.complaint_analytic_distribution for company in self]
        )
        # sudo: only which accounts, for whoever enters a loss
        return self.env["account.analytic.account"].sudo().browse(ids or ()).exists()

    def _get_complaint_distribution(self):
        """The distribution for what a complaint costs this company; ``False``: none.

        Note: self.ensure_one()
        """
        self.ensure_one()
        # sudo: read for whoever makes the documents
        company_sudo = self.sudo()
        distribution = company_sudo.complaint_analytic_distribution or {}
        known = set(company_sudo._get_complaint_analytic_accounts().filtered("active").ids)
        kept = {key: part for key, part in distribution.items() if known.issuperset(map(int, key.split(",")))}
        return kept or False
