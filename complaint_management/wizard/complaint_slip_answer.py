from odoo import fields, models


class ComplaintSlipAnswer(models.TransientModel):
    """DDL-9: where a department says why it was late."""

    _name = "complaint.slip.answer"
    _description = "Answer to an Inquiry"

    slip_id = fields.Many2one("complaint.slip", required=True, readonly=True, ondelete="cascade")
    about = fields.Char(related="slip_id.about")
    date_due = fields.Datetime(related="slip_id.date_due")
    date_done = fields.Datetime(related="slip_id.date_done")
    overdue = fields.Char(related="slip_id.overdue")
    answer = fields.Text(required=True)

    def action_confirm(self):
        """Give the answer; the slip checks who gives it."""
        self.ensure_one()
        self.slip_id.action_answer(self.answer)
        return {"type": "ir.actions.act_window_close"}
