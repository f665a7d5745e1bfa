from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_list, is_html_empty

from .complaint_step import STEP_ACTIVITY


class ComplaintStep(models.Model):
    """A step sent back (RTE-3): done, to be done again; open, to the handler. And optional ones left out."""

    _inherit = "complaint.step"

    can_send_back = fields.Boolean(compute="_compute_can_send_back")
    sent_back_reason = fields.Text(compute="_compute_sent_back_reason")

    @api.depends("move_ids.kind")
    def _compute_sent_back_reason(self):
        for step in self:
            step.sent_back_reason = step.move_ids.filtered(lambda move: move.kind == "sent_back")[-1:].reason

    @api.depends("state", "department_id", "user_id", "case_id.state", "case_id.round", "case_id.step_ids.state")
    @api.depends_context("uid")
    def _compute_can_send_back(self):
        is_handler = self.env.user.has_group("complaint_management.group_handler")
        for step in self:
            if step.state == "todo":
                step.can_send_back = step.is_own_department and not step._is_with_handler()
            elif step.state == "done":
                mine = is_handler or any(step._get_later_open().mapped("can_do"))
                step.can_send_back = mine and step._is_current() and not step._is_done_by_itself()
            else:
                step.can_send_back = False

    # === Actions ===

    def action_send_back(self, reason=None):
        """RTE-3: a done step goes back to those who did it; one that is to do goes back to the handler.

        A done step of the present phase is sent back by a handler, or by those whose later step is open. It is to be
        done again in new time; what was written stays in its course, and so does that it was late. Later steps that
        nobody has begun wait again. An open step is returned by those it was given to; its time goes on.

        :param reason: why; without it the dialog that asks for it is returned
        :raise UserError: neither to do nor done in the present phase
        :raise AccessError: not the user's to send back
        """
        if not reason:
            is_done = "done" in self.mapped("state")
            return self.env["complaint.step.transfer"]._ask(self, "send_back" if is_done else "return")
        reason = self._check_reason(reason)
        self._check_returnable()
        done = self.filtered(lambda s: s.state == "done")
        for step in self - done:
            step._return_to_handler(reason)
        for step in done:
            step._send_back(reason)
        return True

    def action_skip(self, reason=None):
        """RTE-1: a handler leaves an optional step out.

        :param reason: why; without it the dialog that asks for it is returned
        :raise UserError: required, or neither waiting nor to do
        """
        if not reason:
            return self.env["complaint.step.transfer"]._ask(self, "skip")
        reason = self._check_reason(reason)
        self.case_id._check_handler()
        for step in self:
            if step.required:
                raise UserError(self.env._("%s is required: it cannot be skipped.", step.display_name))
            if step.state not in ("waiting", "todo"):
                raise UserError(self.env._("%s is not open: it cannot be skipped.", step.display_name))
        for step in self:
            step._log_move("skipped", reason)
        # sudo: steps are the procedure's; checked above
        self.sudo()._skip()
        return True

    # === Guards ===

    def _check_returnable(self):
        self.check_access("read")
        for step in self:
            if step._is_done_by_itself():
                raise UserError(self.env._("%s is done by itself: it cannot be sent back.", step.display_name))
            if step.state not in ("todo", "done") or not step._is_current():
                raise UserError(
                    self.env._(
                        "%s cannot be sent back: only what is to do, or was done in the present phase, can.",
                        step.display_name,
                    )
                )
            if step.state == "todo" and step._is_with_handler():
                raise UserError(
                    self.env._("%s is with the handler already. Pass it on to whom it belongs.", step.display_name)
                )
        if not self.env.su and (others := self.filtered(lambda s: not s.can_send_back)):
            raise AccessError(
                self.env._(
                    "An open step is sent back by those who are to do it, a done one by complaint handlers and by "
                    "those whose step comes next: %s.",
                    format_list(self.env, others.mapped("display_name")),
                )
            )

    def _is_current(self):
        """Whether the step belongs to the phase and round that its case is in."""
        self.ensure_one()
        return self.phase == self.case_id.state and self.round == self.case_id.round

    def _is_with_handler(self):
        self.ensure_one()
        return not self.department_id and self.user_id in (self.case_id.user_id, self.user_id.browse())

    def _get_later_open(self):
        """The open steps that come after this one."""
        self.ensure_one()
        return self.case_id.step_ids.filtered(
            lambda s: (
                (s.round, s.phase) == (self.round, self.phase) and s.sequence > self.sequence and s.state == "todo"
            )
        )

    def _is_begun(self):
        """Whether somebody has put work into this open step: took it, wrote a draft or set its meeting."""
        self.ensure_one()
        return bool(self.user_id or self.meeting_date or self.attachment_ids) or not is_html_empty(self.opinion)

    # === Helpers ===

    def _return_to_handler(self, reason):
        # sudo: the department gives its step away without rights on the rest of the case; checked by the caller
        step = self.sudo()
        handler = step.case_id.user_id
        step._log_move("returned", reason, user=handler)
        step.write({"department_id": False, "user_id": handler.id})
        step._move_duty(reason)

    def _send_back(self, reason):
        # sudo: as in _return_to_handler
        step = self.sudo()
        doer = step.user_id or step.done_by_id
        if not doer.active or step.case_id._is_hidden_from(doer):
            doer = doer.browse()
        step._log_move(
            "sent_back",
            reason,
            step.department_id,
            doer,
            opinion=step.opinion,
            decision=step.decision,
            attachment_ids=[Command.set(step.attachment_ids.ids)],
            done_by_id=step.done_by_id.id,
            date_done=step.date_done,
            is_late=step.is_done_late,
        )
        step.case_id._forget_step_done(step)
        step.write(
            {
                "user_id": doer.id,
                "opinion": False,
                "decision": False,
                "attachment_ids": [Command.clear()],
                "date_done": False,
                "done_by_id": False,
            }
        )
        step._start_clock()
        step._move_duty(reason)
        if step.required:
            step._get_later_open().filtered(lambda s: not s._is_begun())._wait_again()

    def _wait_again(self):
        """Not their turn any more: their time begins anew when it is."""
        self.write({"state": "waiting", **dict.fromkeys(("date_opened", "date_deadline", "date_warning"), False)})
        self.activity_unlink([STEP_ACTIVITY])
        self.slip_ids._drop_activities()
