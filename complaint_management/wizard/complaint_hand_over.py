from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintHandOver(models.TransientModel):
    """INT-7: asks to whom the first receiver hands over."""

    _name = "complaint.hand.over"
    _inherit = "complaint.case.dialog"
    _description = "Hand Over"

    department_id = fields.Many2one("hr.department", "Accepting Department")
    user_id = fields.Many2one("res.users", "Accepting Handler")
    reason = fields.Text("Note")

    @api.model
    def _ask(self, cases):
        """The dialog for ``cases``; the leading department is proposed."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_ids": cases.ids, "default_department_id": cases.department_id[:1].id},
        }

    def action_confirm(self):
        self.ensure_one()
        if not (self.department_id or self.user_id):
            raise UserError(self.env._("Choose the department or the handler who accepts."))
        self.case_ids.action_hand_over(self.department_id.id, self.user_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
