from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ComplaintAction(models.Model):
    """How an action is carried out, checked and waived. Each method can be called over /json/2."""

    _inherit = "complaint.action"

    can_do = fields.Boolean("Can Be Done by Me", compute="_compute_can_do")

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_do(self):
        quality = self.env.user.has_group("complaint_quality.group_quality_user")
        for action in self:
            action.can_do = action.state == "todo" and (quality or action.user_id == self.env.user)

    def action_done(self, evidence=None, effort=None, lot_id=None, trial_result=None):
        """ACT-3: record that the actions are implemented; by the owner or the quality department.

        :param str evidence: what shows that it was done (files are added in the chatter); without it the dialog that
            asks for it is returned
        :param float effort: working hours that each took (ACT-1)
        :param int lot_id: id of the lot that was made on trial
        :param str trial_result: what the trial lot showed
        :raise AccessError: to anybody else
        :raise UserError: with all that is missing, a planned effectiveness check among it
        """
        quality = self.env.user.has_group("complaint_quality.group_quality_user")
        for action in self:
            action.check_access("read")
            if action.user_id != self.env.user and not quality:
                raise AccessError(
                    self.env._(
                        'Only %(owner)s or the quality department can mark "%(action)s" as done.',
                        owner=action.user_id.name,
                        action=action.name,
                    )
                )
            action._check_state("todo", self.env._('"%s" is not to be done any more.', action.name))
            missing = action._missing_to_be_done()
            if evidence is not None and not self._is_text(evidence):
                missing.append(self.env._("Say what shows that it was done."))
            missing += action._missing_in_completion(effort, lot_id, trial_result)
            action._raise_missing(self.env._('"%s" cannot be marked as done:', action.name), missing)
        if evidence is None:
            return self._open_dialog("complaint.action.completion", self.env._("Mark as Done"))
        # sudo: an owner from another department reads actions only; who, when and with what was checked above
        actions_sudo = self.sudo()
        actions_sudo.activity_feedback(["complaint_quality.mail_act_action"], feedback=evidence)
        values = {"evidence": evidence.strip(), "date_ended": fields.Datetime.now()}
        for name, value in (("effort", effort), ("lot_id", lot_id), ("trial_result", trial_result)):
            if value:
                values[name] = value
        for action in actions_sudo:
            action.write({**values, "date_done": action._get_today()})
        return True

    def action_check(self, effective=None, value=None, evidence=None):
        """ACT-3: record the result of the effectiveness check; by the verifier, once the action is done.

        ACT-4: a result "no" takes the investigation back to the analysis and tells the owner.

        :param str effective: yes, partly (a later check follows) or no (final); without it the dialog that asks for
            the result is returned
        :param float value: the figure measured, in the unit of the metric; what the system counts it counts anew
        :param str evidence: where the figure comes from
        :raise AccessError: to anybody but the verifier
        :raise UserError: when it is not time to check, or with what is missing
        """
        for action in self:
            action.check_access("read")
            if action.check_user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        'Only the verifier %(verifier)s can check the effect of "%(action)s".',
                        verifier=action.check_user_id.name or "",
                        action=action.name,
                    )
                )
            action._check_state(
                "checking",
                self.env._('There is no effect of "%s" to check: it is not done, or it was checked.', action.name),
            )
            if effective is not None:
                action._raise_missing(
                    self.env._('"%s" cannot be checked:', action.name),
                    action._missing_in_result(effective, value, evidence),
                )
        if effective is None:
            return self._open_dialog("complaint.action.verification", self.env._("Check the Effect"))
        # sudo: a verifier from another department reads actions only; who, when and with what was checked above
        actions_sudo = self.sudo()
        actions_sudo.activity_feedback(["complaint_quality.mail_act_check"], feedback=evidence)
        for action in actions_sudo:
            action.write(
                {
                    "effective": effective,
                    "check_value": action._get_measured(value),
                    "check_evidence": evidence.strip(),
                    "date_checked": action._get_today(),
                }
            )
        actions_sudo._update_activities()
        if effective == "no":
            actions_sudo._after_failure()
        return True

    def action_waive(self, reason=None):
        """ACT-6: do without an action or without its effect, in the name of the quality manager.

        :param str reason: why; without one the dialog that asks for it is returned
        :raise AccessError: to anybody but a quality manager
        :raise UserError: when the action is finished
        """
        if not self.env.user.has_group("complaint_quality.group_quality_manager"):
            raise AccessError(self.env._("Only a quality manager can waive an action."))
        self.check_access("write")
        for action in self:
            if action.state in ("done", "waived"):
                raise UserError(self.env._('"%s" is finished: there is nothing to waive.', action.name))
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "waive_action")
        reason = self._get_reason(reason)
        # sudo: the waiver is kept from being typed in; the person was checked above
        for action in self.sudo():
            action.write(
                {
                    "waived_reason": reason,
                    "waived_user_id": self.env.uid,
                    "date_waived": action._get_today(),
                    "date_ended": action.date_ended or fields.Datetime.now(),
                }
            )
        return True

    def _missing_to_be_done(self):
        """Sentences that say what is missing before it counts as implemented; extend with super()."""
        self.ensure_one()
        return self._missing_in_check_plan() if self.tracked else []

    def _missing_in_check_plan(self):
        """ACT-3: the check is planned before implementation, else any outcome would do."""
        missing = []
        if not self.check_metric:
            missing.append(self.env._("The effectiveness check has no metric."))
        if self.check_baseline == self.check_target:
            missing.append(self.env._("The target must differ from the baseline, else nothing would be proven."))
        if not self.check_method:
            missing.append(self.env._("The effectiveness check has no method."))
        if not self.check_user_id:
            missing.append(self.env._("The effectiveness check has no verifier."))
        if not self.date_check:
            missing.append(self.env._("The effectiveness check has no date."))
        return missing

    def _missing_in_result(self, effective, value, evidence):
        missing = []
        if effective not in ("yes", "partly", "no"):
            missing.append(self.env._("Say whether it is effective, partly effective or not effective."))
        if not self._is_figure(value):
            missing.append(self.env._("Give the measured figure."))
        if not self._is_text(evidence):
            missing.append(self.env._("Say where the measured figure comes from."))
        return missing

    def _missing_to_finish(self):
        """Sentences that keep the investigation from being closed (ACT-6); extend with super()."""
        self.ensure_one()
        if self.state == "todo":
            return [self.env._('The action "%s" is neither done nor waived.', self.name)]
        if self.state == "checking" and self.effective == "partly":
            return [self.env._('The action "%s" is only partly effective so far.', self.name)]
        if self.state == "checking":
            return [self.env._('The effect of the action "%s" is not checked.', self.name)]
        if self.state == "failed":
            return [
                self.env._(
                    'The action "%s" was not effective: a quality manager can waive it once another one replaces it.',
                    self.name,
                )
            ]
        return []

    def _missing_in_completion(self, effort, lot_id, trial_result):
        """Sentences on what the owner states besides the evidence; extend with super()."""
        missing = []
        if effort not in (None, False) and not (self._is_figure(effort) and effort >= 0):
            missing.append(self.env._("Give the effort in hours."))
        return missing

    def _get_measured(self, value):
        """The figure that a check records; extend for what the system counts."""
        return value

    @api.model
    def _is_text(self, value):
        return isinstance(value, str) and bool(value.strip())

    def _open_dialog(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_action_ids": self.ids},
        }

    def _check_state(self, state, refusal):
        if self.state != state:
            raise UserError(refusal)
        self.investigation_id._check_not_closed()

    def _after_failure(self):
        """ACT-4: an action that did not help sends its investigation back to the analysis; its owner is told."""
        for action in self:
            reason = self.env._(
                '"%(action)s" was not effective: %(evidence)s', action=action.name, evidence=action.check_evidence
            )
            action.message_post(
                body=reason,
                message_type="notification",
                partner_ids=action.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
        for investigation, actions in self.grouped("investigation_id").items():
            investigation._do_reopen(self.env._("not effective: %s", ", ".join(actions.mapped("name"))))

    @api.model
    def _get_reached(self, baseline, target, value):
        """What the figures say: reached, some way from the baseline towards the target, or neither."""
        way = target - baseline
        if not way:
            return False
        share = (value - baseline) / way
        return "yes" if share >= 1 else "partly" if share > 0 else "no"

    def _update_activities(self):
        """One open activity at most: the owner's while it is to be done, then the verifier's."""
        # sudo: activities belong to other people than the one who moves the action on
        for action in self.sudo().with_context(mail_activity_quick_update=True):
            todo, checking = action.state == "todo", action.state == "checking"
            action._set_activity("complaint_quality.mail_act_action", action.user_id, action.date_due if todo else None)
            action._set_activity(
                "complaint_quality.mail_act_check", action.check_user_id, action.date_check if checking else None
            )

    def _set_activity(self, xmlid, user, date):
        if not date:
            self.activity_unlink([xmlid])
        elif not self.activity_reschedule([xmlid], date_deadline=date, new_user_id=user.id):
            self.activity_schedule(xmlid, date_deadline=date, user_id=user.id)
