"""What happens when several people do the same at once: real transactions, in databases of their own."""

import os
from unittest import TestCase

from tests import scripts
from tools import databases


class TestConcurrency(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.name = f"{os.environ['COMPLAINT_RUN_DATABASE']}_concurrent"
        cls.addClassCleanup(databases.drop, cls.name)
        _deps, full = databases.templates()
        databases.copy(full, cls.name)

    def test_numbers_of_cases_logged_at_once(self):
        """INT-15: eight transactions at once, two companies: every case gets its number, none is given twice."""
        self.assertFalse(scripts.run("concurrent/numbers.py", self.name))

    def test_approvals_at_once(self):
        """RES-2, RES-7: two reviewers at the same moment: side by side both count, a shared review is given once."""
        self.assertFalse(scripts.run("concurrent/approvals.py", self.name))

    def test_slips_of_jobs_at_once(self):
        """DDL-8: three jobs at once, and a user who meets deadlines meanwhile: each slip exactly once."""
        self.assertFalse(scripts.run("concurrent/slips_parallel.py", self.name))

    def test_retention_jobs_at_once(self):
        """ARC-3: two jobs at once while a manager puts cases on hold: each case once, none that is on hold."""
        self.assertFalse(scripts.run("concurrent/retention_parallel.py", self.name))

    def test_slips_of_a_killed_job(self):
        """DDL-8: a job killed in the middle of a batch; the next one issues the rest, each slip exactly once."""
        self.assertFalse(scripts.run("concurrent/slips_killed.py", self.name))

    def test_credit_notes_at_once(self):
        """CRN-2, CRN-6: two accountants at the same moment: one credit note, one return, never above the invoice."""
        self.assertFalse(scripts.run("concurrent/credit_notes.py", self.name))

    def test_penalties_confirmed_at_once(self):
        """PEN-5: two notices to one employee at the same moment, and a changed bonus: planned once, within the cap."""
        self.assertFalse(scripts.run("concurrent/penalties.py", self.name))

    def test_credit_notes_of_a_killed_server(self):
        """CRN-6: killed between the steps, nothing is half done; taken up again, one credit note and one return."""
        self.assertFalse(scripts.run("concurrent/credit_killed.py", self.name))

    def test_months_closed_at_once(self):
        """PEN-9, PEN-7: two officers at the same moment, and a plan meanwhile: each line is taken, once."""
        self.assertFalse(scripts.run("concurrent/closings.py", self.name))
