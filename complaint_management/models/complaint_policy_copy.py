from odoo import fields, models


class ComplaintPolicyCopy(models.Model):
    """For whom a copy of the complaint handling form is printed, in the order of the copies."""

    _name = "complaint.policy.copy"
    _description = "Copy of the Handling Form"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("Copy For", required=True, translate=True)
