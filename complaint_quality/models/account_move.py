from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    complaint_claim_id = fields.Many2one(
        "complaint.supplier.claim",
        "Supplier Claim",
        copy=False,
        index="btree_not_null",
        check_company=True,
        domain="[('state', 'in', ('agreed', 'closed')), ('date_agreed', '!=', False)]",
        groups="base.group_user",
        help="The claim of a complaint that this vendor credit settles.",
    )
