from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestTimeline(ComplaintCommon):
    def test_rounds_and_phases_in_their_order(self):
        """CBK-3: both rounds stay readable, each phase with who passed it on and why."""
        case = self._create_case()
        self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        self.env["complaint.callback"].with_user(self.assistant).create(
            {"case_id": case.id, "satisfaction": "dissatisfied", "comment": "Still scratched"}
        )
        phases = case.get_timeline()["phases"]
        self.assertEqual(
            [(phase["round"], phase["state"]) for phase in phases],
            [
                (1, "received"),
                (1, "investigation"),
                (1, "resolution"),
                (1, "execution"),
                (1, "followup"),
                (2, "investigation"),
            ],
        )
        self.assertIn("Still scratched", phases[-1]["reason"])
        self.assertEqual(phases[-1]["user"], self.assistant.name)
        self.assertFalse(phases[-1]["end"])
        self.assertTrue(all(phase["end"] for phase in phases[:-1]))

    def test_events_lie_in_their_phase(self):
        """CBK-3: what happened is told in the phase in which it did."""
        case = self._create_case()
        self._execute(case)
        timeline = case.get_timeline()
        texts = [event["text"] for phase in timeline["phases"] for event in phase["events"]]
        for words in ("Find the facts", "-R1: Approved", "Reply sent", "-R1: Accepted"):
            self.assertTrue(any(words in text for text in texts), words)

    def test_reply_of_each_round(self):
        """CBK-3: the reply of the first round is still told in it after that of the second."""
        case = self._create_case()
        first = self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        first.sudo().date_replied -= timedelta(seconds=5)
        case.action_reopen("Still scratched")
        case.step_ids.filtered(lambda s: s.state == "todo").with_user(self.engineer).action_done("Looked again.")
        case.action_propose()
        second = self.env["complaint.resolution"].with_user(self.assistant).create({"case_id": case.id})
        second.remedy_ids = [Command.create({"kind": "apology"})]
        self._approve(second)
        case.action_send_reply()
        self.assertEqual(second.date_replied, case.date_replied)
        replies = [
            event["date"]
            for phase in case.get_timeline()["phases"]
            for event in phase["events"]
            if "Reply sent" in event["text"]
        ]
        self.assertEqual(replies, [Datetime.to_string(first.date_replied), Datetime.to_string(second.date_replied)])

    def test_deadlines_with_their_state(self):
        """DDL-6: each deadline with its due date, met or not."""
        case = self._create_case()
        case.action_accept()
        deadlines = {deadline["name"]: deadline for deadline in case.get_timeline()["deadlines"]}
        self.assertEqual(deadlines["Admissibility decision"]["state"], "met")
        self.assertEqual(deadlines["Reply to the customer"]["state"], "on_track")

    def test_only_for_those_who_see_the_case(self):
        """CNF-3: whoever may not read the case gets no timeline; passages are written by the procedure only."""
        case = self._create_case()
        case.action_accept()
        with self.assertRaises(AccessError):
            case.with_user(self.worker).get_timeline()
        with self.assertRaises(AccessError):
            case.passage_ids.with_user(self.manager).reason = "Other"
