from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestSeverity(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_employee_user("head", "group_user", cls.quality)
        cls.quality.manager_id = cls.head.employee_id
        cls.important = cls.env.ref("complaint_management.mail_activity_type_important")
        cls.major = cls.env.ref("complaint_management.mail_activity_type_major")

    def _get_told(self, case, kind=None):
        activities = case.sudo().activity_ids.filtered(lambda a: a.activity_type_id == (kind or self.major))
        return activities.user_id

    def _add_rule(self, domain, severity="important", **values):
        return self.env["complaint.policy.severity.rule"].create(
            {"policy_id": self.policy.id, "name": "Rule", "domain": domain, "severity": severity, **values}
        )

    # === Levels ===

    def test_ordinary_case_is_general(self):
        """SEV-2: none of the standard rules matches a scratched desk."""
        self.assertRecordValues(
            self._create_case(),
            [
                {
                    "severity": "general",
                    "severity_by_rules": "general",
                    "severity_judged": False,
                    "severity_reason": False,
                }
            ],
        )

    def test_policy_uses_fewer_levels(self):
        """SEV-1: a level not in use counts as the next higher one in use, else the next lower one."""
        self.policy.write({"use_important": False, "use_suggestion": False})
        self.assertEqual(self._create_case(is_dispute=True).severity, "major")
        self.assertEqual(
            self._create_case(category_id=self.env.ref("complaint_management.category_other").id).severity, "general"
        )
        self.assertEqual(self._create_case(severity="suggestion").severity, "general")
        self.policy.use_major = False
        self.assertEqual(self._create_case(has_injury=True).severity, "general")
        with self.assertRefuses(UserError, "does not use the level Important"):
            self._create_case().action_set_severity("important", "So I think")
        with self.assertRefuses(ValidationError, "uses no level"):
            self.policy.use_general = False

    # === Facts ===

    def test_every_fact_counts(self):
        """SEV-3: the standard rules look at every fact of the case itself."""
        damages = self.env.ref("complaint_management.demand_compensation")
        for vals, severity in (
            ({"has_injury": True}, "major"),
            ({"in_media": True}, "major"),
            ({"complainant_count": 3}, "major"),
            ({"complainant_count": 2}, "general"),
            ({"expected_loss": 10000}, "major"),
            ({"is_dispute": True}, "important"),
            ({"risks_customer": True}, "important"),
            ({"demanded_amount": 5000}, "important"),
            ({"demand_ids": [Command.set(damages.ids)]}, "important"),
            ({"category_id": self.env.ref("complaint_management.category_quality_safety").id}, "major"),
            ({"is_dispute": True, "in_media": True}, "major"),
        ):
            with self.subTest(vals):
                created = self._create_case(**vals)
                self.assertEqual(created.severity, severity)
                changed = self._create_case()
                changed.write(vals)
                self.assertEqual(changed.severity, severity)

    def test_reason_names_the_rule(self):
        """SEV-2: who reads a grave case sees which rule made it so."""
        case = self._create_case(in_media=True)
        self.assertEqual(case.severity_reason, "Reported in the media")

    def test_key_customer(self):
        """SEV-3: a case follows its customer becoming a key customer, and another customer being put in."""
        case = self._create_case()
        self.customer.complaint_key_customer = True
        self.assertEqual(case.severity, "important")
        self.customer.complaint_key_customer = False
        self.assertEqual(case.severity, "general")
        key = self.env["res.partner"].create({"name": "Key", "is_company": True, "complaint_key_customer": True})
        contact = self.env["res.partner"].create({"name": "Kay", "parent_id": key.id})
        case.write({"sale_order_id": False, "line_ids": [Command.clear()], "partner_id": contact.id})
        self.assertEqual(case.severity, "important")

    def test_new_customer(self):
        """SEV-3: known since the first confirmed order of the commercial entity, whichever contact ordered."""
        self.assertEqual(self._create_case().customer_since, fields.Date.to_date("2025-01-15"))
        company = self.env["res.partner"].create({"name": "New Ltd.", "is_company": True})
        buyer, caller = self.env["res.partner"].create(
            [{"name": name, "parent_id": company.id} for name in ("Buyer", "Caller")]
        )
        order = self.env["sale.order"].create({"partner_id": buyer.id})
        vals = {"partner_id": caller.id, "sale_order_id": False, "line_ids": []}
        self.assertRecordValues(self._create_case(**vals), [{"severity": "general", "customer_since": False}])
        order.action_confirm()
        self.assertRecordValues(
            self._create_case(**vals), [{"severity": "important", "customer_since": fields.Date.today()}]
        )

    def test_new_product(self):
        """SEV-3: a product launched within the days of the rule; items may come, change and go."""
        case = self._create_case()
        self.desk.complaint_launch_date = fields.Date.today() - timedelta(days=30)
        self.assertEqual(case.severity, "important")
        self.desk.complaint_launch_date = fields.Date.today() - timedelta(days=400)
        self.assertEqual(case.severity, "general")
        lamp, shelf = self.env["product.product"].create([{"name": "Lamp"}, {"name": "Shelf"}])
        lamp.complaint_launch_date = fields.Date.today()
        line = self.env["complaint.line"].create({"case_id": case.id, "product_id": shelf.id})
        self.assertEqual(case.severity, "general")
        line.product_id = lamp
        self.assertEqual(case.severity, "important")
        line.unlink()
        self.assertEqual(case.severity, "general")

    def test_open_longer_than_a_month(self):
        """SEV-3: staying open makes a case major, by the daily job, and only once."""
        old, judged, closed, young = (self._create_case() for _i in range(4))
        judged.action_set_severity("important", "Awkward customer")
        closed.action_withdraw("Gone")
        with freeze_time(fields.Datetime.now() + timedelta(days=20)):
            young.date_received = fields.Datetime.now()
        with freeze_time(fields.Datetime.now() + timedelta(days=40)), self.enter_registry_test_mode():
            self.env.ref("complaint_management.ir_cron_severity").method_direct_trigger()
            self.assertEqual(
                (old + judged + closed + young).mapped("severity"), ["major", "major", "general", "general"]
            )
            self.assertIn(self.head, self._get_told(old))
            activities = self.env["mail.activity"].search_count([])
            old.action_set_severity("general", "Waiting for the carrier only")
            self.env.ref("complaint_management.ir_cron_severity").method_direct_trigger()
        self.assertEqual(old.severity, "general")
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)

    def test_fact_behind_another_model(self):
        """SEV-2: a rule may look at anything behind the case; what it is computed from counts as its fact."""
        self._add_rule("[('is_foreign', '=', True), ('line_ids', 'any', [('qty_claimed', '>', 3)])]")
        case = self._create_case()
        self.assertEqual(case.severity, "general")
        self.customer.country_id = self.env["res.country"].search([("id", "!=", self.company.country_id.id)], limit=1)
        self.assertEqual(case.severity, "important")
        case.line_ids.write({"qty_defective": 1, "qty_claimed": 3})
        self.assertEqual(case.severity, "general")

    def test_closed_case_keeps_its_severity(self):
        """SEV-2: what is learnt after the end does not change how grave it was."""
        case = self._create_case()
        case.action_withdraw("Mistaken")
        case.has_injury = True
        self.assertEqual(case.severity, "general")
        with self.assertRefuses(UserError, "is closed"):
            case.action_set_severity("major", "After all")

    # === Judgement ===

    def test_person_lowers_and_rules_only_raise(self):
        """SEV-2: a person's level holds against the rules until these rise above what they gave then."""
        case = self._create_case(is_dispute=True)
        case.action_set_severity("general", "Settled on the phone")
        self.assertRecordValues(
            case, [{"severity": "general", "severity_by_rules": "important", "severity_judged": True}]
        )
        case.risks_customer = True
        self.assertEqual(case.severity, "general")
        case.in_media = True
        self.assertRecordValues(case, [{"severity": "major", "severity_reason": "Reported in the media"}])
        case.in_media = False
        self.assertRecordValues(case, [{"severity": "major", "severity_by_rules": "important"}])

    def test_person_raises(self):
        """SEV-2: a level above the rules stays when they rise beneath it."""
        case = self._create_case()
        case.action_set_severity("major", "The mayor complains")
        case.is_dispute = True
        case.is_dispute = False
        self.assertRecordValues(
            case, [{"severity": "major", "severity_by_rules": "general", "severity_reason": "The mayor complains"}]
        )

    def test_change_is_in_the_history(self):
        """SEV-2: level and reason, by whom, in the chatter."""
        case = self._create_case()
        self.flush_tracking()
        action = case.action_set_severity()
        self.assertEqual(action["name"], "Change Severity")
        dialog = Form(self.env["complaint.reason"].with_user(self.assistant).with_context(**action["context"]))
        dialog.severity = "major"
        dialog.reason = "The mayor complains"
        dialog.save().action_confirm()
        self.flush_tracking()
        message = case.message_ids[0]
        self.assertEqual(message.author_id, self.assistant.partner_id)
        values = message.sudo().tracking_value_ids
        self.assertEqual(set(values.field_id.mapped("name")), {"severity", "severity_reason"})
        self.assertIn("The mayor complains", values.mapped("new_value_char"))

    def test_severity_is_not_simply_written(self):
        """SEV-2: a plain write needs the reason in the same breath and names the action."""
        case = self._create_case()
        for vals in ({"severity": "major"}, {"severity": "major", "severity_reason": " "}, {"severity": False}):
            with self.subTest(vals), self.assertRefuses(UserError, "action_set_severity"):
                case.write({"subject": "Other", **vals})
        self.assertEqual(case.subject, "Scratched desks")
        case.write({"subject": "Other", "severity": "major", "severity_reason": "The mayor complains"})
        self.assertRecordValues(case, [{"subject": "Other", "severity": "major", "severity_judged": True}])
        with self.assertRefuses(UserError, "steps of the procedure"):
            case.write({"severity": "general", "severity_by_rules": "general"})

    def test_only_handlers_judge(self):
        """SEV-2: wrong person, wrong level."""
        case = self._create_case()
        with self.assertRefuses(AccessError, "handlers"):
            case.with_user(self.clerk).action_set_severity("major", "I say so")
        with self.assertRefuses(UserError, "not known"):
            case.action_set_severity("terrible", "I say so")
        with self.assertRefuses(UserError, "not known"):
            case.action_set_severity(["major"][0] * 2, "I say so")

    def test_severity_given_on_create_is_a_judgement(self):
        """SEV-2: imported cases keep the level they come with; from then on rules only raise it."""
        case = self._create_case(severity="suggestion", is_dispute=True)
        self.assertRecordValues(
            case, [{"severity": "suggestion", "severity_by_rules": "important", "severity_judged": True}]
        )
        case.has_injury = True
        self.assertEqual(case.severity, "major")

    # === Rules ===

    def test_bad_conditions_are_refused(self):
        """SEV-2: a rule, a step and a policy say what is wrong with their condition."""
        rule = self._add_rule("[]")
        for domain in (
            "[('nothing', '=', 1)]",
            "[('severity'",
            "[('date_received', '<', 'long ago')]",
            "[('partner_id.nothing', '=', 1)]",
            "uid",
            "5",
            "__import__('os')",
            "[" * 500,
        ):
            for record in (rule, self.policy, self.policy.step_template_ids[0]):
                with self.subTest(domain=domain, record=record), self.assertRefuses(ValidationError, "not valid"):
                    record.domain = domain

    def test_rules_in_bulk_without_a_query_per_case(self):
        """SEV-2: a hundred cases cost the rules no more queries than ten."""
        self.desk.complaint_launch_date = fields.Date.today()
        lines = [Command.create({"product_id": self.desk.id, "qty_claimed": 1})]
        cases = self.env["complaint.case"].create(
            [{"subject": "x", "partner_id": self.customer.id, "line_ids": lines} for _i in range(100)]
        )
        counts = []
        for batch in (cases[:10], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            batch.sudo()._apply_severity_rules()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(set(cases.mapped("severity")), {"important"})

    # === Telling ===

    def test_roles_are_told_at_once(self):
        """SEV-4: on entering a level, by whatever way, the policy's roles get an activity, once per level."""
        self.policy.important_role_ids = self.env.ref("complaint_management.role_handler")
        created = self._create_case(user_id=self.assistant.id, has_injury=True)
        self.assertLessEqual(self.head | self.manager | self.assistant, self._get_told(created))
        self.assertFalse(self._get_told(created, self.important))
        case = self._create_case(user_id=self.assistant.id)
        self.assertFalse(case.sudo().activity_ids)
        case.is_dispute = True
        self.assertEqual(self._get_told(case, self.important), self.assistant)
        self.assertEqual(case.sudo().activity_ids.date_deadline, fields.Date.today())
        case.action_set_severity("major", "The mayor complains")
        self.assertIn(self.head, self._get_told(case))
        number = len(case.sudo().activity_ids)
        case.sudo().activity_ids.filtered(lambda a: a.user_id == self.head).action_done()
        case.action_set_severity("general", "No, not the mayor")
        case.action_set_severity("major", "Yes, the mayor")
        self.assertEqual(len(case.sudo().activity_ids), number - 1)

    def test_respondents_are_not_told(self):
        """SEV-4, CNF-1: the head of the department hears nothing of a complaint about themselves."""
        case = self._create_case()
        case.sudo().respondent_ids = self.head.employee_id
        case.has_injury = True
        self.assertIn(self.manager, self._get_told(case))
        self.assertNotIn(self.head, self._get_told(case))
        self.assertNotIn(self.head.partner_id, case.message_partner_ids)

    def test_many_are_told_in_bulk(self):
        """SEV-4: twenty cases becoming major at once cost less than two queries per activity."""
        cases = self.env["complaint.case"].create(
            [{"subject": "x", "partner_id": self.customer.id, "category_id": self.category.id} for _i in range(20)]
        )
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        cases.write({"has_injury": True})
        self.env.flush_all()
        activities = cases.sudo().activity_ids
        self.assertGreaterEqual(len(activities), 40)
        self.assertLess((self.env.cr.sql_log_count - start) / len(activities), 4)

    # === Meeting and report ===

    def _get_meeting(self, case):
        case.action_accept()
        (case.step_ids.filtered(lambda s: s.kind != "meeting" and s.state == "todo")).with_user(self.head).action_done(
            "The leg was cracked."
        )
        return case.step_ids.filtered(lambda s: s.kind == "meeting").with_user(self.head)

    def test_major_case_needs_a_meeting(self):
        """SEV-5: date, people, minutes, agreed decision; nothing less, and not before it took place."""
        case = self._create_case(has_injury=True)
        meeting = self._get_meeting(case)
        self.assertEqual(meeting.state, "todo")
        with self.assertRefuses(UserError, "its date.*people who took part.*minutes.*decision"):
            meeting.action_done()
        with self.assertRefuses(UserError, "is open"):
            case.action_propose()
        date = fields.Datetime.now() + timedelta(days=1)
        meeting.action_plan_meeting(date, (self.head | self.worker).ids)
        with self.assertRefuses(UserError, "taken place"):
            meeting.action_done("We met.", decision="New supplier.")
        with freeze_time(date + timedelta(hours=2)):
            meeting.action_done("We met.", decision="New supplier.")
        self.assertEqual(meeting.state, "done")
        self.assertRecordValues(meeting, [{"opinion": "<p>We met.</p>", "decision": "<p>New supplier.</p>"}])

    def test_meeting_is_private_in_the_calendar(self):
        """SEV-5, CNF-1: one event that moves with the meeting; its title says no more than the number."""
        case = self._create_case(has_injury=True)
        meeting = self._get_meeting(case)
        meeting.action_plan_meeting("2030-01-10 09:00:00", self.head.ids)
        event = meeting.sudo().meeting_id
        meeting.action_plan_meeting("2030-01-11 09:00:00", (self.head | self.worker).ids)
        self.assertEqual(meeting.sudo().meeting_id, event)
        self.assertEqual(event.name, f"Meeting on case {case.name}")
        self.assertRecordValues(event, [{"privacy": "private", "user_id": self.head.id}])
        self.assertNotIn("desks", event.description)
        self.assertEqual(str(event.start), "2030-01-11 09:00:00")
        self.assertEqual(event.partner_ids, (self.head | self.worker).partner_id)

    def test_meeting_refuses_wrong_input(self):
        """SEV-5, CNF-1: wrong date, respondents, customers, unknown people, other steps, other departments."""
        case = self._create_case(has_injury=True)
        case.sudo().respondent_ids = self.worker.employee_id
        meeting = self._get_meeting(case)
        with self.assertRefuses(UserError, "not a date"):
            meeting.action_plan_meeting("soon", self.head.ids)
        for people in (self.worker.ids, self.portal_user.ids, [10**9]):
            with self.subTest(people), self.assertRefuses(UserError, "take no part"):
                meeting.action_plan_meeting("2030-01-10 09:00:00", people)
        for people in ("x", ["x"], [[1]]):
            with self.subTest(people), self.assertRefuses(UserError, "list of users"):
                meeting.action_plan_meeting("2030-01-10 09:00:00", people)
        with self.assertRefuses(UserError, "not an open meeting"):
            (case.step_ids - meeting).with_user(self.head).action_plan_meeting("2030-01-10 09:00:00", self.head.ids)
        with self.assertRaises(AccessError):
            meeting.with_user(self.assistant).action_plan_meeting("2030-01-10 09:00:00", self.head.ids)

    def test_meeting_dialog(self):
        """SEV-5: the dialog plans first and records later."""
        meeting = self._get_meeting(self._create_case(has_injury=True))
        action = meeting.action_plan_meeting()
        dialog = Form(self.env["complaint.opinion"].with_user(self.head).with_context(**action["context"]))
        dialog.meeting_date = fields.Datetime.now() - timedelta(hours=2)
        dialog.save().action_keep()
        self.assertRecordValues(meeting, [{"state": "todo", "attendee_ids": self.head.ids}])
        dialog = Form(self.env["complaint.opinion"].with_user(self.head).with_context(**action["context"]))
        self.assertEqual(dialog.meeting_date, meeting.meeting_date)
        dialog.opinion = "We met."
        dialog.decision = "New supplier."
        dialog.save().action_confirm()
        self.assertEqual(meeting.state, "done")

    def test_case_that_becomes_major_gets_its_meeting(self):
        """SEV-5, RTE-2: while it is investigated, once."""
        case = self._create_case()
        case.action_accept()
        self.assertEqual(len(case.step_ids), 1)
        case.has_injury = True
        self.assertEqual(case.step_ids.sorted("id").mapped("kind"), ["investigate", "meeting"])
        case.in_media = True
        self.assertEqual(len(case.step_ids), 2)

    def test_major_incident_report(self):
        """SEV-5: from, to, when, where, course, first cause, state of handling; offered for major cases only."""
        case = self._create_case(
            has_injury=True,
            user_id=self.assistant.id,
            description="<p>A leg broke.</p>",
            first_cause="A crack in the weld",
            incident_place="School library",
            date_incident="2026-03-04 10:00:00",
        )
        report = self.env.ref("complaint_management.action_report_major_incident")
        self._get_meeting(case)
        html, _type = report.with_user(self.assistant)._render_qweb_html(report.report_name, case.ids)
        text = html.decode()
        for words in (
            case.name,
            "assistant",
            "head",
            "School library",
            "03/04/2026",
            "A leg broke.",
            "A crack in the weld",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertIn("The leg was cracked.", text)
        other = self._create_case()
        offered = report.get_valid_action_reports("complaint.case", case.ids)
        self.assertIn(report.id, offered)
        self.assertNotIn(report.id, report.get_valid_action_reports("complaint.case", other.ids))
        with self.assertRaises(AccessError):
            report.with_user(self.worker)._render_qweb_html(report.report_name, case.ids)

    def test_major_incident_report_beside_other_companies(self):
        """SEV-5: it names its readers in the case's company, whatever companies a role's people work for."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "stranger", name="Ms. Strange", company_id=elsewhere.id, company_ids=elsewhere.ids
        )
        people = (stranger | self.manager).ids
        self.policy.major_role_ids = self.env["complaint.role"].create({"name": "All", "user_ids": people})
        case = self._create_case(has_injury=True, user_id=self.assistant.id)
        self.env.invalidate_all()
        report = self.env.ref("complaint_management.action_report_major_incident")
        html, _type = report.with_user(self.assistant)._render_qweb_html(report.report_name, case.ids)
        self.assertIn(self.manager.name, html.decode())
        self.assertNotIn("Ms. Strange", html.decode())
