from odoo import api, models


class ComplaintInvestigation(models.Model):
    _name = "complaint.investigation"
    _inherit = ["complaint.case.thread", "complaint.investigation"]
    _case_path = "case_ids"

    @api.constrains("user_id", "case_ids")
    def _check_not_recused(self):
        """CNF-1: no respondent leads the search for the cause; whoever may not know of an added case leaves it."""
        for investigation in self:
            investigation.case_ids._check_not_recused(investigation.user_id)
            investigation.sudo().case_ids.filtered(lambda c: c.respondent_ids or c.confidential)._shut_out()


class ComplaintWhy(models.Model):
    _name = "complaint.why"
    _inherit = ["complaint.case.part", "complaint.why"]
    _case_path = "investigation_id.case_ids"


class ComplaintAction(models.Model):
    _name = "complaint.action"
    _inherit = ["complaint.case.thread", "complaint.action"]
    _case_path = "investigation_id.case_ids"

    @api.constrains("user_id", "check_user_id")
    def _check_not_recused(self):
        """CNF-1: no respondent carries out an action or proves its effect."""
        for action in self:
            action.investigation_id.case_ids._check_not_recused(action.user_id | action.check_user_id)


class ComplaintDiscipline(models.Model):
    _name = "complaint.discipline"
    _inherit = ["complaint.case.thread", "complaint.discipline"]
    _case_path = "investigation_id.case_ids"

    @api.constrains("user_id", "team_ids")
    def _check_not_recused(self):
        """CNF-1: no respondent owns a discipline or is in the team."""
        for discipline in self:
            discipline.investigation_id.case_ids._check_not_recused(discipline.user_id | discipline.team_ids)


class ComplaintDisciplineVersion(models.Model):
    _name = "complaint.discipline.version"
    _inherit = ["complaint.case.part", "complaint.discipline.version"]
    _case_path = "discipline_id.investigation_id.case_ids"


class ComplaintSample(models.Model):
    _name = "complaint.sample"
    _inherit = ["complaint.case.thread", "complaint.sample"]


class ComplaintSupplierClaim(models.Model):
    _name = "complaint.supplier.claim"
    _inherit = ["complaint.case.thread", "complaint.supplier.claim"]

    @api.constrains("user_id", "case_id")
    def _check_not_recused(self):
        """CNF-1: no respondent negotiates with a supplier."""
        for claim in self:
            claim.case_id._check_not_recused(claim.user_id)


class ComplaintProduction(models.Model):
    _name = "complaint.production"
    _inherit = ["complaint.case.part", "complaint.production"]
    _case_path = "investigation_id.case_ids"
