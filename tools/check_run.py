"""Check that `make run` makes its database without an error or a warning, serves each demo person, and ends."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from tools import databases
from tools.environment import environment
from tools.paths import ROOT, die, finish, say
from tools.run import DATABASE, PEOPLE

TROUBLE = re.compile(r" (WARNING|ERROR|CRITICAL) |Traceback")
# the programs that pip brings have no pg_trgm: searching is slower, no more
EXPECTED = re.compile("pg_trgm|Unable to create PostgreSQL extensions")


def main():
    if os.environ.get("CI"):  # from nothing, whatever an earlier run left; elsewhere a person's typing is kept
        with environment("run"):
            databases.drop(DATABASE)
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tools.run", str(port)]
    run = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = []
    for line in run.stdout:
        lines.append(line)
        print(line, end="", flush=True)
        if "serving http" in line:
            break
    else:
        die("make run did not get as far as serving")
    try:
        for login in re.findall(r"^  (\w+) +\1 ", PEOPLE, re.M):
            page = log_in(f"http://localhost:{port}", login)
            say(f"{login}: {page}")
    finally:
        begun = time.monotonic()
        run.send_signal(signal.SIGTERM)
        lines += run.communicate(timeout=60)[0].splitlines(keepends=True)
        say(f"stopped in {time.monotonic() - begun:.1f} s")
    if troubles := [line for line in lines if TROUBLE.search(line) and not EXPECTED.search(line)]:
        die(f"in the log of make run:\n{''.join(troubles)}")


def log_in(address, login):
    """Log in as a browser does; the path of the page that comes then."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    form = browser.open(f"{address}/web/login", timeout=120).read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    values = urllib.parse.urlencode({"csrf_token": token, "login": login, "password": login})
    page = browser.open(f"{address}/web/login", values.encode(), timeout=120)
    path = urllib.parse.urlsplit(page.url).path
    if path.startswith("/web/login"):
        die(f"{login} cannot log in")
    return path


if __name__ == "__main__":
    finish(main)
