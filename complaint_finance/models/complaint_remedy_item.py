from odoo import api, models
from odoo.fields import Domain


class ComplaintRemedy(models.Model):
    """How the item of a remedy was billed and delivered: by a sales order or, without one, by hand.

    ===================  ==================================  ====================================
    the item names       billed by                           delivered by
    ===================  ==================================  ====================================
    a sales order line   its invoice lines, newest first     the moves of the order line
    no order line        the invoice line that it names      the delivery that it names
    ===================  ==================================  ====================================
    """

    _inherit = "complaint.remedy"

    # === Billed ===

    def _get_item(self):
        """What was sold: the order line, else the invoice line; remedies with the same one share its ceiling."""
        return self.line_id.sale_line_id or self.line_id.invoice_line_id

    def _get_billed_lines(self, states=("posted",)):
        """Invoice lines that billed the items, those of an order newest first (CRN-4).

        :param states: of the invoices
        """
        # sudo: warehouse users, whose receipt starts the credit note, do not read invoices
        loose_sudo = self.line_id.filtered(lambda item: not item.sale_line_id).sudo().invoice_line_id
        ordered_sudo = self.line_id.sale_line_id._get_complaint_invoice_lines(states)
        return ordered_sudo | loose_sudo._filter_complaint_invoiced(states)

    def _get_posted_invoice_lines(self):
        return self._get_billed_lines()

    def _get_draft_invoices(self):
        return self._get_billed_lines(states=("draft",)).move_id

    def _missing_for_invoice(self):
        """CRN-3: why there is no invoice to credit; a return needs none when nothing was invoiced.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self._get_posted_invoice_lines():
            return []
        if drafts := self._get_draft_invoices():
            return [self._say_draft_first(drafts)]
        if self.kind == "return":
            return []
        return [
            self.env._(
                "the item is not invoiced yet; invoice it first, or give the reduction as a discount on its order line"
            )
        ]

    def _say_draft_first(self, drafts):
        names = ", ".join(drafts.mapped("display_name"))
        return self.env._("%s is not posted yet; post it, or amend it there, first", names)

    @api.model
    def _get_domain_of(self, invoice_lines):
        """Remedies about what these invoice lines billed."""
        loose = Domain("line_id.sale_line_id", "=", False) & Domain("line_id.invoice_line_id", "in", invoice_lines.ids)
        return Domain("line_id.sale_line_id", "in", invoice_lines.sale_line_ids.ids) | loose

    # === Delivered ===

    def _get_delivered_moves(self):
        """The deliveries the goods can come back from; the one that the item names first, then the newest."""
        item = self.line_id
        deliveries = (item.sale_line_id.move_ids if item.sale_line_id else item.move_id).filtered(
            lambda m: (
                m.state == "done"
                and m.product_id in self._get_parts()
                and m.location_dest_id.usage == "customer"
                and not m.origin_returned_move_id
            )
        )
        return deliveries.sorted(lambda m: (m == item.move_id, m.date, m.id), reverse=True)

    def _prepare_procurements(self, product, quantity, unit, values):
        """What delivers ``product`` as the item was delivered: by the rules of its order line, else to its customer."""
        sale_line = self.line_id.sale_line_id.with_company(self.company_id)
        if sale_line:
            return [
                procurement._replace(
                    product_id=product,
                    name=product.display_name,
                    origin=self.env._(
                        "%(order)s, complaint %(case)s", order=sale_line.order_id.name, case=self.case_id.name
                    ),
                )
                for procurement in sale_line._create_procurements(
                    quantity, unit, {**sale_line._prepare_procurement_values(), **values}
                )
            ]
        delivery = self.line_id.move_id
        partner = delivery.partner_id or delivery.picking_id.partner_id or self.partner_id
        values = {
            "warehouse_id": delivery.picking_id.picking_type_id.warehouse_id,
            "partner_id": partner.id,
            "location_final_id": delivery.location_dest_id,
            "company_id": self.company_id,
            **values,
        }
        origin = self.env._("Complaint %s", self.case_id.name)
        return [
            self.env["stock.rule"].Procurement(
                product,
                quantity,
                unit,
                delivery.location_dest_id,
                product.display_name,
                origin,
                self.company_id,
                values,
            )
        ]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _filter_complaint_invoiced(self, states=("posted",)):
        """Those of these lines that bill goods or services on customer invoices in ``states``."""
        return self.filtered(
            lambda line: (
                line.parent_state in states
                and line.move_id.move_type == "out_invoice"
                # what reverses a credit note bills nothing anew: the credit note has fallen instead
                and line.move_id.reversed_entry_id.move_type != "out_refund"
                and line.display_type == "product"
                and line.quantity > 0
            )
        )

    def _filter_complained(self):
        """Those of these invoice lines that billed an item of a complaint's remedy."""
        if not self:
            return self
        remedy_sudo = self.env["complaint.remedy"].sudo()  # which items are complained about, nothing of the case
        items_sudo = remedy_sudo.search(remedy_sudo._get_domain_of(self)).line_id
        loose = items_sudo.filtered(lambda item: not item.sale_line_id).invoice_line_id
        return self.filtered(lambda line: line.sale_line_ids & items_sudo.sale_line_id or line in loose)
