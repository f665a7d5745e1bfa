"""Each addon installs alone, uninstalls and installs again on a database that has orders and invoices.

What happens in those databases is written in tests/install: it runs in a process of its own for each addon.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from unittest import TestCase

from tests import scripts
from tools import databases
from tools.paths import ADDONS, ROOT


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

    def test_with_manufacturing_and_purchase(self):
        """INV-8, SUP-1, SUP-2: production facts and receipts are read where those apps are, and all goes cleanly."""
        name = f"{self.old}_supply"
        try:
            databases.copy(self.old, name)
            self.assertFalse(scripts.run("install/supply.py", name))
        finally:
            databases.drop(name)

    def test_with_kits_and_repairs(self):
        """RET-1, RET-8, CRN-4: kits come back in parts, repairs have their orders, where those apps are installed."""
        name = f"{self.old}_repair"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        options = ["-k", "is_installed", "--odoo-database", name, "complaint_finance/tests"]
        try:
            databases.copy(os.environ["COMPLAINT_DEPS_DATABASE"], name)
            databases.install(name, ["complaint_finance", "sale_mrp", "repair"])
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *options],
                cwd=ROOT,
                env=environment | {"COMPLAINT_OTHER_APPS": "1"},
                capture_output=True,
                text=True,
            )
            self.assertRegex(done.stdout, r"\b3 passed, \d+ deselected", done.stdout[-3000:])
        finally:
            databases.drop(name)

    def _cycle(self, addon):
        name = f"{self.old}_{addon}"
        try:
            databases.copy(self.old, name)
            return scripts.run("install/cycle.py", name, addon)
        finally:
            databases.drop(name)
