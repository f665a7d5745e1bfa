"""The project itself: what its files promise to those who have only them."""

import contextlib
import os
import re
import subprocess
from unittest import TestCase
from unittest.mock import patch

from tools.environment import environment
from tools.paths import ADDONS, ROOT
from tools.test import MOST, processes

TEXT = {".py", ".xml", ".js", ".scss", ".css", ".md", ".csv", ".txt", ".toml", ".ini", ".sh", ".html", ".po", ".pot"}
RULE = re.compile(r"\b([A-Z]{3})-(\d+)\b")
LONGEST = 300  # lines of Python a reader takes in at once


def files(*suffixes):
    """The project's own text files: those that git knows, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    paths = (ROOT / name for name in listed)
    return [path for path in paths if path.suffix in (suffixes or TEXT) and path.is_file()]


def rules():
    """The numbers of all rules in docs/3-rules.md."""
    found, area = set(), None
    for line in (ROOT / "docs/3-rules.md").read_text().splitlines():
        if heading := re.match(r"## ([A-Z]{3}) ", line):
            area = heading[1]
        elif area and (item := re.match(r"(\d+)\. ", line)):
            found.add(f"{area}-{item[1]}")
    return found


class TestEnvironment(TestCase):
    def test_makefile_has_what_the_readme_promises(self):
        targets = re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.M)
        for readme in ("README.md", "README.zh_CN.md"):
            promised = set(re.findall(r"`make ([a-z0-9]+)", (ROOT / readme).read_text()))
            self.assertLessEqual({"run", "test"}, promised)
            self.assertLessEqual(promised, set(targets))

    def test_requirements_are_pinned(self):
        for line in (ROOT / "requirements.txt").read_text().splitlines():
            if line and not line.startswith("#"):
                self.assertRegex(line, r"^[\w.-]+==[\w.]+( |$)")

    def test_nothing_is_left_undone(self):
        undone = re.compile(
            "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", "<<<" + "<<<<"))
        )
        for path in files():
            with self.subTest(path.relative_to(ROOT)):
                self.assertIsNone(undone.search(path.read_text()))

    def test_files_can_be_taken_in_at_once(self):
        for path in files(".py"):
            if not {"tests", "data", "demo"} & set(path.relative_to(ROOT).parts):
                with self.subTest(path.relative_to(ROOT)):
                    self.assertLessEqual(len(path.read_text().splitlines()), LONGEST)

    def test_cited_rules_exist(self):
        """Code and tests cite rules by numbers that docs/3-rules.md has."""
        known = rules()
        areas = {rule.partition("-")[0] for rule in known}
        for path in files(".py", ".js", ".xml"):
            cited = {f"{area}-{number}" for area, number in RULE.findall(path.read_text()) if area in areas}
            with self.subTest(path.relative_to(ROOT)):
                self.assertEqual(cited - known, set())

    def test_addons_agree(self):
        """The three addons carry one licence and series, and the manifests name files that exist."""
        for name in ADDONS:
            manifest = (ROOT / name / "__manifest__.py").read_text()
            with self.subTest(name):
                self.assertIn('"license": "AGPL-3"', manifest)
                self.assertRegex(manifest, r'"version": "19\.0\.\d+\.\d+\.\d+"')
                for data in re.findall(r'"((?:data|demo|views|security|wizard|report|reports)/[^"]+)"', manifest):
                    self.assertTrue((ROOT / name / data).is_file(), data)

    def test_environment_is_left_as_it_was(self):
        """A program begun after the block, whose server has stopped, must not be sent to it."""
        before, server = dict(os.environ), {"PGHOST": "/run/stopped"}
        with patch("tools.postgres.server", lambda _kind: contextlib.nullcontext(server)), environment("run"):
            self.assertEqual(os.environ["PGHOST"], "/run/stopped")
            self.assertEqual(os.environ["ODOO_RC"], "/dev/null")
        self.assertEqual(dict(os.environ), before)

    def test_few_tests_run_in_one_process(self):
        """All tests, or those of an addon, are spread over the cores; what -k or a file selects is not."""
        for cores, arguments, number in (
            (4, [], 4),
            (4, ["complaint_quality", "--durations=15", "--color=yes", "-x"], 4),
            (99, [], MOST),
            (1, [], 0),
            (4, ["-k", "INT-3"], 0),
            (4, ["-kINT-3"], 0),
            (4, ["tests/test_lint.py"], 0),
            (4, ["tests/test_lint.py::TestI18n", "-q"], 0),
            (4, ["--pdb"], 0),
        ):
            with self.subTest(arguments), patch("os.sched_getaffinity", lambda _, cores=cores: set(range(cores))):
                self.assertEqual(processes(arguments), number)

    def test_no_place_of_one_machine(self):
        """Neither a home folder nor the address of a package index."""
        place = re.compile(r"/(?:home|root)/\w|index-url|find-links", re.IGNORECASE)
        for path in files(".py", ".md", ".txt", ".toml", ".ini", ".sh", ".xml", ".csv", ".js"):
            if path.name != "test_environment.py":
                with self.subTest(path.relative_to(ROOT)):
                    self.assertIsNone(place.search(path.read_text()))
