"""For every test: a rule's number selects it (-k INT-3), and CI accepts no skips."""

import os
import re

import pytest

RULE = re.compile(r"(?<![\w-])([A-Z]{3})[-_](\d+)(?![\w-])", re.IGNORECASE)
RULE_IN_NAME = re.compile(r"(?:^|_)([a-z]{3})_(\d+)(?=_|$)")


def pytest_configure(config):
    # a colon around it, since pytest looks for substrings, and the thirtieth rule's number has the third's
    config.option.keyword = RULE.sub(_keyword, config.option.keyword)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The rules that a test's docstring or name cites (INT-3, test_int_3_…) are keywords for -k."""
    for item in items:
        cited = [*RULE.finditer(item.obj.__doc__ or ""), *RULE_IN_NAME.finditer(item.originalname)]
        item.extra_keyword_matches.update(map(_keyword, cited))


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
