import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

DRAFT_ACTIVITY = "complaint_finance.mail_activity_type_penalty_draft"
# Responsibility is often confirmed after the month is over: the job looks at some months once more.
MONTHS_BACK = 3


class ComplaintPenalty(models.Model):
    """The job that proposes notices and rewards, and calls HR to the drafts, which would lie there unseen (PEN-3)."""

    _inherit = "complaint.penalty"

    @api.model
    def _cron_propose(self):
        """Propose what follows from the months and years that are over, company by company.

        Runs daily, works once a month and company, and may be interrupted: each company is noted when it is done. The
        two months before are looked at again, since responsibility may have been confirmed later.
        """
        last = fields.Date.today().replace(day=1) - relativedelta(months=1)
        due = ["|", ("complaint_penalty_month", "=", False), ("complaint_penalty_month", "<", last)]
        companies = self.env["res.company"].search(due)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._propose_due(company, last)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:  # whatever is wrong in one company, the others are due all the same
                _logger.exception("No notices could be proposed for %s; it is tried again tomorrow", company.name)
            self.env.invalidate_all()
            if not cron._commit_progress(1):
                return

    @api.model
    def _propose_due(self, company, last):
        """What the job owes ``company`` up to the month ``last`` (its first day)."""
        proposed = self.browse()
        for back in reversed(range(MONTHS_BACK)):
            proposed |= self._propose_month(company, last - relativedelta(months=back))
        if last.month == 12 or (company.complaint_penalty_month or last).year < last.year:
            proposed |= self._propose_year(company, fields.Date.today().year - 1)
        proposed._call_to_drafts()
        company.complaint_penalty_month = last

    def _call_to_drafts(self):
        """Call HR to drafts that nobody asked for, each once, and say what comes next."""
        called = self.activity_search([DRAFT_ACTIVITY]).mapped("res_id")
        for penalty in self.filtered(lambda p: p.id not in called):
            officer = penalty._get_officer() or self.env.user
            tiers = penalty._get_tiers()
            env = self.with_context(lang=officer.lang or self.env.lang).env
            note = env._("Complete the draft where something is missing; then complaint managers approve it.")
            if tiers:
                note = env._(
                    "Complete the draft where something is missing, then press Ask for Approval: the policy names who "
                    "approves (%s).",
                    ", ".join(tiers.mapped("name")),
                )
            penalty.activity_schedule(DRAFT_ACTIVITY, user_id=officer.id, note=note)

    def _ask_reviewers(self):
        # EXTENDS: others are asked now
        super()._ask_reviewers()
        self.sudo().activity_feedback([DRAFT_ACTIVITY])  # sudo: whoever of HR was called

    def _set_step(self, **values):
        # EXTENDS: see _ask_reviewers
        if values.get("state"):
            self.sudo().activity_unlink([DRAFT_ACTIVITY])
        return super()._set_step(**values)
