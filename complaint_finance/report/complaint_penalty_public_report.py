from odoo import api, models


class ReportPenaltyPublic(models.AbstractModel):
    """Only confirmed notices are published, whichever way they are asked for."""

    _name = "report.complaint_finance.report_penalty_public"
    _description = "Disciplinary Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["complaint.penalty"].browse(docids).exists()
        docs.check_access("read")
        docs._check_publishable()
        return {"doc_ids": docs.ids, "doc_model": docs._name, "docs": docs}
