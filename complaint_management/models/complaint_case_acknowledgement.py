import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import email_normalize, format_date, format_list

_logger = logging.getLogger(__name__)


class ComplaintCase(models.Model):
    """The mail that tells a complainant, once, that we have their complaint (INT-4, CUS-1)."""

    _inherit = "complaint.case"

    _acknowledgement_queued = models.Index("(id) WHERE acknowledgement = 'queued'")

    def _queue_acknowledgement(self):
        """INT-4, CUS-1: whoever can be reached by mail gets an acknowledgement, once; a job sends it.

        Cases that are imported are old ones, and nobody expects an answer from a machine.
        """
        context = self.env.context
        if context.get("complaint_skip_acknowledgement") or context.get("import_file"):
            return
        queued = self.filtered(
            lambda c: (
                c.acknowledgement == "none"
                and c.state == "received"
                and c.policy_id.acknowledge
                and c.channel_id.acknowledge
                and email_normalize(c.contact_email or "")
            )
        )
        if queued:
            queued.acknowledgement = "queued"
            # not env.ref, which asks the database whether it is still there
            cron_id = self.env["ir.model.data"]._xmlid_to_res_id("complaint_management.ir_cron_acknowledgement")
            self.env["ir.cron"].browse(cron_id)._trigger()

    def action_acknowledge(self):
        """CUS-1: try again to acknowledge what could not be acknowledged before.

        :raise UserError: an acknowledgement that has been sent, waits or was not to be sent
        """
        self._check_handler()
        if wrong := self.filtered(lambda c: c.acknowledgement != "failed"):
            raise UserError(
                self.env._("%s: no acknowledgement has failed here.", format_list(self.env, wrong.mapped("name")))
            )
        # sudo: the state of the acknowledgement is the procedure's; person and state have been checked
        self.sudo().acknowledgement = "queued"
        self.env.ref("complaint_management.ir_cron_acknowledgement").sudo()._trigger()

    @api.model
    def _cron_send_acknowledgements(self, batch_size=50):
        """Post what is queued, each once: a case is locked, its mail and its state are committed together.

        Core's mail queue then sends the mails, with what it knows of failures and retries.
        """
        self = self.with_context(mail_notify_force_send=False)
        cron, domain, retries = self.env["ir.cron"], [("acknowledgement", "=", "queued")], 10
        cron._commit_progress(remaining=self.search_count(domain))
        # two jobs at once share the work: each takes what the other has not locked
        while cases := self.search(domain, order="id", limit=10 * batch_size).try_lock_for_update(limit=batch_size):
            try:
                for case in cases:
                    case._send_acknowledgement()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody wrote what these mails need, a customer for one: with their change seen it will work
                self.env.cr.rollback()
                retries -= 1
                if not retries:
                    raise
                continue
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
            if not cron._commit_progress(len(cases)):
                break

    def _send_acknowledgement(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._post_template(
                    self.env.ref("complaint_management.mail_template_acknowledgement"),
                    message_type="auto_comment",
                    notify_skip_followers=True,
                    # the other side's machine shall not answer ours
                    mail_headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
                )
                self.acknowledgement = "sent"
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.warning("The acknowledgement of complaint case %s could not be sent", self.name, exc_info=True)
            self.invalidate_recordset()
            self.acknowledgement = "failed"

    # === Words for the template ===

    def _get_public_type(self):
        """What the complainant sent, in words."""
        self.ensure_one()
        return {
            "complaint": self.env._("complaint"),
            "enquiry": self.env._("enquiry"),
            "request": self.env._("request"),
            "suggestion": self.env._("suggestion"),
        }[self.case_type]

    def _get_expected_dates(self):
        """CUS-1: sentences that say what the complainant may expect and by which day, where they are."""
        self.ensure_one()
        tz = self.partner_id.tz or self.company_id._get_complaint_tz()
        sentences = {
            "replied": lambda day: self.env._("By %s you get our reply.", day),
            "closed": lambda day: self.env._("By %s the matter is to be settled.", day),
        }
        if self.case_type == "complaint":
            sentences = {
                "admissibility": lambda day: self.env._("By %s we decide whether we take up your complaint.", day),
                **sentences,
            }
        due = {}
        for deadline in self.deadline_ids.sorted("date_due"):
            if not deadline.date_met and not deadline.paused_since:
                due.setdefault(deadline.milestone, deadline.date_due)
        return [
            sentence(
                format_date(
                    self.env,
                    fields.Datetime.context_timestamp(self.with_context(tz=tz), due[milestone]).date(),
                    date_format="long",
                )
            )
            for milestone, sentence in sentences.items()
            if milestone in due
        ]
