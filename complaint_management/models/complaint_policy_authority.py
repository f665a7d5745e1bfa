from odoo import api, fields, models


class ComplaintPolicy(models.Model):
    """RES-2: who approves resolutions of the policy's cases."""

    _inherit = "complaint.policy"

    tier_ids = fields.One2many(
        "tier.definition",
        "complaint_policy_id",
        "Authority Tiers",
        copy=True,
        help="As soon as a policy has tiers of its own, the general ones no longer hold for its cases.",
    )
    general_tier_ids = fields.Many2many(
        "tier.definition", string="General Authority Tiers", compute="_compute_general_tier_ids"
    )

    @api.depends("company_id", "tier_ids.complaint_goodwill")
    def _compute_general_tier_ids(self):
        """The general tiers that hold for this policy, because it has none of its own of that sort."""
        tiers = self.env["tier.definition"].search(
            [("model", "=", "complaint.resolution"), ("complaint_policy_id", "=", False)]
        )
        for policy in self:
            own = {bool(tier.complaint_goodwill) for tier in policy.tier_ids}
            policy.general_tier_ids = tiers.filtered(
                lambda t, p=policy, own=own: (
                    t.complaint_goodwill not in own
                    and (not p.company_id or not t.company_id or t.company_id == p.company_id)
                )
            )
