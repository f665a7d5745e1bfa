import io

import xlsxwriter

from odoo import models


class ComplaintPenaltyClosing(models.Model):
    """PEN-9: the month's deductions as a spreadsheet for payroll, a row for each employee."""

    _inherit = "complaint.penalty.closing"

    def action_export(self):
        """The spreadsheet of the month, to be downloaded."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/complaint_finance/closing/{self.id}", "target": "download"}

    def _get_payroll_rows(self):
        """Rows for payroll: employee, badge, department, notices, deducted, refunded, total.

        The badge is for those who may read it at the employee (HR).
        """
        self.ensure_one()
        employees = self.env["hr.employee"]
        with_badge = employees.has_access("read") and employees._has_field_access(employees._fields["barcode"], "read")
        rows = []
        for employee, deductions in self.deduction_ids.grouped("employee_id").items():
            # sudo: name and department as whoever reads the deductions sees them there, the badge as checked above
            employee_sudo = employee.sudo()
            total, refund = sum(deductions.mapped("amount")), sum(deductions.mapped("refund_amount"))
            rows.append(
                [
                    employee_sudo.name,
                    (with_badge and employee_sudo.barcode) or "",
                    employee_sudo.department_id.display_name or "",
                    ", ".join(deductions.penalty_id.mapped("name")),
                    total + refund,
                    refund,
                    total,
                ]
            )
        return rows

    def _export_payroll(self):
        """:return: bytes of an xlsx file"""
        self.ensure_one()
        heads = [
            (self.env._("Employee"), 28),
            (self.env._("Badge ID"), 16),
            (self.env._("Department"), 28),
            (self.env._("Notices"), 32),
            (self.env._("Deducted"), 14),
            (self.env._("Refunded"), 14),
            (self.env._("Total"), 14),
        ]
        rows = self._get_payroll_rows()
        stream = io.BytesIO()
        # cells are written as they are: a name that begins with "=" is no formula
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet(self.display_name)
        bold = book.add_format({"bold": True})
        head_style = book.add_format({"bold": True, "bottom": 1})
        digits = "0" * self.currency_id.decimal_places
        number = "#,##0" + ("." + digits if digits else "")
        money = book.add_format({"num_format": number})
        total_style = book.add_format({"num_format": number, "bold": True, "top": 1})
        states = dict(self._fields["state"]._description_selection(self.env))
        title = " ".join((self.company_id.name, self.display_name, self.currency_id.name, states[self.state]))
        sheet.write_string(0, 0, title, bold)
        for column, (head, width) in enumerate(heads):
            sheet.write_string(2, column, head, head_style)
            sheet.set_column(column, column, width)
        for index, row in enumerate(rows, start=3):
            for column, value in enumerate(row):
                if column < 4:
                    sheet.write_string(index, column, value)
                else:
                    sheet.write_number(index, column, value, money)
        last = len(rows) + 3
        sheet.write_string(last, 0, self.env._("Total"), total_style)
        for column in range(1, 7):
            value = sum(row[column] for row in rows) if column >= 4 else None
            sheet.write(last, column, value, total_style)
        sheet.freeze_panes(3, 0)
        book.close()
        return stream.getvalue()
