from odoo.tests import HttpCase, tagged

from .common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestTour(ComplaintQualityCommon, HttpCase):
    def test_quality_engineer_investigates(self):
        """INV-1, INV-4, ACT-3: from the case to an action that is done, in the browser."""
        self._new_user("q_tour", "complaint_quality.group_quality_user", tz="UTC", lang="en_US")
        self._new_user("q_tour_verifier", "complaint_quality.group_quality_user")
        self.start_tour("/odoo/complaints", "complaint_thread_investigate", login="q_tour")
        investigation = self.case.investigation_ids
        self.assertRecordValues(
            investigation.why_ids,
            [
                {"level": 1, "status": "open", "is_root": False},
                {"level": 2, "status": "open", "is_root": False},
                {"level": 3, "status": "verified", "is_root": True},
            ],
        )
        self.assertEqual(investigation.cause_ids, investigation.why_ids.cause_id)
        self.assertTrue(self.case.cause_ids)
        self.assertEqual(investigation.action_ids.state, "checking")
        self.assertTrue(investigation.action_ids.evidence)
        self.assertEqual(investigation.state, "verifying")
