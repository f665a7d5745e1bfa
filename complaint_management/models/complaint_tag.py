from odoo import fields, models


class ComplaintTag(models.Model):
    """A free label on cases, for searching and grouping."""

    _name = "complaint.tag"
    _description = "Complaint Tag"
    _inherit = ["complaint.copied"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is a tag of this name already.")
