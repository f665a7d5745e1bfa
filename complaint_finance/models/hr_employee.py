from odoo import api, fields, models

SEE_NOTICES = "complaint_finance.group_penalty_officer,complaint_finance.group_complaint_accountant"


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    penalty_count = fields.Integer("Notices", compute="_compute_penalty_count", groups=SEE_NOTICES)

    @api.depends_context("uid")
    def _compute_penalty_count(self):
        counts = self._get_penalty_counts()
        for employee in self:
            employee.penalty_count = counts.get(employee.id, 0)

    def write(self, vals):
        result = super().write(vals)
        if {"active", "company_id"} & vals.keys():
            self.version_id._schedule_penalties(self)  # who is archived or moved has no bonus here any more (PEN-6)
        return result

    def action_view_penalties(self):
        """PEN-9: the employee's notices, as far as the user may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_finance.complaint_penalty_action")
        return {**action, "domain": [("employee_id", "=", self.id)], "context": {"default_employee_id": self.id}}

    def _get_penalty_counts(self):
        """:return: dict of employee id to the number of notices that the user may read"""
        groups = self.env["complaint.penalty"]._read_group(
            [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
        )
        return {employee.id: count for employee, count in groups}
