"""Python with Odoo's `env` on the database of make run."""

import signal
import subprocess

from tools import databases
from tools.environment import environment
from tools.paths import die, finish
from tools.run import DATABASE


def main():
    with environment("run"):
        if DATABASE not in databases.listed():
            die(f"there is no database {DATABASE} yet: make run makes it")
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the one who types
        return subprocess.run(["odoo", "shell", "-d", DATABASE, "--no-http", "--log-level=warn"]).returncode


if __name__ == "__main__":
    finish(main)
