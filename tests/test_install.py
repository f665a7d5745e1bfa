"""Each addon installs alone, uninstalls and installs again on a database that has orders and invoices.

What happens in those databases is written in tests/install: it runs in a process of its own for each addon.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

from tests import scripts
from tools import databases
from tools.paths import ADDONS, ROOT

PAYROLL = "odoo-addon-payroll==19.0.1.0.2.1"  # not ours to install: it stands beside us where somebody has it


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

    def test_with_dropshipping(self):
        """RET-1, RET-7, RET-8, EXP-1: what a vendor sends to the customer directly, where that app is installed."""
        name = f"{self.old}_dropship"
        try:
            databases.copy(os.environ["COMPLAINT_DEPS_DATABASE"], name)
            self.assertFalse(scripts.run("install/dropship.py", name))
        finally:
            databases.drop(name)

    def test_with_kits_repairs_and_localizations(self):
        """RET-1, RET-8, CRN-4, EVD: kits, repairs, Taiwan's and China's accounting, where those apps are installed."""
        name = f"{self.old}_repair"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        options = ["-k", "is_installed", "--odoo-database", name, "complaint_finance/tests"]
        try:
            databases.copy(os.environ["COMPLAINT_DEPS_DATABASE"], name)
            databases.install(name, ["complaint_finance", "sale_mrp", "repair", "l10n_tw", "l10n_cn"])
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *options],
                cwd=ROOT,
                env=environment | {"COMPLAINT_OTHER_APPS": "1"},
                capture_output=True,
                text=True,
            )
            self.assertRegex(done.stdout, r"\b7 passed, \d+ deselected", done.stdout[-3000:])
        finally:
            databases.drop(name)

    def test_core_creates_its_records_without_us(self):
        """While core's apps are updated ours are not loaded yet: nothing of ours on their tables may be required."""
        query = """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL
        """
        plain, ours = (
            set(databases.execute(query, database=os.environ[f"COMPLAINT_{name}_DATABASE"])) for name in ("DEPS", "RUN")
        )
        tables = {table for table, _column in plain}
        self.assertEqual({column for column in ours - plain if column[0] in tables}, set())

    def test_with_payroll(self):
        """PEN-7, PEN-9: closing a month writes the payslips' input where OCA's payroll is, each deduction once."""
        name = f"{self.old}_payroll"
        with tempfile.TemporaryDirectory() as folder:
            fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", folder, PAYROLL]
            if subprocess.run(fetch, capture_output=True).returncode:
                self.skipTest(f"{PAYROLL} cannot be fetched")
            with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
                wheel.extractall(folder)
            addons = os.environ.get("ODOO_ADDONS_PATH") or str(ROOT)
            try:
                databases.copy(os.environ["COMPLAINT_DEPS_DATABASE"], name)
                with patch.dict(os.environ, {"ODOO_ADDONS_PATH": f"{addons},{folder}/odoo/addons"}):
                    self.assertFalse(scripts.run("install/payroll.py", name))
            finally:
                databases.drop(name)

    def _cycle(self, addon):
        name = f"{self.old}_{addon}"
        try:
            databases.copy(self.old, name)
            return scripts.run("install/cycle.py", name, addon)
        finally:
            databases.drop(name)
