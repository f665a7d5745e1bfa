"""Serve the addons with demo people and data: make run (PORT=8070 for another port)."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tools import databases, programs
from tools.environment import environment
from tools.paths import addons, die, digest, finish, locked, say

DATABASE = "complaints"
PEOPLE = """
  login       password    who
  admin       admin       administrator
  assistant   assistant   sales assistant
  quality     quality     quality engineer
  accountant  accountant  accountant
  warehouse   warehouse   warehouse
  hr          hr          HR officer
  head        head        department head
  manager     manager     complaint manager
  customer    customer    a customer, on the portal
"""


def main(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError as error:
            die(f"port {port}: {error.strerror}; another one: make run PORT={port + 1}")
    programs.ensure("fonts", "wkhtmltopdf")
    with environment("run"):
        prepare()
        return serve(port)


def prepare():
    """Make the database, or update it when the addons changed since; what people typed into it stays."""
    mark = f"complaint management {databases.PREFIX}"
    made_of = f"{mark} {digest(*databases.sources())}"
    ours = [addon.name for addon in addons()]
    with locked(Path(os.environ["ODOO_DATA_DIR"]) / "prepare.lock"):
        if DATABASE not in databases.listed():
            say(f"making the database {DATABASE} with demo data, once: this takes a few minutes")
            unfinished = f"{DATABASE}_tmp"
            databases.drop(unfinished)
            databases.install(unfinished, ours, "--with-demo", "--load-language", databases.LANGUAGES)
            databases.label(unfinished, made_of)
            databases.rename(unfinished, DATABASE)
        label = databases.label(DATABASE)
        if not label.startswith(mark):
            die(f"the server's database {DATABASE} is not one that this checkout made: rename it or use another server")
        if label != made_of:
            say("updating the database: the addons have changed")
            query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
            present = {name for (name,) in databases.execute(query, database=DATABASE)}
            databases.install(DATABASE, set(ours) - present, update=present.intersection(ours))
            databases.label(DATABASE, made_of)


def serve(port):
    command = [
        "odoo",
        "server",
        "-d",
        DATABASE,
        "--db-filter",
        f"^{DATABASE}$",
        "--log-level=warn",
        "--max-cron-threads=1",
    ]
    odoo = subprocess.Popen([*command, f"--http-port={port}", f"--gevent-port={port + 3}"])
    # Ctrl-C reaches Odoo by itself: stay until it has finished
    signal.signal(signal.SIGINT, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: odoo.terminate())
    while odoo.poll() is None and not answers(port):
        time.sleep(0.2)
    if odoo.poll() is None:
        say(f"serving http://localhost:{port} (Ctrl-C stops it)\n{PEOPLE}")
    return odoo.wait()


def answers(port):
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(f"http://localhost:{port}/web/health", timeout=5).status == 200
    return False


if __name__ == "__main__":
    finish(main, int(sys.argv[1]))
