import base64

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import consteq
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

MAX_ID = 2**31 - 1  # beyond it PostgreSQL raises
MAX_TEXT = 10_000


def to_id(value):
    """A record id out of a parameter that may be anything, or nothing."""
    text = str(value or "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    return number if number <= MAX_ID else 0


def to_text(value, multiline=False):
    """Text out of a parameter that may be anything, without what a database or a mail cannot hold."""
    if not isinstance(value, str):
        return ""
    value = value.encode(errors="ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n\t" if multiline else ""
    return "".join(char if char in kept or char.isprintable() or ord(char) > 159 else " " for char in value).strip()


class ComplaintPortal(CustomerPortal):
    """CUS-4, CUS-5: the customer's side.

    Customers have no access to the model at all: what they may do is done here, as superuser, after the case was
    found to be theirs.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = self._own_complaints().search_count(self._own_complaints_domain())
        if "complaint_answer_count" in counters:
            waiting = Domain("awaiting", "=", "customer")
            values["complaint_answer_count"] = self._own_complaints().search_count(
                self._own_complaints_domain() & waiting
            )
        return values

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def portal_my_complaints(self, page=1, sortby=None, filterby=None, search=None, message=None, **kwargs):
        """INT-5: the list of the customer's complaints."""
        sortings, filters = self._get_complaint_sortings(), self._get_complaint_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        search = to_text(search)[:100]
        complaints_sudo = self._own_complaints()
        domain = self._own_complaints_domain() & filters[filterby]["domain"]
        if search:
            domain &= Domain("name", "ilike", search) | Domain("subject", "ilike", search)
        pages = pager(
            url="/my/complaints",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=complaints_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        complaints_sudo = complaints_sudo.search(
            domain, order=sortings[sortby]["order"], limit=self._items_per_page, offset=pages["offset"]
        )
        request.session["my_complaints_history"] = complaints_sudo.ids[:100]
        values = self._prepare_portal_layout_values() | {
            "complaints": complaints_sudo,
            "page_name": "complaint",
            "default_url": "/my/complaints",
            "pager": pages,
            "searchbar_sortings": sortings,
            "sortby": sortby,
            "searchbar_filters": filters,
            "filterby": filterby,
            "searchbar_inputs": {"all": {"input": "all", "label": self.env._("Number or Subject")}},
            "search_in": "all",
            "search": search,
            "message": message,
        }
        return request.render("complaint_management.portal_my_complaints", values)

    # not read-only: a case without an access token gets one, for its messages
    @http.route("/my/complaints/<int:case_id>", type="http", auth="public", website=True)
    def portal_my_complaint(self, case_id, access_token=None, message=None, **kwargs):
        """CUS-4: one complaint, as far as it is the customer's to see."""
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        messages_sudo = case_sudo._get_customer_messages()
        values = {
            "complaint": case_sudo,
            "token": case_sudo._portal_ensure_token(),
            "page_name": "complaint",
            "message": message,
            "resolution": case_sudo._get_offered_resolution(),
            "customer_words": messages_sudo[:1],
            "customer_files": messages_sudo.attachment_ids.sorted("id"),
            "follows_own": not self.env.user._is_public() and self._is_own_complaint(case_sudo.merged_into_id),
        }
        values = self._get_page_view_values(case_sudo, access_token, values, "my_complaints_history", False, **kwargs)
        return request.render("complaint_management.portal_my_complaint", values)

    @http.route("/my/complaints/<int:case_id>/accept", type="jsonrpc", auth="public", website=True)
    def portal_complaint_accept(self, case_id, access_token=None, name=None, signature=None):
        """CUS-5: the customer accepts what is on offer and signs."""
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError):
            return {"error": self.env._("This complaint is not yours.")}
        name = to_text(name)[:200]
        if not (name and signature and isinstance(signature, str)):
            return {"error": self.env._("Name and signature are missing.")}
        if not self._is_picture(signature):
            return {"error": self.env._("The signature could not be read.")}
        try:
            case_sudo.resolution_id._accept(name, signature)
            self.env.cr.flush()
        except UserError as error:
            return {"error": str(error)}
        case_sudo._post_customer_answer(self.env._("%s accepts the offer.", name))
        return {"force_refresh": True, "redirect_url": case_sudo.get_portal_url(query_string="&message=accepted")}

    @http.route("/my/complaints/<int:case_id>/refuse", type="http", auth="public", methods=["POST"], website=True)
    def portal_complaint_refuse(self, case_id, access_token=None, reason=None, **kwargs):
        """CUS-5: the customer refuses what is on offer and says why."""
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        reason = to_text(reason, multiline=True)[:MAX_TEXT]
        message = "refused"
        if not reason:
            message = "no_reason"
        elif not case_sudo.resolution_id._is_on_offer():
            message = "not_offered"
        else:
            case_sudo.resolution_id._refuse(reason, case_sudo.contact_name)
            case_sudo._post_customer_answer(self.env._("The offer is refused: %s", reason))
        return request.redirect(case_sudo.get_portal_url(query_string=f"&message={message}"))

    # === Helpers ===

    def _is_picture(self, text):
        try:
            return guess_mimetype(base64.b64decode(text, validate=True)).startswith("image/")
        except ValueError:
            return False

    def _get_complaint(self, case_id, access_token=None):
        """The case as superuser, if the token fits or it is the user's own to see (CNF-3).

        :raise MissingError: there is no such case; :raise AccessError: it is somebody else's
        """
        # sudo: customers have no rights on the model; the case is handed out only after the check below
        case_sudo = self.env["complaint.case"].sudo().browse(to_id(case_id)).exists()
        # nor is it there for a respondent, whose link dates from before (CNF-1)
        if not case_sudo or not case_sudo.active or case_sudo.is_hidden:
            raise MissingError(self.env._("This complaint does not exist."))
        if self._is_token(case_sudo, to_text(access_token)):
            return case_sudo
        if self._is_own_complaint(case_sudo):
            return case_sudo
        raise AccessError(self.env._("This complaint is not yours."))

    def _is_token(self, case_sudo, token):
        return bool(token and case_sudo.access_token) and consteq(case_sudo.access_token.encode(), token.encode())

    def _own_complaints(self):
        # sudo: as in _get_complaint; always searched with _own_complaints_domain
        return self.env["complaint.case"].sudo()

    def _is_own_complaint(self, case_sudo):
        return not self.env.user._is_public() and bool(case_sudo.filtered_domain(self._own_complaints_domain()))

    def _own_complaints_domain(self):
        """CNF-3: the cases of the customer's commercial entity.

        CNF-2: a confidential one only for who filed it, or for all when it was logged for the entity itself.
        CNF-1: none of which the user is a respondent. One's own employees see what they filed, not each other's.
        """
        partner = self.env.user.partner_id
        commercial = partner.commercial_partner_id
        domain = Domain("commercial_partner_id", "=", commercial.id)
        if self.env.user.share:
            domain &= Domain("confidential", "=", False) | Domain("partner_id", "in", (partner | commercial).ids)
        else:
            domain &= Domain("partner_id", "=", partner.id)
        return domain & Domain("is_hidden", "=", False)

    def _get_complaint_sortings(self):
        return {
            "date": {"label": self.env._("Newest"), "order": "date_received desc, id desc"},
            "name": {"label": self.env._("Number"), "order": "name desc, id desc"},
            "state": {"label": self.env._("Phase"), "order": "state, id desc"},
        }

    def _get_complaint_filters(self):
        return {
            "all": {"label": self.env._("All"), "domain": Domain.TRUE},
            "open": {"label": self.env._("Open"), "domain": Domain("is_open", "=", True)},
            "waiting": {"label": self.env._("Waiting for You"), "domain": Domain("awaiting", "=", "customer")},
            "closed": {"label": self.env._("Closed"), "domain": Domain("is_open", "=", False)},
        }
