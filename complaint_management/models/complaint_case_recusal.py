from odoo import api, fields, models


class ComplaintCase(models.Model):
    """Who may not know of a case: its respondents, and of a confidential one everybody but a few (CNF)."""

    _inherit = "complaint.case"

    respondent_ids = fields.Many2many(
        "hr.employee",
        "complaint_case_respondent_rel",
        string="Respondents",
        check_company=True,
        copy=False,
        help="The employees complained about. They see nothing of the case and take no part in it.",
    )
    respondent_user_ids = fields.Many2many(
        "res.users", "complaint_case_respondent_user_rel", compute="_compute_respondent_user_ids", store=True
    )
    confidential = fields.Boolean(
        tracking=True,
        help="Only the handler, the team leader, the people of its steps and the complaint manager see the case.",
    )

    @api.depends("respondent_ids.user_id")
    def _compute_respondent_user_ids(self):
        for case in self:
            case.respondent_user_ids = case.respondent_ids.user_id
