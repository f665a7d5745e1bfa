from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .complaint_category import SEVERITIES
from .complaint_policy_severity import RANKS


class TierDefinition(models.Model):
    """An authority tier: who approves resolutions of what amount and severity, for a policy or for all (RES-2).

    Tiers approve from top to bottom. Amounts are in the currency of the company of the case.
    """

    _inherit = "tier.definition"
    _order = "sequence, id"

    review_type = fields.Selection(selection_add=[("complaint_role", "A role of complaints")])
    complaint_policy_id = fields.Many2one(
        "complaint.policy",
        groups="base.group_user",
        index="btree_not_null",
        ondelete="cascade",
        help="The policy whose cases this tier is for; empty: cases of all policies that have no tiers of their own.",
    )
    complaint_role_id = fields.Many2one("complaint.role", "Role", ondelete="restrict", groups="base.group_user")
    complaint_currency_id = fields.Many2one(
        "res.currency",
        "Currency of the Amounts",
        compute="_compute_complaint_currency_id",
        groups="base.group_user",
    )
    complaint_amount_over = fields.Monetary(
        "Above",
        currency_field="complaint_currency_id",
        groups="base.group_user",
        help="Only for resolutions that cost more; 0: for all.",
    )
    complaint_amount_up_to = fields.Monetary(
        "Up To",
        currency_field="complaint_currency_id",
        groups="base.group_user",
        help="Only for resolutions that cost no more; 0: no limit.",
    )
    complaint_severity = fields.Selection(
        SEVERITIES,
        "From Severity",
        groups="base.group_user",
        help="Only for cases of this severity or a higher one; empty: for all.",
    )
    complaint_goodwill = fields.Boolean(
        "For Goodwill",
        groups="base.group_user",
        help="Approves in addition when the carrier's or the customer's fault is confirmed and they get credit all the "
        "same.",
    )

    _complaint_amounts = models.Constraint(
        "CHECK(complaint_amount_over >= 0 AND (COALESCE(complaint_amount_up_to, 0) = 0"
        " OR complaint_amount_up_to > COALESCE(complaint_amount_over, 0)))",
        "The amounts of an authority tier: “Above” is not negative, and “Up To” is 0 or more than “Above”.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_complaint_currency_id(self):
        for tier in self:
            tier.complaint_currency_id = (tier.company_id or self.env.company).currency_id

    @api.constrains("model_id", "review_type", "complaint_role_id", "reviewer_id", "reviewer_group_id")
    def _check_complaint_reviewer(self):
        needed = {
            "complaint_role": "complaint_role_id",
            "individual": "reviewer_id",
            "group": "reviewer_group_id",
            "field": "reviewer_field_id",
        }
        for tier in self:
            name = needed.get(tier.review_type)
            if tier.model == "complaint.resolution" and not (name and tier[name]):
                raise ValidationError(self.env._("Authority tier %s: say who approves.", tier.name))

    @api.constrains("model_id", "definition_domain")
    def _check_complaint_domain(self):
        for tier in self.filtered(lambda t: t.model == "complaint.resolution" and t.definition_domain):
            try:
                self.env[tier.model].search(Domain(literal_eval(tier.definition_domain)), limit=1)
            except (ValueError, SyntaxError, TypeError, KeyError, RecursionError) as error:
                raise ValidationError(
                    self.env._("%(record)s: the condition is not valid: %(error)s", record=tier.name, error=error)
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {
            "model_id": self.env["ir.model"]._get_id("complaint.resolution"),
            "approve_sequence": True,
            "approve_sequence_bypass": True,
            "exclude_requester": True,
            "has_comment": True,
            "notify_on_pending": True,
        }
        policies = self.env["complaint.policy"]
        for vals in vals_list:
            if policy_id := vals.get("complaint_policy_id"):
                company = policies.browse(policy_id).company_id
                vals.update({**defaults, "company_id": company.id, **vals})
        return super().create(vals_list)

    def write(self, vals):
        # complaint managers keep the tiers of resolutions, not those of other documents
        if "model_id" in vals and not (self.env.su or self.env.user.has_group("base.group_erp_manager")):
            raise AccessError(self.env._("Only settings managers change what a tier is about."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaint(self):
        # sudo: whether it was ever used counts, also for cases that the user does not see
        domain = [("definition_id", "in", self.ids), ("model", "=", "complaint.resolution")]
        if used := self.env["tier.review"].sudo().search(domain, limit=1).definition_id:
            raise UserError(
                self.env._("Resolutions were reviewed by authority tier %s. Archive it instead.", used.name)
            )

    @api.model
    def _get_tier_validation_model_names(self):
        return [*super()._get_tier_validation_model_names(), "complaint.resolution"]

    def _covers_complaint(self, resolution):
        """Whether amount and severity of ``resolution`` (one) are this tier's; the domain comes on top of it."""
        self.ensure_one()
        if not self._covers_amount(resolution.amount_total_company, resolution.company_currency_id):
            return False
        return (
            not self.complaint_severity or RANKS.get(resolution.case_id.severity, 0) >= RANKS[self.complaint_severity]
        )

    def _covers_amount(self, amount, currency):
        """Whether ``amount`` is over the one limit and not over the other; 0 is none."""
        over, up_to = self.complaint_amount_over, self.complaint_amount_up_to
        if over and currency.compare_amounts(amount, over) <= 0:
            return False
        return not (up_to and currency.compare_amounts(amount, up_to) > 0)
