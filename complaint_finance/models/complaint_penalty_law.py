from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.complaint_management.tools.allocation import to_decimal

from ..tools import distribute, get_share

NO_LIMIT = Decimal("Infinity")


class ComplaintPenalty(models.Model):
    """What the wage law of the company asks of a notice with an amount (PEN-1)."""

    _inherit = "complaint.penalty"

    def _check_law(self):
        """Before an employee is told and before HR confirms: the amount is one that the law lets stand.

        :raise UserError: all that keeps notices from carrying their amount
        """
        problems = []
        for penalty in self.filtered(lambda p: p.amount and not p.is_reward):
            company_sudo = penalty.company_id.sudo()  # sudo: a setting of the company
            if not company_sudo.complaint_deductions:
                problems.append(
                    self.env._(
                        "%s: deductions have been switched off. Choose training instead, or cancel it.",
                        penalty.display_name,
                    )
                )
                continue
            problems += penalty._get_unlawful(company_sudo._get_wage_law())
        if problems:
            raise UserError("\n".join(problems))

    def _get_unlawful(self, law):
        """Sentences about what ``law`` does not let stand. Note: self.ensure_one()"""
        problems = []
        if law.needs_consent and not self.employee_id:
            problems.append(
                self.env._(
                    "%(notice)s: %(law)s asks for the consent of each employee, so a department's notice carries no "
                    "amount. Propose a notice per employee.",
                    notice=self.display_name,
                    law=law.name,
                )
            )
        if law.basis == "loss":
            case_sudo = self.case_id.sudo()  # sudo: the loss and all its notices, for the sum only
            others = case_sudo.penalty_ids.filtered(lambda p: p.state != "cancelled" and not p.is_reward)
            loss = case_sudo.net_loss_amount
            limits = [(others, loss)]
            if self.liable_amount:
                # each bears their part; what they all come to is known once their drafts are approved
                party = others.filtered(lambda p: p._get_party() == self.sudo()._get_party())
                approved = others.filtered(lambda p: p.state != "draft" or p == self)
                limits = [(party, min(loss, self.liable_amount)), (approved, loss)]
            for notices, limit in limits:
                if self.currency_id.compare_amounts(sum(notices.mapped("amount")), limit) > 0:
                    problems.append(
                        self.env._(
                            "%(notice)s: by the law of %(law)s no more than the loss of %(loss)s may be deducted; the "
                            "notices of the case come to %(sum)s.",
                            notice=self.display_name,
                            law=law.name,
                            loss=self.currency_id.format(limit),
                            sum=self.currency_id.format(sum(notices.mapped("amount"))),
                        )
                    )
                    break
        return problems

    def _may_deduct(self, law):
        """PEN-1, PEN-2: whether deductions may be planned for a confirmed notice, by the switch and the law.

        Note: self.ensure_one()
        """
        if self.state not in ("confirmed", "paid") or not self.company_id.complaint_deductions:
            return False
        return law.allows_deduction and bool(self.consent_date or not law.needs_consent)

    def _get_lawful_part(self, law, losses):
        """Up to how much may be taken for the notice in all: the loss, where the law limits deductions to it.

        It holds for what closed months took as well: what they took beyond it comes back (PEN-7).

        :param losses: dict that keeps how the loss of a case goes over its notices
        :return: Decimal
        """
        if law.basis != "loss":
            return NO_LIMIT
        if self.case_id not in losses:
            losses[self.case_id] = self.case_id.penalty_ids._share_out_loss()
        return losses[self.case_id].get(self.id, Decimal(0))

    def _get_sharers_of_loss(self):
        """The other notices of these cases, where the law limits them all together."""
        limited = self.filtered(lambda p: p.deductions_on and p.company_id._get_wage_law().basis == "loss")
        return limited.case_id.penalty_ids

    def _share_out_loss(self):
        """How much each of a case's notices may take: of each party their part, of all together the loss.

        :return: dict of id to Decimal
        """
        left, limits, standing = {}, {}, self.filtered(lambda p: p._get_due() > 0)
        for penalty in standing.sorted(lambda p: (p.month, p.id)):
            party = penalty._get_party()
            if party not in left:
                left[party] = penalty._get_borne_loss()
            limits[penalty.id] = max(Decimal(0), min(to_decimal(penalty._get_due()), left[party]))
            left[party] -= limits[penalty.id]
        loss = max(Decimal(0), to_decimal(sum(self.case_id.mapped("net_loss_amount"))))
        if sum(limits.values()) <= loss:
            return limits
        return dict(zip(limits, distribute(loss, list(limits.values()), self.currency_id.rounding), strict=True))

    def _get_borne_loss(self):
        """What of the loss, as it stands now, the party bears: their allocated part, less what others came to bear.

        :return: Decimal
        """
        self.ensure_one()
        case, unit = self.case_id, self.currency_id.rounding
        loss = case.net_loss_amount
        if not self.liable_amount:
            return to_decimal(loss)
        part = case._get_liable_parts().get(self._get_party(), self.liable_amount)
        if 0 < loss < case.allocated_amount:
            part = get_share(to_decimal(part) * to_decimal(loss) / to_decimal(case.allocated_amount), 100, unit)
        return min(map(to_decimal, (self.liable_amount, part, loss)))
