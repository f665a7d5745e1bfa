from odoo import fields, models

from .complaint_category import SEVERITIES


class ComplaintCase(models.Model):
    """How grave a case is: by the policy's rules over its facts, or as a person judged (SEV)."""

    _inherit = "complaint.case"

    severity_by_rules = fields.Selection(SEVERITIES, "Severity by Rules", readonly=True, copy=False)
    severity_reason = fields.Char("Reason for the Severity", tracking=True, copy=False)
    complainant_count = fields.Integer(
        "Complainants", default=1, help="How many independent parties complain of the same thing."
    )
    has_injury = fields.Boolean("Injury or Safety", tracking=True, help="Somebody was hurt or could have been.")
    in_media = fields.Boolean("In the Media", tracking=True, help="Reported in social or news media.")
    is_dispute = fields.Boolean("Dispute or Broken Promise", tracking=True)
    risks_customer = fields.Boolean("Customer May Be Lost", tracking=True)
    expected_loss = fields.Monetary(tracking=True, help="What the case may cost, as far as can be seen.")
    is_key_customer = fields.Boolean(related="commercial_partner_id.complaint_key_customer", string="Key Customer")
    customer_since = fields.Date(
        readonly=True, copy=False, help="The customer's first confirmed order, as known when the case was logged."
    )

    def _apply_severity_rules(self):
        """SEV-2: the level that the policy's rules give, the highest of those that match."""
