import json

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


class ConfidentialityCommon(ComplaintCommon):
    """A case about a complaint manager, who was in the middle of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.respondent = cls._create_employee_user(
            "respondent",
            "group_manager",
            cls.production,
            "complaint_management.group_senior_approver",
            "complaint_management.group_auditor",
            "sales_team.group_sale_salesman_all_leads",
            "stock.group_stock_user",
            "hr.group_hr_manager",
            "base.group_partner_manager",
        )
        cls.respondent.notification_type = "inbox"
        cls.employee = cls.respondent.employee_id
        cls.leader = cls._create_employee_user("leader", "group_handler", cls.sales)
        cls.team = cls.env["complaint.team"].create(
            {"name": "Complaints", "company_id": cls.company.id, "user_id": cls.leader.id}
        )

    @classmethod
    def _reload(cls):
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _assertHidden(self, records, user):
        """Not by any way of the ORM."""
        self._reload()
        theirs = records.with_user(user)
        domain = [("id", "in", records.ids)]
        for operation in ("read", "write", "unlink"):
            self.assertFalse(theirs.has_access(operation), operation)
        self.assertFalse(theirs.search(domain))
        self.assertFalse(theirs.search_count(domain))
        self.assertFalse(theirs.search_fetch(domain, ["display_name"]))
        self.assertFalse(theirs._read_group(domain, [], ["__count"])[0][0])
        self.assertFalse(theirs.formatted_read_group(domain, ["create_uid"], ["__count"]))
        self.assertFalse(theirs.web_search_read(domain, {"display_name": {}})["records"])
        for call in (
            lambda: theirs.read(["create_date"]),
            lambda: theirs.web_read({"create_date": {}}),
            lambda: theirs.export_data(["create_date", "display_name"]),
            lambda: theirs.copy(),
            lambda: theirs.write({"write_date": fields.Datetime.now()}),
            lambda: theirs.unlink(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestRecusal(ConfidentialityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(team_id=cls.team.id, user_id=cls.respondent.id)
        cls.resolution = cls._execute(cls.case)
        cls.resolution.remedy_ids.responsible_id = cls.respondent
        cls.case.message_subscribe(cls.respondent.partner_id.ids)
        cls.case.message_post(body="Between us", partner_ids=cls.respondent.partner_id.ids)
        cls.case.with_user(cls.respondent).message_post(body="My own words")
        cls.case.activity_schedule("mail.mail_activity_data_todo", user_id=cls.respondent.id)
        cls.step = cls.env["complaint.step"].create(
            {"case_id": cls.case.id, "phase": "execution", "name": "Look", "department_id": cls.production.id}
        )
        cls.step.user_id = cls.respondent
        cls.step._open()
        cls.messages = cls.case.message_ids | cls.case.step_ids.message_ids | cls.resolution.message_ids
        cls.attachment = cls.env["ir.attachment"].create(
            {"name": "proof.txt", "raw": b"secret proof", "res_model": "complaint.case", "res_id": cls.case.id}
        )
        cls.parts = ("line_ids", "step_ids", "deadline_ids", "responsibility_ids", "resolution_ids", "remedy_ids")

    def _name(self):
        self.case.with_user(self.assistant).respondent_ids = self.employee
        self._reload()

    def test_sees_nothing_of_the_case(self):
        """CNF-1: with all rights short of an administrator's a respondent reads, finds and counts nothing."""
        self.assertTrue(self.case.with_user(self.respondent).has_access("write"))
        self._name()
        self._assertHidden(self.case, self.respondent)
        for part in self.parts:
            with self.subTest(part):
                self.assertTrue(self.case[part])
                self._assertHidden(self.case[part], self.respondent)
        self.assertTrue(self.case.with_user(self.manager).has_access("write"), "other managers go on")
        self.assertTrue(self.case.with_user(self.auditor).has_access("read"))

    def test_leaves_what_they_had(self):
        """CNF-1: named, the handler leaves the case, its steps, remedies, activities, followers and the inbox."""
        self.assertIn(self.respondent.partner_id, self.case.message_partner_ids)
        self.assertTrue(self.env["mail.notification"].search([("mail_message_id", "in", self.messages.ids)]))
        self._name()
        partner = self.respondent.partner_id
        self.assertFalse(self.case.user_id)
        self.assertFalse(self.step.user_id)
        self.assertFalse(self.resolution.remedy_ids.responsible_id)
        for record in (self.case, self.step, self.resolution):
            self.assertNotIn(partner, record.message_partner_ids)
            self.assertNotIn(self.respondent, record.activity_ids.user_id)
        self.assertEqual(self.case.activity_ids.user_id, self.leader, "the team leader takes over what is to be done")
        self.assertFalse(
            self.env["mail.notification"].search(
                [("mail_message_id", "in", self.messages.ids), ("res_partner_id", "=", partner.id)]
            )
        )

    def test_mails_activities_and_attachments(self):
        """CNF-1: not even own messages, own activities and attachments are left, nor the names of the followers."""
        self._name()
        user = self.respondent
        self._assertHidden(self.messages.filtered("body"), user)
        self.assertFalse(self.attachment.with_user(user).has_access("read"))
        self.assertFalse(self.env["ir.attachment"].with_user(user).search([("id", "=", self.attachment.id)]))
        own = [("res_model", "=", "complaint.case"), ("res_id", "=", self.case.id)]
        self.assertFalse(self.env["mail.followers"].with_user(user).search_count(own))
        self.assertTrue(self.env["mail.followers"].with_user(self.manager).search_count(own))
        self.assertFalse(self.env["mail.activity"].with_user(user).search_count(own))
        activity = self.env["mail.activity"].sudo().create({"res_model_id": self._model_id(), "res_id": self.case.id})
        self.env.cr.execute("UPDATE mail_activity SET user_id = %s WHERE id = %s", (user.id, activity.id))
        self._reload()
        self.assertFalse(self.env["mail.activity"].with_user(user).search([("id", "=", activity.id)]))
        self.assertFalse(activity.with_user(user).has_access("read"))
        groups = user.with_user(user)._get_activity_groups()
        self.assertNotIn("complaint.case", [group["model"] for group in groups if group["total_count"]])
        reviews = self.resolution.review_ids
        self.assertTrue(reviews.with_user(self.manager).has_access("read"))
        self._assertHidden(reviews, user)

    def _model_id(self):
        return self.env["ir.model"]._get_id("complaint.case")

    def test_is_told_nothing_any_more(self):
        """CNF-1: subscribing and mentioning a respondent is silently left out; an activity for them is refused."""
        self._name()
        partner = self.respondent.partner_id
        self.case.message_subscribe(partner.ids)
        self.case.with_user(self.respondent).message_subscribe(partner.ids)
        self.assertNotIn(partner, self.case.message_partner_ids)
        message = self.case.message_post(body="About you", partner_ids=(partner | self.customer).ids)
        self.assertEqual(message.notification_ids.res_partner_id, self.customer)
        self.assertFalse(message.with_user(self.respondent).has_access("read"))
        step_message = self.step.message_post(body="About you", partner_ids=partner.ids)
        self.assertFalse(step_message.notification_ids)
        with self.assertRefuses(ValidationError, "is about respondent"):
            self.env["mail.activity"].with_user(self.assistant).create(
                {"res_model_id": self._model_id(), "res_id": self.case.id, "user_id": self.respondent.id}
            )
        activity = self.case.activity_schedule("mail.mail_activity_data_todo", user_id=self.respondent.id)
        self.assertEqual(activity.user_id, self.leader, "what the program would give them goes to the team leader")
        with self.assertRefuses(ValidationError, "is about respondent"):
            activity.user_id = self.respondent

    def test_takes_no_part(self):
        """CNF-1, RES-3: no handler, no doer of a step or remedy, no caller, no approver, whoever names them."""
        self._name()
        about = "therefore can take no part"
        case = self.case.with_user(self.assistant)
        for record, name in (
            (case, "user_id"),
            (self.step, "user_id"),
            (self.resolution.remedy_ids[0], "responsible_id"),
        ):
            with self.subTest(record._name), self.assertRefuses(ValidationError, about), self.cr.savepoint():
                record[name] = self.respondent
        case.user_id = self.manager
        self.resolution.remedy_ids._done()
        self.step.with_user(self.worker).action_done("Looked")
        case.action_follow_up()
        with self.assertRefuses(ValidationError, about):
            case.callback_ids = [Command.create({"user_id": self.respondent.id, "satisfaction": "satisfied"})]

    def test_does_not_approve(self):
        """CNF-1, RES-3, RES-7: a respondent is no reviewer, before or after submission."""
        case = self._create_case(subject="Dented desks")
        resolution = self._propose(case)
        case.respondent_ids = self.approver.employee_id
        with self.assertRefuses(UserError, "Nobody whom the authority tiers name"), self.cr.savepoint():
            resolution.action_submit()
        colleague = self._create_employee_user("colleague", "group_approver", self.production)
        resolution.action_submit()
        self.assertNotIn(self.approver, resolution.reviewer_ids)
        for call in (
            lambda: resolution.with_user(self.approver).action_approve("I did nothing"),
            lambda: resolution.with_user(self.approver).action_reject("No"),
            lambda: resolution.with_user(self.approver).validate_tier(),
            lambda: resolution.review_ids.with_user(self.approver).write({"status": "approved"}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                call()
        with self.assertRefuses(ValidationError, "is about approver"):
            resolution.with_user(self.approver).sudo()._validate_tier()
        case.respondent_ids += colleague.employee_id
        self.assertFalse(resolution.review_ids.reviewer_ids, "named while the review waits for them")

    def test_buttons_are_refused(self):
        """CNF-1: no action of the case, its steps, resolutions and remedies works for a respondent."""
        self._name()
        case = self.case.with_user(self.respondent)
        calls = [
            (case, name, ())
            for name in (
                "action_accept",
                "action_propose",
                "action_execute",
                "action_follow_up",
                "action_close",
                "action_send_reply",
                "action_reply",
                "action_prepare_resolution",
                "action_confirm_responsibility",
                "action_view_order",
                "action_preview",
                "get_portal_url",
                "message_get_followers",
                "get_metadata",
                "get_formview_action",
                "get_external_id",
            )
        ]
        calls += [(case, "action_return", ("x",)), (case, "action_withdraw", ("x",)), (case, "action_reopen", ("x",))]
        calls += [(case, "message_post", ()), (case, "action_reject", (self.env["complaint.ground"].search([])[0].id,))]
        calls += [
            (self.step.with_user(self.respondent), name, ("x",)) for name in ("action_done", "action_write_opinion")
        ]
        calls += [
            (self.step.with_user(self.respondent), name, ()) for name in ("action_assign_to_me", "action_view_case")
        ]
        resolution = self.resolution.with_user(self.respondent)
        calls += [(resolution, name, ()) for name in ("action_new_version", "action_accept", "action_view_case")]
        calls += [(self.resolution.remedy_ids.with_user(self.respondent), "action_done", ())]
        for record, name, args in calls:
            with self.subTest(f"{record._name}.{name}"):
                self._reload()
                try:
                    with self.cr.savepoint():
                        result = getattr(record, name)(*args)
                except (AccessError, UserError):
                    continue
                self.assertNotIn("Scratched", str(result))
                self.assertNotIn("access_token", str(result))
        self._reload()
        self.assertEqual(self.case.state, "execution")
        self.assertEqual(self.step.state, "todo")
        self.assertFalse(self.step.opinion)

    def test_others_show_a_bare_number(self):
        """CNF-1: counts elsewhere go without the case; where a name is shown as superuser, it is the number only."""
        other = self._create_case(subject="Dented desks", sale_order_id=self.order.id)
        self._name()
        order = self.order.with_user(self.respondent)
        self.assertEqual(order.complaint_count, 1)
        self.assertEqual(order.complaint_ids, other)
        self.assertEqual(self.customer.with_user(self.respondent).complaint_count, 1)
        self.assertEqual(
            order.search_count([("id", "=", order.id), ("complaint_ids.subject", "=", self.case.subject)]), 0
        )
        self.assertEqual(order.read(["complaint_ids"])[0]["complaint_ids"], other.ids)
        for record in (self.case, self.step, self.resolution, self.resolution.remedy_ids[0], self.case.line_ids):
            self.assertEqual(record.with_user(self.respondent).sudo().display_name, self.case.name)
        other.sudo().origin_case_id = self.case
        shown = other.with_user(self.respondent).web_read({"origin_case_id": {"fields": {"display_name": {}}}})
        self.assertEqual(shown[0]["origin_case_id"]["display_name"], self.case.name)
        self.assertFalse(self.env["complaint.case"].with_user(self.respondent).name_search("Scratched"))
        self.assertFalse(other.with_user(self.respondent).search_count([("origin_case_id.subject", "ilike", "Scr")]))
        self.assertEqual(self.team.with_user(self.respondent).open_count, self.team.sudo().open_count - 1)

    def test_who_names_respondents(self):
        """CNF-1: handlers do, and not themselves; whoever logs a case may name them as well."""
        case = (
            self.env["complaint.case"]
            .with_user(self.clerk)
            .create({"subject": "Rude", "partner_id": self.customer.id, "respondent_ids": self.employee.ids})
        )
        self.assertEqual(case.respondent_user_ids, self.respondent)
        with self.assertRefuses(AccessError, "Only complaint handlers name"):
            case.respondent_ids = False
        with self.assertRefuses(UserError, "You would not see"), self.cr.savepoint():
            case.with_user(self.manager).respondent_ids += self.manager.employee_id
        with self.assertRefuses(UserError, "not edited here"):
            case.with_user(self.manager).respondent_ids = [Command.create({"name": "New"})]
        with self.assertRefuses(UserError, "set by the steps"):
            case.with_user(self.assistant).respondent_user_ids = False
        with self.assertRaises(AccessError):
            case.with_user(self.respondent).respondent_ids = False
        case.with_user(self.manager).respondent_ids = False
        self.assertTrue(case.with_user(self.respondent).has_access("read"), "named by mistake")

    def test_respondent_who_gets_a_user(self):
        """CNF-1: an employee without a user who gets one is recused from then on, and nothing is left to them."""
        employee = self.env["hr.employee"].create({"name": "Newcomer", "company_id": self.company.id})
        self.case.with_user(self.assistant).respondent_ids = employee
        self._reload()
        self.assertTrue(self.case.with_user(self.respondent).has_access("read"))
        self.assertTrue(self.env["complaint.case"].with_user(self.respondent).search([("id", "=", self.case.id)]))
        self.employee.user_id = False
        self.env.flush_all()  # a request of its own: of two rows written at once, either may be the first
        employee.user_id = self.respondent
        self._assertHidden(self.case, self.respondent)
        self.assertFalse(self.case.user_id)
        self.assertNotIn(self.respondent.partner_id, self.case.message_partner_ids)


@tagged("post_install", "-at_install")
class TestRecusalHttp(ConfidentialityCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(user_id=cls.respondent.id)
        cls.message = cls.case.message_post(body="Between us", partner_ids=cls.respondent.partner_id.ids)
        cls.attachment = cls.env["ir.attachment"].create(
            {"name": "proof.txt", "raw": b"secret proof", "res_model": "complaint.case", "res_id": cls.case.id}
        )
        cls.key = (
            cls.env["res.users.apikeys"]
            .with_user(cls.respondent)
            ._generate("rpc", "test", fields.Datetime.add(fields.Datetime.now(), days=1))
        )

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def _ask_all(self):
        """Whatever the server tells the respondent, in one text per way."""
        self.authenticate("respondent", "respondent")
        thread = {"thread_model": "complaint.case", "thread_id": self.case.id}
        answers = {}
        for path in (
            f"/mail/view?model=complaint.case&res_id={self.case.id}",
            f"/mail/message/{self.message.id}",
            f"/web/content/{self.attachment.id}",
            f"/web/image/{self.attachment.id}",
            f"/my/complaints/{self.case.id}?access_token={self.case._portal_ensure_token()}",
        ):
            answers[path] = self.url_open(path).text
        for path, params in (
            ("/mail/thread/messages", thread),
            ("/mail/inbox/messages", {}),
            ("/mail/history/messages", {}),
            (
                "/mail/data",
                {
                    "fetch_params": [
                        "systray_get_activities",
                        "init_messaging",
                        ["mail.thread", {**thread, "request_list": ["followers", "attachments", "activities"]}],
                    ]
                },
            ),
        ):
            answers[path] = json.dumps(self.make_jsonrpc_request(path, params))
        for model, method, kwargs in (
            ("complaint.case", "search_read", {"domain": [], "fields": ["subject"]}),
            ("complaint.case", "read", {"ids": self.case.ids, "fields": ["subject"]}),
            ("complaint.line", "search_read", {"domain": [], "fields": ["case_id"]}),
            (
                "mail.message",
                "search_read",
                {"domain": [("model", "=", "complaint.case")], "fields": ["body", "subject"]},
            ),
            ("ir.attachment", "search_read", {"domain": [("res_model", "=", "complaint.case")], "fields": ["raw"]}),
        ):
            answers[f"{model}.{method}"] = self.url_open(
                f"/json/2/{model}/{method}",
                data=json.dumps(kwargs),
                headers={"Authorization": f"bearer {self.key}", "Content-Type": "application/json"},
            ).text
        return answers

    def test_by_the_routes(self):
        """CNF-1: neither pages, mail routes, inbox, files nor /json/2 tell a respondent anything of the case."""
        words = ("Scratched", "Between us", "secret proof")
        before = "".join(self._ask_all().values())
        for word in words:
            self.assertIn(word, before, "what a handler sees is looked for in the right places")
        self.case.with_user(self.assistant).respondent_ids = self.employee
        for path, answer in self._ask_all().items():
            with self.subTest(path):
                for word in words:
                    self.assertNotIn(word, answer)


@tagged("post_install", "-at_install")
class TestConfidential(ConfidentialityCommon):
    def test_who_sees_a_confidential_case(self):
        """CNF-2: handler, team leader, people of its steps and complaint managers; not other handlers or auditors."""
        case = self._create_case(user_id=self.assistant.id, team_id=self.team.id)
        self._execute(case)
        other = self._create_employee_user("other", "group_handler", self.sales)
        case.message_subscribe((other | self.leader).partner_id.ids + self.customer.ids)
        case.confidential = True
        self._reload()
        sees = {self.assistant, self.leader, self.engineer, self.manager, self.approver, self.respondent}
        strangers = {other, self.auditor, self.senior, self.clerk, self.worker}
        for user in sees | strangers:
            with self.subTest(user.login):
                for record in (case, case.line_ids, case.resolution_ids, case.step_ids, case.message_ids[:1]):
                    self.assertEqual(record.with_user(user).has_access("read"), user in sees, record._name)
        self._assertHidden(case, other)
        self.assertIn(self.leader.partner_id, case.message_partner_ids)
        self.assertNotIn(other.partner_id, case.message_partner_ids)
        self.assertIn(self.customer, case.message_partner_ids, "the customer is not touched")
        message = case.message_post(body="News", partner_ids=(other.partner_id | self.customer).ids)
        self.assertEqual(message.notification_ids.res_partner_id & (other.partner_id | self.customer), self.customer)
        with self.assertRefuses(ValidationError, "is confidential and other"), self.cr.savepoint():
            case.activity_schedule("mail.mail_activity_data_todo")._write({})
            self.env["mail.activity"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("complaint.case"),
                    "res_id": case.id,
                    "user_id": other.id,
                }
            )

    def test_reviewer_sees_what_the_tier_gives_them(self):
        """CNF-2, RES-2: whom the tier names, and no other approver, sees the case from the submission on."""
        case = self._create_case(user_id=self.assistant.id)
        resolution = self._propose(case)
        case.confidential = True
        self._reload()
        self.assertFalse(resolution.with_user(self.approver).has_access("read"))
        resolution.action_submit()
        self._reload()
        self.assertTrue(resolution.with_user(self.approver).has_access("read"))
        self.assertTrue(self.env["complaint.case"].with_user(self.approver).search([("id", "=", case.id)]))
        resolution.with_user(self.approver).action_approve("Fine")
        self.assertEqual(resolution.state, "approved")

    def test_logging_a_confidential_case(self):
        """CNF-2: whoever logs it handles it; who would not see it is told so; handing it over ends their sight."""
        case = self._create_case(confidential=True)
        self.assertEqual(case.user_id, self.assistant)
        with self.assertRefuses(UserError, "You would not see"), self.cr.savepoint():
            self.env["complaint.case"].with_user(self.clerk).create({"subject": "Sensitive", "confidential": True})
        case.user_id = self.leader
        self._reload()
        self.assertFalse(case.with_user(self.assistant).has_access("read"))
        self.assertTrue(case.with_user(self.leader).has_access("write"))

    def test_manager_role_is_taken_back(self):
        """CNF-2: a right that is taken back counts at once."""
        case = self._create_case(user_id=self.assistant.id, confidential=True)
        self._reload()
        self.assertTrue(case.with_user(self.manager).search_count([("id", "=", case.id)]))
        self.manager.group_ids -= self.env.ref("complaint_management.group_manager")
        self.manager.group_ids += self.env.ref("complaint_management.group_handler")
        self._assertHidden(case, self.manager)


@tagged("post_install", "-at_install")
class TestReach(ConfidentialityCommon):
    def _sees(self, user, case):
        self._reload()
        found = bool(self.env["complaint.case"].with_user(user).search([("id", "=", case.id)]))
        lines = self.env["complaint.line"].with_user(user).search([("case_id", "=", case.id)])
        self.assertEqual(found, case.with_user(user).has_access("read"))
        self.assertEqual(found, lines == case.line_ids)
        return found

    def test_change_of_department_counts_at_once(self):
        """CNF-3: who changes department, gets a user or heads another one sees other cases from the next click on."""
        case = self._create_case()
        self.assertTrue(self._sees(self.engineer, case))
        self.assertFalse(self._sees(self.worker, case))
        self.engineer.employee_id.department_id = self.production
        self.assertFalse(self._sees(self.engineer, case))
        self.worker.employee_id.department_id = self.quality
        self.assertTrue(self._sees(self.worker, case))
        self.worker.employee_id.department_id = self.production
        self.assertFalse(self._sees(self.worker, case))
        self.quality.manager_id = self.worker.employee_id
        self.assertTrue(self._sees(self.worker, case))
        self.quality.manager_id = False
        self.assertFalse(self._sees(self.worker, case))
        self.quality.parent_id = self.production
        self.assertTrue(self._sees(self.worker, case), "the department above")
        self.worker.employee_id.user_id = False
        self.assertFalse(self._sees(self.worker, case))

    def test_ways_to_a_case(self):
        """CNF-3: a user sees what they logged, handle, received, or have a step in."""
        for values in ({"user_id": self.worker.id}, {"first_receiver_id": self.worker.employee_id.id}):
            case = self._create_case()
            self.assertFalse(self._sees(self.worker, case))
            case.write(values)
            self.assertTrue(self._sees(self.worker, case))
        case = self._create_case()
        step = self.env["complaint.step"].create({"case_id": case.id, "phase": "investigation", "name": "Ask"})
        self.assertFalse(self._sees(self.worker, case))
        step.user_id = self.worker
        self.assertTrue(self._sees(self.worker, case))
        case = self.env["complaint.case"].with_user(self.worker).create({"subject": "Mine"})
        self.assertTrue(self._sees(self.worker, case))

    def test_dialogs_tell_nothing_of_what_is_hidden(self):
        """CNF-1: no dialog composes a letter, or repeats an opinion, about what one may not read."""
        case = self._create_case()
        case.action_accept()
        step, deadline = case.step_ids[:1], case.deadline_ids[:1]
        step.sudo().opinion = "<p>It was the press</p>"
        rejecting = {"res_model": "complaint.case", "res_ids": case.ids, "operation": "reject"}
        asked = (
            ("complaint.opinion", {"step_id": step.id}, "opinion"),
            ("complaint.reason", rejecting, "letter"),
            ("complaint.reply", {"case_id": case.id}, "letter"),
            ("complaint.contact", {"case_id": case.id, "operation": "progress", "told_by": "mail"}, "body"),
            (
                "complaint.extension",
                {"deadline_id": deadline.id, "told_by": "mail", "date_due": deadline.date_due},
                "body",
            ),
        )
        case.respondent_ids = self.employee
        for model, given, name in asked:
            for user in (self.respondent, self.manager):
                with self.subTest(model, user=user.login):
                    self._reload()
                    spec = {key: {} for key in (*given, name)}
                    try:
                        told = self.env[model].with_user(user).onchange(given, list(given), spec)["value"].get(name)
                    except AccessError:
                        told = None
                    self.assertEqual(bool(told), user == self.manager)
