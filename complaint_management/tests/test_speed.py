from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestSpeed(ComplaintCommon):
    """What logging costs, counted in queries (the first two rows of the speed table in docs/6-quality-bar.md)."""

    @classmethod
    def default_env_context(cls):
        return {}  # with tracking and notifications, as in real life

    def _count_queries(self, number):
        """Queries of logging ``number`` cases of three items at once, with caches as cold as a new request's."""
        item = {"product_id": self.desk.id, "qty_claimed": 1}
        vals_list = [
            {
                "partner_id": self.customer.id,
                "subject": f"Scratched desk {index}",
                "description": "Seen when unpacking.",
                "line_ids": [Command.create(dict(item)) for _ in range(3)],
            }
            for index in range(number)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cases = self.env["complaint.case"].create(vals_list)
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(cases.mapped("acknowledgement"), ["queued"] * number)
        self.assertTrue(all(cases.mapped("deadline_ids")))
        return queries

    @freeze_time("2026-11-03 09:00:00")  # the day decides how many blocks of working time are asked for
    def test_one_case(self):
        """INT-15, DDL-2: number, items, policy, severity, deadlines and a queued acknowledgement in 35 queries."""
        self._count_queries(1)
        self.assertLessEqual(self._count_queries(1), 35)

    @freeze_time("2026-11-03 09:00:00")
    def test_a_thousand_cases(self):
        """INT-15, DDL-2: logged at once, a case costs two queries at most."""
        self._count_queries(1)
        self.assertLessEqual(self._count_queries(1000), 2 * 1000)

    @freeze_time("2026-11-03 09:00:00")
    def test_queries_do_not_grow_with_the_cases(self):
        """INT-15: no step of logging asks once for each case; only inserts are cut into batches."""
        self._count_queries(1)
        self.assertLessEqual(self._count_queries(100) - self._count_queries(10), 12)


@tagged("post_install", "-at_install")
class TestPhaseSpeed(ComplaintCommon):
    """What the passage to the next phase costs, counted in queries (the third row of the speed table)."""

    @classmethod
    def default_env_context(cls):
        return {}  # with tracking and notifications, as in real life

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, department in enumerate((cls.quality, cls.sales, cls.quality)):
            if not department.manager_id:
                head = cls._create_employee_user(f"head_{number}", "group_user", department)
                department.manager_id = head.employee_id
        cls.bulk_policy = cls._create_policy(
            *[(name, 5, "work_day") for name in ("admissibility", "investigation_report", "closed")],
            step_template_ids=[
                Command.create(
                    {
                        "name": f"Step {number}",
                        "phase": phase,
                        "sequence": 10 + number // 2,
                        "department_source": "fixed",
                        "department_id": department.id,
                    }
                )
                for phase in ("investigation", "resolution")
                for number, department in enumerate((cls.quality, cls.sales, cls.quality))
            ],
        )

    def _create_cases(self, number):
        values = {"partner_id": self.customer.id, "policy_id": self.bulk_policy.id, "user_id": self.assistant.id}
        return (
            self.env["complaint.case"]
            .with_user(self.assistant)
            .create([{**values, "subject": f"Scratched desk {index}"} for index in range(number)])
        )

    def _count_queries(self, cases, passage):
        """Queries of ``passage``, to the messages about what changed, with caches as cold as a new request's."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        passage(cases)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _accept(self, number):
        cases = self._create_cases(number)
        queries = self._count_queries(cases, lambda c: c.action_accept(letter=False))
        self.assertEqual(cases.step_ids.mapped("state"), ["todo", "todo", "waiting"] * number)
        self.assertEqual(len(self._activities(cases)), 2 * number)
        self.assertEqual(len(cases.deadline_ids.filtered(lambda d: d.milestone == "investigation_report")), number)
        return queries

    def _activities(self, cases):
        steps = [("res_model", "=", "complaint.step"), ("res_id", "in", cases.step_ids.ids)]
        return self.env["mail.activity"].search(steps)

    @freeze_time("2026-11-03 09:00:00")
    def test_one_case(self):
        """RTE-2: three steps, two of them opened for two departments, who are told, in a hundred queries at most."""
        self._accept(1)
        self.assertLessEqual(self._accept(1), 100)

    @freeze_time("2026-11-03 09:00:00")
    def test_many_cases(self):
        """RTE-2: accepted or proposed at once, a case costs two queries at most."""
        self._accept(1)
        self.assertLessEqual(self._accept(100), 2 * 100)
        cases = self._create_cases(100)
        cases.action_accept(letter=False)
        self.env["complaint.responsibility"].create(
            [{"case_id": case.id, "department_id": self.quality.id, "share": 100} for case in cases]
        )
        cases.sudo().step_ids.state = "done"
        self.assertLessEqual(self._count_queries(cases, lambda c: c.action_propose()), 2 * 100)

    @freeze_time("2026-11-03 09:00:00")
    def test_queries_do_not_grow_with_the_cases(self):
        """RTE-2: no part of a passage asks once for each case; only inserts and updates are cut into batches."""
        self._accept(1)
        self.assertLessEqual(self._accept(100) - self._accept(10), 20)

    def test_whoever_has_many_steps_is_told_once(self):
        """RTE-2: an activity for each step, one message for each department's head; what changed is logged as ever."""
        cases = self._create_cases(4)
        self.env.cr.flush()
        cases.action_accept(letter=False)
        self.env.cr.flush()
        self.assertEqual(len(self._activities(cases).user_id), 2)
        for user in self._activities(cases).user_id:
            told = self.env["mail.message"].search([("notified_partner_ids", "in", user.partner_id.ids)])
            self.assertEqual(len(told), 1, user.name)
            self.assertIn("4", told.subject)
            for case in cases:
                self.assertIn(case.name, told.body)
        phase = self.env.ref("complaint_management.mt_case_phase")
        for case in cases:
            message = case.message_ids.filtered(lambda m: m.subtype_id == phase)
            self.assertEqual(len(message), 1)
            tracked = message.sudo().tracking_value_ids.filtered(lambda v: v.field_id.name == "state")
            self.assertEqual((tracked.old_value_char, tracked.new_value_char), ("Received", "Investigation"))
            self.assertEqual(message.author_id, self.assistant.partner_id)

    def test_who_follows_the_phases_is_told(self):
        """RTE-2: in bulk too, who subscribed to the change of phase gets the message."""
        cases = self._create_cases(3)
        self.env.cr.flush()
        subtype = self.env.ref("complaint_management.mt_case_phase")
        cases[1].message_subscribe(self.manager.partner_id.ids, subtype.ids)
        cases.action_accept(letter=False)
        self.env.cr.flush()
        messages = cases.message_ids.filtered(lambda m: m.subtype_id == subtype)
        self.assertEqual(sorted(messages.mapped("res_id")), sorted(cases.ids))
        told = messages.filtered(lambda m: self.manager.partner_id in m.notified_partner_ids)
        self.assertEqual(told.mapped("res_id"), cases[1].ids)
