from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .complaint_case_caller import CALLBACK_ACTIVITY

NO_WAIVER = dict.fromkeys(("callback_waive_reason", "callback_waived_by_id", "date_callbacks_waived"), False)


class ComplaintCase(models.Model):
    """Asking the customer afterwards: how often, what is missing or waived (CBK-1, CBK-4)."""

    _inherit = "complaint.case"

    callbacks_wanted = fields.Integer(
        compute="_compute_callbacks", help="How many callbacks policy and category want in this round."
    )
    callbacks_made = fields.Integer(compute="_compute_callbacks")
    callback_attempts = fields.Integer(
        "Not Reached", compute="_compute_callbacks", help="How many times the customer was not reached in this round."
    )
    misses_callbacks = fields.Boolean(
        "Callbacks Missing", compute="_compute_callbacks", search="_search_misses_callbacks"
    )
    date_callback_due = fields.Datetime("Call by", compute="_compute_date_callback_due")
    callback_waive_reason = fields.Text("Callbacks Waived Because", readonly=True, copy=False)
    callback_waived_by_id = fields.Many2one("res.users", "Callbacks Waived By", readonly=True, copy=False)
    date_callbacks_waived = fields.Datetime("Callbacks Waived On", readonly=True, copy=False)

    # === Computes ===

    @api.depends(
        *("policy_id.callback_count", "category_id.callbacks_required", "state", "round", "callback_waived_by_id"),
        *("callback_ids.outcome", "deadline_ids.date_met"),
    )
    def _compute_callbacks(self):
        for case in self:
            outcomes = case.callback_ids.filtered(lambda c, k=case: c.round == k.round).mapped("outcome")
            case.callbacks_wanted = max(case.policy_id.callback_count, case.category_id.callbacks_required)
            case.callbacks_made = outcomes.count("reached")
            case.callback_attempts = outcomes.count("not_reached")
            if case.state == "followup":
                missing = not case.callback_waived_by_id and case.callbacks_made < case.callbacks_wanted
            else:
                missing = case._awaits_callback()
            case.misses_callbacks = missing

    def _search_misses_callbacks(self, operator, value):
        """Found from the few cases in follow-up and the few deadlines still open, so that a policy can change."""
        if operator != "in":
            return NotImplemented
        fields_read = {
            "complaint.case": ("state", "round", "policy_id", "category_id", "callback_waived_by_id"),
            "complaint.policy": ("callback_count",),
            "complaint.category": ("callbacks_required",),
            "complaint.callback": ("case_id", "round", "outcome"),
            "complaint.deadline": ("case_id", "milestone", "date_met", "paused_since"),
        }
        sql = SQL(
            """(SELECT c.id
                  FROM complaint_case c
             LEFT JOIN complaint_policy policy ON policy.id = c.policy_id
             LEFT JOIN complaint_category category ON category.id = c.category_id
                 WHERE c.state = 'followup' AND c.callback_waived_by_id IS NULL
                   AND GREATEST(policy.callback_count, category.callbacks_required, 0) > (
                       SELECT count(*)
                         FROM complaint_callback callback
                        WHERE callback.case_id = c.id AND callback.round = c.round AND callback.outcome = 'reached')
                 UNION
                SELECT c.id
                  FROM complaint_deadline deadline
                  JOIN complaint_case c ON c.id = deadline.case_id
                 WHERE deadline.milestone = 'callback' AND deadline.date_met IS NULL
                   AND deadline.paused_since IS NULL AND c.state = 'closed')""",
            to_flush=[self.env[model]._fields[name] for model, names in fields_read.items() for name in names],
        )
        missing = Domain("id", "in", sql)
        return missing if True in value else ~missing

    @api.depends("deadline_ids.date_due", "deadline_ids.date_met", "deadline_ids.milestone")
    def _compute_date_callback_due(self):
        for case in self:
            open_ones = case.deadline_ids.filtered(lambda d: d.milestone == "callback" and not d.date_met)
            case.date_callback_due = min(open_ones.mapped("date_due"), default=False)

    # === Actions ===

    def action_log_callback(self):
        """CBK-2: the dialog in which a callback is recorded.

        :raise UserError: not in follow-up, or the policy names others to call
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("complaint_management.group_handler"):
            self._check_caller(self.env.user)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Callback"),
            "res_model": "complaint.callback",
            "views": [(self.env.ref("complaint_management.complaint_callback_view_form_log").id, "form")],
            "target": "new",
            "context": self.env["complaint.callback"]._prepare_for_case(self),
        }

    def action_waive_callbacks(self, reason=None):
        """CBK-4: the callbacks still missing in this round are not made; their deadline ends.

        :param reason: why; without it the dialog that asks for it is returned
        :raise UserError: nothing is missing
        """
        if not reason or not str(reason).strip():
            return self.env["complaint.reason"]._ask(self, "waive_callbacks")
        self._check_passage(("followup", "closed"), "_missing_to_waive_callbacks")
        values = {"callback_waive_reason": reason, "callback_waived_by_id": self.env.uid}
        # sudo: the waiver is the procedure's; person, phase and need have just been checked
        cases_sudo = self.sudo()
        cases_sudo.write({**values, "date_callbacks_waived": fields.Datetime.now()})
        for case in self:
            case.message_post(body=self.env._("Callbacks waived: %s", reason))
        self._end_deadlines("callback")
        cases_sudo.activity_unlink([CALLBACK_ACTIVITY])
        cases_sudo._skip_callback_steps()
        return True

    # === Passages ===

    def _pass_to(self, state, reason=None, **values):
        left = self.filtered(lambda c: c.state == "followup" or (c.state == "closed" and c.caller_ids))
        if "round" in values:
            values = {**NO_WAIVER, **values}
        result = super()._pass_to(state, reason=reason, **values)
        if state != "followup":
            # sudo: nobody is to call any more, whoever passes the case on
            left.sudo().activity_unlink([CALLBACK_ACTIVITY])
        return result

    def _missing_to_close(self):
        """CBK-4: the callbacks that policy and category want are made, or waived with a reason."""
        missing = super()._missing_to_close()
        if self.state == "followup" and self.misses_callbacks:
            missing.append(
                self.env._(
                    "the policy or the category asks for %(wanted)s callbacks, %(made)s were made; make them, or waive "
                    "them with a reason",
                    wanted=self.callbacks_wanted,
                    made=self.callbacks_made,
                )
            )
        return missing

    def _missing_to_waive_callbacks(self):
        self.ensure_one()
        return [] if self.misses_callbacks else [self.env._("no callback is missing")]

    def _has_reached(self, milestone):
        """CBK-4: what was waived gets no deadline any more."""
        return super()._has_reached(milestone) or (milestone == "callback" and bool(self.callback_waived_by_id))

    def _skip_callback_steps(self):
        """CBK-4: no step waits for a callback that was waived."""
        waiting = self.step_ids.filtered(
            lambda s: s.kind == "callback" and s.state in ("waiting", "todo") and s.round == s.case_id.round
        )
        waiting._skip()
        waiting.case_id._open_next_steps()

    def _count_callback(self):
        """CBK-1: a customer of these cases was reached; the deadline is met when all callbacks wanted are made.

        Extend it for what each of several callbacks brings about.
        """
        made = self.filtered(lambda c: c.callbacks_made >= c.callbacks_wanted)
        made._meet_deadlines("callback")
        # sudo: whoever called, the one who was asked to is done
        made.sudo().activity_feedback([CALLBACK_ACTIVITY])

    # === Helpers ===

    def _get_timeline_events(self):
        events = super()._get_timeline_events()
        if self.date_callbacks_waived:
            text = self.env._("Callbacks waived: %s", self.callback_waive_reason)
            events.append({"date": self.date_callbacks_waived, "text": text, "icon": "fa-phone", "tone": "warning"})
        return events
