import binascii

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class ComplaintPortal(CustomerPortal):
    """CUS-4, CUS-5: the customer's side.

    Customers have no access to the model at all: what they may do is done here, as superuser, after the case was
    found to be theirs.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = self._own_complaints().search_count(self._own_complaints_domain())
        return values

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def portal_my_complaints(self, page=1, sortby="date", **kwargs):
        sortings = {
            "date": {"label": self.env._("Newest"), "order": "date_received desc, id desc"},
            "state": {"label": self.env._("Phase"), "order": "state, id desc"},
        }
        order = sortings.get(sortby, sortings["date"])["order"]
        complaints_sudo, domain = self._own_complaints(), self._own_complaints_domain()
        pages = pager(
            url="/my/complaints",
            url_args={"sortby": sortby},
            total=complaints_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "complaints": complaints_sudo.search(
                domain, order=order, limit=self._items_per_page, offset=pages["offset"]
            ),
            "page_name": "complaint",
            "default_url": "/my/complaints",
            "pager": pages,
            "searchbar_sortings": sortings,
            "sortby": sortby,
        }
        return request.render("complaint_management.portal_my_complaints", values)

    # not read-only: a case without an access token gets one, for its messages
    @http.route("/my/complaints/<int:case_id>", type="http", auth="public", website=True)
    def portal_my_complaint(self, case_id, access_token=None, message=None, **kwargs):
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = {
            "complaint": case_sudo,
            "token": case_sudo._portal_ensure_token(),
            "page_name": "complaint",
            "message": message,
            "resolution": case_sudo._get_offered_resolution(),
        }
        values = self._get_page_view_values(case_sudo, access_token, values, "my_complaints_history", False, **kwargs)
        return request.render("complaint_management.portal_my_complaint", values)

    @http.route("/my/complaints/<int:case_id>/accept", type="jsonrpc", auth="public", website=True)
    def portal_complaint_accept(self, case_id, access_token=None, name=None, signature=None):
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError):
            return {"error": self.env._("This complaint is not yours.")}
        if not (name and signature):
            return {"error": self.env._("Name and signature are missing.")}
        try:
            case_sudo.resolution_id._accept(name, signature)
            self.env.cr.flush()
        except UserError as error:
            return {"error": str(error)}
        except (TypeError, ValueError, binascii.Error):
            return {"error": self.env._("The signature could not be read.")}
        case_sudo._post_customer_answer(self.env._("%s accepts the offer.", name))
        return {"force_refresh": True, "redirect_url": case_sudo.get_portal_url(query_string="&message=accepted")}

    @http.route("/my/complaints/<int:case_id>/refuse", type="http", auth="public", methods=["POST"], website=True)
    def portal_complaint_refuse(self, case_id, access_token=None, reason=None, **kwargs):
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        message = "refused"
        if not (reason or "").strip():
            message = "no_reason"
        elif case_sudo.resolution_id.state != "offered":
            message = "not_offered"
        else:
            case_sudo.resolution_id._refuse(reason.strip(), case_sudo.contact_name)
            case_sudo._post_customer_answer(self.env._("The offer is refused: %s", reason.strip()))
        return request.redirect(case_sudo.get_portal_url(query_string=f"&message={message}"))

    def _get_complaint(self, case_id, access_token=None):
        """The case as superuser, if the token fits or it belongs to the user's commercial entity (CNF-3).

        :raise MissingError: there is no such case; :raise AccessError: it is somebody else's
        """
        # sudo: customers have no rights on the model; the case is handed out only after the check below
        case_sudo = self.env["complaint.case"].sudo().browse(case_id).exists()
        if not case_sudo:
            raise MissingError(self.env._("This complaint does not exist."))
        if access_token and case_sudo.access_token and consteq(case_sudo.access_token, access_token):
            return case_sudo
        if not self.env.user._is_public() and case_sudo.filtered_domain(self._own_complaints_domain()):
            return case_sudo
        raise AccessError(self.env._("This complaint is not yours."))

    def _own_complaints(self):
        # sudo: as in _get_complaint; always searched with _own_complaints_domain
        return self.env["complaint.case"].sudo()

    def _own_complaints_domain(self):
        return [("commercial_partner_id", "=", self.env.user.partner_id.commercial_partner_id.id)]
