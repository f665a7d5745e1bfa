import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .complaint_deadline import TOLD_BY

_logger = logging.getLogger(__name__)


class ComplaintDeadline(models.Model):
    """A deadline that cannot be kept: the customer is told before it passes, and a person may extend it."""

    _inherit = "complaint.deadline"

    _delay_to_tell = models.Index("(date_warning) WHERE date_met IS NULL AND date_told IS NULL")

    # === Actions ===

    def action_extend(self, date_due=None, reason=None, told_by="mail", body=None):
        """DDL-5, CUS-3: extend open deadlines of a case and tell the customer, or record that they were told.

        What was due before stays in ``date_due_original``.

        :param date_due: the new due date, UTC, as datetime or string; without it the dialog is returned
        :param reason: why
        :param told_by: ``mail`` sends the delay notice; ``phone``, ``visit``, ``letter``: the customer was told so
        :param body: HTML instead of the template's text, for this customer
        :raise UserError: a date that is no extension, no reason, met already, or nobody to send the notice to
        :raise AccessError: the user is no handler
        """
        if not date_due:
            return self._ask_extension()
        self.case_id._check_handler()
        due = self._check_extension(date_due, reason, told_by)
        for case, deadlines in self.grouped("case_id").items():
            if told_by == "mail":
                deadlines[0]._send_delay_notice(due, body)
            deadlines._extend(due, reason, told_by)
            case._log_extension(deadlines, reason)
        return True

    def _ask_extension(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Extend Deadline"),
            "res_model": "complaint.extension",
            "view_mode": "form",
            "target": "new",
            "context": {"default_deadline_id": self.id},
        }

    def _extend(self, due, reason, told_by):
        now, clocks = fields.Datetime.now(), {}
        # sudo: deadlines are the procedure's; the caller has checked the person
        for deadline in self.sudo():
            deadline.write(
                {
                    "date_due": due,
                    "date_due_extended": due,
                    "date_extended": now,
                    "extended_by_id": self.env.uid,
                    "extension_reason": reason,
                    "date_told": now,
                    "told_by": told_by,
                }
            )
            deadline.date_warning = deadline._get_warning(deadline.case_id._get_clock(clocks), due)

    def _check_extension(self, date_due, reason, told_by):
        """The new due date, once everything about the extension is in order."""
        try:
            due = fields.Datetime.to_datetime(date_due)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("%s is no date and time.", date_due)) from error
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the deadline is extended."))
        if told_by not in list(dict(TOLD_BY)):
            known = ", ".join(dict(TOLD_BY))
            raise UserError(self.env._("Say how the customer was told of the delay: %s.", known))
        for deadline in self:
            name = f"{deadline.case_id.name}, {deadline.name}"
            if deadline.date_met:
                raise UserError(self.env._("%s is met already.", name))
            if deadline.paused_since:
                raise UserError(self.env._("%s: the clock stands still, there is nothing to extend.", name))
            if due <= max(deadline.date_due, fields.Datetime.now()):
                raise UserError(
                    self.env._(
                        "%(deadline)s: an extension lies in the future and after %(due)s, when it is due now.",
                        deadline=name,
                        due=format_datetime(self.env, deadline.date_due),
                    )
                )
            if told_by == "mail" and not deadline.case_id._get_complainant_email():
                raise UserError(
                    self.env._(
                        "%s: the customer has no e-mail address. Tell them otherwise, and say how.",
                        deadline.case_id.display_name,
                    )
                )
        return due

    # === The delay notice ===

    def _compose_delay_notice(self, due=False):
        """CUS-3: the body of the notice, in the customer's language; to edit before sending.

        :param due: when it is expected instead; without one the notice only says that it takes longer
        """
        self.ensure_one()
        return self._get_delay_template(due)._render_field("body_html", self.ids, compute_lang=True)[self.id]

    def _get_delay_template(self, due):
        """The policy's template for this milestone, or the common one."""
        template = self.milestone_id.delay_template_id or self.env.ref("complaint_management.mail_template_delay")
        # sudo: whoever may tell the customer may read what the template says of the deadline
        return template.sudo().with_context(complaint_date_due=due)

    def _send_delay_notice(self, due=False, body=None, **kwargs):
        self.ensure_one()
        self.case_id._post_template(self._get_delay_template(due), body, about=self, **kwargs)

    def _cron_tell_delays(self, batch_size=50):
        """CUS-3: tell customers of delays before they happen, where the policy has a notice for it; each once."""
        now, cron = fields.Datetime.now(), self.env["ir.cron"]
        domain = [
            ("date_met", "=", False),
            ("date_told", "=", False),
            ("paused_since", "=", False),
            ("date_warning", "<=", now),
            ("date_due", ">=", now),
            ("milestone_id.delay_template_id", "!=", False),
        ]
        cron._commit_progress(remaining=self.search_count(domain))
        # two jobs at once share the work: each takes what the other has not locked
        while found := self.search(domain, order="date_warning", limit=10 * batch_size):
            deadlines = found.try_lock_for_update(limit=batch_size)
            for deadline in deadlines:
                deadline._tell_delay()
            if not cron._commit_progress(len(deadlines)) or not deadlines:
                break
            self.env.invalidate_all()

    def _tell_delay(self):
        """The notice of one deadline, once; where none can be sent a person is asked to tell the customer."""
        self.ensure_one()
        self.date_told = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                if self.case_id._get_complainant_email():
                    self.told_by = "mail"
                    self._send_delay_notice(notify_skip_followers=True)
                    return
        except Exception:
            # one broken letter must not keep the others from being sent
            _logger.warning("The delay notice of %s could not be sent", self.case_id.name, exc_info=True)
            self.told_by = False
        self.case_id._ask_to_tell(self)
