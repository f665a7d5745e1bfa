"""Each addon installs alone, uninstalls and installs again on a database that has orders and invoices.

What happens in those databases is written in tests/install: it runs in a process of its own for each addon.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from unittest import TestCase

from tests import scripts
from tools import databases
from tools.paths import ADDONS


class TestInstall(TestCase):
    @classmethod
    def setUpClass(cls):
        """A database with documents from before: the template without our addons, and what a year of trade leaves."""
        super().setUpClass()
        cls.old = f"{os.environ['COMPLAINT_RUN_DATABASE']}_old"
        cls.addClassCleanup(databases.drop, cls.old)
        databases.copy(os.environ["COMPLAINT_DEPS_DATABASE"], cls.old)
        if failure := scripts.run("install/documents.py", cls.old):
            raise AssertionError(failure)

    def test_installs_uninstalls_and_installs_again(self):
        """Core's documents keep their number, their amounts and their states throughout."""
        with ThreadPoolExecutor(2) as pool:
            for addon, failure in zip(ADDONS, pool.map(self._cycle, ADDONS), strict=True):
                with self.subTest(addon):
                    self.assertFalse(failure)

    def _cycle(self, addon):
        name = f"{self.old}_{addon}"
        try:
            databases.copy(self.old, name)
            return scripts.run("install/cycle.py", name, addon)
        finally:
            databases.drop(name)
