from odoo import fields, models

SETTLED = ("paid", "in_payment")


class ComplaintRemedy(models.Model):
    """CRN-7: what became of the credit: paid out or set off against open invoices, by Odoo's own means."""

    _inherit = "complaint.remedy"

    settlement_state = fields.Selection(
        [
            ("open", "Open"),
            ("partial", "Partly Settled"),
            ("set_off", "Set Off"),
            ("refunded", "Paid Out"),
            ("both", "Set Off and Paid Out"),
        ],
        "Settlement",
        compute="_compute_settlement_state",
        compute_sudo=True,
        help="Whether the posted credit was paid out to the customer or set off against their open invoices.",
    )

    def _compute_settlement_state(self):
        # sudo: how far a credit is settled is shown to handlers, who read neither payments nor entries
        for remedy in self:
            remedy.settlement_state = remedy._get_settlement_state()

    def _get_settlement_state(self):
        """Note: self.ensure_one()"""
        self.ensure_one()
        credit_notes = self._get_credit_notes().filtered(lambda move: move.state == "posted")
        if not credit_notes:
            return False
        states = set(credit_notes.mapped("payment_state"))
        if states <= set(SETTLED):
            # what the credit was matched with: invoices, or payments and bank lines
            matched = credit_notes.line_ids.matched_debit_ids.debit_move_id.move_id
            invoices = matched.filtered(lambda move: move.is_invoice())
            return "refunded" if not invoices else "set_off" if invoices == matched else "both"
        return "open" if states == {"not_paid"} else "partial"
