from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty, plaintext2html


class ComplaintInvestigation(models.Model):
    """INV-5: nothing is wrong with the goods: instructions for use instead of corrective action."""

    _inherit = "complaint.investigation"

    outcome = fields.Selection(
        [("defect", "Defect"), ("misuse", "Customer Misuse or Handling")], copy=False, readonly=True, tracking=True
    )
    instructions = fields.Html(
        "Instructions for Use", copy=False, readonly=True, help="For the customer, instead of corrective action."
    )
    misuse_user_id = fields.Many2one("res.users", "Concluded by", copy=False, readonly=True)
    misuse_approver_id = fields.Many2one("res.users", "Approved by", copy=False, readonly=True)
    date_misuse = fields.Datetime("Approved on", copy=False, readonly=True, tracking=True)

    @api.depends("date_misuse")
    def _compute_state(self):
        # EXTENDS: an approved outcome decides, see _is_decided
        super()._compute_state()

    def action_accept_cause(self):
        result = super().action_accept_cause()
        # sudo: the outcome is kept from being typed in; person, phase and whys were checked
        self.filtered(lambda i: not i.outcome).sudo().outcome = "defect"
        return result

    def action_conclude_misuse(self, instructions=None):
        """INV-5: conclude, in the caller's name, that the customer's use or handling did it; the managers decide.

        :param str instructions: HTML, how the goods are used or handled rightly; without it the dialog that asks for it
            is returned
        :raise UserError: when nothing is written, while a corrective or preventive action is planned, or when it is
            concluded already
        """
        self.check_access("write")
        self._check_not_closed()
        for investigation in self:
            if investigation.date_misuse:
                raise UserError(self.env._("%s: the outcome is approved already.", investigation.name))
            planned = investigation.action_ids.filtered(lambda a: a.is_improvement and a.state != "waived")
            if planned:
                raise UserError(
                    self.env._(
                        "%(name)s has corrective or preventive actions: %(actions)s. Delete or waive them first: where"
                        " the use is to blame, there are instructions for use instead.",
                        name=investigation.name,
                        actions=planned.mapped("name"),
                    )
                )
        if instructions is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Customer Misuse or Handling"),
                "res_model": "complaint.misuse",
                "view_mode": "form",
                "target": "new",
                "context": {"default_investigation_ids": self.ids},
            }
        if not isinstance(instructions, str) or is_html_empty(instructions):
            raise UserError(self.env._("Write instructions for use: they are what the customer gets instead."))
        # sudo: the outcome is kept from being typed in; person and phase were checked above
        self.sudo().write({"outcome": "misuse", "instructions": instructions, "misuse_user_id": self.env.uid})
        for investigation in self:
            investigation.sudo().activity_unlink(["complaint_quality.mail_act_misuse"])
            for manager in investigation._get_quality_managers():
                investigation.activity_schedule("complaint_quality.mail_act_misuse", user_id=manager.id)
        return True

    def action_approve_misuse(self):
        """INV-5: approve the outcome and its instructions, in the name of a quality manager; the case may be replied.

        :raise AccessError: to anybody else
        :raise UserError: where nothing waits for approval
        """
        self._check_misuse_pending()
        # sudo: the approval is kept from being typed in; person and outcome were checked above
        self.sudo().write({"misuse_approver_id": self.env.uid, "date_misuse": fields.Datetime.now()})
        self.sudo().activity_unlink(["complaint_quality.mail_act_misuse"])
        self._mark_reported()
        self.discipline_ids._update_activities()
        for investigation in self:
            investigation._log_on_cases(
                self.env._("Customer misuse or handling; instructions for use are approved for the reply")
            )
        return True

    def action_refuse_misuse(self, reason=None):
        """INV-5: the search for the cause goes on; its leader learns why.

        :param str reason: why; without one the dialog that asks for it is returned
        :raise AccessError: to anybody but a quality manager
        :raise UserError: where nothing waits for approval
        """
        self._check_misuse_pending()
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "refuse_misuse")
        reason = self._get_reason(reason)
        # sudo: other people's activities end with the outcome; the person was checked above
        self.sudo().activity_unlink(["complaint_quality.mail_act_misuse"])
        self._clear_misuse()
        for investigation in self:
            investigation.message_post(body=self.env._("Outcome not approved: %s", reason))
            investigation.activity_schedule(
                "complaint_quality.mail_act_reanalyse", note=plaintext2html(reason), user_id=investigation.user_id.id
            )
        return True

    def _do_reopen(self, reason):
        super()._do_reopen(reason)
        # sudo: other people's activities end with the outcome; the callers have checked the person
        self.sudo().activity_unlink(["complaint_quality.mail_act_misuse"])
        self._clear_misuse()

    def _withdraw_no_action(self):
        # EXTENDS: a corrective action that is planned after all ends this outcome too
        super()._withdraw_no_action()
        for investigation in self.filtered(lambda i: i.outcome == "misuse"):
            investigation.sudo().activity_unlink(["complaint_quality.mail_act_misuse"])
            investigation.message_post(
                body=self.env._("A corrective or preventive action is planned: this is a defect, not misuse.")
            )
            investigation._clear_misuse()

    def _clear_misuse(self):
        # sudo: the outcome is kept from being typed in; the callers have checked the person
        for investigation in self.sudo():
            investigation.write(
                {
                    "outcome": "defect" if investigation.date_cause else False,
                    "instructions": False,
                    "misuse_user_id": False,
                    "misuse_approver_id": False,
                    "date_misuse": False,
                }
            )
        # the order of the 8D holds again
        self.discipline_ids._update_activities()

    def _check_misuse_pending(self):
        if not self.env.user.has_group("complaint_quality.group_quality_manager"):
            raise AccessError(self.env._("Only a quality manager decides that no defect was found."))
        self.check_access("write")
        self._check_not_closed()
        idle = self.filtered(lambda i: i.outcome != "misuse" or i.date_misuse)
        if idle:
            raise UserError(self.env._("%s: no outcome waits for approval.", idle.mapped("name")))

    def _get_quality_managers(self):
        self.ensure_one()
        # sudo: who the quality managers of the company are, so that they can be asked
        users_sudo = self.env.ref("complaint_quality.group_quality_manager").sudo().all_user_ids
        return users_sudo.filtered(lambda u: u.active and self.company_id in u.company_ids).with_env(self.env)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "outcome",
            "instructions",
            "misuse_user_id",
            "misuse_approver_id",
            "date_misuse",
        }

    def _missing_to_close(self):
        missing = super()._missing_to_close()
        if self.outcome == "misuse" and not self.date_misuse:
            missing.append(
                self.env._("Customer misuse is concluded, but not yet approved, or not, by a quality manager.")
            )
        return missing

    def _is_decided(self):
        return super()._is_decided() or bool(self.date_misuse)

    def _is_answered(self):
        return super()._is_answered() or bool(self.date_misuse)

    def _is_guided(self):
        return super()._is_guided() and not self.date_misuse

    def _is_excused(self):
        return super()._is_excused() or bool(self.date_misuse)
