from odoo import models


class ComplaintPenaltyClosing(models.Model):
    _inherit = "complaint.penalty.closing"

    def _close(self):
        # EXTENDS: what was taken may be all that was owed (PEN-7)
        was_open = self.state == "open"
        if was_open and self.company_id._get_wage_law().basis == "loss":
            # what others have come to bear since it was planned is not taken (PEN-1)
            self.env["complaint.penalty"]._schedule_open([("company_id", "=", self.company_id.id)])
        result = super()._close()
        if was_open and self.state == "closed":
            # sudo: months are closed for all employees of the company
            taken_sudo = self.env["complaint.penalty.deduction"].sudo().search([("closing_id", "=", self.id)])
            self.env["complaint.penalty"]._schedule(taken_sudo.employee_id)
        return result
