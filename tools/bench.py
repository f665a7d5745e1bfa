"""Measure on a copy of the template database: make bench (ARGS="case" for those whose name has it).

What ours is compared with (bench/requirements.txt) is installed into .venv and into that copy only.
"""

import os
import re
import subprocess
import sys

from tools import databases
from tools.bootstrap import pip
from tools.environment import environment
from tools.paths import ARTIFACTS, PYTHON, ROOT, finish

PEERS = ROOT / "bench" / "requirements.txt"


def main(*arguments):
    ARTIFACTS.mkdir(exist_ok=True)
    pip("install", "-qq", "-r", PEERS)
    with environment("test"), databases.working_copy() as (_deps, name):
        databases.install(name, re.findall(r"^odoo-addon-(\w+)", PEERS.read_text(), re.M))
        os.environ["COMPLAINT_DATABASE"] = name
        command = [PYTHON, "-m", "bench", str(ARTIFACTS / "bench.json"), *arguments]
        return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    finish(main, *sys.argv[1:])
