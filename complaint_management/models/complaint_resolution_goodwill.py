from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_remedy import MONEY_KINDS


class ComplaintResolution(models.Model):
    """RES-4: who credits what the carrier or the customer caused needs the tier that is named for goodwill."""

    _inherit = "complaint.resolution"

    is_goodwill = fields.Boolean(
        "Goodwill",
        compute="_compute_is_goodwill",
        compute_sudo=True,
        help="Credit although the carrier's or the customer's fault is confirmed.",
    )

    @api.depends(
        "remedy_ids.kind",
        "remedy_ids.amount",
        "remedy_ids.state",
        "case_id.responsibility_ids.party",
        "case_id.responsibility_ids.share",
        "case_id.responsibility_ids.state",
    )
    def _compute_is_goodwill(self):
        for resolution in self:
            credits = resolution.remedy_ids.filtered(
                lambda r: r.kind in MONEY_KINDS and r.state != "cancelled" and r.amount
            )
            resolution.is_goodwill = bool(credits) and any(
                line.party in ("carrier", "customer") and line.state == "confirmed" and line.share > 0
                for line in resolution.case_id.responsibility_ids
            )

    def _get_goodwill_tiers(self, tiers):
        """Of ``tiers`` those that must approve this resolution's goodwill; none where it is none."""
        if not self.is_goodwill:
            return tiers.browse()
        return self._choose_tiers(tiers.filtered("complaint_goodwill"))

    def _check_goodwill_tier(self):
        """:raise UserError: it is goodwill, and neither policy nor company names a tier for that"""
        if self.is_goodwill and not any(self._get_tiers().mapped("complaint_goodwill")):
            raise UserError(
                self.env._(
                    "%(name)s gives credit although the fault of the carrier or the customer is confirmed, and no "
                    "authority tier for goodwill covers it. Ask for one on policy %(policy)s.",
                    name=self.name,
                    policy=self.case_id.policy_id.display_name or "",
                )
            )

    def _missing_goodwill(self):
        """RES-4: a sentence where fault was confirmed after the approval, so that nobody approved it as goodwill."""
        self.ensure_one()
        # sudo: who approved is found out for whoever goes on with the case
        approved = self.sudo().review_ids.filtered(lambda r: r.status == "approved")
        if not self.is_goodwill or any(approved.definition_id.mapped("complaint_goodwill")):
            return []
        return [
            self.env._(
                "%s gives credit although the fault of the carrier or the customer is confirmed, and was not approved "
                "as goodwill; make a new version and submit it",
                self.name,
            )
        ]
