"""For every test: a rule's number selects it (-k INT-3), CI accepts no skips, processes share no database."""

import collections
import gc
import os
import re
import threading

import freezegun
import pytest

from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tests.common import get_db_name
from odoo.tools import config as odoo_config

from tools import databases

RULE = re.compile(r"(?<![\w-])([A-Z]{3})[-_](\d+)(?![\w-])", re.IGNORECASE)
PROCESS = os.environ.get("PYTEST_XDIST_WORKER")  # the name of this one, of those that share the tests
ELSEWHERE = re.compile(r"_where_(mrp|repair|l10n_\w\w)_is_installed$")  # run by tests/test_install.py, where they are
LONG = {"test_concurrency.py", "test_install.py", "test_js.py", "test_lint.py", "test_rounds.py", "test_thread.py"}
RULE_IN_NAME = re.compile(r"(?:^|_)([a-z]{3})_(\d+)(?=_|$)")


def pytest_configure(config):
    freezegun.configure(extend_ignore_list=["_pytest.timing"])  # how long a test took is told in real time
    # a colon around it, since pytest looks for substrings, and the thirtieth rule's number has the third's
    config.option.keyword = RULE.sub(_keyword, config.option.keyword)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """The rules that a test's docstring or name cites (INT-3, test_int_3_…) are keywords for -k."""
    if "COMPLAINT_OTHER_APPS" not in os.environ:
        config.hook.pytest_deselected(items=[item for item in items if ELSEWHERE.search(item.originalname)])
        items[:] = [item for item in items if not ELSEWHERE.search(item.originalname)]
    for item in items:
        cited = [*RULE.finditer(item.obj.__doc__ or ""), *RULE_IN_NAME.finditer(item.originalname)]
        item.extra_keyword_matches.update(map(_keyword, cited))
    if PROCESS:  # they take file after file: what takes long first, so that none is left with it at the end
        tests = collections.Counter(item.path for item in items)
        items.sort(key=lambda item: (item.path.name not in LONG, -tests[item.path], item.path))


def _keyword(rule):
    return f":{rule[1]}-{rule[2]}:".upper()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Odoo skips tests in the browser and of PDF by itself when a program is missing: in CI that is a failure."""
    report = (yield).get_result()
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {reason}"


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """Instead of pytest-odoo's, whose copies for processes have their files in common."""
    threading.current_thread().testing = True  # as Odoo's own runner does
    name = get_db_name()
    if PROCESS:
        source, name = name, f"{name}_{PROCESS}"
        databases.copy(source, name)
        odoo_config["db_name"] = [name]
        os.environ["COMPLAINT_RUN_DATABASE"] = name
    Registry(name)
    gc.collect()
    gc.freeze()  # the models stay to the end: not to be gone through again and again
    yield
    if PROCESS:
        close_db(name)
        databases.drop(name)
