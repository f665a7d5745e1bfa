from odoo import fields, models
from odoo.tools import SQL


class ComplaintStatementLine(models.Model):
    """STA-2: what the review needs to know before it calls an improvement checked."""

    _inherit = "complaint.statement.line"

    open_action_count = fields.Integer(
        "Open Actions",
        readonly=True,
        help="Actions for the case that were not done, or not yet proven effective, when the statement was built.",
    )


class ComplaintStatement(models.Model):
    """STA-2: the causes that were accepted, and how many actions are open."""

    _inherit = "complaint.statement"

    def _get_figures(self):
        # EXTENDS complaint_management
        figures = super()._get_figures()
        causes = self.env["complaint.cause"].with_context(lang=self.company_id.sudo().partner_id.lang)
        accepted = SQL(
            """SELECT string_agg(%s, '; ' ORDER BY cause.id)
                 FROM complaint_case_cause_rel rel
                 JOIN complaint_cause cause ON cause.id = rel.complaint_cause_id
                WHERE rel.complaint_case_id = c.id""",
            causes._field_to_sql("cause", "name"),
        )
        open_actions = SQL(
            """SELECT count(*)
                 FROM complaint_investigation_case_rel rel
                 JOIN complaint_action action ON action.investigation_id = rel.investigation_id
                WHERE rel.case_id = c.id AND action.state IN ('todo', 'checking', 'failed')"""
        )
        return {
            **figures,
            "cause": SQL("COALESCE((%s), %s)", accepted, figures["cause"]),
            "open_action_count": SQL("(%s)", open_actions),
        }
