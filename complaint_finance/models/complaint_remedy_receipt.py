import contextlib

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .complaint_disposition import FINAL_KINDS
from .complaint_remedy import DELIVERY_KINDS, RECEIVED


class ComplaintRemedy(models.Model):
    """What came, against what was approved: credited, delivered again, or held until somebody decides (RET-3 to 5)."""

    _inherit = "complaint.remedy"

    # === Actions ===

    def action_send_back(self):
        """RET-4, RET-5: what came beyond the approval goes back to the customer, by Odoo's own return of the receipt.

        Callable on ids by a complaint accountant or a handler. The warehouse validates the transfers; then the rest is
        judged anew.

        :return: the window action of the transfers
        :raise UserError: nothing of a remedy is held
        :raise AccessError: the user is neither complaint accountant nor handler
        """
        self._check_decider()
        # sudo: the transfers undo what was not approved; nothing in them comes from the caller
        remedies_sudo = self.sudo()
        remedies_sudo._lock_for_documents()
        for remedy in remedies_sudo:
            if not remedy._can_be_sent_back():
                raise UserError(self.env._("%s: no receipt is held that could be sent back.", remedy.display_name))
        pickings = self.env["stock.picking"]
        for remedy in remedies_sudo:
            pickings |= remedy._send_back().with_env(self.env)
        return pickings._get_records_action(name=self.env._("Sent Back"))

    def _can_be_sent_back(self):
        """What is held, and what is within the ratio but cannot be credited: more than was ever invoiced."""
        surplus = self.receipt_state == "within_tolerance" and self.state == "todo" and not self._get_credit_notes()
        return self.receipt_state == "held" or surplus

    def action_dispose(self):
        """RET-7: decide what becomes of goods that came back.

        :return: the dialog
        :raise UserError: nothing of them came to us
        """
        self.ensure_one()
        self._check_inspector()
        moves_sudo = self.sudo()._get_kept_moves()  # of the goods that the user decides on
        if not moves_sudo and self.sudo()._get_receipt_moves():
            raise UserError(
                self.env._("%s: the goods went straight back to their vendor; none lie here.", self.display_name)
            )
        lots = moves_sudo.filtered(lambda move: move.product_id == self.product_id).move_line_ids.lot_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide on Goods"),
            "res_model": "complaint.disposition",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_remedy_id": self.id,
                "default_quantity": self.sudo()._get_undecided(),
                "default_lot_id": lots.id if len(lots) == 1 else False,
            },
        }

    def _get_undecided(self):
        """RET-7: how much of the item came back and is not decided about for good, in the unit of its product."""
        kept = sum(
            move._get_complaint_left(count_open=False)
            for move in self._get_kept_moves()
            if move.product_id == self.product_id
        )
        decided = self.disposition_ids.filtered(lambda d: d.state != "cancelled" and d.kind in FINAL_KINDS)
        left = kept - sum(decided.mapped("quantity"))
        return self.product_id.uom_id.round(max(0.0, left))

    def _check_decider(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("complaint_finance.group_complaint_accountant")):
            self.case_id._check_handler()

    def _check_inspector(self):
        """RET-7: who looks at the goods decides on them too; what is sent back or credited is for others to decide."""
        if not self.env.user.has_group("complaint_finance.group_goods_inspector"):
            return self._check_decider()
        return self.check_access("read")

    # === Business ===

    def _get_receipt_moves(self):
        """What came in, newest first."""
        return self.return_picking_ids.move_ids.filtered(
            lambda m: m.state == "done" and m.location_dest_id.usage != "customer"
        ).sorted(lambda m: (m.date, m.id), reverse=True)

    def _get_kept_moves(self):
        """RET-7: what came in to us, newest first; what its vendor sent directly may go straight back to him."""
        return self._get_receipt_moves().filtered(lambda m: m.location_dest_id.usage != "supplier")

    def _get_unauthorised(self, count_open=False):
        """RET-5: what came under the receipts but was not authorised, by product or by lot, and is still here.

        :param count_open: whether what is about to be sent back counts as gone
        :return: list of (stock.move, stock.lot or none, quantity in the unit of the product)
        """
        parts, strange = self._get_parts() if self.product_uom_id else {}, []
        no_lot = self.env["stock.lot"]
        for move in self._get_receipt_moves():
            if move.product_id not in parts:
                candidates = [no_lot]
            else:
                candidates = move.move_line_ids.lot_id - self._get_authorised_lots(move)
            for lot in candidates:
                left = move._get_complaint_left(lot, count_open=count_open)
                if move.product_id.uom_id.compare(left, 0) > 0:
                    strange.append((move, lot, left))
        return strange

    def _get_authorised_lots(self, move):
        """The lots that may come back: those that the item names, else those that were delivered."""
        origins = move.origin_returned_move_id or self._get_delivered_moves().filtered(
            lambda m: m.product_id == move.product_id
        )
        return self.line_id.lot_ids or origins.move_line_ids.lot_id or move.move_line_ids.lot_id

    def _send_back(self):
        """Returns of the receipts for what is not authorised and, of the rest, for what exceeds the approval."""
        self.ensure_one()
        plan, gone = {}, {}
        for move, lot, quantity in self._get_unauthorised(count_open=True):
            plan.setdefault(move, []).append((lot, quantity))
            gone[move] = gone.get(move, 0) + quantity
        for product, part in self._get_parts().items():
            moves = self._get_receipt_moves().filtered(lambda m, p=product: m.product_id == p)
            here = {move: move._get_complaint_left(count_open=True) - gone.get(move, 0) for move in moves}
            surplus = sum(here.values()) - part * self.quantity
            for move in moves:
                quantity = min(surplus, here[move])
                if product.uom_id.compare(quantity, 0) > 0:
                    plan.setdefault(move, []).append((self.env["stock.lot"], quantity))
                    surplus -= quantity
        pickings = self.env["stock.picking"]
        for receipt, moves in self.env["stock.move"].union(*plan).grouped("picking_id").items():
            quantities = {move: sum(quantity for _lot, quantity in plan[move]) for move in moves}
            back = self._return_picking(receipt, quantities, to_refund=self.kind == "return")
            for move in back.move_ids:
                self._reserve_lots(move, plan[move.origin_returned_move_id])
            pickings |= back
        self.case_id._message_log(
            body=self.env._(
                "%(remedy)s: what was not approved is sent back with %(transfers)s.",
                remedy=self.display_name,
                transfers=", ".join(pickings.mapped("name")),
            )
        )
        return pickings

    def _reserve_lots(self, move, entries):
        """The lots that are to go out, and only these, where it matters which."""
        if not any(lot for lot, _quantity in entries):
            return
        move._do_unreserve()
        for lot, quantity in entries:
            move._update_reserved_quantity(quantity, move.location_id, lot_id=lot or None, strict=False)

    def _follow_receipt(self):
        """RET-3, RET-4: credit or deliver what came, or hold it and call those who decide."""
        received = self.browse()
        for remedy in self:
            remedy._end_waiting()
            if remedy.receipt_state == "held":
                remedy._hold_receipt()
            elif remedy.receipt_state in RECEIVED:
                self.env["complaint.loss"]._follow_returns(remedy)
                received |= remedy
            if remedy.kind == "return" and remedy.credit_state == "posted":
                remedy._warn_of_excess()
        received._go_on_after_receipt()

    def _warn_of_excess(self):
        """RET-3: goods went back to the customer after they were credited; the accountant has to charge them again."""
        if problems := self._get_credit_excess():
            self._call_for_decision(self.env._("Credited more than came back"), "\n".join(problems))

    def _end_waiting(self):
        """RET-6: nobody is reminded of goods that came, or are no longer called back."""
        if self.receipt_state == "none":
            self.write({"date_called_back": False, "date_goods_due": False, "date_goods_received": False})
        elif self.receipt_state != "waiting" and not self.date_goods_received:
            self.write({"date_goods_received": self.env.cr.now().replace(microsecond=0)})

    def _hold_receipt(self):
        """RET-4: nothing is credited; the accountant and sales decide whether goods go back or more is approved."""
        self.ensure_one()
        note = self.env._(
            "%(remedy)s: %(received)s %(unit)s came, %(approved)s are approved. Nothing is credited until the surplus "
            "or the wrong goods are sent back, or a new version of the resolution covers them.",
            remedy=self.display_name,
            received=f"{self.qty_received:.15g}",
            approved=f"{self.quantity:.15g}",
            unit=self.product_uom_id.name,
        )
        strange = {
            move.product_id.display_name + (f" ({lot.name})" if lot else "")
            for move, lot, _quantity in self._get_unauthorised()
        }
        if strange:
            note += "\n" + self.env._("Not authorised: %s", ", ".join(sorted(strange)))
        self._call_for_decision(self.env._("Return held"), note)

    def _go_on_after_receipt(self):
        """What follows once the goods are here; the warehouse is not stopped by what others have to settle first."""
        going = self.filtered(lambda r: r.state == "todo" and r.resolution_id.state != "superseded")
        delivering = going.filtered(lambda r: r.kind in DELIVERY_KINDS)
        for remedy in delivering:
            remedy._deliver_after_receipt()
        (going - delivering).filtered(lambda r: not r._get_credit_notes())._credit_after_receipt()

    def _credit_after_receipt(self):
        """RET-3: the credit notes of what came, all together; where that fails, one by one."""
        to_credit = self.filtered(lambda r: r._is_credit_due())
        (self - to_credit)._leave_uncredited()
        if len(to_credit) > 1:
            # of one item the first decides what is left for the next
            first = self.browse().union(*(same[0] for same in to_credit.grouped(lambda r: r._get_item()).values()))
            ready = first._with_ledger().filtered(lambda r: not r._missing_for_credit()).with_env(self.env)
            # whose it is that cannot be made, and why, is found below
            with contextlib.suppress(UserError), self.env.cr.savepoint():
                ready._create_credit_notes()
                to_credit -= ready
        for remedy in to_credit:
            if not remedy._is_credit_due():
                remedy._leave_uncredited()
                continue
            remedy._try_document(
                remedy._missing_for_credit, remedy._create_credit_notes, self.env._("Credit note to make")
            )

    def _leave_uncredited(self):
        """CRN-3: what came back was not invoiced."""
        for remedy in self:
            body = self.env._("%s: nothing was invoiced, so nothing is credited.", remedy.display_name)
            if remedy.line_id.sale_line_id:
                body = self.env._(
                    "%s: nothing was invoiced, so the quantity to invoice falls instead.", remedy.display_name
                )
            remedy.case_id._message_log(body=body)
        self._follow_documents()

    def _try_document(self, get_missing, create, summary):
        """Make a document, or say to those who decide why it cannot be made."""
        problems = get_missing()
        if not problems:
            try:
                with self.env.cr.savepoint():
                    create()
            except UserError as error:
                problems = [str(error)]
        if problems:
            self._call_for_decision(summary, "\n".join([self.display_name, *problems]))

    def _call_for_decision(self, summary, note):
        """An activity on the case for sales (handler and salesperson) and each complaint accountant of the company."""
        accountants = self.env.ref("complaint_finance.group_complaint_accountant").sudo().all_user_ids
        users = self.case_id.user_id | accountants.filtered(lambda u: u.active and self.company_id in u.company_ids)
        seller = self.line_id.sale_line_id.order_id.user_id
        if seller.active and seller != self.env.ref("base.user_root") and self._may_know(seller):
            users |= seller
        # respondents and strangers to a confidential case are not called (CNF-1, CNF-2)
        users = users.filtered(lambda u: not self.case_id._is_hidden_from(u))
        for user in users or self.env.user:
            self.case_id.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=plaintext2html(note), user_id=user.id
            )

    def _may_know(self, user):
        """Whether a salesperson works with complaints, and with this one."""
        return self.case_id.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).has_access("read")
