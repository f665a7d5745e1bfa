from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class ComplaintSettle(models.TransientModel):
    """INT-16: asks what an exception report says."""

    _name = "complaint.settle"
    _inherit = "complaint.case.dialog"
    _description = "Settle on the Spot"

    department_id = fields.Many2one("hr.department", "Improving Department")
    summary = fields.Html("How It Was Settled")

    @api.model
    def _ask(self, cases):
        """The dialog for ``cases``; the leading department and what was written already are proposed."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle on the Spot"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_ids": cases.ids,
                "default_department_id": cases.department_id[:1].id,
                "default_summary": cases[:1].summary if len(cases) == 1 else False,
            },
        }

    def action_confirm(self):
        self.ensure_one()
        if is_html_empty(self.summary) or not self.department_id:
            raise UserError(self.env._("Say how the complaint was settled and which department should improve."))
        self.case_ids.action_settle(self.summary, self.department_id.id)
        return {"type": "ir.actions.act_window_close"}
