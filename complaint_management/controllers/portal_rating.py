from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal import MAX_TEXT, ComplaintPortal, to_text

NAMES = ("satisfaction", "satisfaction_handling")


class ComplaintRatingPortal(ComplaintPortal):
    """CUS-7: the page that the link in the mail opens. Who has the link needs no log-in; opening it writes nothing."""

    @http.route(
        "/my/complaints/<int:case_id>/rating", type="http", auth="public", methods=["GET"], website=True, readonly=True
    )
    def portal_complaint_rating(self, case_id, access_token=None, message=None, **kwargs):
        case_sudo = self._get_complaint_to_rate(case_id, access_token)
        return self._render_rating(case_sudo, access_token, message=to_text(message))

    @http.route("/my/complaints/<int:case_id>/rating", type="http", auth="public", methods=["POST"], website=True)
    def portal_complaint_rate(self, case_id, access_token=None, comment=None, **kwargs):
        case_sudo = self._get_complaint_to_rate(case_id, access_token)
        comment = to_text(comment, multiline=True)[:MAX_TEXT]
        chosen = {name: to_text(kwargs.get(name)) for name in NAMES}
        if self._is_employee(case_sudo):
            raise request.not_found()
        partner = None if self.env.user._is_public() else self.env.user.partner_id
        try:
            with self.env.cr.savepoint():
                case_sudo._rate(**chosen, comment=comment, partner=partner)
        except UserError as error:
            return self._render_rating(case_sudo, access_token, error=str(error), comment=comment, chosen=chosen)
        token = to_text(access_token)
        query = f"&access_token={token}" if self._is_token(case_sudo, token) else ""
        return request.redirect(f"/my/complaints/{case_sudo.id}/rating?message=thanks{query}")

    # === Helpers ===

    def _get_complaint_to_rate(self, case_id, access_token):
        """The case as superuser, for who has its link or whose it is; for others there is no such page."""
        try:
            case_sudo = self._get_complaint(case_id, access_token)
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
        if self.env.user._is_public() and case_sudo.partner_id.lang:
            request.update_context(lang=case_sudo.partner_id.lang)
            case_sudo = case_sudo.with_context(lang=case_sudo.partner_id.lang)
        return case_sudo

    def _is_employee(self, case_sudo):
        """One of ours who looks at the customer's page."""
        return self.env.user._is_internal() and not self._is_own_complaint(case_sudo)

    def _render_rating(self, case_sudo, access_token, message=None, error=None, comment=None, chosen=None):
        rating = case_sudo._get_customer_rating()
        labels = {
            "satisfaction": self.env._("What came of it"),
            "satisfaction_handling": self.env._("How we handled it and kept you informed"),
        }
        values = {
            "page_name": "complaint",
            "complaint": case_sudo,
            "access_token": to_text(access_token),
            "message": message,
            "error": error,
            "comment": comment if comment is not None else rating.comment,
            "can_rate": case_sudo._can_be_rated(),
            "is_employee": self._is_employee(case_sudo),
            "max_text": MAX_TEXT,
            "rows": [
                {
                    "name": name,
                    "label": label,
                    "value": (chosen or rating)[name],
                    "values": case_sudo._selection_satisfaction(),
                }
                for name, label in labels.items()
            ],
        }
        return request.render("complaint_management.portal_complaint_rating", values)
