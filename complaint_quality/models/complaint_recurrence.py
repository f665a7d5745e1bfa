from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class ComplaintRecurrence(models.Model):
    """ACT-4: a new case shows that an action did not hold.

    A case is a recurrence when it is established, was received after the day on which a corrective or preventive
    action was done and within its window (days where the company is), has one of the action's causes or a more precise
    one, and has the product or the category of another case of the action's investigation. Its causes are known when
    one of its investigations accepts them, so they are looked at then, when the case is established, and when it joins
    an investigation. As long as no cause is known, a case with the same product *and* the same category is suspected
    only: it is noted and changes nothing.
    """

    _name = "complaint.recurrence"
    _inherit = ["complaint.case.part"]
    _description = "Complaint Recurrence"
    _order = "id desc"
    _rec_name = "case_id"

    action_id = fields.Many2one("complaint.action", "Quality Action", required=True, index=True, ondelete="restrict")
    case_id = fields.Many2one("complaint.case", "New Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="action_id.company_id", store=True, index=True)
    date = fields.Datetime("Found on", required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("suspected", "Suspected"), ("found", "Recurrence"), ("dismissed", "Not a Recurrence")], required=True
    )
    effective_before = fields.Char(help="The effect that the action had on record before this.")
    dismissed_reason = fields.Text("Why Not a Recurrence")
    dismissed_user_id = fields.Many2one("res.users", "Dismissed by")
    date_dismissed = fields.Datetime("Dismissed on")

    _once = models.Constraint("UNIQUE(action_id, case_id)", "This recurrence is known already.")

    def action_dismiss(self, reason=None):
        """ACT-4: it is no recurrence after all; the effect that the action had on record holds again.

        An investigation that was reopened stays open: its causes are accepted and it is closed again by its leader.

        :param str reason: why not; without one the dialog that asks for it is returned
        :raise AccessError: to anybody but a quality manager
        :raise UserError: when it was dismissed before, or the investigation is closed
        """
        if not self.env.user.has_group("complaint_quality.group_quality_manager"):
            raise AccessError(self.env._("Only a quality manager can decide that a case is not a recurrence."))
        self.check_access("read")
        if dismissed := self.filtered(lambda recurrence: recurrence.state == "dismissed"):
            raise UserError(self.env._("%s is not a recurrence already.", dismissed.mapped("case_id.name")))
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "dismiss_recurrence")
        reason = self.env["complaint.action"]._get_reason(reason)
        found = self.filtered(lambda recurrence: recurrence.state == "found")
        # sudo: recurrences are written by the procedure only; person and state were checked above
        self.sudo().write(
            {
                "state": "dismissed",
                "dismissed_reason": reason,
                "dismissed_user_id": self.env.uid,
                "date_dismissed": fields.Datetime.now(),
            }
        )
        found.sudo()._restore_actions(reason)
        return True

    def _restore_actions(self, reason):
        for recurrence in self.sorted("id"):
            action = recurrence.action_id
            action._message_log(
                body=self.env._("%(case)s is not a recurrence: %(reason)s", case=recurrence.case_id.name, reason=reason)
            )
            others = action.recurrence_ids.filtered(lambda other: other.state == "found")
            if others:
                # what held before this one holds again once the last one is dismissed
                if recurrence.effective_before != "no":
                    others[-1:].effective_before = recurrence.effective_before
            elif recurrence.effective_before != "no":
                action.write({"effective": recurrence.effective_before})
                action._update_activities()

    # === EXTENDS complaint.case.part: hidden with the new case, and with those that the action serves ===

    def _get_cases(self):
        return super()._get_cases() | self.action_id._get_cases()

    @api.model
    def _get_hidden_ids(self):
        # sudo: only who may know of the cases is asked
        hidden = self.sudo()._search([("action_id", "in", self.env["complaint.action"]._get_hidden_ids())])
        return SQL("(%s UNION %s)", super()._get_hidden_ids(), hidden.subselect())
