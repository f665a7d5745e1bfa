from freezegun import freeze_time

from odoo.tests import tagged

from .test_slip import SlipCommon


@tagged("post_install", "-at_install")
class TestWarning(SlipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slip_policy.write({"warn_before": True, "warning_percent": 50, "warning_head_percent": 75})
        cls.slip_policy.milestone_ids.write({"amount": 4, "unit": "hour"})

    def test_owner_then_head(self):
        """DDL-10: at a share of the time the owner is told, at a later one the head."""
        self._create_slip_case()
        with freeze_time("2026-11-02 11:59"):
            self.assertFalse(self._run_slip_job())
        with freeze_time("2026-11-02 12:00:00"):
            self.assertFalse(self._run_slip_job(), "noon is no working time")
        with freeze_time("2026-11-02 13:00"):
            slips = self._run_slip_job()
            self.assertRecordValues(
                slips.sorted("level"),
                [
                    {"kind": "warning", "level": 1, "user_ids": self.assistant.ids},
                    {"kind": "warning", "level": 2, "user_ids": self.head.ids},
                ],
            )
            self.assertFalse(self._run_slip_job(), "each once")
        with freeze_time("2026-11-02 14:00"):
            self.assertEqual(self._run_slip_job().mapped("kind"), ["reminder"])
            self.assertFalse(self._activities(slips), "what is late need not be warned of any more")

    def test_no_warning_after_the_breach(self):
        """DDL-10: when nobody was warned in time, a reminder goes out and no warning."""
        self._create_slip_case()
        with freeze_time("2026-11-02 14:00"):
            self.assertEqual(self._run_slip_job().mapped("kind"), ["reminder"])
            self.assertFalse(self._run_slip_job())

    def test_off(self):
        """DDL-10: a policy may do without warnings, or without the head's."""
        self.slip_policy.warning_head_percent = 0
        self._create_slip_case()
        with freeze_time("2026-11-02 13:59"):
            self.assertEqual(self._run_slip_job().user_ids, self.assistant)
        self.slip_policy.warn_before = False
        self._create_slip_case()
        with freeze_time("2026-11-02 13:59"):
            self.assertFalse(self._run_slip_job())
