from odoo import fields, models


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
        ],
        required=True,
    )
    text = fields.Text("Reason", required=True)

    def action_apply(self):
        self.ensure_one()
        methods = {
            "object": self.penalty_id.action_object,
            "appeal": self.penalty_id.action_appeal,
            "upheld": self.penalty_id.action_uphold_objection,
            "dismissed": self.penalty_id.action_dismiss_objection,
            "cancel": self.penalty_id.action_cancel,
        }
        methods[self.operation](self.text)
        return {"type": "ir.actions.act_window_close"}
