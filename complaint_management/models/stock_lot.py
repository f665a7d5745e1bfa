from odoo import api, fields, models
from odoo.fields import Domain


class StockLot(models.Model):
    _inherit = "stock.lot"

    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_management.group_user")

    @api.depends_context("uid")
    def _compute_complaint_count(self):
        cases = self.env["complaint.line"]._map_cases("lot_ids", self._origin)
        for record in self:
            record.complaint_count = len(cases[record._origin])

    def action_view_complaints(self):
        """The cases about this lot or serial number."""
        self.ensure_one()
        return self.env["complaint.case"]._open_cases(Domain("line_ids.lot_ids", "=", self.id))
