from odoo import fields, models


class ComplaintPenaltyGround(models.Model):
    """Disciplinary grounds that a penalty notice may state (PEN-11)."""

    _name = "complaint.penalty.ground"
    _description = "Disciplinary Ground"
    _inherit = ["complaint.copied"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex("(name)", "There is a disciplinary ground of this name already.")
