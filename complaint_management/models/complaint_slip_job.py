import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

BATCH = 200
PATIENCE = 5


class ComplaintSlip(models.Model):
    """The one job that issues slips: what is due is locked, issued and committed in batches.

    It may run twice, in parallel or be killed: what one job has locked the others leave alone, and what was not
    committed is still due the next time.
    """

    _inherit = "complaint.slip"

    @api.model
    def _get_source_models(self):
        """The models that get slips; extend for more (see ``complaint.slip.source``)."""
        return ["complaint.deadline", "complaint.step"]

    @api.model
    def _cron_issue(self, batch_size=BATCH):
        """DDL-8 to DDL-11: issue what is due. Nothing due costs one query a model."""
        now = fields.Datetime.now()
        due = [("date_next_slip", "<=", now)]
        waiting = {name: self.env[name].search_count(due) for name in self._get_source_models()}
        if not any(waiting.values()):
            return
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(waiting.values()))
        for name in filter(waiting.get, waiting):
            attempts = 0
            while attempts < PATIENCE:
                try:
                    sources = self.env[name]._lock_due_for_slips(now, batch_size)
                    if not sources:
                        break
                    self._issue_batch(sources, now)
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                    # another job or a user was faster; what they left is looked for again
                    self.env.cr.rollback()
                    attempts += 1
                    continue
                attempts = 0
                if not cron._commit_progress(len(sources)):
                    return
        # what others hold at this moment is theirs
        cron._commit_progress(remaining=0)

    @api.model
    def _issue_batch(self, sources, now):
        """Issue the slips of locked sources; where that fails, of each by itself: one must not stop the rest."""
        try:
            sources._issue_slips(now)
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # whatever is wrong with one record must not keep the others from their slips
            self.env.cr.rollback()
            if len(sources) == 1:
                _logger.exception("No slip could be issued for %s; it is tried again tomorrow", sources)
                sources.try_lock_for_update(allow_referencing=True).date_next_slip = now + timedelta(days=1)
                self.env.flush_all()
                return
            for source in sources:
                self._issue_batch(source.try_lock_for_update(allow_referencing=True), now)
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _issue(self, vals_list):
        """Create slips, and tell those they go to: an activity and a mail, in their languages."""
        if not vals_list:
            return self.browse()
        deadlines = self.env["complaint.deadline"].browse(
            [vals["deadline_id"] for vals in vals_list if vals.get("deadline_id")]
        )
        milestones = {deadline.id: deadline.milestone for deadline in deadlines}
        for vals in vals_list:
            vals["milestone"] = milestones.get(vals.get("deadline_id"))
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "tracking_disable": True}
        slips = self.browse(self.with_context(**quiet).create(vals_list).ids)
        slips._get_superseded()._drop_activities()
        slips._schedule_activities()
        slips._queue_mails()
        return slips

    def _get_superseded(self):
        """Earlier warnings and reminders about the same: a new slip takes their place in the lists of what to do."""
        newest = self.filtered(lambda slip: slip.kind in ("reminder", "warning"))
        earlier = (newest.deadline_id.slip_ids | newest.step_id.slip_ids) - self
        return earlier.filtered(lambda slip: slip.kind in ("reminder", "warning"))

    def _schedule_activities(self):
        """An activity for everybody whom a slip goes to, in one insert: the mail comes from the slip itself."""
        activity_type = self.env.ref("complaint_management.mail_activity_type_slip")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True, mail_create_nosubscribe=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": slip.id,
                    "activity_type_id": activity_type.id,
                    "user_id": user.id,
                    "summary": slip.with_context(lang=user.lang)._get_title(),
                    "date_deadline": slip.case_id._get_local_day(slip.date),
                    "automated": True,
                }
                for slip in self
                for user in slip.user_ids
            ]
        )

    def _queue_mails(self):
        """A mail to everybody whom a slip goes to, in their language and time zone, left to the mail queue."""
        mails = self.env["mail.mail"].create(
            [
                slip.with_context(lang=user.lang, tz=user.tz)._prepare_mail_values(user)
                for slip in self
                for user in slip.user_ids.filtered("email")
            ]
        )
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_mail_values(self, user):
        self.ensure_one()
        url = f"{self.get_base_url()}/mail/view?model={self._name}&res_id={self.id}"
        body = self.env["ir.qweb"]._render("complaint_management.slip_mail", {"slip": self, "url": url})
        sender = self.company_id.email_formatted or self.env.user.email_formatted
        return {
            "subject": self._get_title(),
            "body_html": body,
            "body": body,
            "email_from": sender,
            "reply_to": sender,
            "recipient_ids": [fields.Command.link(user.partner_id.id)],
            "model": self._name,
            "res_id": self.id,
            "auto_delete": True,
        }
