from odoo import api, fields, models

from ..models.complaint_appeal import LOWER_KINDS


class ComplaintReason(models.TransientModel):
    """PEN-7: an upheld appeal cancels a penalty notice or lowers it."""

    _inherit = "complaint.reason"

    is_about_penalty = fields.Boolean(compute="_compute_is_about_penalty")
    penalty_kind = fields.Selection(LOWER_KINDS, "Lower the Notice To")
    lowers_amount = fields.Boolean("Lower the Amount")
    penalty_amount = fields.Monetary("New Amount")
    currency_id = fields.Many2one("res.currency", compute="_compute_is_about_penalty")

    @api.depends("operation", "res_model", "res_ids")
    def _compute_is_about_penalty(self):
        for wizard in self:
            appeals = self.env["complaint.appeal"]
            if wizard.operation == "uphold_appeal" and wizard.res_model == appeals._name:
                appeals = appeals.browse(wizard.res_ids)
            wizard.currency_id = appeals.penalty_id.currency_id[:1]
            wizard.is_about_penalty = set(appeals.mapped("against")) == {"penalty"}

    def _get_choice(self):
        if self.operation == "uphold_appeal" and (self.penalty_kind or self.lowers_amount):
            amount = self.penalty_amount if self.lowers_amount else None
            return {"penalty_kind": self.penalty_kind or None, "penalty_amount": amount}
        return super()._get_choice()
