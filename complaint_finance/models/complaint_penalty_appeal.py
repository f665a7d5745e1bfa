from odoo import api, fields, models


class ComplaintPenalty(models.Model):
    """Appeals against a notice, from the notice: its employee may see nothing of the case (PEN-7, CNF-1)."""

    _inherit = "complaint.penalty"

    appeal_ids = fields.One2many("complaint.appeal", "penalty_id", "Appeals", groups="complaint_management.group_user")
    appeal_state = fields.Selection(
        [("pending", "To Be Decided"), ("upheld", "Upheld"), ("dismissed", "Dismissed"), ("withdrawn", "Withdrawn")],
        "Appeal",
        compute="_compute_appeal_state",
        compute_sudo=True,
        help="Of the last appeal against this notice.",
    )
    can_appeal = fields.Boolean(compute="_compute_can_appeal")
    date_confirmed = fields.Datetime("Confirmed On", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", "Objection Decided By", readonly=True, copy=False)

    @api.depends("appeal_ids.decision")
    def _compute_appeal_state(self):
        for penalty in self:
            penalty.appeal_state = penalty.appeal_ids.sorted("id")[-1:].decision

    @api.depends("state", "objection_state", "appeal_state")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        own = self.env["complaint.case"]._get_own_departments()
        officer = self.env["complaint.appeal"]._may_file_for_others()
        for penalty in self:
            theirs = officer or penalty.is_own or penalty.department_id in own
            penalty.can_appeal = penalty._is_final() and theirs and penalty.appeal_state != "pending"

    def _is_final(self):
        """Whether the notice is decided, so that an appeal is against it and no objection. Note: self.ensure_one()"""
        return self.state in ("confirmed", "paid") or (
            self.state == "notified" and self.objection_state in ("dismissed", "upheld")
        )

    def action_appeal(self, argument=None):
        """PEN-7, RTE-6: the employee, their department or HR on their behalf appeals against the notice.

        :param argument: text; without it the dialog that asks for it is returned
        :raise UserError: the notice is not final, the time is over, or an appeal waits already
        :raise AccessError: somebody else's notice
        """
        self.ensure_one()
        self.check_access("read")
        if not argument:
            return self._ask("appeal", self.env._("Appeal"))
        values = {"case_id": self.case_id.id, "against": "penalty", "penalty_id": self.id, "argument": argument}
        appeals = self.env["complaint.appeal"]
        if self.is_own:
            # sudo: a respondent appeals against their own notice without seeing the case; they get nothing back of it
            appeals.sudo().create({**values, "employee_id": self.employee_id.id})
        elif self.employee_id and appeals._may_file_for_others():
            appeals.create({**values, "employee_id": self.employee_id.id})
        else:
            appeals.create({**values, "department_id": self.department_id.id})
        # sudo: whoever appeals only reads the notice
        self.sudo().message_post(body=self.env._("Appeal: %s", argument), subtype_xmlid="mail.mt_note")
        return True

    def _set_step(self, **values):
        # EXTENDS: from when on and by whom it was decided, for the time to appeal and for who decides
        if values.get("state") == "confirmed":
            values["date_confirmed"] = fields.Datetime.now()
        if values.get("objection_state") in ("upheld", "dismissed"):
            values["decided_by_id"] = self.env.uid
        return super()._set_step(**values)
