from odoo import api, fields, models

from .hr_employee import SEE_NOTICES
from .hr_version import SEE_BONUS


class HrEmployeePublic(models.Model):
    """PEN-10: complaint accountants, who do not open HR's form of an employee, read the bonus in the directory."""

    _inherit = "hr.employee.public"

    currency_id = fields.Many2one(related="company_id.currency_id", groups=SEE_BONUS)
    bonus_points = fields.Float(readonly=True, groups=SEE_BONUS)
    performance_bonus = fields.Monetary(readonly=True, groups=SEE_BONUS)
    penalty_count = fields.Integer("Notices", compute="_compute_penalty_count", groups=SEE_NOTICES)

    @api.depends_context("uid")
    def _compute_penalty_count(self):
        counts = self.env["hr.employee"].browse(self.ids)._get_penalty_counts()  # ids are the same
        for employee in self:
            employee.penalty_count = counts.get(employee.id, 0)

    def action_view_penalties(self):
        """PEN-9: see hr.employee."""
        return self.env["hr.employee"].browse(self.id).action_view_penalties()
