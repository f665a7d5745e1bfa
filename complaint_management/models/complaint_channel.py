from odoo import fields, models


class ComplaintChannel(models.Model):
    """The way a complaint came in (INT-1)."""

    _name = "complaint.channel"
    _description = "Complaint Channel"
    _inherit = ["complaint.copied"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_written = fields.Boolean("In Writing", help="What came in writing gets a written reply.")
    acknowledge = fields.Boolean(
        "Acknowledge by Mail",
        default=True,
        help="Who complains this way and can be reached by mail gets an acknowledgement with number and dates.",
    )
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is a channel of this name already.")
