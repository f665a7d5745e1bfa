from odoo import fields, models


class ComplaintDemand(models.Model):
    """What a complainant asks for."""

    _name = "complaint.demand"
    _description = "Complaint Demand"
    _inherit = ["complaint.copied"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    costs = fields.Boolean(
        "Money or Goods", help="Whoever asks for it cannot be settled on the spot: it is decided by a resolution."
    )
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is a demand of this name already.")
