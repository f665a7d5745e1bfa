from odoo import api, fields, models

from ..models.complaint_appeal import LOWER_KINDS


class ComplaintReason(models.TransientModel):
    """PEN-7: an upheld appeal cancels a penalty notice or lowers it."""

    _inherit = "complaint.reason"

    is_about_penalty = fields.Boolean(compute="_compute_is_about_penalty")
    penalty_kind = fields.Selection(LOWER_KINDS, "Lower the Notice To", help="Empty: the notice is cancelled.")

    @api.depends("operation", "res_model", "res_ids")
    def _compute_is_about_penalty(self):
        for wizard in self:
            appeals = self.env["complaint.appeal"]
            if wizard.operation == "uphold_appeal" and wizard.res_model == appeals._name:
                appeals = appeals.browse(wizard.res_ids)
            wizard.is_about_penalty = set(appeals.mapped("against")) == {"penalty"}

    def _get_choice(self):
        if self.operation == "uphold_appeal" and self.penalty_kind:
            return {"penalty_kind": self.penalty_kind}
        return super()._get_choice()
