"""Make .venv: Odoo 19 as a distribution that pip knows, and the pinned requirements.

Safe to interrupt, to repeat and to run twice at once. Done already, it takes no time.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools import odoo_source
from tools.paths import CACHE, PYTHON, ROOT, VENV, die, locked, say

REQUIREMENTS = ROOT / "requirements.txt"
ODOO = VENV / ".odoo"  # the folder that holds Odoo's package
READY = VENV / ".ready"  # what the environment was made of; written last


def main():
    if is_ready():
        return
    with locked(CACHE / "bootstrap.lock"):
        if is_ready():  # another run did it while this one waited
            return
        make_environment()
        folder = odoo_source.find()
        link(folder)  # before the requirements: addons from the index require a distribution "odoo"
        say("pip install -r requirements.txt")
        pip("install", "-qq", "-r", REQUIREMENTS)
        ODOO.write_text(str(folder))
        READY.write_text(wanted())
    say(f"set up, with Odoo {odoo_source.SERIES} from {folder}")


def is_ready():
    """Whether .venv was made of these requirements, and the Odoo it links to is still there."""
    try:
        folder = Path(ODOO.read_text())
        return READY.read_text() == wanted() and PYTHON.exists() and odoo_source.release_of(folder) is not None
    except OSError:
        return False


def wanted():
    return hashlib.sha256(f"{REQUIREMENTS.read_text()} {os.environ.get('ODOO_SOURCE', '')}".encode()).hexdigest()


def make_environment():
    if PYTHON.exists() and not subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode:
        return
    say("making .venv")
    if subprocess.run([interpreter(), "-m", "venv", "--clear", VENV]).returncode:
        die("python3 -m venv failed; on Debian: apt-get install python3-venv")


def interpreter():
    """A Python that Odoo 19 runs on: this one, else another on the PATH."""
    if (3, 10) <= sys.version_info[:2] <= (3, 13):
        return sys.executable
    for minor in (13, 12, 11, 10):
        if found := shutil.which(f"python3.{minor}"):
            return found
    die(f"Python 3.10 to 3.13 is needed, this is {sys.version.split()[0]}")


def pip(*args):
    if subprocess.run([PYTHON, "-m", "pip", "--disable-pip-version-check", *map(str, args)]).returncode:
        die("pip failed (its words are above); is the package index in reach?")


def link(folder):
    """Install a distribution "odoo": a path entry, a console script and metadata, as `pip install -e` makes."""
    info = f"odoo-{odoo_source.SERIES}.dist-info/"
    files = {
        "odoo.pth": f"{folder}\n",
        info + "METADATA": f"Metadata-Version: 2.1\nName: odoo\nVersion: {odoo_source.SERIES}\nLicense: LGPL-3\n",
        info + "WHEEL": "Wheel-Version: 1.0\nGenerator: bootstrap\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        info + "entry_points.txt": "[console_scripts]\nodoo = odoo.cli:main\n",
    }
    files[info + "RECORD"] = "".join(f"{name},,\n" for name in (*files, info + "RECORD"))
    with tempfile.TemporaryDirectory() as tmp:
        wheel = Path(tmp) / f"odoo-{odoo_source.SERIES}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        pip("install", "-q", "--no-index", "--no-deps", "--force-reinstall", wheel)
    site = next(VENV.glob("lib/python3.*/site-packages"))
    (site / info / "direct_url.json").write_text(json.dumps({"url": folder.as_uri(), "dir_info": {"editable": True}}))


if __name__ == "__main__":
    main()
