import re
from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

# Re: and Fwd: as mail programs write them, with \uff1a the full-width colon of Chinese ones
REPLY_WORDS = "re|fw|fwd|aw|wg|sv|vs|antw|tr|rv|回复|回覆|转发|轉寄"
REPLY_PREFIX = re.compile(rf"^\s*((?:{REPLY_WORDS})\s*(?:\[\d+\])?\s*[:\uff1a]\s*)+", re.IGNORECASE)


class Traits(NamedTuple):
    """What makes two cases look like one (INT-10)."""

    company_id: int
    partner_id: int | bool  # commercial entity
    sale_line_ids: frozenset
    lot_ids: frozenset
    mail_key: str | bool
    date: object
    days: int


class ComplaintCase(models.Model):
    """INT-10: cases that look like the same complaint logged before."""

    _inherit = "complaint.case"

    mail_key = fields.Char(
        "Sender and Subject",
        compute="_compute_mail_key",
        store=True,
        index="btree_not_null",
        help="Sender and subject without Re: and Fwd:, in small letters, by which duplicates are found.",
    )
    duplicate_ids = fields.Many2many(
        "complaint.case", compute="_compute_duplicate_ids", string="Likely Duplicates", export_string_translation=False
    )
    duplicate_count = fields.Integer(compute="_compute_duplicate_ids")
    duplicate_note = fields.Html("Which They Are", compute="_compute_duplicate_ids", sanitize=False)

    @api.depends("contact_email", "subject")
    def _compute_mail_key(self):
        for case in self:
            case.mail_key = self._get_mail_key(case.contact_email, case.subject)

    @api.depends("partner_id", "line_ids.sale_line_id", "line_ids.lot_ids", "mail_key", "date_received", "policy_id")
    @api.depends_context("uid", "lang")
    def _compute_duplicate_ids(self):
        duplicates = self._get_duplicates()
        for case in self:
            case.duplicate_ids = duplicates[case]
            case.duplicate_count = len(duplicates[case])
            case.duplicate_note = duplicates[case]._get_duplicate_note()

    def action_view_duplicates(self):
        """The likely duplicates of the case that the user may read."""
        self.ensure_one()
        return self._get_duplicates()[self]._get_records_action(name=self.env._("Likely Duplicates"))

    # === Business methods ===

    @api.model
    def _get_mail_key(self, email, subject):
        """Sender and subject as they are compared: ``Re:`` and ``Fwd:`` off, in small letters."""
        sender = email_normalize(email or "")
        words = " ".join(REPLY_PREFIX.sub("", subject or "").casefold().split())
        return f"{sender} {words}" if sender and words else False

    def _get_duplicates(self):
        """Likely duplicates of each case that the user may read, open or closed, in two queries for all of them.

        :return: dict case -> cases, newest first
        """
        traits = {
            case: Traits(
                case.company_id.id,
                case.commercial_partner_id._origin.id,
                frozenset(case.line_ids.sale_line_id._origin.ids),
                frozenset(case.line_ids.lot_ids._origin.ids),
                case.mail_key,
                case.date_received or fields.Datetime.now(),
                case.policy_id.duplicate_days if case.policy_id else 30,
            )
            for case in self
        }
        found = self._find_duplicates(list(traits.values()))
        return {case: found[index] - case._origin for index, case in enumerate(traits)}

    @api.model
    def _find_duplicates(self, traits):
        """Cases that look like what is described by each of ``traits``; for a dialog that is still being filled.

        No sudo: whoever looks is shown what they may read.

        :param traits: list of Traits
        :return: list of cases, one recordset for each
        """
        candidates = self.browse()
        if not traits:
            return []
        window = Domain("date_received", ">=", min(t.date - timedelta(days=t.days) for t in traits)) & Domain(
            "date_received", "<=", max(t.date + timedelta(days=t.days) for t in traits)
        )
        standing = Domain("state", "!=", "merged") & Domain("company_id", "in", [t.company_id for t in traits]) & window
        by_item = [t for t in traits if t.partner_id and (t.sale_line_ids or t.lot_ids)]
        if by_item:
            item = Domain("sale_line_id", "in", frozenset().union(*(t.sale_line_ids for t in by_item))) | Domain(
                "lot_ids", "in", frozenset().union(*(t.lot_ids for t in by_item))
            )
            candidates |= self.search(
                standing
                & Domain("commercial_partner_id", "in", [t.partner_id for t in by_item])
                & Domain("line_ids", "any", item)
            )
        if keys := [t.mail_key for t in traits if t.mail_key]:
            candidates |= self.search(standing & Domain("mail_key", "in", keys))
        candidates = candidates.sorted("id", reverse=True)
        return [candidates.filtered(lambda case, t=t: case._looks_like(t)) for t in traits]

    def _looks_like(self, traits):
        if self.company_id.id != traits.company_id or abs(self.date_received - traits.date) > timedelta(traits.days):
            return False
        if traits.mail_key and self.mail_key == traits.mail_key:
            return True
        same_item = not traits.sale_line_ids.isdisjoint(
            self.line_ids.sale_line_id.ids
        ) or not traits.lot_ids.isdisjoint(self.line_ids.lot_ids.ids)
        return bool(traits.partner_id) and self.commercial_partner_id.id == traits.partner_id and same_item

    def _get_duplicate_note(self):
        """Number, subject and phase of each of these cases, with a link that opens it beside what is being done."""
        phases = dict(self._fields["state"]._description_selection(self.env))
        return Markup().join(
            Markup('<div><a href="/odoo/complaints/%s" target="_blank">%s</a> · %s</div>')
            % (case.id, case.display_name, phases[case.state])
            for case in self
        )
