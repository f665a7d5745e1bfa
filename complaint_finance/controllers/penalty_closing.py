from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PenaltyClosingController(http.Controller):
    @http.route("/complaint_finance/closing/<int:closing_id>", type="http", auth="user", methods=["GET"], readonly=True)
    def download_closing(self, closing_id):
        """PEN-9: the month's deductions as a spreadsheet, for those who read them all."""
        closing = request.env["complaint.penalty.closing"].browse(closing_id).exists()
        if not closing or not closing.has_access("read"):
            raise request.not_found()
        name = request.env._("Deductions %s.xlsx", closing.display_name)
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(closing._export_payroll(), headers)
