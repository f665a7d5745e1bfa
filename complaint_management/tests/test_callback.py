from datetime import datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

ACTIVITY = "complaint_management.mail_activity_type_callback"
DISSATISFIED = "complaint_management.mail_activity_type_dissatisfied"


class CallbackCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_handler = cls._create_employee_user("second_assistant", "group_handler", cls.sales)
        cls.office = cls._create_employee_user(
            "office", "group_user", cls.env["hr.department"].create({"name": "Office", "company_id": cls.company.id})
        )
        cls.office_role = cls.env["complaint.role"].create({"name": "General office", "user_ids": cls.office.ids})
        # the supervisor of the sales department learns nothing unless Production is responsible
        cls.production.manager_id = cls.worker.employee_id

    @classmethod
    def _follow_up(cls, case=None, **values):
        """A case of the assistant in follow-up."""
        case = case or cls._create_case(user_id=cls.assistant.id, **values)
        cls._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        return case

    @classmethod
    def _again(cls, case):
        """The next round, from investigation to follow-up."""
        case.step_ids.filtered(lambda s: s.state == "todo").with_user(cls.engineer).action_done("Looked again.")
        case.action_propose()
        resolution = (
            cls.env["complaint.resolution"]
            .with_user(cls.assistant)
            .create({"case_id": case.id, "remedy_ids": [Command.create({"kind": "apology"})]})
        )
        cls._approve(resolution)
        case.action_send_reply()
        resolution.action_accept("Ms. Ready")
        case.action_execute()
        case.remedy_ids.action_done()
        case.action_follow_up()

    @classmethod
    def _call(cls, case, satisfaction="satisfied", user=None, **values):
        values = {"case_id": case.id, "satisfaction": satisfaction, **values}
        return cls.env["complaint.callback"].with_user(user or cls.assistant).create(values)

    def _to_call(self, user=None):
        domain = [("misses_callbacks", "=", True)]
        return self.env["complaint.case"].with_user(user or self.assistant).search(domain)

    def _activities(self, case, xmlid=ACTIVITY):
        return case.activity_ids.filtered(lambda a: a.activity_type_id == self.env.ref(xmlid))


@tagged("post_install", "-at_install")
class TestCallbackPolicy(CallbackCommon):
    def test_several_meet_the_deadline_when_all_are_made(self):
        """CBK-1, CBK-4: with two wanted the first call neither meets the deadline nor closes the case."""
        self.policy.callback_count = 2
        case = self._follow_up()
        deadline = case.deadline_ids.filtered(lambda d: d.milestone == "callback")
        self._call(case)
        self.assertFalse(deadline.date_met)
        self.assertRecordValues(case, [{"callbacks_wanted": 2, "callbacks_made": 1, "misses_callbacks": True}])
        self.assertIn(case, self._to_call())
        self._call(case)
        self.assertEqual(deadline.state, "met")
        self.assertNotIn(case, self._to_call())
        self.assertFalse(self._activities(case))

    def test_category_wants_more_than_the_policy(self):
        """CBK-1: engineering quality is asked twice, service once."""
        self.category.callbacks_required = 2
        service = self.env.ref("complaint_management.category_service_conduct")
        service.with_company(self.company).department_id = self.quality
        twice, once = self._follow_up(), self._follow_up(category_id=service.id)
        self.assertEqual((twice.callbacks_wanted, once.callbacks_wanted), (2, 1))
        self.category.callbacks_required = 0
        self.policy.callback_count = 0
        self.assertEqual(self._to_call() & (twice | once), once)

    def test_whoever_is_to_call_gets_an_activity(self):
        """CBK-1: by the day of the policy's deadline."""
        case = self._follow_up()
        due = case.deadline_ids.filtered(lambda d: d.milestone == "callback").date_due
        activity = self._activities(case)
        self.assertRecordValues(activity, [{"user_id": self.assistant.id, "date_deadline": due.date()}])
        self.assertEqual(case.date_callback_due, due)
        self._call(case)
        self.assertFalse(activity.active)

    def test_not_the_handler(self):
        """CBK-1: where the policy wants somebody else, the handler is refused, and another handler is asked to call."""
        self.policy.callback_by = "other"
        team = self.env["complaint.team"].create(
            {"name": "Desk", "company_id": self.company.id, "member_ids": (self.assistant | self.other_handler).ids}
        )
        case = self._follow_up(team_id=team.id)
        self.assertEqual(case.caller_ids, self.other_handler)
        self.assertEqual(self._activities(case).user_id, self.other_handler)
        with self.assertRefuses(UserError, "a complaint handler other than the case's"):
            self._call(case)
        self._call(case, user=self.other_handler)
        self.assertEqual(case.callbacks_made, 1)

    def test_role_calls_though_no_handler(self):
        """CBK-1: the office calls back every case; it sees the case from then on, and handlers do not call."""
        self.policy.write({"callback_by": "role", "callback_role_id": self.office_role.id})
        case = self._create_case(user_id=self.assistant.id)
        with self.assertRaises(AccessError):
            case.with_user(self.office).read(["subject"])
        self._follow_up(case)
        self.assertEqual(case.with_user(self.office).subject, "Scratched desks")
        self.assertEqual(self._to_call(self.office), case)
        self.assertEqual(self._activities(case).user_id, self.office)
        with self.assertRefuses(UserError, r"Its policy wants General office \(office"):
            self._call(case)
        # a handler may write down what the office heard
        self._call(case, user_id=self.office.id)
        self._call(case, user=self.office)
        with self.assertRefuses(AccessError, "those of others are recorded by complaint handlers"):
            self._call(case, user=self.office, user_id=self.assistant.id)

    def test_wrong_person(self):
        """CBK-1: who does not see the case, or sees it but is not named, does not call."""
        case = self._follow_up()
        with self.assertRaises(AccessError):
            self._call(case, user=self._create_employee_user("packer", "group_user", self.production))
        for head_or_member in (self.worker, self.engineer):
            with self.assertRefuses(UserError, "Its policy wants a complaint handler"):
                self._call(case, user=head_or_member)
        with self.assertRefuses(UserError, "Its policy wants a complaint handler"):
            case.with_user(self.engineer).action_log_callback()
        with self.assertRaises(AccessError):
            self._call(case, user=self.auditor)

    def test_nobody_calls_in_secret(self):
        """CBK-1, CNF-1: callers are set by the procedure only, and a respondent is none of them."""
        self.policy.write({"callback_by": "role", "callback_role_id": self.office_role.id})
        case = self._follow_up()
        with self.assertRefuses(UserError, "To Be Called By"):
            case.caller_ids = [Command.link(self.worker.id)]
        case.respondent_ids = self.office.employee_id
        self.assertFalse(case.sudo().caller_ids)
        with self.assertRaises(AccessError):
            self._call(case, user=self.office)

    def test_confidential_case_is_opened_to_one_caller(self):
        """CBK-1, CNF-2: the office is many, of a confidential case one of them learns."""
        second = self._create_employee_user("office2", "group_user", self.office.employee_id.department_id)
        self.office_role.user_ids += second
        self.policy.write({"callback_by": "role", "callback_role_id": self.office_role.id})
        case = self._follow_up(confidential=True)
        self.assertEqual(case.sudo().caller_ids, self.office)
        self.assertEqual(self._to_call(self.office), case)
        self.assertFalse(self._to_call(second))

    def test_role_must_be_named(self):
        """CBK-1: a policy that leaves calling to a role names it; no negative number."""
        for values in ({"callback_by": "role"}, {"callback_count": -1}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.policy.write(values)
                self.policy.flush_recordset()

    def test_policy_form(self):
        """CBK-1: by whom and who takes over is set on the policy."""
        with Form(self.policy.with_user(self.manager)) as form:
            form.callback_count = 2
            form.callback_by = "role"
            form.callback_role_id = self.office_role
            form.third_round_role_id = self.office_role
        self.assertEqual(self.policy.callback_role_id, self.office_role)

    def test_many_cases_cost_no_more_queries(self):
        """CBK-1: planning the callbacks of many cases takes as many queries as of few."""
        cases = self.env["complaint.case"].create(
            [{"subject": "Scratched", "user_id": self.assistant.id} for _i in range(12)]
        )
        cases.sudo().state = "followup"
        counts = []
        for group in (cases[:2], cases[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group._plan_callbacks()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        self.assertEqual(cases.caller_ids, self.assistant)


@tagged("post_install", "-at_install")
class TestCallbackRecord(CallbackCommon):
    def test_dialog(self):
        """CBK-2: date, method, caller, both satisfactions, words, signature and attachment."""
        case = self._follow_up()
        action = case.action_log_callback()
        file = self.env["ir.attachment"].with_user(self.assistant).create({"name": "Protocol.pdf", "datas": "UERG"})
        model = self.env["complaint.callback"].with_user(self.assistant).with_context(**action["context"])
        form = Form(model, view=action["views"][0][0])
        form.method = "visit"
        form.satisfaction = "very_satisfied"
        form.satisfaction_handling = "neutral"
        form.comment = "Like new, but it took long."
        form.attachment_ids.add(file)
        form.signature = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
        callback = form.save()
        self.assertRecordValues(
            callback,
            [{"case_id": case.id, "round": 1, "user_id": self.assistant.id, "satisfaction_handling": "neutral"}],
        )
        self.assertTrue(callback.signature)
        self.assertEqual((file.res_model, file.res_id), ("complaint.callback", callback.id))
        self.assertEqual(callback.display_name, f"{case.name}: Very Satisfied")
        self.assertIn("Callback: Very Satisfied", str(case.get_timeline()))

    def test_not_reached_does_not_count(self):
        """CBK-2, CBK-4: an attempt is on record, says nothing, and leaves the callback to be made."""
        case = self._follow_up()
        attempt = self._call(case, False, outcome="not_reached", comment="Nobody answered")
        self.assertRecordValues(case, [{"callbacks_made": 0, "callback_attempts": 1, "satisfaction": False}])
        self.assertTrue(self._activities(case))
        self.assertFalse(case.deadline_ids.filtered(lambda d: d.milestone == "callback").date_met)
        case.summary = "Learnt"
        with self.assertRefuses(UserError, "asks for 1 callbacks, 0 were made"):
            case.action_close()
        self.assertIn("Callback: not reached", str(case.get_timeline()))
        self._call(case, "neutral")
        self._call(case, False, outcome="not_reached")
        self.assertEqual(case.satisfaction, "neutral", "the last attempt said nothing")
        self.assertIn("Not Reached", attempt.display_name)

    def test_what_was_said_must_fit(self):
        """CBK-2: who was reached said how satisfied they are, nobody else did."""
        case = self._follow_up()
        for satisfaction, values in (
            (False, {}),
            ("satisfied", {"outcome": "not_reached"}),
            (False, {"outcome": "not_reached", "satisfaction_handling": "neutral"}),
        ):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self._call(case, satisfaction, **values)
        for values in ({"satisfaction": "delighted"}, {"satisfaction": "neutral", "method": "dream"}):
            with self.subTest(values), self.assertRaises(ValueError):
                self._call(case, **values)

    def test_date_between_execution_and_now(self):
        """CBK-2: not in the future, not before the day of execution."""
        case = self._follow_up()
        with self.assertRefuses(ValidationError, "when it was made, not before"):
            self._call(case, date=fields.Datetime.now() + timedelta(hours=2))
        with self.assertRefuses(ValidationError, "before the resolution was carried out"):
            self._call(case, date=fields.Datetime.now() - timedelta(days=2))
        case.sudo().date_executed = datetime(2026, 11, 2, 14)
        self._call(case, date=datetime(2026, 11, 2, 10))

    def test_stays_as_it_is(self):
        """CBK-2, ARC-4: neither changed nor deleted, nor put into another round."""
        case = self._follow_up()
        callback = self._call(case, round=7)
        self.assertEqual(callback.round, 1)
        for user in (self.assistant, self.manager):
            with self.assertRefuses(UserError, "stays as it is"):
                callback.with_user(user).comment = "They were delighted"
        with self.assertRefuses(UserError, "stays as it is"):
            case.callback_ids = [Command.update(callback.id, {"satisfaction": "very_satisfied"})]
        with self.assertRefuses(UserError, "kept with their case"):
            callback.sudo().unlink()

    def test_files_of_others_are_refused(self):
        """CBK-2: nobody gets at a file by attaching it."""
        case = self._follow_up()
        file = self.env["ir.attachment"].create({"name": "Secret.pdf", "datas": "UERG"})
        with self.assertRefuses(UserError, "."):
            self._call(case, attachment_ids=[Command.link(file.id)])
        self.assertFalse(file.res_id)

    def test_case_must_be_known(self):
        """CBK-2: a wrong or missing case is an error in words."""
        for wrong in (False, 99999999, "x", [1]):
            with self.subTest(wrong), self.assertRefuses(UserError, "of which case"):
                self.env["complaint.callback"].with_user(self.assistant).create(
                    {"case_id": wrong, "satisfaction": "satisfied"}
                )

    def test_other_company(self):
        """CBK-2: a case of another company is out of reach; its callers are people of its company."""
        company = self.env["res.company"].create({"name": "Second"})
        case = self._follow_up()
        stranger = self._create_employee_user("stranger", "group_handler", self.sales)
        stranger.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        with self.assertRaises(AccessError):
            self._call(case, user=stranger)
        self.policy.write({"callback_by": "role", "callback_role_id": self.office_role.id})
        self.office_role.user_ids = stranger
        self.assertFalse(self._follow_up().caller_ids)

    def test_analysis_by_customer_and_category(self):
        """CBK-2: callbacks are grouped by what the case is about."""
        self._call(self._follow_up())
        groups = (
            self.env["complaint.callback"]
            .with_user(self.manager)
            ._read_group(
                [("satisfaction", "=", "satisfied"), ("partner_id", "=", self.customer.id)],
                ["partner_id", "category_id"],
                ["__count"],
            )
        )
        self.assertEqual(groups, [(self.customer, self.category, 1)])


@tagged("post_install", "-at_install")
class TestCallbackResult(CallbackCommon):
    def test_three_rounds(self):
        """CBK-3: dissatisfied twice, the case is the role's; all of it are told, earlier rounds stay readable."""
        role = self.env["complaint.role"].create(
            {"name": "Sales managers", "user_ids": (self.clerk | self.manager).ids}
        )
        self.policy.third_round_role_id = role
        case = self._follow_up()
        self._call(case, "neutral")
        self.assertEqual(case.round, 1, "neutral changes nothing")
        self._call(case, "dissatisfied", comment="Still scratched")
        self.assertRecordValues(case, [{"round": 2, "state": "investigation", "user_id": self.assistant.id}])
        self.assertFalse(self._activities(case, DISSATISFIED).filtered(lambda a: a.user_id == self.manager))
        self._again(case)
        self.assertEqual(case.callbacks_made, 0, "each round is asked anew")
        self._call(case, "dissatisfied", comment="Worse <b>than</b> before")
        self.assertRecordValues(case, [{"round": 3, "state": "investigation", "user_id": self.manager.id}])
        told = self._activities(case, DISSATISFIED).filtered(lambda a: "Worse" in a.note)
        self.assertLessEqual(self.clerk | self.manager, told.user_id)
        self.assertIn("&lt;b&gt;", told[0].note)
        self.assertEqual(case.step_ids.filtered(lambda s: s.round == 3).state, "todo")
        self.assertEqual(case.callback_ids.sorted("id").mapped("round"), [1, 1, 2])
        self.assertEqual(case.resolution_ids.sorted("id").mapped("round"), [1, 2])

    def test_without_role_the_leader_is_told(self):
        """CBK-3: nobody named: the case stays, the team leader knows."""
        team = self.env["complaint.team"].create(
            {"name": "Desk", "company_id": self.company.id, "user_id": self.manager.id}
        )
        case = self._follow_up(team_id=team.id)
        self._call(case, "dissatisfied")
        self._again(case)
        self._call(case, "dissatisfied")
        self.assertEqual((case.round, case.user_id), (3, self.assistant))
        self.assertIn(self.manager, self._activities(case, DISSATISFIED).user_id)

    def test_only_dissatisfaction_counts(self):
        """CBK-3: a round that a manager opened is not a customer dissatisfied twice."""
        self.policy.third_round_role_id = self.env["complaint.role"].create(
            {"name": "Boss", "user_ids": self.manager.ids}
        )
        case = self._follow_up()
        case.action_reopen("Something was forgotten")
        self._again(case)
        self._call(case, "dissatisfied")
        self.assertEqual((case.round, case.user_id), (3, self.assistant))

    def test_role_sends_the_case_back(self):
        """CBK-3: the office need not be a handler to send a dissatisfied customer's case back."""
        self.policy.write({"callback_by": "role", "callback_role_id": self.office_role.id})
        case = self._follow_up()
        self._call(case, "dissatisfied", user=self.office, comment="Scratched")
        self.assertRecordValues(case, [{"round": 2, "state": "investigation"}])
        self.assertEqual(case.passage_ids[-1].user_id, self.office)
        self.assertFalse(self._activities(case))

    def test_two_dissatisfied_at_once(self):
        """CBK-3: two calls recorded together open one round."""
        case = self._follow_up()
        values = {"case_id": case.id, "satisfaction": "dissatisfied"}
        self.env["complaint.callback"].with_user(self.assistant).create(
            [{**values, "comment": "One"}, {**values, "comment": "Two"}]
        )
        self.assertEqual(case.round, 2)
        self.assertIn("One\nTwo", case.passage_ids[-1].reason)

    def test_waived_with_a_reason(self):
        """CBK-4: the case closes without callbacks, the deadline ends, and the reason is on record."""
        case = self._follow_up()
        self.assertEqual(case.action_waive_callbacks()["context"]["default_operation"], "waive_callbacks")
        with self.assertRaises(AccessError):
            case.with_user(self.engineer).action_waive_callbacks("No time")
        wizard = (
            self.env["complaint.reason"]
            .with_user(self.assistant)
            .with_context(**case.action_waive_callbacks()["context"])
            .create({"reason": "The customer moved abroad"})
        )
        wizard.action_confirm()
        self.assertRecordValues(
            case,
            [
                {
                    "callback_waive_reason": "The customer moved abroad",
                    "callback_waived_by_id": self.assistant.id,
                    "misses_callbacks": False,
                }
            ],
        )
        self.assertFalse(case.deadline_ids.filtered(lambda d: d.milestone == "callback"))
        self.assertFalse(self._activities(case))
        self.assertNotIn(case, self._to_call())
        self.assertIn("Callbacks waived: The customer moved abroad", str(case.get_timeline()))
        case.policy_id._refresh_deadlines()
        self.assertFalse(case.deadline_ids.filtered(lambda d: d.milestone == "callback"), "nor does it come back")
        with self.assertRefuses(UserError, "no callback is missing"):
            case.action_waive_callbacks("Again")
        with self.assertRefuses(UserError, "set by the steps of the procedure"):
            case.callback_waive_reason = "Other"
        case.summary = "Learnt"
        case.action_close()
        self.assertEqual(case.state, "closed")
        case.action_reopen("It broke again")
        self.assertFalse(case.callback_waived_by_id, "the next round is asked again")

    def test_overdue_callback_stays_on_record_when_waived(self):
        """CBK-4: waiving does not make a missed deadline undone."""
        case = self._follow_up()
        deadline = case.deadline_ids.filtered(lambda d: d.milestone == "callback")
        deadline.sudo().write({"date_due": fields.Datetime.now() - timedelta(days=1)})
        case.action_waive_callbacks("Gone")
        self.assertEqual(deadline.state, "met_late")

    def test_waive_only_in_follow_up(self):
        """CBK-4: nothing is waived before there is anything to ask."""
        with self.assertRefuses(UserError, "not in Follow-up"):
            self._create_case().action_waive_callbacks("No time")

    def test_activity_goes_with_the_phase(self):
        """CBK-4: a case withdrawn in follow-up is called by nobody."""
        case = self._follow_up()
        case.action_withdraw("The customer went bankrupt")
        self.assertFalse(self._activities(case))
        self.assertNotIn(case, self._to_call())

    def test_callback_after_closing_is_listed(self):
        """CBK-1, CBK-4: counted from closing, it is made on the closed case; the list shows it until then."""
        self.policy.callback_count = 0
        self.policy.milestone_ids.filtered(lambda m: m.milestone == "callback").write({"event": "closed"})
        case = self._follow_up()
        self.assertNotIn(case, self._to_call())
        case.summary = "Learnt"
        case.action_close()
        self.assertIn(case, self._to_call())
        self.assertEqual(self._activities(case).user_id, self.assistant)
        self._call(case)
        self.assertNotIn(case, self._to_call())
        self.assertFalse(self._activities(case))

    def test_department_learns_the_result(self):
        """CBK-5: the head of the responsible department is told the satisfaction and the words."""
        case = self._follow_up()
        with self.mock_mail_gateway():
            self._call(case, "very_satisfied", comment="Thank <i>you</i>")
        message = self.env["mail.message"].search(
            [("model", "=", "complaint.case"), ("res_id", "=", case.id), ("message_type", "=", "user_notification")],
            limit=1,
        )
        self.assertEqual(message.notified_partner_ids, self.worker.partner_id)
        self.assertIn("very satisfied", message.body)
        self.assertIn("&lt;i&gt;you", message.body)
        self.assertNotIn(message, case.message_ids.filtered(lambda m: not m.is_internal))

    def test_dissatisfied_department_has_to_act(self):
        """CBK-5: whoever sees the case gets an activity, the others the words."""
        self.quality.manager_id = self.engineer.employee_id
        case = self._follow_up()
        case.responsibility_ids.sudo().department_id = self.quality
        self._call(case, "dissatisfied", comment="Still scratched")
        activity = self._activities(case, DISSATISFIED)
        self.assertEqual(activity.user_id, self.engineer)
        self.assertIn("Still scratched", activity.note)

    def test_who_must_not_know_is_not_told(self):
        """CBK-5, CNF-1: no respondent; nobody where the policy says so."""
        case = self._follow_up()
        case.respondent_ids = self.worker.employee_id
        self._call(case, "neutral")
        case.respondent_ids = False
        self.policy.callback_tell_department = False
        self._call(case, "neutral")
        notified = self.env["mail.notification"].search([("res_partner_id", "=", self.worker.partner_id.id)])
        self.assertFalse(notified.filtered(lambda n: "Callback of" in (n.mail_message_id.subject or "")))
