from odoo import api, fields, models

STATEMENT_READERS = "complaint_management.group_handler,complaint_management.group_auditor"


class ComplaintCase(models.Model):
    """The statement that a closed case is in (STA-2)."""

    _inherit = "complaint.case"

    statement_line_ids = fields.One2many(
        "complaint.statement.line", "case_id", "Statement Lines", copy=False, groups=STATEMENT_READERS
    )
    statement_id = fields.Many2one(
        "complaint.statement", compute="_compute_statement_id", groups=STATEMENT_READERS, help="The latest one."
    )

    _closed = models.Index("(company_id, date_closed) WHERE state = 'closed'")

    @api.depends("statement_line_ids")
    def _compute_statement_id(self):
        for case in self:
            case.statement_id = case.statement_line_ids.statement_id.sorted("date_from")[-1:]
