from odoo import api, models


class ComplaintCase(models.Model):
    """Who may know of a case (CNF), with those who make its documents."""

    _inherit = "complaint.case"

    @api.model
    def _get_all_cases_groups(self):
        # EXTENDS complaint_management: complaint accountants make the documents of every case
        return super()._get_all_cases_groups() + ",complaint_finance.group_complaint_accountant"
