"""Where things lie, and the small helpers every tool needs."""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
DATA = ROOT / ".data"  # filestores and sessions
ARTIFACTS = ROOT / ".artifacts"  # screenshots, reports, figures
HOME = Path.home()
IS_ROOT = os.geteuid() == 0
# downloads, shared by all checkouts of this user
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or HOME / ".cache") / "odoo-complaint"
# database clusters; root's must lie where the unprivileged account that runs the server may look
STATE = (
    Path("/var/lib/odoo-complaint")
    if IS_ROOT
    else Path(os.environ.get("XDG_STATE_HOME") or HOME / ".local/state") / "odoo-complaint"
)
ADDONS = ("complaint_management", "complaint_quality", "complaint_finance")
_START = time.monotonic()


def addons():
    """The folders of those of our addons that this checkout has."""
    return [ROOT / name for name in ADDONS if (ROOT / name / "__manifest__.py").is_file()]


def say(text):
    print(f"[{time.monotonic() - _START:5.1f}s] {text}", flush=True)


def die(text):
    sys.exit(f"{Path(sys.argv[0]).stem}: {text}")


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:10]


def finish(main, *arguments):
    """Run a tool's main function and end the program with its result, without a traceback for what may happen."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was begun is ended
    try:
        sys.exit(main(*arguments))
    except subprocess.CalledProcessError as error:
        die(f"{Path(error.cmd[0]).name} {error.cmd[1]} failed (its words are above)")
    except KeyboardInterrupt:
        sys.exit(130)


@contextlib.contextmanager
def locked(path):
    """Hold the lock of that name: of two that run at once, the second waits for the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
