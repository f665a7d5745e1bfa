from odoo import api, fields, models
from odoo.tools.mail import plaintext2html


class ComplaintResponsibility(models.Model):
    """RSP-4, SUP-1: what a supplier or a carrier answers for becomes a draft claim against them."""

    _inherit = "complaint.responsibility"

    supplier_claim_ids = fields.One2many(
        "complaint.supplier.claim",
        "responsibility_id",
        "Supplier Claims",
        groups="complaint_management.group_handler,complaint_management.group_approver,"
        "complaint_management.group_auditor,complaint_quality.group_quality_user",
    )

    def _open_third_party_claims(self):
        """EXTENDS complaint_management: the activity tells the handler of the claim, which waits as a draft.

        One claim a share: another is made only when the earlier ones were given up or refused.
        """
        super()._open_third_party_claims()
        # sudo: the confirmed responsibility makes the claim, whoever confirms it
        lines_sudo = self.sudo().filtered(lambda line: line.party in ("supplier", "carrier"))
        unclaimed = lines_sudo.filtered(
            lambda line: all(
                claim.state == "refused" or (claim.state == "closed" and not claim.date_agreed)
                for claim in line.supplier_claim_ids
            )
        )
        # a claim that was refused is not made again by itself, unless the share is another by now
        self.env["complaint.supplier.claim"].sudo().create(
            [line._prepare_supplier_claim() for line in unclaimed if not line._is_refused_claim()]
        )

    def _is_refused_claim(self):
        """Whether the supplier has refused to bear this very share."""
        refused = self.supplier_claim_ids.filtered(lambda claim: claim.state == "refused")
        return any(claim.claimed_share == self.share for claim in refused)

    def _prepare_supplier_claim(self):
        """Values of the draft claim for this share; extend with super()."""
        self.ensure_one()
        case = self.case_id
        company = case.company_id
        lots = case.line_ids.lot_ids
        user = case.user_id or self.env.user
        if self.party == "supplier":
            lots = self.env["complaint.supplier.claim"]._get_lots_from(self.partner_id, lots)
        amount = case._get_claimable_amount() * self.share / 100
        return {
            "case_id": case.id,
            "responsibility_id": self.id,
            "claimed_share": self.share,
            "partner_id": self.partner_id.id,
            "user_id": user.id,
            "lot_ids": lots.ids,
            "quantity": case._get_claimed_quantity(lots),
            "description": self.note and plaintext2html(self.note),
            "amount_claimed": company.currency_id.round(amount),
        }

    def _reopen(self):
        # EXTENDS complaint_management: what was not sent yet is claimed no more; what was sent is for the handler
        lines_sudo = super()._reopen()
        drafts = lines_sudo.supplier_claim_ids.filtered(lambda claim: claim.state == "draft")
        if drafts:
            drafts.action_close(self.env._("The responsibility was reopened."))
        for claim in lines_sudo.supplier_claim_ids.filtered(lambda claim: claim.state not in ("draft", "closed")):
            claim._message_log(body=self.env._("The responsibility of %s was reopened.", claim.case_id.name))
        return lines_sudo


class ComplaintSupplierClaim(models.Model):
    """Where a claim comes from: a share of the responsibility, or a cause with the lots that brought it (SUP-1)."""

    _inherit = "complaint.supplier.claim"

    claimed_share = fields.Float(
        "Share (%)",
        digits=(5, 2),
        copy=False,
        readonly=True,
        aggregator=None,
        help="Of the responsibility, when claimed.",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"claimed_share"}

    @api.model
    def _get_lots_from(self, partner, lots):
        """Those of ``lots`` and of what they were made of that ``partner`` delivered."""
        if not lots:
            return lots
        found = self._get_received_lines(self._get_lots_and_components(lots))
        partner = partner.commercial_partner_id
        return found.filtered(lambda line: self._get_supplier_of(line) == partner).lot_id.with_env(lots.env)

    @api.model
    def _get_lots_and_components(self, lots):
        flows = self.env["complaint.exposure"]._get_flows(lots, "component")
        return lots | lots.browse({lot for flow in flows.values() for lot in flow})
