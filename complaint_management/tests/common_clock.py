from unittest.mock import patch

from freezegun import freeze_time

from .common import ComplaintCommon


class ClockCommon(ComplaintCommon):
    """A policy of its own, whose deadlines each test names, on a Monday at ten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-11-02 10:00:00"))
        cls.policy = cls.env["complaint.policy"].create(
            {"name": "Clock", "code": "CLK", "sequence": 1, "company_id": cls.company.id}
        )
        # jobs commit; within a test nothing may
        cls.startClassPatcher(patch.object(type(cls.env["ir.cron"]), "_commit_progress", return_value=60))

    @classmethod
    def _add_milestones(cls, *rows, **values):
        """Deadlines of the policy: (milestone, event, amount, unit)."""
        names = ("milestone", "event", "amount", "unit")
        return cls.env["complaint.policy.milestone"].create(
            [{"policy_id": cls.policy.id, **dict(zip(names, row, strict=True)), **values} for row in rows]
        )

    def _get(self, case, milestone):
        return case.deadline_ids.filtered(lambda d: d.milestone == milestone and d.round == case.round)

    def _due(self, case, milestone):
        return self._get(case, milestone).date_due

    def _jump(self, moment):
        """From now on it is ``moment``."""
        freezer = freeze_time(moment)
        freezer.start()
        self.addCleanup(freezer.stop)
        self.env.invalidate_all()
