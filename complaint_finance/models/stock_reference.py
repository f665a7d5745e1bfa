from odoo import fields, models


class StockReference(models.Model):
    """RET-8: what a vendor sends to the customer directly is on their order only, which names the remedy by this."""

    _inherit = "stock.reference"

    complaint_remedy_id = fields.Many2one(
        "complaint.remedy", readonly=True, copy=False, index="btree_not_null", groups="base.group_user"
    )

    def write(self, vals):
        # EXTENDS stock: an order that is cancelled takes itself out of its references; the goods are to be ordered anew
        res = super().write(vals)
        if "purchase_ids" in vals:
            # sudo: the tie follows the order, whoever cancels it
            given_up_sudo = self.sudo().filtered(lambda reference: not reference["purchase_ids"])
            given_up_sudo.filtered("complaint_remedy_id").complaint_remedy_id = False
        return res
