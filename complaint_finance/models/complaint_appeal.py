from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_penalty_lower import RANKS

# What a penalty can be lowered to, from the mildest on; training instead is always possible (PEN-1).
LOWER_KINDS = [("training", "Training"), ("warning", "Warning"), ("minor_demerit", "Minor Demerit")]


class ComplaintAppeal(models.Model):
    """Appeals against penalty notices (PEN-7): upheld, a notice is cancelled or lowered, and planned anew.

    An objection comes first, within its window (PEN-2); an appeal is against what was decided upon it or confirmed.
    """

    _inherit = "complaint.appeal"

    against = fields.Selection(selection_add=[("penalty", "Penalty")], ondelete={"penalty": "cascade"})
    penalty_id = fields.Many2one(
        "complaint.penalty",
        "Penalty Notice",
        check_company=True,
        domain="[('case_id', '=', case_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.depends("penalty_id.name")
    @api.depends_context("lang")
    def _compute_target(self):
        # EXTENDS complaint_management
        return super()._compute_target()

    def action_uphold(self, reason=None, *, penalty_kind=None, penalty_amount=None):
        """EXTENDS: PEN-7, cancel the notice, or lower it.

        :param penalty_kind: the milder kind (training, warning, minor_demerit)
        :param penalty_amount: the lower amount; where neither is given the notice is cancelled
        """
        if not penalty_kind and penalty_amount is None:
            return super().action_uphold(reason)
        if any(appeal.against != "penalty" for appeal in self):
            raise UserError(self.env._("Only a penalty notice is lowered to a milder kind."))
        return self._decide("upheld", reason, penalty_kind=penalty_kind, penalty_amount=penalty_amount)

    # === Filing ===

    def _get_filing_fields(self):
        return super()._get_filing_fields() | {"penalty_id"}

    def _may_file_for_others(self):
        # EXTENDS: HR files for employees who cannot
        return super()._may_file_for_others() or self.env.user.has_group("complaint_finance.group_penalty_officer")

    def _missing_of_phase(self):
        # EXTENDS: a notice may stand although its case ended, e.g. for a duty that was missed all the same
        return [] if self.against == "penalty" else super()._missing_of_phase()

    def _missing_of_appellant(self):
        # EXTENDS: a notice concerns its employee and their department
        penalty = self.penalty_id
        if self.against != "penalty" or not penalty:
            return super()._missing_of_appellant()
        if self.employee_id and self.employee_id != penalty.employee_id:
            return [self.env._("%(notice)s is not about %(name)s", notice=penalty.name, name=self.employee_id.name)]
        if not self.employee_id and self.department_id != penalty.department_id:
            return [self.env._("the notice is about another department than %s", self.department_id.name)]
        return []

    def _missing_to_file_penalty(self):
        penalty = self.penalty_id
        if not penalty:
            return [self.env._("choose the penalty notice")]
        if penalty.case_id != self.case_id:
            return [self.env._("%s belongs to another case", penalty.name)]
        if penalty.kind not in RANKS:
            return [self.env._("%s is a reward", penalty.name)]
        if not penalty._is_final():
            return [
                self.env._(
                    "%s is not decided finally; the employee objects to a notice that they were told", penalty.name
                )
            ]
        return []

    def _get_same(self):
        return super()._get_same().filtered(lambda a: a.penalty_id == self.penalty_id)

    # === Deciding ===

    def _get_decision_penalty(self):
        return self.penalty_id.date_confirmed, self.penalty_id.approved_by_id | self.penalty_id.decided_by_id

    def _uphold_penalty(self, penalty_kind=None, penalty_amount=None):
        """PEN-7: cancel or lower the notice; the employee is told.

        :raise UserError: not milder, or the employee has a notice of that kind for the case
        """
        penalty = self.penalty_id
        if penalty.state == "cancelled":
            return self.env._("%s was cancelled already.", penalty.name)
        if penalty_kind or penalty_amount is not None:
            return penalty._lower(penalty_kind, penalty_amount)
        penalty._set_step(state="cancelled")
        return self.env._("%s is cancelled.", penalty.name)

    def _tell_decision(self, outcome):
        # EXTENDS: on the notice itself, which a respondent sees where the case is hidden from them (CNF-1, PEN-9)
        super()._tell_decision(outcome)
        if self.against == "penalty":
            decisions = dict(self._fields["decision"]._description_selection(self.env))
            self.penalty_id.message_post(
                body=self.env._(
                    "Appeal %(decision)s: %(reason)s %(outcome)s",
                    decision=decisions[self.decision].lower(),
                    reason=self.decision_reason,
                    outcome=outcome,
                ),
                partner_ids=self.penalty_id._get_employee_partner().ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _get_target(self):
        return self.penalty_id.display_name if self.against == "penalty" else super()._get_target()
