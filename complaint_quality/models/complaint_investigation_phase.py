from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty, plaintext2html


class ComplaintInvestigation(models.Model):
    """What moves an investigation on. Each method works on recordsets and can be called over /json/2."""

    _inherit = "complaint.investigation"

    def action_accept_cause(self):
        """INV-4: accept the catalogue causes of the verified root whys, in the caller's name.

        May be called again when the whys were worked on; the causes of the last call hold.

        :raise UserError: with all that is missing, when a root why is not verified or names no cause
        """
        self.check_access("write")
        self._check_not_closed()
        for investigation in self:
            investigation._raise_missing(
                self.env._("The causes of %s cannot be accepted yet:", investigation.name),
                investigation._missing_to_accept_cause(),
            )
            # sudo: the acceptance is kept from being typed in; person, phase and whys were checked above
            investigation.sudo().write(
                {
                    "cause_ids": [Command.set(investigation._get_root_whys().cause_id.ids)],
                    "cause_user_id": self.env.uid,
                    "date_cause": fields.Datetime.now(),
                }
            )
            investigation._log_on_cases(
                self.env._("Cause accepted: %s", ", ".join(investigation.cause_ids.mapped("display_name")))
            )
        self.activity_feedback(["complaint_quality.mail_act_reanalyse"])
        return True

    def action_no_action_needed(self, reason=None):
        """ACT-5: decide, in the caller's name, that no corrective action is needed.

        :param str reason: why none is needed; without one the dialog that asks for it is returned
        :raise UserError: while a corrective or preventive action is planned
        """
        self.check_access("write")
        self._check_not_closed()
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "no_action")
        reason = self._get_reason(reason)
        for investigation in self:
            planned = investigation.action_ids.filtered(lambda a: a.is_improvement and a.state != "waived")
            if planned:
                raise UserError(
                    self.env._(
                        "%(name)s has corrective or preventive actions: %(actions)s."
                        " Delete or waive them before deciding that none is needed.",
                        name=investigation.name,
                        actions=planned.mapped("name"),
                    )
                )
        # sudo: the decision is kept from being typed in; person and phase were checked above
        self.sudo().write(
            {
                "no_action_reason": reason,
                "no_action_user_id": self.env.uid,
                "date_no_action": fields.Datetime.now(),
            }
        )
        return True

    def action_close(self):
        """ACT-5, ACT-6: close what has a cause or a decision, and only finished or waived actions.

        :raise UserError: with all that is missing
        """
        self.check_access("write")
        self._check_not_closed()
        for investigation in self:
            investigation._raise_missing(
                self.env._("%s cannot be closed yet:", investigation.name), investigation._missing_to_close()
            )
        # sudo: the closing is kept from being typed in; person and all that is due were checked above
        self.sudo().write({"date_closed": fields.Datetime.now(), "closed_by_id": self.env.uid})
        self.activity_feedback(["complaint_quality.mail_act_reanalyse"])
        for investigation in self:
            investigation._log_on_cases(self.env._("Investigation closed"))
        return True

    def action_reopen(self, reason=None):
        """Take closed investigations up again: what was accepted and decided must be accepted and decided anew.

        :param str reason: why the search goes on; without one the dialog that asks for it is returned
        :raise UserError: when one is not closed
        """
        self.check_access("write")
        running = self.filtered(lambda investigation: not investigation.date_closed)
        if running:
            raise UserError(self.env._("%s is not closed.", running.mapped("name")))
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "reopen_investigation")
        self._do_reopen(self._get_reason(reason))
        return True

    def _do_reopen(self, reason):
        """Back to the analysis, closed or not (ACT-4): nothing accepted holds any longer; the leader is told."""
        # sudo: acceptance and closing are kept from being typed in; the callers have checked the person
        for investigation in self.sudo():
            investigation.write(
                {
                    "cause_ids": [Command.clear()],
                    "cause_user_id": False,
                    "date_cause": False,
                    "no_action_reason": False,
                    "no_action_user_id": False,
                    "date_no_action": False,
                    "date_closed": False,
                    "closed_by_id": False,
                    "reopened_count": investigation.reopened_count + 1,
                }
            )
            investigation.message_post(body=self.env._("Reopened: %s", reason))
            investigation.activity_schedule(
                "complaint_quality.mail_act_reanalyse",
                note=plaintext2html(reason),
                user_id=investigation._get_asked().id,
            )
            investigation._log_on_cases(self.env._("Investigation reopened: %s", reason))

    def _get_asked(self):
        """Who is asked to go on with it: its leader, or a quality manager where the leader has left the house."""
        leader = self.user_id
        return leader if leader.active else self._get_quality_managers()[:1] or leader

    def _withdraw_no_action(self):
        """A corrective action that is planned after all ends the decision that none is needed."""
        decided = self.filtered("date_no_action")
        if decided:
            # sudo: the decision is kept from being typed in; the planned action shows that it no longer holds
            decided.sudo().write({"no_action_reason": False, "no_action_user_id": False, "date_no_action": False})

    def _get_root_whys(self):
        return self.why_ids.filtered(lambda why: why.is_root and why.status == "verified")

    def _missing_to_accept_cause(self):
        """Sentences that say what is missing before the causes can be accepted; extend with super()."""
        self.ensure_one()
        roots = self.why_ids.filtered("is_root")
        missing = [] if roots else [self.env._("No why is marked as root cause.")]
        for why in roots.filtered(lambda why: why.status != "verified"):
            missing.append(self.env._('The root cause "%s" is not verified.', why.name))
        for why in roots.filtered(lambda why: not why.cause_id):
            missing.append(self.env._('The root cause "%s" names no cause of the catalogue.', why.name))
        return missing

    def _missing_to_close(self):
        """Sentences that say what is missing before the investigation can be closed; extend with super()."""
        self.ensure_one()
        missing = []
        if not self._is_decided():
            missing.append(self.env._("No cause is accepted, nor is it decided that no corrective action is needed."))
        if not self._is_answered():
            missing.append(
                self.env._("There is no corrective or preventive action, nor the decision that none is needed.")
            )
        for action in self.action_ids:
            missing += action._missing_to_finish()
        if is_html_empty(self.conclusion):
            missing.append(self.env._("The conclusion is not written."))
        return missing

    def _log_on_cases(self, text):
        """Leave a note for colleagues, with the link to this investigation, on each of its cases."""
        self.ensure_one()
        body = self.env._("%(investigation)s: %(text)s", investigation=self._get_html_link(), text=text)
        # sudo: who investigates a case may not be the one who handles it; the note is fixed and internal
        cases_sudo = self.case_ids.sudo()
        cases_sudo._message_log_batch(bodies=dict.fromkeys(cases_sudo.ids, body))
