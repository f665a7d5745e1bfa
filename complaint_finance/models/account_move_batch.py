from odoo import models

from odoo.addons.account.models.account_move import TYPE_REVERSE_MAP


class AccountMove(models.Model):
    """Many credit notes of complaints at once: what core does for one after the other is done for all of them."""

    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS account: the drafts of the reversal are created together, see copy()
        if "complaint_credits" not in self.env.context or not default_values_list:
            return super()._reverse_moves(default_values_list, cancel)
        batch = {"moves": self, "defaults": default_values_list, "drafts": {}}
        moves = self.with_context(complaint_batch=batch)
        reversals = super(AccountMove, moves)._reverse_moves(default_values_list, cancel)
        return reversals.with_env(self.env)

    def copy(self, default=None):
        # EXTENDS account: with the first invoice of a reversal all of them are copied
        batch = self.env.context.get("complaint_batch")
        if not batch:
            return super().copy(default)
        if not batch["drafts"]:
            moves = batch["moves"].with_env(self.env).with_context(complaint_batch=None)
            batch["drafts"] = moves._copy_complaint_invoices(batch["defaults"])
        return batch["drafts"][self.id].with_env(self.env)

    def _copy_complaint_invoices(self, default_values_list):
        """Draft credit notes of these invoices, with what core's reversal gives each.

        :param default_values_list: one dict an invoice, as the reversal wizard and those who extend it prepared them
        :return: dict of an invoice's id to its draft
        """
        vals_list, contents = [], []
        for move, values in zip(self, default_values_list, strict=True):
            default = {
                **values,
                "move_type": TYPE_REVERSE_MAP[move.move_type],
                "reversed_entry_id": move.id,
                "partner_id": move.partner_id.id,
            }
            vals_list += move.with_context(active_test=False).copy_data(default)
            contents.append(move._get_copy_message_content(default))
        drafts = self.create(vals_list)
        drafts._message_log_batch(bodies=dict(zip(drafts.ids, contents, strict=True)))
        return dict(zip(self.ids, drafts, strict=True))

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        # EXTENDS account: CRN-7, credit notes of complaints are set off against their own invoices in one go; core,
        # given two of one invoice, would match the second with the next invoice
        if self != reverse_moves.reversed_entry_id:
            return super()._reconcile_reversed_moves(reverse_moves, move_reverse_cancel)
        ours = reverse_moves.filtered("complaint_remedy_id")
        if others := reverse_moves - ours:
            super(AccountMove, others.reversed_entry_id)._reconcile_reversed_moves(others, move_reverse_cancel)
        (ours | ours.reversed_entry_id).line_ids.fetch(["reconciled", "tax_ids"])  # for all of them at once
        while ours:
            # each invoice once at a time: what the first leaves open is there for the second
            first = self.browse().union(*(moves[0] for moves in ours.grouped("reversed_entry_id").values()))
            plan = [lines for move in first for lines in move._get_complaint_set_off()]
            if plan:
                lines = self.env["account.move.line"].with_context(move_reverse_cancel=move_reverse_cancel)
                lines._reconcile_plan(plan)
            ours -= first
        return reverse_moves

    def _get_complaint_set_off(self):
        """Which lines of this credit note and its invoice core would match: one recordset an account and currency.

        Note: self.ensure_one()
        """
        self.ensure_one()
        lines = (self.reversed_entry_id.line_ids + self.line_ids).filtered(
            lambda line: (
                not line.reconciled
                and (line.account_id.reconcile or line.account_type in ("asset_cash", "liability_credit_card"))
            )
        )
        lines = lines.sorted(lambda line: line.account_type not in ("asset_receivable", "liability_payable"))
        groups = lines.grouped(lambda line: (line.account_id, line.currency_id)).values()
        return [group for group in groups if len(group.move_id) > 1]
