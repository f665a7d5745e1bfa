from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime


class ComplaintAppeal(models.Model):
    """Who objected may take it back (RTE-6)."""

    _inherit = "complaint.appeal"

    def action_withdraw(self, reason=None):
        """RTE-6: the objection is taken back; the decision stands, and within the time it may be filed again.

        :param reason: text; without it the dialog that asks for it is returned
        :raise AccessError: neither the filer nor one who speaks for the appellant
        :raise UserError: decided already
        """
        self.check_access("read")
        self.case_id._check_not_recused(self.env.user)
        for appeal in self:
            if not (self.env.su or appeal._may_withdraw(self.env.user)):
                raise AccessError(
                    self.env._(
                        "%(appeal)s is withdrawn by whoever filed it or speaks for %(appellant)s.",
                        appeal=appeal.display_name,
                        appellant=appeal._get_appellant(),
                    )
                )
            if appeal.decision != "pending":
                raise UserError(self.env._("%s has been decided already.", appeal.display_name))
        if not reason:
            return self.env["complaint.reason"]._ask(self, "withdraw_appeal")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give the reason why the appeal is withdrawn."))
        # sudo: appeals are written by the procedure only; person and state have been checked
        for appeal in self.sudo():
            appeal.write(
                {
                    "decision": "withdrawn",
                    "decision_reason": reason.strip(),
                    "decided_by_id": self.env.uid,
                    "date_decided": Datetime.now(),
                }
            )
            appeal.activity_unlink(["complaint_management.mail_activity_type_appeal"])
            appeal._tell_decision(self.env._("The decision stands."))
        return True

    def _may_withdraw(self, user):
        self.ensure_one()
        return self.filed_by_id == user or self._speaks_for_appellant(user)
