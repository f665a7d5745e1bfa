"""Run pytest on a fresh copy of the template database: make test ARGS="-k INT-3"."""

import os
import subprocess
import sys

from tools import databases, programs
from tools.environment import environment
from tools.paths import PYTHON, ROOT, finish, say


def main(*arguments):
    programs.ensure("fonts", "wkhtmltopdf", "chromium")
    with environment("test"), databases.working_copy() as (deps, name):
        # for tests that install the addons themselves
        os.environ.update(COMPLAINT_DEPS_DATABASE=deps, COMPLAINT_RUN_DATABASE=name)
        say("pytest")
        return subprocess.run([PYTHON, "-m", "pytest", f"--odoo-database={name}", *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    finish(main, *sys.argv[1:])
