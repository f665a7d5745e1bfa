from odoo import api, fields, models


class ComplaintSlip(models.Model):
    """SUP-1: slips about claims that a supplier has not answered in time."""

    _inherit = "complaint.slip"

    claim_id = fields.Many2one(
        "complaint.supplier.claim", "Supplier Claim", index="btree_not_null", ondelete="restrict"
    )

    _claim_once = models.UniqueIndex(
        "(claim_id, kind, level, date_due) WHERE claim_id IS NOT NULL", "This slip has been issued already."
    )

    @api.depends("claim_id.name", "claim_id.partner_id")
    def _compute_about(self):
        super()._compute_about()
        # sudo: what the slip is about belongs to the slip, which the user may read
        for slip in self.filtered("claim_id"):
            slip.about = slip.sudo().claim_id.display_name

    @api.readonly
    def action_view_claim(self):
        """SUP-1: the claim that the slip is about."""
        return self.claim_id._get_records_action(name=self.env._("Supplier Claim"))

    @api.model
    def _get_source_models(self):
        # EXTENDS complaint_management
        return [*super()._get_source_models(), "complaint.supplier.claim"]

    def _get_superseded(self):
        # EXTENDS complaint_management
        newest = self.filtered(lambda slip: slip.kind in ("reminder", "warning"))
        earlier = newest.claim_id.slip_ids - self
        return super()._get_superseded() | earlier.filtered(lambda slip: slip.kind in ("reminder", "warning"))
