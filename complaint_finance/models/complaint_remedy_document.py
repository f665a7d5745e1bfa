from odoo import models
from odoo.exceptions import AccessError, LockError, UserError

from .complaint_remedy import CREDIT_KINDS, DELIVERY_KINDS


class ComplaintRemedy(models.Model):
    """Making the documents of a remedy, once, and being done with them (CRN-6)."""

    _inherit = "complaint.remedy"

    # === Actions ===

    def action_create_document(self):
        """Make the next document of every remedy: return receipt, delivery or draft credit note (RET-1, RET-8, CRN-1).

        Callable on ids by a complaint accountant; without a credit note by a handler too. A remedy whose document
        exists already is left alone, so that calling twice does no harm (CRN-6).

        :return: True
        :raise UserError: all that is missing, for all remedies at once; then nothing is made
        :raise AccessError: the user is neither complaint accountant nor, where that is enough, handler
        """
        self._check_document_rights()
        # sudo: the documents carry out what was approved; nothing in them comes from the caller
        remedies_sudo = self.sudo()
        remedies_sudo._lock_for_documents()
        remedies_sudo = remedies_sudo._with_ledger()
        problems = [
            self.env._("%(remedy)s: %(problem)s", remedy=remedy.display_name, problem=problem)
            for remedy in remedies_sudo
            for problem in remedy._missing_for_document()
        ]
        if problems:
            raise UserError("\n".join(problems))
        remedies_sudo._create_next_documents()
        return True

    def action_view_documents(self):
        """The credit note of the remedy or, without one, its receipts and deliveries, or what was ordered for them."""
        self.ensure_one()
        documents = self.credit_move_ids or self.return_picking_ids | self.delivery_picking_ids
        if not documents and self.sudo().delivery_reference_ids:
            # sudo: which orders; opening them takes the right to read them
            documents = self.sudo().delivery_reference_ids["purchase_ids"].with_env(self.env)
        return documents._get_records_action(name=self.env._("Documents"))

    def action_cancel(self, reason=None):
        # EXTENDS complaint_management: a document under way is taken back first, by those whose document it is
        remedies_sudo = self.sudo()
        problems = [
            self.env._(
                "%(remedy)s: cancel %(document)s first.", remedy=remedy.display_name, document=document.display_name
            )
            for remedy in remedies_sudo
            for documents in (
                remedy._get_credit_notes(),
                (remedy.return_picking_ids | remedy.delivery_picking_ids).filtered(
                    lambda p: p.state not in ("done", "cancel")
                ),
                remedy._get_open_orders(),
            )
            for document in documents
        ]
        if problems:
            raise UserError("\n".join(problems))
        return super().action_cancel(reason)

    # === Business ===

    def _check_document_rights(self):
        self.check_access("read")
        if self.env.su or self.env.user.has_group("complaint_finance.group_complaint_accountant"):
            return
        if not self or set(self.mapped("kind")) - set(DELIVERY_KINDS):
            raise AccessError(self.env._("Only complaint accountants make the documents of remedies."))
        self.case_id._check_handler()

    def _lock_for_documents(self):
        """CRN-6: two people never make the documents of one remedy at the same time."""
        self.flush_recordset()
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is making documents of these remedies at this moment. Look again in a while.")
            ) from error
        self.invalidate_recordset()

    def _is_ordered(self):
        """Whether a vendor is to send the goods, and there is no transfer of them yet."""
        return bool(self.delivery_reference_ids) and not self.delivery_move_ids

    def _get_open_orders(self):
        """The vendors' orders that still ask for the goods, while there is no transfer of them."""
        if not self._is_ordered():
            return []
        lines = self.delivery_reference_ids["purchase_ids"].order_line
        return lines.filtered(
            lambda line: line.product_id == self._get_replacement() and self.case_id.name in (line.name or "")
        ).order_id

    def _needs_receipt(self):
        """Whether the goods have yet to be called for."""
        wanted = self.kind in ("return", "rework", "repair") or self.delivery_terms in ("after", "before")
        return wanted and self.receipt_state == "none"

    def _get_documents_to_make(self):
        """Which documents can be made now, in this order: ``receipt``, ``delivery``, ``credit``.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.state != "todo" or self.receipt_state == "held" or not self._has_documents():
            return []
        kinds = ["receipt"] if self._needs_receipt() else []
        if self.kind in DELIVERY_KINDS:
            return [*kinds, "delivery"] if self._needs_delivery() else kinds
        if kinds or self.receipt_state == "waiting" or self._is_credited():
            return kinds
        return ["credit"]

    def _missing_for_document(self):
        """Sentences saying why the next document cannot be made; none: it can, or there is nothing left to make.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if not self._has_documents():
            kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
            return [self.env._("a remedy of kind “%s” has no document; mark it done when it is", kind)]
        if self.state == "done":
            return []
        if self.state != "todo":
            return [self.env._("it is not to be done now; the resolution must be accepted and in execution")]
        if self.resolution_id.state == "superseded":
            return [self.env._("a new version of its resolution is under way")]
        checks = {
            "receipt": self._missing_for_return,
            "delivery": self._missing_for_delivery,
            "credit": self._missing_for_credit,
        }
        return [sentence for document in self._get_documents_to_make() for sentence in checks[document]()]

    def _create_next_documents(self):
        """The next documents of each of these remedies; their credit notes are made together."""
        to_credit = self.browse()
        for remedy in self:
            for document in remedy._get_documents_to_make():
                if document == "receipt":
                    remedy._create_return_receipts()
                elif document == "delivery":
                    remedy._create_delivery()
                else:
                    to_credit |= remedy
        if to_credit:
            to_credit._create_credit_notes()

    def _missing_to_be_done(self):
        # EXTENDS complaint_management: nobody ticks off a remedy whose document is missing
        missing = super()._missing_to_be_done()
        remedy_sudo = self.sudo()  # what is missing is said to whoever asks, whether they read entries or not
        if self.kind in DELIVERY_KINDS and not remedy_sudo._get_transfers() and not remedy_sudo._is_ordered():
            return missing
        if remedy_sudo._needs_receipt():
            return [*missing, self.env._("the goods have not been called back: the return receipt is missing")]
        if remedy_sudo.receipt_state == "waiting":
            return [*missing, self.env._("the goods have not all been received")]
        if remedy_sudo.receipt_state == "held":
            return [*missing, self.env._("the receipt is held: it differs from what was approved")]
        if self.kind in DELIVERY_KINDS and remedy_sudo.delivery_state != "done":
            missing.append(self.env._("the goods have not been delivered"))
        elif self.kind in CREDIT_KINDS and remedy_sudo._is_credit_due():
            if remedy_sudo.credit_state == "none":
                missing.append(self.env._("the credit note has not been made"))
            elif remedy_sudo.credit_state == "draft":
                missing.append(self.env._("the credit note has not been posted"))
        return missing

    def _follow_documents(self):
        """Done with its documents, and open again when one of them is taken back."""
        done = self.browse()
        for remedy in self:
            if remedy.kind not in CREDIT_KINDS and not remedy._get_transfers():
                continue
            missing = remedy._missing_to_be_done()
            if remedy.state == "todo" and not missing and remedy.resolution_id.state != "superseded":
                done |= remedy
            elif remedy.state == "done" and missing and remedy.case_id.state == "execution":
                remedy.write({"state": "todo", "date_done": False})
            elif remedy.state == "done" and missing:
                remedy.case_id._message_log(
                    body=self.env._("%s was done, but its credit note no longer stands.", remedy.display_name)
                )
        if done:
            done._done()
