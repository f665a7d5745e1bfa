from odoo import api, fields, models


class StockReference(models.Model):
    """RET-8: what a vendor sends to the customer directly is on their order only, which names the remedy by this."""

    _inherit = "stock.reference"

    complaint_remedy_id = fields.Many2one(
        "complaint.remedy", readonly=True, copy=False, index="btree_not_null", groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: only the procedure says what is ordered for a remedy
        references = super().create(vals_list)
        # sudo: of which remedies, nothing else
        if not self.env.su and references.sudo().complaint_remedy_id:
            self.env["stock.picking"]._raise_tied_by_hand()
        return references

    def write(self, vals):
        if "complaint_remedy_id" in vals and not self.env.su:
            self.env["stock.picking"]._raise_tied_by_hand()
        # EXTENDS stock: an order that is cancelled takes itself out of its references; the goods are to be ordered anew
        res = super().write(vals)
        if "purchase_ids" in vals:
            # sudo: the tie follows the order, whoever cancels it
            given_up_sudo = self.sudo().filtered(lambda reference: not reference["purchase_ids"])
            given_up_sudo.filtered("complaint_remedy_id").complaint_remedy_id = False
        return res
