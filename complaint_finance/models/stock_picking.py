from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    complaint_remedy_id = fields.Many2one(
        "complaint.remedy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The approved return that these goods come back for.",
        groups="base.group_user",
    )
    complaint_case_id = fields.Many2one(
        related="complaint_remedy_id.case_id", string="Complaint Case", groups="base.group_user"
    )

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS stock: the list of complaint returns explains itself
        if self.env.context.get("complaint_returns"):
            return help_message
        return super().get_empty_list_help(help_message)

    def action_view_complaint_case(self):
        """The case whose approved return this receipt carries out."""
        return self.complaint_case_id._get_records_action(name=self.env._("Complaint Case"))

    def _create_backorder_picking(self):
        # EXTENDS stock: what is still to come belongs to the same remedy
        backorder = super()._create_backorder_picking()
        backorder.complaint_remedy_id = self.complaint_remedy_id
        return backorder

    def _action_done(self):
        # EXTENDS stock: RET-3, what came is compared with what was approved
        res = super()._action_done()
        self._follow_complaint_receipt()
        return res

    def action_cancel(self):
        # EXTENDS stock: when the rest is cancelled, what came so far is all there is
        res = super().action_cancel()
        self._follow_complaint_receipt()
        return res

    def _follow_complaint_receipt(self):
        # sudo: the warehouse validates its receipt; what follows from it was approved by others
        self.sudo().complaint_remedy_id._follow_receipt()

    def _get_complaint_returned(self, product, uom):
        """Quantity of ``product`` in ``uom`` that these done transfers brought back, less what went out again."""
        total = 0.0
        for move in self.move_ids.filtered(lambda m: m.state == "done" and m.product_id == product):
            quantity = move.product_uom._compute_quantity(move.quantity, uom, round=False)
            total += -quantity if move.location_dest_id.usage == "customer" else quantity
        return uom.round(total)
