import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, mute_logger

_logger = logging.getLogger(__name__)


class ComplaintStatement(models.Model):
    """The job that makes the statements of periods that are over and tells the complaint managers."""

    _inherit = "complaint.statement"

    @api.model
    def _cron_create(self):
        """STA-2: the statement of the last period and of those since the newest one, where there is none yet.

        Of each company and cadence that has cases. Safe to run twice: one statement a period, whoever makes it.
        """
        missing = self._get_missing_periods()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(missing))
        failed = set()
        for company, cadence, first in missing:
            if (company, cadence) not in failed and not self._create_due(company, cadence, first):
                failed.add((company, cadence))  # a later one would pass it over for good
            if not cron._commit_progress(1):
                return

    @api.model
    def _create_due(self, company, cadence, first):
        """Create and build one statement, and ask for its review; whether it is there now."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                statement = self.create({"company_id": company.id, "cadence": cadence, "date_from": first})
                self.env.flush_all()
                statement._build()
                statement._ask_for_review()
        except UniqueViolation:
            return True  # somebody was faster; it is theirs
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # whatever is wrong in one company, the statements of the others are due all the same
            self.env.invalidate_all()
            _logger.exception("No statement from %s for %s; it is tried again tomorrow", first, company.name)
            return False
        return True

    @api.model
    def _get_missing_periods(self):
        """The ended periods without a statement, oldest first: list of company, cadence and first day."""
        rows = self.env.execute_query(
            SQL(
                """SELECT company.id, cadence.name,
                          (SELECT max(s.date_to) FROM complaint_statement s
                            WHERE s.company_id = company.id AND s.cadence = cadence.name)
                     FROM res_company company
               CROSS JOIN (VALUES ('week'), ('month'), ('quarter')) cadence (name)
                    WHERE company.active
                      AND EXISTS (SELECT FROM complaint_case c
                               LEFT JOIN complaint_policy p ON p.id = c.policy_id
                                   WHERE c.company_id = company.id
                                     AND COALESCE(p.statement_cadence, 'month') = cadence.name)
                 ORDER BY company.id, cadence.name"""
            )
        )
        missing = []
        for company_id, cadence, last in rows:
            company = self.env["res.company"].browse(company_id)
            today = self.new({"company_id": company_id})._get_today()
            first, _end = self._get_period(cadence, self._get_period(cadence, today)[0] - timedelta(days=1))
            begin = last + timedelta(days=1) if last else first
            while begin <= first:
                missing.append((company, cadence, begin))
                begin = self._get_period(cadence, begin)[1] + timedelta(days=1)
        return missing

    def _ask_for_review(self):
        """An activity to every complaint manager of the company."""
        # sudo: who is a manager is found out by the job
        managers = self.env.ref("complaint_management.group_manager").sudo().all_user_ids
        for user in managers.filtered(lambda u: u.active and not u.share and self.company_id in u.company_ids):
            self.activity_schedule(
                "complaint_management.mail_activity_type_statement",
                date_deadline=self.date_due or fields.Date.context_today(self),
                user_id=user.id,
            )
