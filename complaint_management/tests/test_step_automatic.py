from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestStepAutomatic(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.step_template_ids = [
            Command.create({"name": "Answer", "kind": "reply", "phase": "resolution"}),
            Command.create({"name": "First call", "kind": "callback", "phase": "followup", "sequence": 10}),
            Command.create({"name": "Second call", "kind": "callback", "phase": "followup", "sequence": 20}),
        ]

    def _find(self, case, name):
        return case.step_ids.filtered(lambda s: s.name == name and s.round == case.round)

    def _call(self, case, satisfaction="satisfied"):
        return (
            self.env["complaint.callback"]
            .with_user(self.assistant)
            .create({"case_id": case.id, "satisfaction": satisfaction})
        )

    def test_the_reply_does_its_step(self):
        """RTE-1: a step of kind reply is done when the reply goes out, and says so."""
        case = self._create_case()
        resolution = self._propose(case, {"kind": "apology"})
        step = self._find(case, "Answer")
        self.assertEqual(step.state, "todo")
        self._approve(resolution)
        self.assertEqual(step.state, "todo")
        case.action_send_reply()
        self.assertRecordValues(step, [{"state": "done", "done_by_id": self.assistant.id}])
        self.assertTrue(step.date_done)
        self.assertIn("reply to the customer went out", step.opinion)
        self.assertFalse(step.activity_ids)
        resolution.action_accept("Ms. Ready")
        case.action_execute()

    def test_each_callback_does_one_step(self):
        """RTE-1: a step of kind callback is done when a callback is recorded; the next callback does the next."""
        case = self._create_case()
        self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        first, second = self._find(case, "First call"), self._find(case, "Second call")
        self.assertEqual((first.state, second.state), ("todo", "waiting"))
        self._call(case)
        self.assertEqual((first.state, second.state), ("done", "todo"))
        self.assertIn("callback was recorded", first.opinion)
        case.summary = "Done"
        with self.assertRefuses(UserError, "Second call"):
            case.action_close()
        self._call(case)
        self.assertEqual(second.state, "done")
        case.action_close()
        self.assertEqual(case.state, "closed")

    def test_dissatisfied_is_a_callback_too(self):
        """RTE-1, CBK-3: its step is done, the rest of the round is left out, the next round begins."""
        case = self._create_case()
        self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        first, second = self._find(case, "First call"), self._find(case, "Second call")
        self._call(case, "dissatisfied")
        self.assertEqual((case.state, case.round), ("investigation", 2))
        self.assertEqual((first.state, second.state), ("done", "skipped"))

    def test_nobody_does_it_by_hand(self):
        """RTE-1: neither finished, passed on nor sent back by people."""
        case = self._create_case()
        resolution = self._propose(case, {"kind": "apology"})
        step = self._find(case, "Answer").with_user(self.engineer)
        with self.assertRefuses(UserError, "done by itself when the reply"):
            step.action_done("Replied")
        with self.assertRefuses(UserError, "done by itself"):
            step.action_pass_on(self.production.id, reason="Not ours")
        self._approve(resolution)
        case.action_send_reply()
        with self.assertRefuses(UserError, "done by itself"):
            step.with_user(self.assistant).action_send_back("Write again")

    def test_in_no_phase_in_which_it_cannot_happen(self):
        """RTE-1: a reply belongs to the resolution, a callback to the follow-up; elsewhere they hold a case up."""
        for kind, phase in (("reply", "investigation"), ("callback", "execution")):
            with self.subTest(kind=kind), self.assertRefuses(ValidationError, "belongs to the phase"):
                self.policy.step_template_ids = [Command.create({"name": "No", "kind": kind, "phase": phase})]
