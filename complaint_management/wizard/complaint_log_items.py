from odoo import api, models
from odoo.fields import Command, Domain

# Of a customer without a document so many of the last delivered items are offered.
RECENT_ITEMS = 20


class ComplaintLog(models.TransientModel):
    """INT-2: the items that are offered to tick, by the document or by what the customer got last."""

    _inherit = "complaint.log"

    @api.depends("sale_order_id", "picking_id", "invoice_id", "partner_id")
    def _compute_line_ids(self):
        """Items that were typed stay, those of another document or customer go."""
        for log in self:
            values = log._get_offered_values()
            if log.id:
                log.line_ids = [Command.clear()] + [Command.create(vals) for vals in values]
            else:
                typed = log.line_ids.filtered(lambda line: not line._get_source())
                offered = [self.env["complaint.log.line"].new(vals) for vals in values]
                log.line_ids = typed.union(*offered)

    def _get_offered_values(self):
        """Values of the offered items; the documents are those that the user may read."""
        self.ensure_one()
        if document := self._get_document()._origin:
            document.check_access("read")
        if self.picking_id:
            return self._get_picking_values()
        if self.invoice_id:
            return self._get_invoice_values()
        lines = self.env["sale.order.line"]
        if self.sale_order_id:
            lines = self.sale_order_id._origin.order_line
        elif self.partner_id and lines.has_access("read"):
            domain = (
                Domain("order_partner_id", "child_of", self.commercial_partner_id._origin.ids)
                & Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "sale")
                & Domain("qty_delivered", ">", 0)
            )
            lines = lines.search(domain, order="id DESC", limit=RECENT_ITEMS)
        lines = lines.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.qty_delivered > 0
                # its choices are what is delivered and paid for
                and line.product_id.type != "combo"
            )
        )
        return [self._prepare_line_values(line, line) for line in lines]

    def _get_picking_values(self):
        """What this delivery brought: by order item, each once, where the user may read the order; else by move."""
        moves = self._get_delivered_moves(self.picking_id._origin.move_ids)
        values, readable = [], self._get_readable(moves.sudo().sale_line_id)
        for sale_line, own in moves.grouped(lambda m: m.sudo().sale_line_id).items():
            if sale_line in readable:
                values.append(self._prepare_line_values(sale_line, own))
            else:
                values += [self._prepare_line_values(move, move) for move in own]
        return values

    def _get_invoice_values(self):
        """What this invoice billed: by order item where the user may read one, else by product."""
        lines = self.invoice_id._origin.invoice_line_ids.filtered(
            lambda line: line.product_id and not line.is_downpayment and line.quantity > 0
        )
        values, readable = {}, self._get_readable(lines.sudo().sale_line_ids)
        for line in lines:
            source = (line.sudo().sale_line_ids & readable)[:1] or line
            values.setdefault(source, self._prepare_line_values(source, source))
        return list(values.values())

    def _get_readable(self, sale_lines_sudo):
        """Those of the order items behind a delivery or invoice that the user may read too."""
        return sale_lines_sudo.sudo(False).with_env(self.env)._filtered_access("read")

    def _prepare_line_values(self, source, moves):
        """An item to tick, from the document line ``source``; the only lot it came in is filled in."""
        field = {"sale.order.line": "sale_line_id", "account.move.line": "invoice_line_id", "stock.move": "move_id"}
        # sudo: of a line that the user may read: its lots, for sales assistants without inventory rights
        moves = moves.sudo()
        if moves._name == "sale.order.line":
            moves = self._get_delivered_moves(moves.move_ids)
        lots = moves.lot_ids if moves._name == "stock.move" else self.env["stock.lot"]
        return {field[source._name]: source.id, "lot_ids": [Command.set(lots.ids if len(lots) == 1 else [])]}

    @api.model
    def _get_delivered_moves(self, moves):
        return moves.filtered(
            lambda m: m.state == "done" and m.location_dest_usage == "customer" and m.location_usage != "customer"
        )
