import base64
import json

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import ComplaintCommon

SECRETS = (
    *("Secret note", "secret-note.txt", "secret content", "Secret activity", "Secret opinion", "Secret summary"),
    *("Production", "220.0", "secret-opinion.txt", "engineer"),
)
READS = (
    ("read", [[1], ["display_name"]]),
    ("search_read", [[]]),
    ("search_count", [[]]),
    ("read_group", [[], ["id"], ["id"]]),
    ("formatted_read_group", [[], ["id"], ["__count"]]),
    ("name_search", [""]),
    ("export_data", [[1], ["id"]]),
    ("web_search_read", [[], {"id": {}}]),
    ("web_read", [[1], {"display_name": {}}]),
    ("write", [[1], {"create_date": False}]),
    ("create", [[{}]]),
    ("unlink", [[1]]),
)


@tagged("post_install", "-at_install")
class TestPortalSecret(ComplaintCommon, HttpCase):
    """CUS-4: by every way a customer, another customer or the holder of a token has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user.password = "ready_portal"
        cls.other_user = mail_new_test_user(
            cls.env, "other_portal", groups="base.group_portal", password="other_portal", email="other@example.com"
        )
        colleague = cls.env["res.partner"].create({"name": "Colleague", "parent_id": cls.customer.id})
        mail_new_test_user(
            cls.env, "colleague", groups="base.group_portal", partner_id=colleague.id, password="colleague"
        )
        cls.case = cls._create_case()
        cls.case.action_accept()
        step = cls.case.step_ids.with_user(cls.engineer)
        cls.env["ir.attachment"].create(
            {"name": "secret-opinion.txt", "raw": b"secret content", "res_model": step._name, "res_id": step.id}
        )
        step.action_done("Secret opinion")
        cls.case.responsibility_ids = [
            Command.create({"party": "department", "department_id": cls.production.id, "share": 100})
        ]
        cls.case.action_propose()
        cls.resolution = (
            cls.env["complaint.resolution"]
            .with_user(cls.assistant)
            .create(
                {
                    "case_id": cls.case.id,
                    "remedy_ids": [
                        Command.create({"line_id": cls.case.line_ids.id, "kind": "allowance", "amount": 220})
                    ],
                }
            )
        )
        cls.case.summary = "Secret summary"
        cls.case.activity_schedule("mail.mail_activity_data_todo", summary="Secret activity", user_id=cls.assistant.id)
        cls.note = cls.case.message_post(
            body="Secret note", attachments=[("secret-note.txt", b"secret content")], subtype_xmlid="mail.mt_note"
        )
        cls.hidden = cls.case.message_post(
            body="Secret note", message_type="comment", subtype_xmlid="mail.mt_comment", is_internal=True
        )
        cls.public = cls.case.message_post(
            body="Your words to us", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        cls.secret_files = cls.env["ir.attachment"].search([("name", "like", "secret-")])
        cls.token = cls.case.sudo()._portal_ensure_token()
        cls.env.flush_all()

    def _rpc(self, url, **params):
        response = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.text

    def _call(self, model, method, args, **kwargs):
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=args, kwargs=kwargs)

    def _assert_secret(self, text, secrets=SECRETS):
        for secret in secrets:
            self.assertNotIn(secret, text)

    def _viewers(self):
        """Log in one after the other: the customer, a colleague, another customer, nobody; each with their token."""
        for login in ("ready_portal", "colleague", "other_portal", None):
            self.authenticate(login, login)
            for access in ({}, {"token": self.token}, {"token": "wrong"}):
                yield login, access

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_thread_routes(self):
        """CUS-4: the chatter's routes give public messages only, to the customer or with the token."""
        for login, access in self._viewers():
            thread = {"thread_model": "complaint.case", "thread_id": self.case.id}
            allowed = access.get("token") == self.token
            text = self._rpc("/mail/chatter_fetch", **thread, **access)
            self.assertEqual("Your words to us" in text, allowed)
            self._assert_secret(text)
            wanted = ("activities", "attachments", "followers", "scheduledMessages", "suggestedRecipients")
            wanted += ("display_name", "contact_fields")
            for route in ("/mail/data", "/mail/action"):
                fetch = [["mail.thread", {**thread, "request_list": wanted, "access_params": access}]]
                text = self._rpc(route, fetch_params=fetch)
                self._assert_secret(text)
                for leak in ("raw_access_token", "followersCount", "assistant"):
                    self.assertNotIn(leak, text)
            self._assert_secret(self._rpc("/portal/chatter_init", **thread, **access))
            self._assert_secret(self._rpc("/mail/thread/messages", **thread))
            self._assert_secret(self._rpc("/mail/thread/recipients", **thread))
            self._assert_secret(self._rpc("/mail/thread/recipients", **thread, message_id=self.note.id))
            for message in (self.note, self.hidden):
                self._assert_secret(
                    self._rpc("/mail/message/reaction", message_id=message.id, content="👍", action="add", **access)
                )
                self._assert_secret(
                    self._rpc(
                        "/mail/message/update_content", message_id=message.id, update_data={"body": "x"}, **access
                    )
                )
                self._assert_secret(self._rpc("/mail/message/translate", message_id=message.id))
            self.assertIn("Secret note", self.note.body)
            self.assertFalse((self.note + self.hidden).sudo().reaction_ids, "nothing of theirs on internal notes")
            if login:
                domain = [("model", "=", "complaint.case"), ("res_id", "=", self.case.id)]
                self._assert_secret(self._call("mail.message", "search_read", [domain, ["body", "author_id"]]))
                self._assert_secret(self._call("mail.message", "read", [(self.note + self.hidden).ids, ["body"]]))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_attachments(self):
        """CUS-4: files of notes and opinions come out by no id and no token of the case."""
        self.assertEqual(len(self.secret_files), 2)
        for login, access in self._viewers():
            for file in self.secret_files:
                query = f"?access_token={access['token']}" if access else ""
                for url in ("/web/content/%s", "/web/image/%s", "/web/content/ir.attachment/%s/raw"):
                    self.assertNotIn(b"secret content", self.url_open(url % file.id + query).content)
                token = access.get("token")
                self._rpc("/mail/attachment/delete", attachment_id=file.id, access_token=token)
                self.url_open(f"/mail/attachment/pdf_first_page/{file.id}{query}")
            if login:
                for method, args in (("search_read", [[], ["name"]]), ("read", [self.secret_files.ids, ["raw"]])):
                    self._assert_secret(self._call("ir.attachment", method, args))
        self.assertEqual(len(self.secret_files.exists()), 2)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_models_are_closed(self):
        """CUS-4, CNF-3: no method of the ORM on any model of ours, nor on the trail in the chatter's models."""
        models = [name for name in self.env.registry if name.startswith("complaint.")]
        models = [name for name in models if not self.env[name]._abstract]
        self.assertIn("complaint.case", models)
        trail = ("mail.tracking.value", "mail.activity", "mail.followers", "mail.scheduled.message")
        self.authenticate("ready_portal", "ready_portal")
        for model in (*models, *trail):
            for method, args in READS:
                if hasattr(self.env[model], method):
                    with self.subTest(model=model, method=method):
                        refused = "AccessError|rights to export" if model in models else '"error":'
                        self.assertRegex(self._call(model, method, args), refused)
        self.authenticate(None, None)
        self.assertIn("SessionExpired", self._call("complaint.case", "search_read", [[]]))

    def test_no_way_from_open_models(self):
        """CUS-4: what customers can read of orders, partners and the like leads to no field of ours."""
        for model_name, model in self.env(user=self.portal_user).items():
            if model._abstract or model._transient or not model.has_access("read"):
                continue
            for name, field in model._fields.items():
                ours = "complaint" in name or (field.comodel_name or "").startswith("complaint.")
                if ours and not name.startswith("complaint_key_customer"):
                    with self.subTest(model=model_name, field=name):
                        self.assertFalse(model._has_field_access(field, "read"))

    def test_pages(self):
        """CUS-4: neither the list nor the case's page, in any phase aside, tells anything internal."""
        target = self._create_case(subject="The main one")
        for state in ("resolution", "returned", "rejected", "withdrawn", "merged", "closed"):
            self.case.sudo().write({"state": state, "merged_into_id": state == "merged" and target.id})
            for login in ("ready_portal", "colleague"):
                with self.subTest(state=state, login=login):
                    self.authenticate(login, login)
                    page = self.url_open(f"/my/complaints/{self.case.id}").text
                    self.assertIn(self.case._get_public_phase(), page)
                    self._assert_secret(page)
                    self.assertEqual(f"/my/complaints/{target.id}" in page, state == "merged")
                    self._assert_secret(self.url_open("/my/complaints").text)
            self.authenticate(None, None)
            page = self.url_open(self.case.get_portal_url()).text
            self.assertIn("Scratched desks", page)
            self._assert_secret(page)
            self.assertNotIn(f"/my/complaints/{target.id}", page, "a token opens its own case only")

    def test_others_get_nothing(self):
        """CNF-3: other customers, also with the token of another case; a respondent not even with the right one."""
        strange = self.env["complaint.case"].create({"subject": "Theirs", "partner_id": self.other_user.partner_id.id})
        self.authenticate("other_portal", "other_portal")
        for token in ("", strange.sudo()._portal_ensure_token(), "é", "\x00"):
            page = self.url_open(f"/my/complaints/{self.case.id}", params={"access_token": token})
            self.assertNotIn("Scratched desks", page.text)
        self.assertNotIn(self.case.name, self.url_open("/my/complaints?search=desk").text)
        for case_id in (0, 2**31, 10**30):
            self.assertEqual(self.url_open(f"/my/complaints/{case_id}").status_code, 200)
        self.case.sudo().respondent_ids = self.worker.employee_id
        self.worker.password = "worker_worker"
        self.worker.partner_id.parent_id = self.customer
        self.authenticate("worker", "worker_worker")
        self.assertNotIn("Scratched desks", self.url_open(self.case.get_portal_url()).text)
        self.assertNotIn(self.case.name, self.url_open("/my/complaints").text)

    def test_own_employees_see_what_they_filed(self):
        """CNF-3: being a contact of the same entity opens no internal complaint to one's colleagues."""
        (self.worker | self.clerk).partner_id.parent_id = self.company.partner_id
        case = self._create_case(partner_id=self.worker.partner_id.id, sale_order_id=False, line_ids=False)
        for user, seen in ((self.worker, True), (self.clerk, False)):
            user.password = "password_of_user"
            self.authenticate(user.login, "password_of_user")
            self.assertEqual(case.name in self.url_open("/my/complaints").text, seen)

    def test_no_offer_by_a_customers_message(self):
        """RES-5, CUS-5: a message posted with the token offers nothing, whatever context is sent along."""
        self._approve(self.resolution)
        for login in ("ready_portal", None):
            self.authenticate(login, login)
            text = self._rpc(
                "/mail/message/post",
                thread_model="complaint.case",
                thread_id=self.case.id,
                post_data={"body": "Give me the offer", "message_type": "comment"},
                context={"complaint_reply": True},
                token=self.token,
            )
            self.assertIn("Give me the offer", text)
            self._assert_secret(text)
            self.assertEqual(self.resolution.state, "approved")
            self.assertFalse(self.case.date_replied)

    def test_no_answer_by_a_customers_message(self):
        """INT-9, DDL-4: what a customer writes about an enquiry is not our answer, whatever context is sent along."""
        case = self._create_case(case_type="enquiry")
        self.authenticate("ready_portal", "ready_portal")
        text = self._rpc(
            "/mail/message/post",
            thread_model="complaint.case",
            thread_id=case.id,
            post_data={"body": "Answered already", "message_type": "comment"},
            context={"complaint_answer": True},
            token=case.sudo()._portal_ensure_token(),
        )
        self.assertIn("Answered already", text)
        self.assertFalse(case.date_replied)

    def test_answer_brings_a_returned_case_back(self):
        """ADM-2, DDL-4: the customer's message on a returned case is the correction it waited for."""
        case = self._create_case(subject="Which desk?")
        case.action_return("Which desk is it?")
        calls = []
        model = type(self.env["complaint.case"])
        original = getattr(model, "action_receive_correction", None)
        model.action_receive_correction = lambda cases: calls.append((cases.env.su, cases.ids))
        self.addCleanup(
            lambda: (
                setattr(model, "action_receive_correction", original)
                if original
                else delattr(model, "action_receive_correction")
            )
        )
        case.message_post(body="Our own remark", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertFalse(calls)
        self.authenticate("ready_portal", "ready_portal")
        token = case.sudo()._portal_ensure_token()
        for thread in (self.case, case):
            self._rpc(
                "/mail/message/post",
                thread_model="complaint.case",
                thread_id=thread.id,
                post_data={"body": "The left one", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"},
                token=thread.access_token or token,
            )
        self.assertEqual(calls, [(True, case.ids)])

    def test_files_of_the_answer_stay_private(self):
        """CUS-4: names only; who may see them is asked for each file."""
        content = base64.b64encode(b"their content").decode()
        file = self.env["ir.attachment"].create(
            {"name": "theirs.txt", "datas": content, "res_model": "complaint.case", "res_id": self.case.id}
        )
        self.public.attachment_ids = file
        self.authenticate(None, None)
        text = self._rpc("/mail/chatter_fetch", thread_model="complaint.case", thread_id=self.case.id, token=self.token)
        self.assertIn("theirs.txt", text)
        file_token = file._get_raw_access_token()
        self.assertEqual(self.url_open(f"/web/content/{file.id}?access_token={file_token}").content, b"their content")
        with mute_logger("odoo.http"):
            self.assertNotIn(b"their content", self.url_open(f"/web/content/{file.id}").content)
