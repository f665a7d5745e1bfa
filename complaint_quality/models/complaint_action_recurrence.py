from odoo import fields, models


class ComplaintAction(models.Model):
    """ACT-4: new cases that show that the action did not hold."""

    _inherit = "complaint.action"

    recurrence_ids = fields.One2many("complaint.recurrence", "action_id", "Recurrences")
