from odoo import api, models


class ReportCertificate(models.AbstractModel):
    """The certificate is printed of what has one only, whichever way it is asked for (CRN-8)."""

    _name = "report.complaint_finance.report_certificate"
    _description = "Certificate of Return or Allowance"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["account.move"].browse(docids).exists()
        docs._check_complaint_certificate()
        return {"doc_ids": docs.ids, "doc_model": docs._name, "docs": docs}
