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
