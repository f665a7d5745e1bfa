from odoo import api, models


class EightDReport(models.AbstractModel):
    """INV-9: who may print the report of an investigation, however it is asked for."""

    _name = "report.complaint_quality.report_eight_d"
    _description = "Report of an Investigation, Printed"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["complaint.investigation"].browse(docids)
        docs._check_report_reader()
        return {"doc_ids": docids, "doc_model": docs._name, "docs": docs}


class EightDCustomerReport(models.AbstractModel):
    _name = "report.complaint_quality.report_eight_d_customer"
    _description = "Report of an Investigation for a Customer, Printed"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["complaint.investigation.report"].browse(docids)
        docs.investigation_id._check_report_reader()
        return {"doc_ids": docids, "doc_model": docs._name, "docs": docs}
