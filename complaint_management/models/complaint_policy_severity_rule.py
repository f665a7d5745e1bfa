from odoo import fields, models

from .complaint_category import SEVERITIES


class ComplaintPolicySeverityRule(models.Model):
    """When a case is at least of a severity, as the policy says (SEV-2)."""

    _name = "complaint.policy.severity.rule"
    _description = "Severity Rule"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("When", required=True, translate=True)
    domain = fields.Char("Condition", default="[]", required=True)
    severity = fields.Selection(SEVERITIES, "At Least", required=True, default="important")
