"""Run pytest on fresh copies of the template database: make test ARGS="-k INT-3".

The tests are spread over as many processes as there are cores, each with a database of its own (conftest.py); the tests
of one file stay together. A selection by -k or of files runs in one process: to start more costs more than it saves.
ARGS="-n 4" says how many, -n 0 that pytest itself runs them, as a debugger needs it.
"""

import os
import re
import signal
import subprocess
import sys

from tools import databases, programs
from tools.environment import environment
from tools.paths import PYTHON, ROOT, finish, say

MOST = 8  # each takes half a gigabyte
# what selects few tests, or cannot be spread
SELECTION = re.compile(r"-[kmns]|--(numprocesses|pdb|trace|collect-only|co$|capture)|.*\.py(::|$)")


def main(*arguments):
    programs.ensure("fonts", "wkhtmltopdf", "chromium")
    with environment("test"), databases.working_copy() as (deps, name):
        # for tests that install the addons themselves
        os.environ.update(COMPLAINT_DEPS_DATABASE=deps, COMPLAINT_RUN_DATABASE=name)
        number = processes(arguments)
        say(f"pytest in {number} processes" if number else "pytest")
        options = [f"--odoo-database={name}", f"-n{number}", "--dist=loadfile", "--no-loadscope-reorder"]
        return run(PYTHON, "-m", "pytest", *options, *arguments)


def processes(arguments):
    """How many to spread the tests over; none: they run in pytest's own."""
    cores = min(len(os.sched_getaffinity(0)), MOST)
    return 0 if cores == 1 or any(map(SELECTION.match, arguments)) else cores


def run(*command):
    """Run to the end, whatever ends it: its databases can be dropped when it is gone."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        # Ctrl-C reaches it by itself
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGINT))
        return process.wait()


if __name__ == "__main__":
    finish(main, *sys.argv[1:])
