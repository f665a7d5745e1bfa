from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .test_slip import SlipCommon


@tagged("post_install", "-at_install")
class TestEscalation(SlipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slip_policy.reminder_max = 0
        cls.heads, cls.management, cls.directors = cls.env["complaint.role"].create(
            [
                {"name": "Department head", "kind": "department_head"},
                {"name": "Management", "kind": "users", "user_ids": [Command.set(cls.manager.ids)]},
                {"name": "Directors", "kind": "users", "user_ids": [Command.set((cls.senior | cls.approver).ids)]},
            ]
        )

    @classmethod
    def _set_ladder(cls, *rungs, **values):
        cls.slip_policy.escalation_ids = [
            Command.clear(),
            *(
                Command.create({"amount": amount, "unit": unit, "event": event, "role_id": role.id, **values})
                for amount, unit, event, role in rungs
            ),
        ]

    def test_emergency_counts_in_minutes(self):
        """DDL-11, DDL-9: unsolved after 3, 5, 10 minutes: heads, management, directors; also on a Sunday night."""
        self._set_ladder(
            (3, "minute", "start", self.heads),
            (5, "minute", "start", self.management),
            (10, "minute", "start", self.directors),
            at_any_time=True,
        )
        with freeze_time("2026-11-01 23:00"):
            case = self._create_slip_case()
        told = []
        for minute in range(15):
            with freeze_time(f"2026-11-01 23:{minute:02}"):
                told += [(minute, set(slip.user_ids.mapped("login")), slip.level) for slip in self._run_slip_job()]
        self.assertEqual(told, [(3, {"head"}, 1), (5, {"manager"}, 2), (10, {"senior", "approver"}, 3)])
        self.assertEqual(set(case.slip_ids.mapped("kind")), {"escalation"})
        self.assertEqual(len(self._activities(case.slip_ids)), 4, "everybody has something to do")

    def test_late_job_climbs_all_rungs_once(self):
        """DDL-11: when the job stood still, each rung is climbed once and none twice."""
        self._set_ladder((1, "hour", "due", self.heads), (2, "hour", "due", self.management))
        self._create_slip_case()
        with freeze_time("2026-11-05 16:00"):
            self.assertEqual(self._run_slip_job().mapped("level"), [1, 2])
            self.assertFalse(self._run_slip_job())

    def test_without_emergency_in_working_time(self):
        """DDL-9, DDL-11: an ordinary rung waits for working time."""
        self._set_ladder((1, "hour", "start", self.heads))
        with freeze_time("2026-11-07 12:00"):
            self._create_slip_case()
        with freeze_time("2026-11-08 12:00"):
            self.assertFalse(self._run_slip_job())
        with freeze_time("2026-11-09 08:00"):
            self.assertEqual(self._run_slip_job().user_ids, self.head)

    def test_emergency_rung_beside_a_waiting_one(self):
        """DDL-9, DDL-11: the emergency's rung goes out at night, the ordinary one in the morning."""
        self._set_ladder((1, "hour", "start", self.heads), (2, "hour", "start", self.management))
        self.slip_policy.escalation_ids[1].at_any_time = True
        with freeze_time("2026-11-07 12:00"):
            case = self._create_slip_case()
        with freeze_time("2026-11-07 13:00"):
            self.assertFalse(self._run_slip_job())
            self.assertEqual(case.deadline_ids.date_next_slip, datetime(2026, 11, 7, 14), "the next emergency")
        with freeze_time("2026-11-07 14:00"):
            self.assertEqual(self._run_slip_job().user_ids, self.manager)
            self.assertEqual(case.deadline_ids.date_next_slip, datetime(2026, 11, 9, 8))
        with freeze_time("2026-11-09 08:00"):
            self.assertEqual(self._run_slip_job().user_ids, self.head)

    def test_once_also_after_an_extension(self):
        """DDL-11: each rung once, whatever becomes of the due date."""
        self._set_ladder((1, "hour", "due", self.heads))
        case = self._create_slip_case()
        with freeze_time("2026-11-05 11:00"):
            self.assertEqual(len(self._run_slip_job()), 1)
            case.sudo().deadline_ids.date_due = datetime(2026, 11, 9, 10)
        with freeze_time("2026-11-09 16:00"):
            self.assertFalse(self._run_slip_job())

    def test_an_extension_moves_rungs_along(self):
        """DDL-5, DDL-11: rungs not climbed yet move with the due date, from the start as from the due date."""
        self._set_ladder((1, "hour", "start", self.heads))
        case = self._create_slip_case()
        case.sudo().deadline_ids.date_due = datetime(2026, 11, 6, 10)
        self.assertEqual(case.deadline_ids.date_next_slip, datetime(2026, 11, 3, 11))

    def test_only_for_its_severity_and_milestone(self):
        """DDL-11: a rung for major cases leaves the others alone; it follows when the severity changes."""
        self._set_ladder((1, "hour", "due", self.heads), severity="major")
        case = self._create_slip_case()
        self.assertFalse(case.deadline_ids.date_next_slip)
        case.sudo().write({"severity": "major", "severity_reason": "Injury"})
        self.assertEqual(case.deadline_ids.date_next_slip, datetime(2026, 11, 5, 11))

    def test_solved_in_time_climbs_nothing(self):
        """DDL-11: who has reached the milestone is not escalated."""
        self._set_ladder((1, "hour", "due", self.heads))
        self._create_slip_case().sudo()._meet_deadlines("closed")
        with freeze_time("2026-11-06 10:00"):
            self.assertFalse(self._run_slip_job())

    def test_never_to_a_respondent(self):
        """CNF-1, DDL-11: a director complained about is left out."""
        self._set_ladder((1, "hour", "due", self.directors))
        self._create_slip_case().sudo().respondent_ids = self.senior.employee_id
        with freeze_time("2026-11-05 13:00"):
            self.assertEqual(self._run_slip_job().user_ids, self.approver)

    def test_ladder_needs_its_deadline(self):
        """DDL-11: a rung for a milestone without a deadline would never be climbed: refused in words."""
        with self.assertRefuses(ValidationError, "no deadline for: Reply to the customer"):
            self.slip_policy.escalation_ids = [
                Command.create({"milestone": "replied", "amount": 1, "role_id": self.heads.id})
            ]

    def test_only_managers_keep_ladders(self):
        """DDL-11: a ladder is part of the policy, kept by complaint managers."""
        self._set_ladder((1, "hour", "due", self.heads))
        rung = self.slip_policy.escalation_ids
        rung.with_user(self.manager).amount = 2
        with self.assertRefuses(AccessError, "."):
            rung.with_user(self.assistant).amount = 3
