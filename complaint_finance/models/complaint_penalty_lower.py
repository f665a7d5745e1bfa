from odoo import models
from odoo.exceptions import UserError

from .complaint_penalty import MERITS

# Kinds of penalties from the mildest on; training instead is always possible (PEN-1).
RANKS = {kind: rank for rank, kind in enumerate(("training", "warning", "deduction", "minor_demerit", "major_demerit"))}


class ComplaintPenalty(models.Model):
    """A penalty that is made milder: by training instead, an objection or an appeal (PEN-1, PEN-7)."""

    _inherit = "complaint.penalty"

    def action_train_instead(self, reason=None):
        """PEN-1: training takes the place of a penalty, which then carries no amount (any state before paid).

        What closed months took comes back as a refund.

        :param reason: why, which is kept; without it the dialog that asks for it is returned
        :raise AccessError: neither complaint manager nor HR penalty officer, or a notice about the user
        :raise UserError: a reward, training already, or paid
        """
        self.ensure_one()
        self._check_decider()
        self._check_state("draft", "approved", "notified", "confirmed")
        if not reason:
            return self._ask("train", self.env._("Training Instead"))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("%s: say why.", self.display_name))
        was_told = self.state in ("notified", "confirmed")
        body = f"{self._lower('training')} {reason}"
        self.message_post(
            body=body,
            partner_ids=self._get_employee_partner().ids if was_told else [],
            subtype_xmlid="mail.mt_comment",
        )
        return True

    def _lower(self, kind=None, amount=None):
        """Make the notice milder by its kind, its amount or both; open months are planned anew.

        :param kind: a milder kind, or none
        :param amount: a lower amount, or none to keep it; training has none
        :return: a sentence that says what came of it
        :raise UserError: not milder, or there is a notice of that kind for the case already
        """
        self.ensure_one()
        kind = kind or self.kind
        if self.kind not in RANKS:
            raise UserError(self.env._("%s is a reward; it is not lowered.", self.display_name))
        if amount is not None and (type(amount) not in (int, float) or not 0 <= amount <= self.amount):
            raise UserError(
                self.env._(
                    "%(notice)s: an amount between 0 and %(amount)s.",
                    notice=self.display_name,
                    amount=self.currency_id.format(self.amount),
                )
            )
        amount = 0.0 if kind == "training" else self.amount if amount is None else self.currency_id.round(amount)
        is_milder = isinstance(kind, str) and RANKS.get(kind, len(RANKS)) < RANKS[self.kind]
        is_less = kind == self.kind and self.currency_id.compare_amounts(amount, self.amount) < 0
        if not is_milder and not is_less:
            raise UserError(
                self.env._("%s: choose a milder kind or a lower amount, or none to cancel it.", self.display_name)
            )
        self._check_once(kind)
        lowered = self.currency_id.round(self.lowered_amount + self.amount - amount)
        had_amount = bool(self.amount)
        self._set_step(kind=kind, amount=amount, lowered_amount=lowered)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        if not had_amount:
            return self.env._("%(notice)s is lowered to: %(kind)s.", notice=self.name, kind=kinds[kind])
        return self.env._(
            "%(notice)s is lowered to: %(kind)s, %(amount)s.",
            notice=self.name,
            kind=kinds[kind],
            amount=self.currency_id.format(amount),
        )

    def _check_once(self, kind):
        # sudo: other notices of the party for the case, which may be hidden
        same = self.case_id.sudo().penalty_ids.filtered(
            lambda p: (
                (p.kind == kind and p.state != "cancelled" and p != self)
                and (p.origin == self.origin and not p.rung)
                and (p.employee_id == self.employee_id)
                and (p.employee_id or p.department_id == self.department_id)
            )
        )
        if same and kind not in MERITS:
            raise UserError(self.env._("%s is of that kind already; cancel this notice instead.", same[0].display_name))
