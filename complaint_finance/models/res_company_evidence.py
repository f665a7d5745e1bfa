from odoo import api, fields, models


class ResCompany(models.Model):
    """EVD-1: the evidence documents a company demands before it posts a credit note of a complaint."""

    _inherit = "res.company"

    complaint_evidence_type_ids = fields.Many2many(
        "complaint.evidence.type",
        "complaint_evidence_type_company_rel",
        "company_id",
        "type_id",
        "Demanded Evidence",
        context={"active_test": False},
        help="One accepted document of these must be there before a credit note of a complaint is posted. None for "
        "returns, allowances or compensation: nothing is demanded for them.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._demand_customary_evidence()
        return companies

    @api.model
    def _init_complaint_evidence(self):
        """When the addon is installed: the companies that are there already."""
        self.search([("complaint_evidence_type_ids", "=", False)])._demand_customary_evidence()

    def _demand_customary_evidence(self):
        """Companies in a country with the custom begin with its evidence types, others with none."""
        # sudo: what is customary is no secret; whoever creates the company need not know of complaints
        types = self.env["complaint.evidence.type"].sudo().search([("country_ids", "!=", False)])
        for company_sudo in self.sudo().filtered(lambda c: not c.complaint_evidence_type_ids):
            country = company_sudo.account_fiscal_country_id or company_sudo.country_id
            customary = types.filtered(lambda t, country=country: country and country in t.country_ids)
            if customary:
                company_sudo.complaint_evidence_type_ids = customary
