from odoo import fields, models


class ComplaintGround(models.Model):
    """Why a complaint is not established (ADM-1, ADM-4)."""

    _name = "complaint.ground"
    _description = "Ground for Not Established"
    _inherit = ["complaint.copied"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    notice = fields.Text(
        "Words to the Complainant",
        translate=True,
        help="How the admissibility notice tells the complainant this ground.",
    )
    is_malicious = fields.Boolean("Malicious", help="A case rejected on this ground counts as made in bad faith.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is a ground of this name already.")
