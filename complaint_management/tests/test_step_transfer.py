from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestStepTransfer(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.step_template_ids = [
            Command.create(
                {"name": "Plan", "sequence": 20, "department_source": "fixed", "department_id": cls.sales.id}
            ),
            Command.create(
                {"name": "Cost", "sequence": 20, "department_source": "fixed", "department_id": cls.sales.id}
            ),
        ]
        with freeze_time("2030-01-07 09:00:00"):
            cls.case = cls._create_case()
            cls.case.user_id = cls.assistant
            cls.case.action_accept()
        cls.step = cls.case.step_ids.filtered(lambda s: s.department_id == cls.quality)
        # those of Quality see it for their step only
        cls.case.department_id = cls.sales
        cls.plan, cls.cost = (cls.case.step_ids - cls.step).sorted("name", reverse=True)

    def _ask(self, action, user, **values):
        form = Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save().action_confirm()

    # === Passing on ===

    @freeze_time("2030-01-08 09:00:00")
    def test_pass_on_to_another_department(self):
        """RTE-3: by a member, in the dialog, with a reason; the activity moves, the time goes on, and it is logged."""
        self.quality.manager_id = self.engineer.employee_id
        self.production.manager_id = self.worker.employee_id
        due = self.step.date_deadline
        action = self.step.with_user(self.engineer).action_pass_on()
        with self.assertRefuses(UserError, "Choose the department or the person"):
            self.env["complaint.step.transfer"].with_user(self.engineer).create(
                {"step_ids": self.step.ids, "operation": "pass_on", "reason": "x"}
            ).action_confirm()
        result = self._ask(action, self.engineer, department_id=self.production, reason="It is their line")
        # they do not see it any more, so they are led to their list
        self.assertEqual(result.get("res_model"), "complaint.step")
        self.assertRecordValues(
            self.step, [{"department_id": self.production.id, "user_id": False, "date_deadline": due, "state": "todo"}]
        )
        self.assertRecordValues(
            self.step.move_ids,
            [{"kind": "passed_on", "user_id": self.engineer.id, "from_name": "Quality", "to_name": "Production"}],
        )
        self.assertEqual(self.step.activity_ids.user_id, self.worker)
        body = self.step.message_ids.filtered(lambda m: "Passed on to Production" in (m.body or "")).body
        self.assertIn("It is their line", body)
        self.assertIn("The time goes on", body)
        self.step.with_user(self.worker).action_done("Seen to")
        self.assertEqual(self.step.state, "done")

    def test_pass_on_to_a_person(self):
        """RTE-3: a colleague of the department does it for the department; another takes it along to their own."""
        colleague = self._create_employee_user("colleague", "group_user", self.quality)
        self.step.with_user(self.engineer).action_pass_on(user_id=colleague.id, reason="Knows coatings")
        self.assertRecordValues(self.step, [{"department_id": self.quality.id, "user_id": colleague.id}])
        self.assertEqual(self.step.activity_ids.user_id, colleague)
        self.step.with_user(colleague).action_pass_on(user_id=self.worker.id, reason="Knows it better")
        self.assertRecordValues(self.step, [{"department_id": self.production.id, "user_id": self.worker.id}])
        self.assertEqual(
            self.step.move_ids.mapped("to_name"), [f"Quality, {colleague.name}", f"Production, {self.worker.name}"]
        )

    def test_the_handler_passes_on_what_waits(self):
        """RTE-3: also before its turn has come; then nobody is told yet."""
        self.assertEqual(self.plan.state, "waiting")
        self.plan.with_user(self.assistant).action_pass_on(self.production.id, reason="They plan")
        self.assertEqual(self.plan.department_id, self.production)
        self.assertFalse(self.plan.activity_ids)

    def test_who_passes_on(self):
        """RTE-3: neither a stranger nor a colleague from elsewhere; nothing that is done."""
        with self.assertRaises(AccessError):
            self.step.with_user(self.worker).action_pass_on(self.production.id, reason="Ours")
        with self.assertRefuses(AccessError, "Only the department"):
            self.step.with_user(self.approver).action_pass_on(self.production.id, reason="Ours")
        self.step.with_user(self.engineer).action_done("Found")
        with self.assertRefuses(UserError, "is not open: it cannot be passed on"):
            self.step.with_user(self.engineer).action_pass_on(self.production.id, reason="Theirs")

    def test_to_whom(self):
        """RTE-3, CNF-1: not to a customer, an outsider, another company, nobody, or where it is already."""
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["hr.department"].create({"name": "Foreign", "company_id": other.id})
        outsider = self._create_employee_user("outsider", "group_user", self.quality)
        outsider.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        plain = self.env["res.users"].create(
            {"name": "Plain", "login": "plain", "company_id": self.company.id, "company_ids": self.company.ids}
        )
        step = self.step.with_user(self.engineer)
        for user in (self.portal_user, outsider, plain):
            with self.subTest(user=user.login), self.assertRefuses(UserError, "does not work on the complaints"):
                step.action_pass_on(user_id=user.id, reason="Theirs")
        with self.assertRefuses(UserError, "not a department of"):
            step.action_pass_on(foreign.id, reason="Theirs")
        with self.assertRefuses(UserError, "with Quality already"):
            step.action_pass_on(self.quality.id, reason="Ours")
        for wrong in ("x", 10**9, -1, [1], True):
            with self.subTest(wrong=wrong), self.assertRefuses(UserError, "Choose an existing"):
                step.action_pass_on(user_id=wrong, reason="Theirs")
        with self.assertRefuses(UserError, "Give a reason"):
            step.action_pass_on(self.production.id, reason="  ")
        self.case.respondent_ids = self.worker.employee_id
        with self.assertRefuses(ValidationError, "can take no part in it"):
            step.action_pass_on(user_id=self.worker.id, reason="Theirs")
        self.assertEqual(self.step.department_id, self.quality)

    def test_confidential(self):
        """CNF-2: a department does not open a confidential case to others; who leads the case does."""
        self.case.confidential = True
        step = self.step.with_user(self.engineer)
        with self.assertRefuses(ValidationError, "is confidential and worker .*has no part in it"):
            step.action_pass_on(user_id=self.worker.id, reason="Theirs")
        with self.assertRefuses(UserError, "is confidential: send the step back"):
            step.action_pass_on(self.production.id, reason="Theirs")
        self.step.with_user(self.assistant).action_pass_on(self.production.id, reason="Theirs")
        self.assertEqual(self.step.department_id, self.production)

    # === Returning to the handler ===

    @freeze_time("2030-01-08 09:00:00")
    def test_not_ours(self):
        """RTE-3: a department returns an open step to the handler, who passes it on; the time goes on."""
        due = self.step.date_deadline
        action = self.step.with_user(self.engineer).action_send_back()
        self._ask(action, self.engineer, reason="We do not make desks")
        self.assertRecordValues(
            self.step,
            [{"department_id": False, "user_id": self.assistant.id, "state": "todo", "date_deadline": due}],
        )
        self.assertRecordValues(
            self.step.move_ids, [{"kind": "returned", "reason": "We do not make desks", "to_name": self.assistant.name}]
        )
        self.assertEqual(self.step.activity_ids.user_id, self.assistant)
        self.assertIn("We do not make desks", self.step.activity_ids.note)
        self.assertEqual(self.case.awaiting, "handler")
        step = self.step.with_user(self.assistant)
        with self.assertRefuses(UserError, "with the handler already"):
            step.action_send_back("No")
        step.action_pass_on(self.production.id, reason="Yours")
        self.assertEqual(self.case.awaiting, "department")

    def test_only_those_who_have_it_return_it(self):
        """RTE-3: another department does not, and nobody returns what waits."""
        with self.assertRefuses(AccessError, "sent back by those who are to do it"):
            self.step.with_user(self.approver).action_send_back("No")
        with self.assertRefuses(UserError, "only what is to do"):
            self.plan.with_user(self.clerk).action_send_back("No")

    # === To be done again ===

    def test_done_again(self):
        """RTE-3: the handler sends a done step back: its opinion is kept, it gets new time, its lateness stays."""
        with freeze_time("2030-02-04 09:00:00"):
            photo = self.env["ir.attachment"].with_user(self.engineer).create({"name": "photo.txt", "raw": b"x"})
            self.step.with_user(self.engineer).action_done("Too vague", attachment_ids=photo.ids)
        self.assertTrue(self.step.is_done_late)
        self.assertEqual(self.plan.state, "todo")
        first_due = self.step.date_deadline
        with freeze_time("2030-02-05 09:00:00"):
            action = self.step.with_user(self.assistant).action_send_back()
            self._ask(action, self.assistant, reason="Which batch?")
            self.assertRecordValues(
                self.step,
                [{"state": "todo", "user_id": self.engineer.id, "date_done": False, "is_done_late": False}],
            )
            self.assertFalse(self.step.opinion)
            self.assertGreater(self.step.date_deadline, Datetime.now())
            self.assertEqual(self.step.deadline_state, "on_track")
        move = self.step.move_ids.with_user(self.engineer)
        self.assertRecordValues(
            move,
            [{"kind": "sent_back", "is_late": True, "date_deadline": first_due, "done_by_id": self.engineer.id}],
        )
        self.assertIn("Too vague", move.opinion)
        self.assertEqual(move.attachment_ids, photo)
        self.assertEqual(self.step.activity_ids.user_id, self.engineer)
        self.assertIn("Which batch?", self.step.activity_ids.note)
        self.assertEqual(self.step.sent_back_reason, "Which batch?")
        # the dialog begins with what was written
        action = self.step.with_user(self.engineer).action_ask_opinion()
        form = Form(self.env[action["res_model"]].with_user(self.engineer).with_context(**action["context"]))
        self.assertIn("Too vague", form.opinion)
        form.opinion = "Batch 7"
        form.save().action_confirm()
        self.assertEqual(self.step.state, "done")
        self.assertIn("Batch 7", self.step.opinion)

    def test_later_steps_wait_again(self):
        """RTE-2, RTE-3: those that nobody has begun; what is being worked on goes on."""
        self.step.with_user(self.engineer).action_done("Found")
        self.cost.with_user(self.clerk).action_write_opinion("About 100")
        self.step.with_user(self.assistant).action_send_back("Again")
        self.assertRecordValues(self.plan, [{"state": "waiting", "date_opened": False, "date_deadline": False}])
        self.assertFalse(self.plan.activity_ids)
        self.assertEqual(self.cost.state, "todo")
        with self.assertRefuses(UserError, "Find the facts"):
            self.case.action_propose()
        self.step.with_user(self.engineer).action_done("Found again")
        self.assertEqual(self.plan.state, "todo")
        self.assertTrue(self.plan.date_deadline)

    def test_an_optional_step_sent_back_holds_nobody(self):
        """RTE-2: later steps wait for required ones only."""
        self.step.sudo().required = False
        self.step.with_user(self.engineer).action_done("Found")
        self.step.with_user(self.assistant).action_send_back("Again")
        self.assertEqual((self.step.state, self.plan.state), ("todo", "todo"))

    def test_the_next_department_sends_back(self):
        """RTE-3: whose later step is open; not the doer, nor a department without a part."""
        self.step.with_user(self.engineer).action_done("Found")
        for user in (self.engineer, self.approver):
            with self.assertRefuses(AccessError, "sent back by"):
                self.step.with_user(user).action_send_back("Again")
        self.step.with_user(self.clerk).action_send_back("We cannot plan on this")
        self.assertEqual(self.step.state, "todo")

    def test_not_after_the_phase_was_left(self):
        """RTE-3: what was done in an earlier phase stays done."""
        for step, user in ((self.step, self.engineer), (self.plan, self.clerk), (self.cost, self.clerk)):
            step.with_user(user).action_done("Done")
        self.case.responsibility_ids = [
            Command.create({"party": "department", "department_id": self.production.id, "share": 100})
        ]
        self.case.action_propose()
        with self.assertRefuses(UserError, "done in the present phase"):
            self.step.with_user(self.assistant).action_send_back("Again")

    def test_what_counts_from_the_step(self):
        """DDL-2, RTE-3: a deadline that counts from the end of the step counts from its new end."""
        self.policy.milestone_ids = [
            Command.create(
                {
                    "milestone": "preliminary_plan",
                    "event": "step_done",
                    "step_template_id": self.step.template_id.id,
                    "amount": 2,
                    "unit": "day",
                }
            )
        ]

        def find():
            return self.case.deadline_ids.filtered(lambda d: d.step_id == self.step)

        with freeze_time("2030-01-08 09:00:00"):
            self.step.with_user(self.engineer).action_done("Found")
            self.assertEqual(find().date_start, Datetime.now())
            self.step.with_user(self.assistant).action_send_back("Again")
            self.assertFalse(find())
        with freeze_time("2030-01-09 09:00:00"):
            self.step.with_user(self.engineer).action_done("Found again")
            self.assertEqual(find().date_start, Datetime.now())
        with freeze_time("2030-01-20 09:00:00"):
            # overdue by now: that stays
            late = find()
            self.step.with_user(self.assistant).action_send_back("Again")
            self.assertEqual(find(), late)

    def test_timeline(self):
        """RTE-3, CBK-3: passing on and sending back are told, and that it was done before."""
        step = self.step.with_user(self.assistant)
        step.action_pass_on(self.production.id, reason="Their line")
        self.step.with_user(self.worker).action_done("Found")
        step.action_send_back("Again")
        texts = [event["text"] for phase in self.case.get_timeline()["phases"] for event in phase["events"]]
        for words in (
            "Passed On to Production (Their line)",
            "Find the facts and the cause: Production",
            "Sent Back to",
        ):
            self.assertTrue(any(words in text for text in texts), (words, texts))

    def test_moves_are_the_procedures(self):
        """CNF-3, RTE-3: nobody writes or sees the course of steps besides their right."""
        self.step.with_user(self.assistant).action_pass_on(self.production.id, reason="Their line")
        move = self.step.move_ids
        with self.assertRaises(AccessError):
            move.with_user(self.manager).reason = "Other"
        with self.assertRaises(AccessError):
            move.with_user(self.engineer).read(["reason"])
        self.assertEqual(move.with_user(self.worker).reason, "Their line")
