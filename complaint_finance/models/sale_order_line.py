from odoo import api, models
from odoo.fields import Command


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale: RET-5, core puts on the order what leaves for the customer without being sold; what came for a
        # complaint, was not authorised and goes back is the customer's. Core does it in two places: for moves, which
        # stock.move keeps from it, and once more at the end of their transfer, where only this is in between.
        if self.env.context.get("skip_procurement"):
            vals_list = [vals for vals in vals_list if not self._is_complaint_transfer(vals)]
        return super().create(vals_list)

    def _is_complaint_transfer(self, vals):
        """Whether values of an order line are those of a move that a complaint made."""
        ids = [command[1] for command in vals.get("move_ids") or () if command[0] == Command.LINK]
        # sudo: of which transfers, nothing else
        return bool(self.env["stock.move"].sudo().browse(ids).picking_id.complaint_remedy_id)

    def _compute_qty_to_invoice(self):
        # EXTENDS sale: what came back for a complaint is not invoiced (again), though it was ordered (CRN-3)
        super()._compute_qty_to_invoice()
        for line in self.filtered(lambda line: line.state == "sale" and line.product_id.invoice_policy == "order"):
            if line.product_id.type == "consu" and (back := line._get_complaint_returned()):
                line.qty_to_invoice -= back

    def _compute_untaxed_amount_to_invoice(self):
        # EXTENDS sale
        super()._compute_untaxed_amount_to_invoice()
        self._lower_complaint_amount("untaxed_amount_to_invoice", "price_subtotal")

    def _compute_amount_to_invoice(self):
        # EXTENDS sale
        super()._compute_amount_to_invoice()
        self._lower_complaint_amount("amount_to_invoice", "price_total")

    def _lower_complaint_amount(self, field_name, price_name):
        """CRN-3: what is not invoiced (again) is no amount to invoice either; see ``_compute_qty_to_invoice``."""
        for line in self.filtered(lambda line: line.state == "sale" and line.product_id.invoice_policy == "order"):
            if line.product_id.type == "consu" and line[field_name] > 0 and (back := line._get_complaint_returned()):
                less = line[price_name] / line.product_uom_qty * back if line.product_uom_qty else 0.0
                line[field_name] = max(0.0, line.currency_id.round(line[field_name] - less))

    def _get_complaint_returned(self):
        """Quantity of this order line, in its unit, that returns of complaints brought back for good."""
        # sudo: salespeople read neither remedies nor, some of them, transfers
        moves = self.sudo().move_ids.filtered(
            lambda move: (
                move.state == "done" and move.to_refund and move.picking_id.complaint_remedy_id.kind == "return"
            )
        )
        return sum(
            remedy.product_uom_id._compute_quantity(
                remedy._get_goods_quantity(brought), self.product_uom_id, round=False
            )
            for remedy, brought in moves.grouped(lambda move: move.picking_id.complaint_remedy_id).items()
        )

    def _get_complaint_invoice_lines(self, states=("posted",)):
        """Invoice lines that billed these order lines, newest first (CRN-4).

        :param states: of the invoices; ``("draft",)`` for those that are not posted yet
        """
        # sudo: warehouse users, whose receipt starts the credit note, do not read invoices
        lines_sudo = self.sudo().invoice_lines._filter_complaint_invoiced(states)
        return lines_sudo.sorted(lambda line: (line.move_id.invoice_date or line.date, line.id), reverse=True)

    def _get_outgoing_incoming_moves(self, strict=True):
        # EXTENDS sale_stock: what a complaint delivers at no charge is neither ordered nor invoiced (RET-8), also when
        # it is returned by hand; nor is what came in to be mended or exchanged, when it is sent out again by hand
        outgoing, incoming = super()._get_outgoing_incoming_moves(strict=strict)
        return (
            outgoing.filtered(lambda move: not move.complaint_remedy_id and not move._is_complaint_exchange()),
            incoming.filtered(
                lambda move: not move.origin_returned_move_id.complaint_remedy_id or move.picking_id.complaint_remedy_id
            ),
        )

    def _get_complaint_discount(self, amount):
        """By how much the subtotal must fall for the invoice to fall by ``amount``: what came back is not invoiced."""
        quantity = self.product_uom_qty - self._get_complaint_returned()
        return amount * self.product_uom_qty / quantity if quantity > 0 else amount

    def _give_complaint_discount(self, amount):
        """Lower the subtotal of this order line by ``amount``, by its discount (CRN-3).

        A discount has two decimals: the unit price takes what it cannot express.
        """
        self.ensure_one()
        target = self.currency_id.round(self.price_subtotal - amount)
        kept = (100 - self.discount) * target / self.price_subtotal
        self.discount = 100 - kept
        for _again in range(3):  # the first is enough, unless taxes are contained in the price
            if not self.price_subtotal or not self.currency_id.compare_amounts(self.price_subtotal, target):
                break
            self.price_unit *= target / self.price_subtotal
