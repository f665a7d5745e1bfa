"""Where Odoo 19 comes from; it is not on the package index. In this order:

1. $ODOO_SOURCE: a folder that holds odoo/release.py (a checkout, an unpacked nightly), an archive
   of one, a URL of such an archive, or git+URL[@branch];
2. an Odoo 19 that .venv or this machine's Python already has;
3. Debian's package odoo-19, fetched and verified by this machine's own apt from the mirror it is
   configured with, and only unpacked (see debian.py).
Nothing is built or installed on the system: what is found is used where it lies.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

from tools.paths import CACHE, PYTHON, die, digest, say

SERIES, MAJOR = "19.0", 19
ADDONS = ("addons", "odoo/addons")  # in a checkout, and wherever it is installed
# Browser tests fail in an Odoo that lacks it (Debian's): every page that loads it logs an error.
STRIPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def find():
    """The folder to put on Python's path; ends the program with a message when there is none."""
    if source := os.environ.get("ODOO_SOURCE"):
        return from_source(source)
    if folder := already_here():
        return folder
    from tools import debian

    return debian.fetch()


def release_of(folder):
    """`(19, 0, …)` when the folder holds an Odoo with its addons, else None; nothing of it is imported."""
    release = folder / "odoo/release.py"
    if not any((folder / addons / "web/__manifest__.py").is_file() for addons in ADDONS):
        return None
    found = release.is_file() and re.search(r"^version_info = \(\D*(\d+), *(\d+)", release.read_text(), re.M)
    return (int(found[1]), int(found[2])) if found else None


def checked(folder, what):
    release = release_of(folder)
    if not release:
        die(f"{what}: no odoo/release.py with addons in {folder}")
    if release[0] != MAJOR:
        die(f"{what}: Odoo {release[0]}.{release[1]} found, {SERIES} is needed")
    return folder


def from_source(source):
    if source.startswith("git+"):
        return checked(clone(source[4:]), source)
    path = Path(source).expanduser()
    if path.is_dir():
        return checked(path.resolve(), "ODOO_SOURCE")
    if re.match(r"(https?|file)://", source):
        path = download(source)
    if not path.is_file():
        die(f"ODOO_SOURCE={source}: neither a folder, an archive nor a URL of one")
    stat = path.stat()
    key = digest(path.resolve(), stat.st_size, stat.st_mtime_ns)
    top = filled(CACHE / f"archive-{key}", lambda tmp: unpack(path, tmp))
    release = min(top.glob("**/odoo/release.py"), default=top / "odoo/release.py")
    return checked(release.parent.parent, source)


def clone(url):
    key = digest(url)
    branch = SERIES
    if "@" in url.rsplit("/", 1)[-1]:
        url, branch = url.rsplit("@", 1)
    command = ["git", "clone", "-q", "--depth", "1", "--branch", branch, url]
    return filled(CACHE / f"git-{key}", lambda tmp: subprocess.run([*command, tmp], check=True))


def download(url):
    path = CACHE / "downloads" / f"{digest(url)}-{url.rsplit('/', 1)[-1]}"
    if not path.exists():
        say(f"downloading {url}")
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with urllib.request.urlopen(url) as response, part.open("wb") as file:
            shutil.copyfileobj(response, file)
        part.rename(path)
    return path


def unpack(archive, target):
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(target)
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(target, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


def filled(target, fill):
    """The folder, made by `fill(tmp)` once: an interrupted run leaves only a .tmp, which the next throws away."""
    if not target.is_dir():
        tmp = target.with_name(target.name + ".tmp")
        shutil.rmtree(tmp, ignore_errors=True)
        tmp.mkdir(parents=True)
        fill(tmp)
        tmp.rename(target)
    return target


def already_here():
    probe = "import odoo.release as r, os; print(os.path.dirname(os.path.dirname(os.path.abspath(r.__file__))))"
    for python in dict.fromkeys((str(PYTHON), sys.executable, "/usr/bin/python3")):
        if not Path(python).exists():
            continue
        asked = subprocess.run([python, "-c", probe], cwd="/", capture_output=True, text=True)
        folder = Path(asked.stdout.strip())
        if asked.returncode or (release_of(folder) or [0])[0] != MAJOR:
            continue
        if not any((folder / addons / STRIPPED).is_file() for addons in ADDONS):
            continue
        if folder.name not in ("dist-packages", "site-packages") or folder.is_relative_to(CACHE):
            return folder
        return filled(  # of that interpreter's packages only this one
            CACHE / f"linked-{digest(folder)}", lambda tmp, odoo=folder / "odoo": (tmp / "odoo").symlink_to(odoo)
        )
    return None
