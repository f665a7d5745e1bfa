from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list

from .complaint_policy_archive import LEVELS


class ComplaintCase(models.Model):
    """How long a case is kept, and what stops that it is archived (ARC-3)."""

    _inherit = "complaint.case"

    active = fields.Boolean(default=True, copy=False, tracking=True)
    date_ended = fields.Date(
        "Ended On",
        compute="_compute_date_ended",
        store=True,
        help="The day, where the company is, on which the case was closed, withdrawn, turned down or merged.",
    )
    retention_date = fields.Date(
        "Kept Until",
        compute="_compute_retention_date",
        store=True,
        help="After this day the case is archived, as its policy says. Empty: it is kept for ever.",
    )
    legal_hold = fields.Boolean(
        readonly=True, copy=False, help="The case is neither archived nor is anything of it removed."
    )
    legal_hold_reason = fields.Text("Why on Hold", readonly=True, copy=False)
    anonymized_on = fields.Datetime(
        "Personal Data Removed On", readonly=True, copy=False, help="What named the complainant is gone for good."
    )

    _to_archive = models.Index("(retention_date) WHERE retention_date IS NOT NULL AND anonymized_on IS NULL")

    @api.depends("state", "date_closed", "company_id")
    def _compute_date_ended(self):
        for case in self:
            if case.is_open:
                case.date_ended = False
            elif case.date_closed:
                case.date_ended = case.company_id._get_complaint_day(case.date_closed)
            else:
                case.date_ended = case.date_ended or case.company_id._get_complaint_day(fields.Datetime.now())

    @api.depends("date_ended", "severity", "policy_id")
    def _compute_retention_date(self):
        for case in self:
            months = case.policy_id[f"retention_{case.severity}"] if case.severity in LEVELS else 0
            kept = case.date_ended and months
            case.retention_date = fields.Date.add(case.date_ended, months=months) if kept else False

    # === CRUD ===

    def write(self, vals):
        """ARC-3: archived by the job when the time is over, by hand by a manager; never while it is open."""
        if "active" in vals and not self.env.su:
            self._check_archiving(vals["active"])
        return super().write(vals)

    def _check_archiving(self, active):
        self._check_complaint_manager()
        if active:
            if gone := self.filtered("anonymized_on"):
                raise UserError(
                    self.env._(
                        "%s: the personal data has been removed, the case stays archived.",
                        format_list(self.env, gone.mapped("name")),
                    )
                )
            return
        if running := self.filtered("is_open"):
            raise UserError(
                self.env._(
                    "%s: only cases that have ended are archived. Close or withdraw them first.",
                    format_list(self.env, running.mapped("name")),
                )
            )
        if held := self.filtered("legal_hold"):
            raise UserError(
                self.env._(
                    "%s: on legal hold, not to be archived. Release the hold first.",
                    format_list(self.env, held.mapped("name")),
                )
            )

    # === Actions ===

    def action_set_legal_hold(self, reason=None):
        """ARC-3: keep these cases whole, whatever the policy says, until the hold is released.

        :param reason: why; without it the dialog that asks for it is returned
        :raise AccessError: not a complaint manager
        :raise UserError: the personal data has been removed already
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "set_hold")
        self._check_complaint_manager()
        if gone := self.filtered("anonymized_on"):
            raise UserError(
                self.env._(
                    "%s: the personal data has been removed already, there is nothing left to hold.",
                    format_list(self.env, gone.mapped("name")),
                )
            )
        self._message_log_batch({case.id: self.env._("Put on legal hold: %s", reason) for case in self})
        # sudo: the hold is set by this method only; the person has been checked
        self.sudo().write({"legal_hold": True, "legal_hold_reason": reason})

    def action_release_legal_hold(self, reason=None):
        """ARC-3: the policy's time counts again.

        :param reason: why; without it the dialog that asks for it is returned
        :raise AccessError: not a complaint manager
        :raise UserError: not on hold
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "release_hold")
        self._check_complaint_manager()
        if free := self.filtered(lambda c: not c.legal_hold):
            raise UserError(self.env._("%s: not on legal hold.", format_list(self.env, free.mapped("name"))))
        self._message_log_batch({case.id: self.env._("Legal hold released: %s", reason) for case in self})
        # sudo: as in action_set_legal_hold
        self.sudo().write({"legal_hold": False, "legal_hold_reason": False})

    # === Helpers ===

    def _missing_to_reopen(self):
        # EXTENDS: ARC-3
        missing = super()._missing_to_reopen()
        if self.anonymized_on:
            missing.append(self.env._("its personal data has been removed; log a new case"))
        elif not self.active:
            missing.append(self.env._("it is archived; unarchive it first"))
        return missing

    def _is_past_reopening(self):
        # EXTENDS: an answer to what is archived makes a new case
        return not self.active or super()._is_past_reopening()

    def _check_complaint_manager(self):
        if not (self.env.su or self.env.user.has_group("complaint_management.group_manager")):
            raise AccessError(self.env._("Only complaint managers archive cases and keep them from it."))
        self.check_access("write")

    @api.model
    def _get_expired_domain(self):
        """Cases whose time is over, each by the day where its company is, and with which something is to be done."""
        by_timezone = {}
        for company in self.env["res.company"].search([("active", "in", (True, False))]):
            by_timezone.setdefault(company._get_complaint_tz(), []).append(company.id)
        expired = Domain.OR(
            Domain("company_id", "in", ids) & Domain("retention_date", "<", datetime.now(pytz.timezone(tz)).date())
            for tz, ids in by_timezone.items()
        )
        to_clean = Domain("policy_id.retention_anonymize", "=", True) & Domain("anonymized_on", "=", False)
        to_do = Domain("active", "=", True) | to_clean
        return expired & to_do & Domain("is_open", "=", False) & Domain("legal_hold", "=", False)
