"""Each addon installs alone, uninstalls and installs again on a database that has orders and invoices.

What happens in those databases is written in tests/install: it runs in a process of its own for each addon.
"""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import TestCase

from tools import databases
from tools.paths import ADDONS

TROUBLE = re.compile(r" (WARNING|ERROR|CRITICAL) (?!\S+ odoo\.sql_db: bad query)")
SCRIPTS = Path(__file__).parent / "install"


class TestInstall(TestCase):
    @classmethod
    def setUpClass(cls):
        """A database with documents from before: the template without our addons, and what a year of trade leaves."""
        super().setUpClass()
        cls.old = f"{os.environ['COMPLAINT_RUN_DATABASE']}_old"
        cls.addClassCleanup(databases.drop, cls.old)
        databases.copy(os.environ["COMPLAINT_DEPS_DATABASE"], cls.old)
        if failure := _run("documents.py", cls.old):
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
            return _run("cycle.py", name, addon)
        finally:
            databases.drop(name)


def _run(script, database, *arguments):
    """Run a script with Odoo's env; what went wrong, errors and warnings included, or None."""
    code = f"arguments = {arguments!r}\n{(SCRIPTS / script).read_text()}"
    command = ["odoo", "shell", "-d", database, "--no-http", "--log-level=warn", "--shell-interface=python"]
    done = subprocess.run(command, input=code, capture_output=True, text=True)
    words = done.stdout + done.stderr
    # uninstalling tries to delete what is referred to, logs that it could not, and drops the tables afterwards
    troubles = [line for line in words.splitlines() if TROUBLE.search(line)]
    if done.returncode or troubles or "done\n" not in done.stdout:
        return f"{script} {arguments}: {words[-4000:]}"
    return None
