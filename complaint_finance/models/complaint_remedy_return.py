from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class ComplaintRemedy(models.Model):
    """Returns: goods called back through Odoo's return wizard, received, compared with the approval (RET)."""

    _inherit = "complaint.remedy"

    # === Calling the goods back ===

    def _missing_for_return(self):
        """Why the goods cannot be called back.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if not self.line_id.sale_line_id:
            return [self.env._("it names no delivered item of a sales order")]
        missing = self._missing_for_invoice()
        left = sum(quantity for _move, quantity in self._get_returnable_moves())
        if self.product_uom_id.compare(self.quantity, left) > 0:
            values = {
                "approved": self.quantity,
                "left": self.product_uom_id.round(left),
                "unit": self.product_uom_id.name,
            }
            message = self.env._(
                "%(approved)s %(unit)s are approved, only %(left)s %(unit)s were delivered and not yet returned",
                **values,
            )
            if self.line_id.lot_ids:
                message = self.env._(
                    "%(approved)s %(unit)s are approved, only %(left)s %(unit)s of the lots %(lots)s were delivered "
                    "and not yet returned",
                    lots=", ".join(self.line_id.lot_ids.mapped("name")),
                    **values,
                )
            missing.append(message)
        return missing

    def _get_returnable_moves(self):
        """Deliveries the goods can come back from, with what is left of each in the unit of the remedy (RET-1).

        The delivery that the item names comes first, then the newest of the same order line.

        :return: list of (stock.move, quantity)
        """
        self.ensure_one()
        deliveries = self.line_id.sale_line_id.move_ids.filtered(
            lambda m: (
                m.state == "done"
                and m.product_id == self.product_id
                and m.location_dest_id.usage == "customer"
                and not m.origin_returned_move_id
            )
        )
        named = self.line_id.move_id
        ordered = deliveries.sorted(lambda m: (m == named, m.date, m.id), reverse=True)
        left = [(move, self._get_returnable_quantity(move)) for move in ordered]
        return [(move, quantity) for move, quantity in left if quantity > 0]

    def _get_returnable_quantity(self, move):
        lots = self.line_id.lot_ids
        quantity = 0.0
        for sign, moves in ((1, move), (-1, move.returned_move_ids.filtered(lambda m: m.state != "cancel"))):
            if lots:
                lines = moves.move_line_ids.filtered(lambda line: line.lot_id in lots)
                quantity += sign * sum(lines.mapped("quantity_product_uom"))
            else:
                quantity += sign * sum(
                    m.product_uom._compute_quantity(
                        m.quantity if m.state == "done" else m.product_uom_qty, m.product_id.uom_id, round=False
                    )
                    for m in moves
                )
        return self.product_id.uom_id._compute_quantity(quantity, self.product_uom_id, round=False)

    def _create_return_receipts(self):
        """RET-1: one receipt per delivery, for the approved quantity, never more than is left of it.

        Note: self.ensure_one()
        """
        self.ensure_one()
        wanted = self.quantity
        pickings = self.env["stock.picking"]
        for move, left in self._get_returnable_moves():
            quantity = min(wanted, left)
            if self.product_uom_id.compare(quantity, 0) <= 0:
                break
            pickings |= self._create_return_receipt(move, quantity)
            wanted -= quantity
        self.case_id._message_log(
            body=self.env._(
                "%(remedy)s: the goods are called back with %(receipts)s.",
                remedy=self.display_name,
                receipts=", ".join(pickings.mapped("name")),
            )
        )

    def _create_return_receipt(self, move, quantity):
        """A return of ``quantity`` (in the remedy's unit) of the delivery ``move``, by Odoo's own wizard."""
        picking = move.picking_id
        wizard = (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({})
        )
        line = wizard.product_return_moves.filtered(lambda wizard_line: wizard_line.move_id == move)
        # to_refund: the order line's delivered quantity falls with the goods (CRN-3)
        line.write({"quantity": self.product_uom_id._compute_quantity(quantity, line.uom_id), "to_refund": True})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        receipt.complaint_remedy_id = self
        self._assign_lots(receipt.move_ids)
        return receipt

    def _assign_lots(self, move):
        """The receipt expects the lots that the item names, not just any lot of the delivery."""
        lots = self.line_id.lot_ids
        if not lots or move.product_id.tracking == "none":
            return
        wanted = move.product_qty
        values = []
        for line in move.origin_returned_move_id.move_line_ids.filtered(lambda line: line.lot_id in lots):
            earlier = move.origin_returned_move_id.returned_move_ids.filtered(lambda m: m.state != "cancel") - move
            back = sum(
                earlier.move_line_ids.filtered(lambda e, lot=line.lot_id: e.lot_id == lot).mapped(
                    "quantity_product_uom"
                )
            )
            quantity = min(wanted, line.quantity_product_uom - back)
            if quantity > 0:
                values.append({**move._prepare_move_line_vals(quantity=quantity), "lot_id": line.lot_id.id})
                wanted -= quantity
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(values)

    # === After the receipt ===

    def _get_unauthorised_moves(self):
        """RET-5: what came under the receipts but was not authorised, by product or by lot."""
        done = self.return_picking_ids.move_ids.filtered(lambda m: m.state == "done" and m.quantity)
        strange = done.filtered(lambda m: m.product_id != self.product_id)
        if self.line_id.lot_ids:
            strange |= done.filtered(lambda m: m.lot_ids - self.line_id.lot_ids)
        # what was sent back again is no longer in question
        return strange.filtered(lambda m: m.location_dest_id.usage != "customer" and not m._is_complaint_sent_back())

    def _follow_receipt(self):
        """RET-3, RET-4: credit what came, or hold it and call those who decide."""
        for remedy in self:
            if remedy.receipt_state == "held":
                remedy._hold_receipt()
            elif remedy.receipt_state in ("short", "matched", "within_tolerance"):
                self.env["complaint.loss"]._follow_returns(remedy)
                remedy._credit_after_receipt()

    def _hold_receipt(self):
        """RET-4: nothing is credited; the accountant and sales decide whether goods go back or more is approved."""
        self.ensure_one()
        note = self.env._(
            "%(remedy)s: %(received)s %(unit)s came, %(approved)s are approved. Nothing is credited until the surplus "
            "or the wrong goods are sent back, or a new version of the resolution covers them.",
            remedy=self.display_name,
            received=self.qty_received,
            approved=self.quantity,
            unit=self.product_uom_id.name,
        )
        self._call_for_decision(self.env._("Return held"), note)

    def _credit_after_receipt(self):
        """The credit note of what came; the warehouse is not stopped by what accounting has to settle first."""
        self.ensure_one()
        if self.state != "todo" or self._get_credit_notes():
            return
        if not self._is_credit_due():
            self.case_id._message_log(
                body=self.env._(
                    "%s: nothing was invoiced, so the quantity to invoice falls instead.", self.display_name
                )
            )
            self._follow_documents()
            return
        problems = self._missing_for_credit()
        if not problems:
            try:
                with self.env.cr.savepoint():
                    self._create_credit_notes()
            except UserError as error:
                problems = [str(error)]
        if problems:
            self._call_for_decision(self.env._("Credit note to make"), "\n".join([self.display_name, *problems]))

    def _call_for_decision(self, summary, note):
        """An activity on the case for the handler and for each complaint accountant of the company."""
        accountants = self.env.ref("complaint_finance.group_complaint_accountant").sudo().all_user_ids
        users = self.case_id.user_id | accountants.filtered(lambda u: u.active and self.company_id in u.company_ids)
        # respondents and strangers to a confidential case are not called (CNF-1, CNF-2)
        users = users.filtered(lambda u: not self.case_id._is_hidden_from(u))
        for user in users or self.env.user:
            self.case_id.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=plaintext2html(note), user_id=user.id
            )
