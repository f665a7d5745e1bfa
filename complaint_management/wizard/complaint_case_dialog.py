from odoo import api, fields, models


class ComplaintCaseDialog(models.AbstractModel):
    """What a dialog knows that asks for something about one or several cases."""

    _name = "complaint.case.dialog"
    _description = "Dialog on Cases"

    case_ids = fields.Many2many("complaint.case", string="Cases", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")

    @api.depends("case_ids")
    def _compute_company_id(self):
        for dialog in self:
            dialog.company_id = dialog.case_ids.company_id[:1]
