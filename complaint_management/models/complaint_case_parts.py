from odoo import api, models


class ComplaintLine(models.Model):
    _name = "complaint.line"
    _inherit = ["complaint.case.part", "complaint.line"]


class ComplaintDeadline(models.Model):
    _name = "complaint.deadline"
    _inherit = ["complaint.case.part", "complaint.deadline"]


class ComplaintResponsibility(models.Model):
    _name = "complaint.responsibility"
    _inherit = ["complaint.case.part", "complaint.responsibility"]


class ComplaintStep(models.Model):
    _name = "complaint.step"
    _inherit = ["complaint.case.thread", "complaint.step"]

    @api.constrains("user_id", "case_id")
    def _check_not_recused(self):
        """CNF-1: no respondent does a step."""
        for step in self:
            step.case_id._check_not_recused(step.user_id)


class ComplaintStepMove(models.Model):
    _name = "complaint.step.move"
    _inherit = ["complaint.case.part", "complaint.step.move"]


class ComplaintResolution(models.Model):
    _name = "complaint.resolution"
    _inherit = ["complaint.case.thread", "complaint.resolution"]


class ComplaintRemedy(models.Model):
    _name = "complaint.remedy"
    _inherit = ["complaint.case.part", "complaint.remedy"]

    @api.constrains("responsible_id")
    def _check_not_recused(self):
        """CNF-1: no respondent carries out a remedy."""
        for remedy in self:
            remedy.case_id._check_not_recused(remedy.responsible_id)


class ComplaintCallback(models.Model):
    _name = "complaint.callback"
    _inherit = ["complaint.case.part", "complaint.callback"]

    @api.constrains("user_id", "case_id")
    def _check_not_recused(self):
        """CNF-1: no respondent calls back."""
        for callback in self:
            callback.case_id._check_not_recused(callback.user_id)


class ComplaintRating(models.Model):
    _name = "complaint.rating"
    _inherit = ["complaint.case.part", "complaint.rating"]


class ComplaintSlip(models.Model):
    _name = "complaint.slip"
    _inherit = ["complaint.case.thread", "complaint.slip"]


class ComplaintPassage(models.Model):
    _name = "complaint.passage"
    _inherit = ["complaint.case.part", "complaint.passage"]


class ComplaintAppeal(models.Model):
    _name = "complaint.appeal"
    _inherit = ["complaint.case.thread", "complaint.appeal"]

    @api.constrains("decided_by_id")
    def _check_not_recused(self):
        """CNF-1: no respondent decides an appeal."""
        for appeal in self:
            appeal.case_id._check_not_recused(appeal.decided_by_id)


class ComplaintStatementLine(models.Model):
    _name = "complaint.statement.line"
    _inherit = ["complaint.case.part", "complaint.statement.line"]
