from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    complaint_claim_id = fields.Many2one(
        "complaint.supplier.claim",
        "Supplier Claim",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups="base.group_user",
        help="The claim of a complaint for which these goods go back to the supplier.",
    )

    def _create_backorder_picking(self):
        # EXTENDS stock: what is still to go back belongs to the same claim
        backorder = super()._create_backorder_picking()
        backorder.complaint_claim_id = self.complaint_claim_id
        return backorder
