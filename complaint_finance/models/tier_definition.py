from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .complaint_penalty_bracket import PENALTY_KINDS, REWARD_KINDS


class TierDefinition(models.Model):
    """PEN-3: who approves the penalty notices of a policy's cases: a line of the policy, for a kind or an amount."""

    _inherit = "tier.definition"

    complaint_penalty_policy_id = fields.Many2one(
        "complaint.policy", "Policy of Notices", groups="base.group_user", index="btree_not_null", ondelete="cascade"
    )
    complaint_penalty_kind = fields.Selection(
        [*PENALTY_KINDS, *REWARD_KINDS], "For", groups="base.group_user", help="Only for notices of this kind."
    )

    @api.constrains(
        "complaint_penalty_policy_id", "review_type", "complaint_role_id", "reviewer_id", "reviewer_group_id"
    )
    def _check_penalty_reviewer(self):
        needed = {
            "complaint_role": "complaint_role_id",
            "individual": "reviewer_id",
            "group": "reviewer_group_id",
            "field": "reviewer_field_id",
        }
        for tier in self.filtered("complaint_penalty_policy_id"):
            name = needed.get(tier.review_type)
            if not (name and tier[name]):
                raise ValidationError(self.env._("Approval of notices, %s: say who approves.", tier.name))

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {
            "model_id": self.env["ir.model"]._get_id("complaint.penalty"),
            "review_type": "complaint_role",
            "approve_sequence": True,
            "approve_sequence_bypass": True,
            "has_comment": True,
            "notify_on_pending": True,
        }
        policies = self.env["complaint.policy"]
        for vals in vals_list:
            if policy_id := vals.get("complaint_penalty_policy_id"):
                vals.update({**defaults, "company_id": policies.browse(policy_id).company_id.id, **vals})
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_penalty(self):
        # sudo: whether it was ever used counts, also for notices that the user does not see
        domain = [("definition_id", "in", self.ids), ("model", "=", "complaint.penalty")]
        if used := self.env["tier.review"].sudo().search(domain, limit=1).definition_id:
            raise UserError(self.env._("Notices were reviewed by %s. Archive it instead.", used.name))

    @api.model
    def _get_tier_validation_model_names(self):
        return [*super()._get_tier_validation_model_names(), "complaint.penalty"]

    def _covers_penalty(self, penalty):
        """Whether kind and amount of ``penalty`` (one) are this tier's."""
        self.ensure_one()
        if self.complaint_penalty_kind not in (False, penalty.kind):
            return False
        return self._covers_amount(penalty.amount, penalty.currency_id)
