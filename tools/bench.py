"""Measure on a copy of the template database: make bench (ARGS="case" for those whose name has it)."""

import os
import subprocess
import sys

from tools import databases
from tools.environment import environment
from tools.paths import ARTIFACTS, PYTHON, ROOT, finish


def main(*arguments):
    ARTIFACTS.mkdir(exist_ok=True)
    with environment("test"), databases.working_copy() as (_deps, name):
        os.environ["COMPLAINT_DATABASE"] = name
        command = [PYTHON, "-m", "bench", str(ARTIFACTS / "bench.json"), *arguments]
        return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    finish(main, *sys.argv[1:])
