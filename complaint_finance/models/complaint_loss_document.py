from odoo import api, models

from .complaint_loss import RECOVERY_KINDS


class ComplaintLoss(models.Model):
    """LOS-2: lines from documents follow them: posted, put back to draft, cancelled, reversed, revalued."""

    _inherit = "complaint.loss"

    @api.model
    def _follow_moves(self, moves):
        """LOS-1: losses of credit notes for allowances and compensation, as the documents stand now.

        Without tax and in the company's currency, at the rate of the credit note's date (LOS-3); what posted reversals
        bill back is lost no longer.
        """
        moves = moves.filtered(lambda m: m.complaint_remedy_id.kind in ("allowance", "compensation"))
        known = self.search([("move_id", "in", moves.ids)]).grouped("move_id") if moves else {}
        values_list = []
        for move in moves:
            stands = move.state == "posted" and move._is_standing()
            amount = sum(move._get_complaint_rests().values()) if stands else 0
            values = {
                "kind": move.complaint_remedy_id.kind,
                "name": move.name or move.display_name,
                "date": move.invoice_date,
            }
            case = move.complaint_remedy_id.case_id
            document = {"move_id": move.id}
            values_list += self._prepare_following(known.get(move, self.browse()), case, document, amount, values)
        self.create(values_list)

    @api.model
    def _follow_lines(self, move_lines):
        """LOS-2: lines of bills and invoices that name a case, as they stand now.

        A debit is a cost and a credit reduces it; of what others bear it is the other way round. In the company's
        currency and without tax: what the line itself books (LOS-3).
        """
        known = self.search([("move_line_id", "in", move_lines.ids)]) if move_lines else self.browse()
        by_line = known.grouped("move_line_id")
        values_list = []
        for line in move_lines:
            case, move = line.complaint_case_id, line.move_id
            mine = by_line.get(line, self.browse()).grouped("case_id")
            here = mine.pop(case, self.browse())
            for other, losses in mine.items():
                # the line names another case now, or none
                values_list += self._prepare_following(losses, other, {"move_line_id": line.id}, 0, {})
            if not case:
                continue
            kind = line._get_complaint_loss_kind()
            values = {
                "kind": kind,
                "name": ": ".join(filter(None, (move.name or move.display_name, line.name or line.product_id.name))),
                "date": move.invoice_date or move.date,
            }
            amount = line.balance if line.parent_state == "posted" else 0
            sign = -1 if kind in RECOVERY_KINDS else 1
            values_list += self._prepare_following(here, case, {"move_line_id": line.id}, sign * amount, values)
        self.create(values_list)

    @api.model
    def _follow_document(self, case, field_name, document, amount, values):
        """Bring the lines of a document to ``amount``; what is frozen is completed by a supplementary line (LOS-4)."""
        lines = self.search([(field_name, "=", document.id)])
        self.create(self._prepare_following(lines, case, {field_name: document.id}, amount, values))

    @api.model
    def _prepare_following(self, lines, case, document, amount, values):
        """Bring the ``lines`` of a document on a case to ``amount``; values of those to be created.

        What is frozen under another kind is taken back as that kind, so that no kind shows what it did not cost.

        :param document: dict of the field that holds the document and its id
        :param values: dict of ``kind``, ``name`` and ``date``; empty when the document is of this case no longer
        """
        targets = {values["kind"]: amount} if values else {}
        frozen = lines.filtered("frozen")
        by_kind, opened = frozen.grouped("kind"), (lines - frozen).grouped("kind")
        values_list = []
        for kind in dict.fromkeys([*targets, *by_kind, *opened]):
            old, line = by_kind.get(kind, self.browse()), opened.get(kind, self.browse())
            rest = case.currency_id.round(targets.get(kind, 0) - sum(old.mapped("amount")))
            entry = {"amount": rest, **(values or {"name": (old | line)[0].name}), "kind": kind}
            if case.currency_id.is_zero(rest):
                line.unlink()
            elif line:
                line[1:].unlink()
                line[0].write(entry)
            else:
                values_list.append({"case_id": case.id, "is_document": True, **document, **entry})
        return values_list
