from thread_common import ThreadTourCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRounds(ThreadTourCommon):
    """A complaint whose customer is called back dissatisfied, from received to closed in two rounds."""

    def _decide(self, suffix=""):
        """From a proposal to an accepted resolution that is being carried out, each part by its own people."""
        self._tour("assistant", "/odoo/complaints", f"rounds_propose{suffix}")
        self._tour("head", "/odoo/complaint-approvals", f"rounds_approve{suffix}")
        self._tour("assistant", "/odoo/complaints", f"rounds_reply{suffix}")
        self._tour("customer", "/my/complaints", "thread_portal")
        self._tour("assistant", "/odoo/complaints", "thread_carry_out")

    def test_two_rounds(self):
        """RTE-1, RTE-2, RTE-3, RES-1, RES-4, RES-5, RES-6, CUS-1, CUS-5, CBK-2, CBK-3, ARC-1, DDL-1: with a
        dissatisfied customer in between; both rounds stay readable.
        """
        self.env.ref("complaint_management.policy_standard").tell_closing = True
        self._tour("assistant", f"/odoo/sales/{self.order.id}", "thread_log")
        case = self.order.complaint_ids
        self._tour("engineer", "/odoo/complaint-steps", "thread_opinion")
        self._decide()
        self._tour("assistant", "/odoo/complaints", "rounds_dissatisfied")
        self.assertRecordValues(case, [{"state": "investigation", "round": 2, "satisfaction": "dissatisfied"}])
        self.assertFalse(case.date_executed)
        self.assertRecordValues(
            case.step_ids.sorted("round"),
            [
                {"round": 1, "state": "done", "phase": "investigation"},
                {"round": 2, "state": "todo", "phase": "investigation"},
            ],
        )

        self._tour("engineer", "/odoo/complaint-steps", "thread_opinion")
        self._decide("_again")
        self._tour("assistant", "/odoo/complaints", "rounds_close")
        self._tour("assistant", "/odoo/complaints", "rounds_read")
        self._check_rounds(case)
        self._check_letters(case)

    def _check_rounds(self, case):
        self.assertRecordValues(case, [{"state": "closed", "round": 2, "satisfaction": "very_satisfied"}])
        self.assertEqual(case.step_ids.mapped("state"), ["done", "done"])
        first, second = case.resolution_ids.sorted("version")
        self.assertRecordValues(
            first | second,
            [
                {"round": 1, "state": "accepted", "amount_total": 0, "previous_id": False},
                {"round": 2, "state": "accepted", "amount_total": 50, "previous_id": first.id},
            ],
        )
        self.assertEqual(case.resolution_id, second)
        self.assertEqual((first | second).remedy_ids.mapped("state"), ["done", "done"])
        self.assertEqual((first | second).review_ids.mapped("done_by"), self.people["head"])
        self.assertRecordValues(
            case.callback_ids.sorted("round"),
            [{"round": 1, "satisfaction": "dissatisfied"}, {"round": 2, "satisfaction": "very_satisfied"}],
        )
        deadlines = case.deadline_ids.grouped("round")
        self.assertEqual(sorted(deadlines), [1, 2])
        for number, milestones in (
            (1, {"admissibility", "investigation_report", "resolution_proposed", "replied", "callback"}),
            (2, {"investigation_report", "resolution_proposed", "closed", "callback"}),
        ):
            self.assertLessEqual(milestones, set(deadlines[number].mapped("milestone")))
            self.assertEqual(set(deadlines[number].filtered("date_met").mapped("state")), {"met"})
        self.assertEqual(case.deadline_state, "met")

    def _check_letters(self, case):
        letters = case.message_ids.filtered(
            lambda m: m.message_type == "comment" and self.customer in m.partner_ids and m.author_id != self.customer
        )
        self.assertEqual(len(letters), 3, "a reply in each round, and the closing letter")
        closing, second, first = letters
        self.assertIn("Apology", first.body)
        self.assertIn("On-site Service", second.body)
        self.assertNotIn("Apology", second.body)
        self.assertIn("On-site Service", closing.body)
        self.assertIn("we have closed your complaint", closing.body)
