from odoo import models


class ComplaintPenaltyClosing(models.Model):
    _inherit = "complaint.penalty.closing"

    def _close(self):
        # EXTENDS: what was taken may be all that was owed (PEN-7)
        was_open = self.state == "open"
        result = super()._close()
        if was_open and self.state == "closed":
            # sudo: months are closed for all employees of the company
            taken_sudo = self.env["complaint.penalty.deduction"].sudo().search([("closing_id", "=", self.id)])
            self.env["complaint.penalty"]._schedule(taken_sudo.employee_id)
        return result
