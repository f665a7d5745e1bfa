from odoo import models
from odoo.exceptions import UserError


class ComplaintResolution(models.Model):
    """CRN-2: what was proposed within the ceiling may no longer be, when it comes to be approved."""

    _inherit = "complaint.resolution"

    def _validate_tier(self, tiers=False):
        # EXTENDS complaint_management: one approval at a time promises what is left of an invoice
        res = super()._validate_tier(tiers)
        # sudo: sums of invoices are compared, whether the approver reads invoices or not
        approved_sudo = self.sudo().filtered(lambda resolution: resolution.state == "approved")
        remedies_sudo = approved_sudo.remedy_ids.filtered(lambda r: r.kind in ("return", "allowance"))
        remedies_sudo._get_posted_invoice_lines().move_id._lock_complaint_invoices()
        problems = [problem for remedy in remedies_sudo for problem in remedy._missing_for_ceiling()]
        if problems:
            raise UserError(
                self.env._("It cannot be approved any more; ask for a new version:")
                + "".join(f"\n- {problem}" for problem in problems)
            )
        return res
