import json
from unittest.mock import patch

from odoo import http
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPortal(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.resolution = cls._propose(cls.case)
        cls.stranger = cls.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        cls.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Other",
                "login": "other_portal",
                "password": "other_portal",
                "partner_id": cls.stranger.id,
                "group_ids": [(6, 0, [cls.env.ref("base.group_portal").id])],
            }
        )
        cls.portal_user.password = "ready_portal"

    def _accept(self, **params):
        response = self.url_open(
            f"/my/complaints/{self.case.id}/accept",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _offer(self):
        self._approve(self.resolution)
        self.case.action_send_reply()

    def test_customer_follows_their_case(self):
        """INT-5, CUS-4: number, phase and due date; nothing internal, and no offer before it was made."""
        self.authenticate("ready_portal", "ready_portal")
        with self.assertNoLogs("odoo.http", "WARNING"):
            listing = self.url_open("/my/complaints")
        self.assertIn(self.case.name, listing.text)
        page = self.url_open(f"/my/complaints/{self.case.id}").text
        self.assertIn("Scratched desks", page)
        self.assertIn("Solution in preparation", page)
        for secret in ("coating was too thin", "Production", "Our offer", "220.00"):
            self.assertNotIn(secret, page)

    def test_reading_does_not_write(self):
        """INT-5: list, search, choice of the item and the empty form run on a read-only cursor."""
        self.authenticate("ready_portal", "ready_portal")
        line = self.order.order_line
        with self.assertNoLogs("odoo.http", "WARNING"):
            for query in ("", "?search=desk&filterby=open&sortby=name", "/new", f"/new?line_id={line.id}"):
                self.assertEqual(self.url_open(f"/my/complaints{query}").status_code, 200)

    def test_list(self):
        """INT-5: filtered by open, closed and waiting for the customer, searched by number and subject, in pages."""
        done, waiting = self._create_case(subject="Bent legs"), self._create_case(subject="Which desk?")
        done.action_withdraw("All is well again")
        waiting.action_return("Which desk?")
        self.authenticate("ready_portal", "ready_portal")
        for query, shown in (
            ("", self.case + done + waiting),
            ("filterby=all", self.case + done + waiting),
            ("filterby=open", self.case + waiting),
            ("filterby=waiting", waiting),
            ("filterby=closed", done),
            ("search=bent", done),
            (f"search={waiting.name}", waiting),
            ("search=50%25", done.browse()),
            ("sortby=state", self.case + done + waiting),
            ("sortby=rubbish&filterby=rubbish", self.case + done + waiting),
        ):
            with self.subTest(query=query):
                page = self.url_open(f"/my/complaints?{query}").text
                for case in self.case + done + waiting:
                    self.assertEqual(f"/my/complaints/{case.id}" in page, case in shown)
        self.assertIn("No complaint fits", self.url_open("/my/complaints?search=unicorn").text)
        with patch("odoo.addons.portal.controllers.portal.CustomerPortal._items_per_page", 2):
            pages = [self.url_open(f"/my/complaints{path}").text for path in ("", "/page/2", "/page/99999999999")]
        for case in self.case + done + waiting:
            self.assertEqual(sum(f"/my/complaints/{case.id}" in page for page in pages[:2]), 1)
        self.assertIn(f"/my/complaints/{self.case.id}", pages[2], "beyond the last page is the last page")

    def test_home(self):
        """INT-5: the entry on /my with its counters; nothing of others is counted."""
        waiting = self._create_case(subject="Which desk?")
        waiting.action_return("Which desk?")
        for login, count, answers in (("ready_portal", 2, 1), ("other_portal", 0, 0)):
            self.authenticate(login, login)
            self.assertIn("/my/complaints", self.url_open("/my").text)
            response = self.url_open(
                "/my/counters",
                data=json.dumps({"params": {"counters": ["complaint_count", "complaint_answer_count"]}}),
                headers={"Content-Type": "application/json"},
            )
            self.assertEqual(response.json()["result"], {"complaint_count": count, "complaint_answer_count": answers})

    def test_where_it_stands(self):
        """INT-5: phases in the customer's words, done ones and the current one; due dates unless we wait for them."""
        case = self._create_case()
        case.sudo().deadline_ids.unlink()
        due = {"round": 1, "unit": "day", "date_start": "2031-01-01", "date_due_original": "2031-02-03"}
        case.sudo().deadline_ids = [
            Command.create({**due, "milestone": milestone, "date_due": f"2031-02-{day:02}", "date_met": met})
            for milestone, day, met in (
                ("replied", 13, False),
                ("admissibility", 3, "2031-01-02"),
                ("investigation_report", 5, False),
                ("closed", 27, False),
            )
        ]
        self.assertEqual([words for words, _date in case._get_public_deadlines()], ["Our Reply By", "To Be Settled By"])
        self.assertEqual([part[1] for part in case._get_public_way()], ["current", "todo", "todo", "todo", "todo"])
        self.authenticate("ready_portal", "ready_portal")
        page = self.url_open(f"/my/complaints/{case.id}").text
        self.assertIn("02/13/2031", page)
        for other in ("02/03/2031", "02/05/2031"):
            self.assertNotIn(other, page)
        case.action_return("Which desk?")
        page = self.url_open(f"/my/complaints/{case.id}").text
        self.assertIn("more information from you", page)
        self.assertNotIn("02/13/2031", page)
        for state, marks in (
            ("followup", ["done", "done", "done", "current", "todo"]),
            ("closed", ["done"] * 5),
            ("withdrawn", []),
            ("merged", []),
        ):
            case.sudo().state = state
            self.assertEqual([part[1] for part in case._get_public_way()], marks)
        case.sudo().state = "received"
        case.sudo().case_type = "enquiry"
        self.assertEqual([part[1] for part in case._get_public_way()], ["current", "todo"])

    @mute_logger("odoo.http")
    def test_odd_answers(self):
        """CUS-5: no name, signature, reason or token is a server error, and none of the odd ones an answer."""
        self._offer()
        self.authenticate("ready_portal", "ready_portal")
        for name in (None, 5, [], {}, "", "\x00", "  "):
            self.assertIn("error", self._accept(name=name, signature=SIGNATURE))
        for signature in (None, 5, [1], {"a": 1}, "", "no base64!", "\ud800"):
            self.assertIn("error", self._accept(name="Ms. Ready", signature=signature))
        self.authenticate(None, None)
        for token in (5, [], "é", "\x00"):
            self.assertIn("error", self._accept(name="Thief", signature=SIGNATURE, access_token=token))
        self.assertEqual(self.resolution.state, "offered")
        url = f"{self.case.get_portal_url(suffix='/refuse')}"
        page = self.url_open(
            url, data={"reason": "<b>No\x00</b> 😀" * 5000, "csrf_token": http.Request.csrf_token(self)}
        )
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.resolution.state, "refused")
        self.assertNotIn("<b>No", page.text)

    def test_customer_accepts_with_signature(self):
        """CUS-5: on the portal, signed; once."""
        self._offer()
        self.authenticate("ready_portal", "ready_portal")
        page = self.url_open(f"/my/complaints/{self.case.id}").text
        self.assertIn("Our offer", page)
        self.assertIn("Waiting for your answer", page)
        self.assertIn("error", self._accept(name="Ms. Ready"))
        self.assertIn("redirect_url", self._accept(name="Ms. Ready", signature=SIGNATURE))
        self.assertRecordValues(self.resolution, [{"state": "accepted", "accepted_by": "Ms. Ready"}])
        self.assertIn("error", self._accept(name="Ms. Ready", signature=SIGNATURE))

    def test_no_answer_to_what_is_carried_out(self):
        """CUS-5: where the policy asks for no answer, none is offered or taken once the offer is carried out."""
        self.policy.acceptance_required = False
        self._offer()
        self.case.action_execute()
        self.authenticate("ready_portal", "ready_portal")
        page = self.url_open(f"/my/complaints/{self.case.id}").text
        self.assertIn("Our offer", page)
        self.assertNotIn("complaint_refuse", page)
        self.url_open(
            f"/my/complaints/{self.case.id}/refuse",
            data={"reason": "Too little", "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertIn("error", self._accept(name="Ms. Ready", signature=SIGNATURE))
        self.assertEqual(self.resolution.state, "offered")

    def test_customer_refuses_with_reason(self):
        """CUS-5, RES-6: by a form with its token, never by a link."""
        self._offer()
        self.authenticate("ready_portal", "ready_portal")
        url = f"/my/complaints/{self.case.id}/refuse"
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 405, "no GET with effect")
            self.assertEqual(self.url_open(url, data={"reason": "No"}).status_code, 400, "no POST without its token")
        self.assertEqual(self.resolution.state, "offered")
        self.url_open(url, data={"reason": "Too little", "csrf_token": http.Request.csrf_token(self)})
        self.assertRecordValues(self.resolution, [{"state": "refused", "reject_reason": "Too little"}])

    def test_other_customers_see_and_do_nothing(self):
        """CNF-3, CUS-5: neither page nor list nor answer, by id or wrong token."""
        self._offer()
        self.authenticate("other_portal", "other_portal")
        self.assertNotIn(self.case.name, self.url_open("/my/complaints").text)
        for query in ("", "?access_token=wrong"):
            self.assertNotIn("Scratched desks", self.url_open(f"/my/complaints/{self.case.id}{query}").text)
        self.assertIn("error", self._accept(name="Thief", signature=SIGNATURE))
        self.assertIn("error", self._accept(name="Thief", signature=SIGNATURE, access_token="wrong"))
        self.assertEqual(self.resolution.state, "offered")

    def test_token_opens_the_case_without_login(self):
        """CUS-4: who has the link from the letter sees the customer's page and nothing more."""
        self._offer()
        page = self.url_open(self.case.get_portal_url()).text
        self.assertIn("Our offer", page)
        self.assertNotIn("coating was too thin", page)
        self.assertNotIn("Scratched desks", self.url_open(f"/my/complaints/{self.case.id}").text)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_model_is_closed_to_customers(self):
        """CUS-4: no search, read or read_group over RPC on any model of the case."""
        self.authenticate("ready_portal", "ready_portal")
        for model in (
            "complaint.case",
            "complaint.step",
            "complaint.resolution",
            "complaint.responsibility",
            "complaint.remedy",
        ):
            for method, args in (("search_read", [[]]), ("formatted_read_group", [[], ["id"], ["__count"]])):
                with self.subTest(model=model, method=method):
                    response = self.url_open(
                        f"/web/dataset/call_kw/{model}/{method}",
                        data=json.dumps({"params": {"model": model, "method": method, "args": args, "kwargs": {}}}),
                        headers={"Content-Type": "application/json"},
                    )
                    self.assertIn("AccessError", response.text)
