import re

from odoo import api, models
from odoo.tools import email_normalize
from odoo.tools.mail import decode_message_header

RESPONDER_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Autoreply-From", "X-Mail-Autoreply")


class ComplaintCase(models.Model):
    """Which case a mail belongs to: a new one, the one it answers, the one that this was merged into (INT-4)."""

    _inherit = "complaint.case"

    @api.model
    def _revise_mail_routes(self, message, message_dict, routes):
        """INT-4: look once more at the routes that core found, as far as they lead to cases.

        Machines make no case; an answer whose headers were stripped finds its case by the number in its subject;
        one mail makes one case in a company, whichever of its teams it was sent to.

        :param message: the parsed ``email.message.EmailMessage``
        :param message_dict: as ``message_parse`` returns it; ``complaint_mail_kind`` is added to it
        :param routes: list of (model, thread id, custom values, user id, alias)
        """
        # sudo: whoever writes, the gateway must find the case; nothing of it is given back to the sender
        case_sudo = self.sudo()
        message_dict["complaint_mail_kind"] = case_sudo._get_mail_kind(message, message_dict)
        revised, targets = [], set()
        for route in routes:
            if route[0] == self._name:
                route = case_sudo._revise_mail_route(message_dict, route)
                target = route and (route[1] or ("company", case_sudo._get_mail_company(route[2]).id))
                if not route or target in targets:
                    continue
                targets.add(target)
            revised.append(route)
        return revised

    @api.model
    def _revise_mail_route(self, message_dict, route):
        """The route to where this mail belongs; None: nowhere."""
        _model, thread_id, custom_values, user_id, alias = route
        email = email_normalize(message_dict["email_from"] or "")
        is_automatic = message_dict["complaint_mail_kind"] == "automatic"
        case = self.browse(thread_id) if thread_id else self._find_by_number_in_subject(message_dict, custom_values)
        for _hop in range(20):  # merged cases may have been merged again
            case = case.merged_into_id or case
        if case and not is_automatic and case._is_answered_too_late(email):
            return (self._name, 0, case._prepare_follow_up_values(), user_id, alias)
        if case:
            return (self._name, case.id, custom_values, user_id, alias)
        return None if is_automatic else (self._name, 0, custom_values, user_id, alias)

    @api.model
    def _get_mail_kind(self, message, message_dict):
        """Who sent it: ``automatic`` an answering machine or we ourselves, ``unanswered`` some other machine.

        After RFC 3834, and what machines say that do not know it.
        """
        headers = {
            name: decode_message_header(message, name).strip().lower()
            for name in ("Auto-Submitted", "Precedence", "Return-Path", "X-Auto-Response-Suppress", "List-Id")
        }
        submitted = headers["Auto-Submitted"].split(";")[0].strip()
        suppress = headers["X-Auto-Response-Suppress"]
        if (
            submitted == "auto-replied"
            or (submitted == "auto-generated" and suppress)
            or headers["Precedence"] in ("auto_reply", "auto-reply")
            or headers["Return-Path"] == "<>"
            or any(decode_message_header(message, name).strip().lower() not in ("", "no") for name in RESPONDER_HEADERS)
            or self._is_own_address(email_normalize(message_dict["email_from"] or ""))
        ):
            return "automatic"
        if (
            submitted not in ("", "no")
            or headers["List-Id"]
            or headers["Precedence"] in ("bulk", "list", "junk")
            or "all" in suppress
            or "autoreply" in suppress
        ):
            return "unanswered"
        return None

    @api.model
    def _is_own_address(self, email):
        """Whether it is one of our aliases (bounces and catchall too) or the address of one of our companies."""
        return bool(email) and bool(
            self.env["mail.alias.domain"]._find_aliases([email])
            or self.env["res.company"].search_count([("partner_id.email_normalized", "=", email)], limit=1)
        )

    @api.model
    def _get_mail_company(self, custom_values):
        """INT-4: the company of the alias, whatever the sender's."""
        values = custom_values or {}
        team = self.env["complaint.team"].browse(values.get("team_id")).exists()
        return team.company_id or self.env["res.company"].browse(values.get("company_id")).exists() or self.env.company

    @api.model
    def _find_by_number_in_subject(self, message_dict, custom_values):
        """The case that the subject names, if the sender belongs to it; a number alone opens no door."""
        subject = message_dict.get("subject") or ""
        numbers = {
            number.strip("./-")
            for flags in (re.ASCII, re.UNICODE)  # the first also finds numbers amid Chinese characters
            for number in re.findall(r"[\w./-]*\d[\w./-]*", subject[:500], flags)
        }
        if not numbers:
            return self.browse()
        cases = self.search(
            [("name", "in", list(numbers)), ("company_id", "=", self._get_mail_company(custom_values).id)], limit=5
        )
        email = email_normalize(message_dict["email_from"] or "")
        return next((case for case in cases if case._is_party(email)), self.browse())

    def _is_complainant(self, email):
        """Whether the address is of the complainant's side: the contact, or somebody of the customer's."""
        self.ensure_one()
        if not email or self._find_internal_user(email):
            return False
        return email == email_normalize(self.contact_email or "") or bool(
            self.commercial_partner_id
            and self.env["res.partner"].search_count(
                [("commercial_partner_id", "=", self.commercial_partner_id.id), ("email_normalized", "=", email)],
                limit=1,
            )
        )

    def _is_party(self, email):
        """Whether the address belongs to the case: the complainant's side, who is in Cc or follows, our own people."""
        self.ensure_one()
        if not email:
            return False
        if user := self._find_internal_user(email):
            return self.company_id in user.company_ids and user not in self.respondent_user_ids
        return (
            self._is_complainant(email)
            or email in self._mail_cc_sanitized_raw_dict(self.email_cc)
            or email in self.message_partner_ids.mapped("email_normalized")
        )

    @api.model
    def _find_internal_user(self, email):
        if not email:
            # or the first of ours who has no address either would be found
            return self.env["res.users"]
        return self.env["res.users"].search([("share", "=", False), ("email_normalized", "=", email)], limit=1)

    def _is_answered_too_late(self, email):
        """Whether an answer from ``email`` comes after the policy's days for reopening."""
        self.ensure_one()
        return self.state == "closed" and self._is_complainant(email) and self._is_past_reopening()

    def _prepare_follow_up_values(self):
        """A new case that takes up this closed one; what the answer is about is known from it."""
        self.ensure_one()
        return {
            "origin_case_id": self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "partner_id": self.partner_id.id,
            "sale_order_id": self.sale_order_id.id,
            "category_id": self.category_id.id,
            "confidential": self.confidential,
        }
