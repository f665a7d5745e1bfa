from odoo import api, models

# Remedies that hand over goods of the item; each piece gets one of them.
CLAIM_KINDS = ("return", "exchange", "replacement")


def get_unit(source):
    """Unit of a document line: sales order line, invoice line or stock move."""
    return source.product_uom if source._name == "stock.move" else source.product_uom_id


class ComplaintClaim(models.AbstractModel):
    """INT-11: what was delivered, invoiced, credited and returned of document lines, and what is claimed in open cases.

    A source is a sales order line, an invoice line without an order, or a stock move without either. The number of
    queries does not depend on the number of sources.
    """

    _name = "complaint.claim"
    _description = "Claim Figures"

    @api.model
    def _get_figures(self, sources):
        """Figures of each source in its own unit.

        :param sources: iterable of records of the three models; empty ones are left out
        :return: dict source -> dict of delivered, invoiced, credited, returned and claims, a list of
            (complaint.line, quantity still claimed in an open case)
        """
        figures = {}
        for model, compute in (
            ("sale.order.line", self._get_sale_figures),
            ("account.move.line", self._get_invoice_figures),
            ("stock.move", self._get_move_figures),
        ):
            records = self.env[model].union(*(s._origin for s in sources if s._name == model))
            if records:
                # sudo: figures only, of documents that the caller named; a sales assistant reads no stock, a warehouse
                # worker no invoices, and nobody all cases of the item
                figures.update(compute(records.sudo()))
        for source, claims in self._get_claims(list(figures)).items():
            figures[source]["claims"] = claims
        return figures

    def _get_sale_figures(self, lines_sudo):
        figures = {}
        for line in lines_sudo:
            invoiced, credited = self._get_billed(line.invoice_lines, line.product_uom_id)
            delivered, returned = self._get_moved(line)
            figures[line] = {
                "delivered": delivered,
                "invoiced": invoiced,
                "credited": credited,
                "returned": returned,
            }
        return figures

    def _get_moved(self, line):
        """What went out for an order line and what came back of it; ``qty_delivered`` is the difference."""
        out, back = self._split_moves(line.move_ids)
        own = (out | back).filtered(lambda m: m.product_id == line.product_id)
        unit = line.product_uom_id
        if own:
            return self._sum_moves(out & own, unit), self._sum_moves(back & own, unit)
        if not out or not line.qty_delivered:
            return line.qty_delivered, 0.0
        # a kit: its components move, the order line counts whole kits; the component most returned tells how many
        kept = 1.0
        for product, moves in out.grouped("product_id").items():
            returns = back.filtered(lambda m, product=product: m.product_id == product and m.to_refund)
            sent = self._sum_moves(moves, product.uom_id)
            if sent:
                kept = min(kept, 1 - self._sum_moves(returns, product.uom_id) / sent)
        delivered = unit.round(line.qty_delivered / kept) if kept > 0 else line.qty_delivered
        return delivered, delivered - line.qty_delivered

    def _split_moves(self, moves):
        done = moves.filtered(lambda m: m.state == "done")
        out = done.filtered(lambda m: m.location_dest_id.usage == "customer" and m.location_id.usage != "customer")
        back = done.filtered(lambda m: m.location_id.usage == "customer" and m.location_dest_id.usage != "customer")
        return out, back

    def _sum_moves(self, moves, unit):
        return sum(m.product_uom._compute_quantity(m.quantity, unit, round=False) for m in moves)

    def _get_billed(self, invoice_lines, unit):
        """Quantities posted on invoices, and taken back by credit notes, draft ones too."""
        invoiced = credited = 0.0
        for line in invoice_lines:
            # a credit line without a product lowers the price only
            if line.display_type != "product" or not line.product_id or line.parent_state == "cancel":
                continue
            quantity = line.product_uom_id._compute_quantity(line.quantity, unit, round=False)
            if line.move_type == "out_invoice" and line.parent_state == "posted" and not line.move_id.reversed_entry_id:
                invoiced += quantity
            elif line.move_type == "out_refund" and "posted" not in line.move_id.reversal_move_ids.mapped("state"):
                credited += quantity
        return invoiced, credited

    def _get_invoice_figures(self, lines_sudo):
        """Without an order what was invoiced counts as delivered; credit notes of the invoice tell what came back."""
        figures = {}
        for line in lines_sudo:
            credits = line.move_id.reversal_move_ids.invoice_line_ids.filtered(
                lambda credit, line=line: credit.product_id == line.product_id
            )
            credited = self._get_billed(credits, line.product_uom_id)[1]
            # lines of the same product are taken back one after the other
            for earlier in line.move_id.invoice_line_ids:
                if earlier.id < line.id and earlier.product_id == line.product_id:
                    credited -= earlier.product_uom_id._compute_quantity(
                        earlier.quantity, line.product_uom_id, round=False
                    )
            figures[line] = {
                "delivered": line.quantity,
                "invoiced": line.quantity,
                "credited": min(max(0.0, credited), line.quantity),
                "returned": 0.0,
            }
        return figures

    def _get_move_figures(self, moves_sudo):
        figures = {}
        for move in moves_sudo:
            back = self._split_moves(move.returned_move_ids)[1]
            figures[move] = {
                "delivered": move.quantity if move.state == "done" else 0.0,
                "invoiced": 0.0,
                "credited": 0.0,
                "returned": self._sum_moves(back, move.product_uom),
            }
        return figures

    def _get_claims(self, sources):
        """What open cases claim of each source, less what came back on their own account already."""
        claims = {source: [] for source in sources}
        lines_sudo = self._get_lines(sources, [("case_id.is_open", "=", True)])
        back = lines_sudo._get_quantities_back()
        for line in lines_sudo:
            source = line._get_claim_source()
            if source in claims:
                left = max(0.0, line.qty_claimed - back.get(line, 0.0))
                quantity = line.product_uom_id._compute_quantity(left, get_unit(source), round=False)
                claims[source].append((line, quantity))
        return claims

    def _get_promised(self, sources, case):
        """What approved resolutions of other cases still promise of each source, in its unit."""
        lines_sudo = self._get_lines(sources, [("case_id", "!=", case.id)])
        remedies_sudo = (
            self.env["complaint.remedy"]
            .sudo()
            .search(
                [
                    ("line_id", "in", lines_sudo.ids),
                    ("kind", "in", CLAIM_KINDS),
                    ("state", "in", ("planned", "todo")),
                    ("resolution_id.state", "in", ("approved", "offered", "accepted")),
                ]
            )
        )
        promised = {}
        for remedy in remedies_sudo:
            source = remedy.line_id._get_claim_source()
            open_quantity = max(0.0, remedy.quantity - remedy._get_quantity_back())
            quantity = remedy.product_uom_id._compute_quantity(open_quantity, get_unit(source), round=False)
            promised[source] = promised.get(source, 0.0) + quantity
        return promised

    def _get_lines(self, sources, domain):
        """Complained items of these sources, as superuser: only sums of them are shown."""
        lines_sudo = self.env["complaint.line"].sudo()
        for field, model in (
            ("sale_line_id", "sale.order.line"),
            ("invoice_line_id", "account.move.line"),
            ("move_id", "stock.move"),
        ):
            ids = [source.id for source in sources if source._name == model]
            if ids:
                lines_sudo |= lines_sudo.search([(field, "in", ids), *domain])
        return lines_sudo
