"""Remove all that the other tools made in and for this checkout. Downloads shared by all checkouts stay."""

import shutil
import subprocess

from tools import postgres
from tools.paths import ARTIFACTS, DATA, PYTHON, ROOT, VENV, finish, say

ON_NAMED_SERVER = """
from tools import databases
from tools.environment import environment
from tools.run import DATABASE
with environment("test"):
    for name in databases.listed(databases.PREFIX):
        databases.drop(name)
    if DATABASE in databases.listed() and databases.PREFIX in databases.label(DATABASE):
        databases.drop(DATABASE)
"""


def main():
    if postgres.is_named() and PYTHON.exists():
        subprocess.run([PYTHON, "-c", ON_NAMED_SERVER], check=True, cwd=ROOT)
    for kind in postgres.SETTINGS:
        postgres.Cluster(kind).destroy()
    for folder in (VENV, DATA, ARTIFACTS):
        shutil.rmtree(folder, ignore_errors=True)
    say("removed .venv, .data, .artifacts and the databases")


if __name__ == "__main__":
    finish(main)
