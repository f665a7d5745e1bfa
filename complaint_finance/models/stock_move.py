from odoo import api, fields, models

from .complaint_remedy import DELIVERY_KINDS


class RemedyId(int):
    """The id of a remedy as Odoo's own code hands it on; no client can send one."""


class StockMove(models.Model):
    _inherit = "stock.move"

    complaint_remedy_id = fields.Many2one(
        "complaint.remedy",
        "Delivered for Complaint Remedy",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        help="The approved remedy for which these goods are delivered at no charge.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: RET-8, what a vendor sends to the customer directly is delivered for the remedy of their order
        handed_on = [isinstance(vals.get("complaint_remedy_id"), RemedyId) for vals in vals_list]
        moves = super().create(
            [
                {**vals, "complaint_remedy_id": int(vals["complaint_remedy_id"])} if ours else vals
                for vals, ours in zip(vals_list, handed_on, strict=True)
            ]
        )
        # sudo: of which remedies, nothing else
        if not self.env.su and any(
            move.complaint_remedy_id and not ours for move, ours in zip(moves.sudo(), handed_on, strict=True)
        ):
            self.env["stock.picking"]._raise_tied_by_hand()
        bought = [move.id for move, vals in zip(moves, vals_list, strict=True) if vals.get("purchase_line_id")]
        # sudo: which remedy, whoever confirms the order
        for move_sudo in self.browse(bought).sudo():
            remedies_sudo = move_sudo.reference_ids.complaint_remedy_id.filtered(
                lambda r, m=move_sudo: r._get_replacement() == m.product_id
            )
            direct = move_sudo.location_dest_id.usage == "customer" and not move_sudo.origin_returned_move_id
            if remedies_sudo and direct:
                # an order for several complaints says on each line which it is about
                named = remedies_sudo.filtered(lambda r, m=move_sudo: r.case_id.name in m["purchase_line_id"].name)
                move_sudo.complaint_remedy_id = (named or remedies_sudo)[0]
        return moves

    def write(self, vals):
        # EXTENDS stock: RET-8, only the procedure says what is delivered at no charge
        if "complaint_remedy_id" in vals and not self.env.su:
            self.env["stock.picking"]._raise_tied_by_hand()
        return super().write(vals)

    def copy(self, default=None):
        # EXTENDS stock: what a person duplicates is not delivered for a remedy
        return super().copy(default if self.env.su else {"complaint_remedy_id": False, **(default or {})})

    def copy_data(self, default=None):
        # EXTENDS stock: what Odoo divides, or explodes into its parts, is delivered for the remedy, whoever does it
        vals_list = super().copy_data(default)
        for vals in vals_list:
            if vals.get("complaint_remedy_id") and "complaint_remedy_id" not in (default or {}):
                vals["complaint_remedy_id"] = RemedyId(vals["complaint_remedy_id"])
        return vals_list

    def _action_synch_order(self):
        # EXTENDS sale_stock: RET-5, what came without being sold and goes back is put on no order, nor counted with
        # what was sold of it; see sale.order.line, create
        # sudo: of which transfers, nothing else
        ours = self.filtered(lambda move: move.sudo().picking_id.complaint_remedy_id)
        return super(StockMove, self - ours)._action_synch_order()

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # EXTENDS stock: goods at no charge stay apart from those that are sold
        return [*super()._prepare_merge_moves_distinct_fields(), "complaint_remedy_id"]

    def _prepare_procurement_values(self):
        # EXTENDS stock: the steps of a delivery belong to the remedy of the last one
        values = super()._prepare_procurement_values()
        if self.complaint_remedy_id:
            values["complaint_remedy_id"] = self.complaint_remedy_id.id
        return values

    def _is_complaint_exchange(self):
        """Whether it belongs to goods that came in to be mended or exchanged, which stay sold.

        Note: self.ensure_one()
        """
        self.ensure_one()
        # sudo: salespeople read no remedies
        return self.sudo().picking_id.complaint_remedy_id.kind in DELIVERY_KINDS

    def _get_complaint_quantity(self, lots=None):
        """What this move brings, or is to bring, in the unit of its product.

        :param lots: count these only
        """
        self.ensure_one()
        if lots:
            return sum(self.move_line_ids.filtered(lambda line: line.lot_id in lots).mapped("quantity_product_uom"))
        if self.state == "done":
            return self.product_uom._compute_quantity(self.quantity, self.product_id.uom_id, round=False)
        return self.product_qty

    def _get_complaint_left(self, lots=None, count_open=True):
        """What of it is still where this move brought it: not returned, or returned and brought there again.

        :param lots: count these only
        :param count_open: whether a return under way counts as gone
        """
        left = self._get_complaint_quantity(lots)
        for back in self.returned_move_ids:
            if back.state == "done" or (count_open and back.state != "cancel"):
                left -= back._get_complaint_left(lots, count_open=not count_open)
        return left
