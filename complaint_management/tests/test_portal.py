import json

from odoo import http
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
