"""Core's own tests with our addons beside a run without: make test-core (ARGS="sale_stock" for one module).

What fails with our addons and not without them is ours; what fails in both is the installation's or core's.
"""

import re
import subprocess
import sys

from tools import databases
from tools.environment import environment
from tools.paths import die, finish, say

MODULES = ("account", "stock_account", "sale_stock")
# a test, or a class that could not be set up and none of whose tests ran
FAILED = re.compile(r"(?:FAIL|ERROR): (Test\w*\.\w+|setUpClass \([\w.]+\))")
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def main(*modules):
    modules = modules or MODULES
    with environment("test"), databases.working_copy() as (deps, name):
        plain = f"{name}_core"
        try:
            databases.copy(deps, plain)
            results = {"with": run(name, modules), "without": run(plain, modules)}
        finally:
            databases.drop(plain)
    for word, (failed, total) in results.items():
        say(f"{word} our addons: {total} tests, {len(failed)} failed")
    ours = results["with"][0] - results["without"][0]
    for test in sorted(ours):
        say(f"fails only with our addons: {test}")
    return 1 if ours else 0


def run(name, modules):
    """The names of the tests that failed, and how many ran. The modules are updated, so that all their tests run."""
    say(f"tests of {', '.join(modules)} on {name}")
    tags = ",".join(f"/{module}" for module in modules)
    command = ["odoo", "server", "-d", name, "-u", ",".join(modules), "--test-tags", tags, "--stop-after-init"]
    done = subprocess.run([*command, "--log-level=info"], capture_output=True, text=True)
    words = done.stdout + done.stderr
    totals = TOTAL.findall(words)
    if not totals:
        die(f"no tests ran on {name}:\n{words[-3000:]}")
    return set(FAILED.findall(words)), sum(int(total) for _failed, _errors, total in totals)


if __name__ == "__main__":
    finish(main, *sys.argv[1:])
