from odoo import api, fields, models

from ..models.complaint_appeal import LOWER_KINDS


class ComplaintPenaltyAnswer(models.TransientModel):
    """Asks for the words that a step of a penalty notice needs."""

    _name = "complaint.penalty.answer"
    _description = "Answer to a Penalty Notice"

    penalty_id = fields.Many2one("complaint.penalty", required=True, ondelete="cascade")
    operation = fields.Selection(
        [
            ("object", "Object"),
            ("appeal", "Appeal"),
            ("upheld", "Uphold"),
            ("dismissed", "Dismiss"),
            ("cancel", "Cancel"),
            ("keep", "Keep"),
            ("reject", "Return for Changes"),
            ("train", "Training Instead"),
            ("consent", "Record Consent"),
        ],
        required=True,
    )
    text = fields.Text("Reason", required=True)

    currency_id = fields.Many2one(related="penalty_id.currency_id")
    has_amount = fields.Boolean(compute="_compute_has_amount")
    penalty_kind = fields.Selection(LOWER_KINDS, "Lower the Notice To")
    lowers_amount = fields.Boolean("Lower the Amount")
    penalty_amount = fields.Monetary("New Amount")
    date = fields.Date("Consent Given On", default=fields.Date.context_today)
    attachment_ids = fields.Many2many("ir.attachment", string="Signed Documents")

    @api.constrains("penalty_id")
    def _check_penalty(self):
        # the dialog would tell the name of any notice; constraints run as superuser
        self.penalty_id.sudo(False).check_access("read")

    @api.depends("penalty_id")
    def _compute_has_amount(self):
        for wizard in self:
            wizard.has_amount = bool(wizard.penalty_id.amount) and not wizard.penalty_id.is_reward

    def action_apply(self):
        """Take the step with these words; its own guards check person and state."""
        self.ensure_one()
        penalty = self.penalty_id
        if self.operation == "upheld" and (self.penalty_kind or self.lowers_amount):
            amount = self.penalty_amount if self.lowers_amount else None
            penalty.action_uphold_objection(self.text, penalty_kind=self.penalty_kind or None, penalty_amount=amount)
        elif self.operation == "consent":
            penalty.action_consent(self.text, date=self.date, attachment_ids=self.attachment_ids.ids)
        else:
            methods = {
                "object": penalty.action_object,
                "appeal": penalty.action_appeal,
                "upheld": penalty.action_uphold_objection,
                "dismissed": penalty.action_dismiss_objection,
                "cancel": penalty.action_cancel,
                "keep": penalty.action_keep,
                "reject": penalty.action_reject_draft,
                "train": penalty.action_train_instead,
            }
            methods[self.operation](self.text)
        return {"type": "ir.actions.act_window_close"}
