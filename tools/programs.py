"""What pip cannot bring: found, else installed where that is allowed, else named with the command for it."""

import os
import shutil
import subprocess
from pathlib import Path

from tools import wkhtmltopdf
from tools.paths import CACHE, IS_ROOT, locked, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def has_fonts():
    """Whether Chinese can be printed and shown."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())
    return any(Path("/usr/share/fonts").glob("**/Noto*CJK*"))


def has_browser():
    return any(map(shutil.which, BROWSERS))


def has_wkhtmltopdf():
    if not wkhtmltopdf.is_there():
        try:
            wkhtmltopdf.fetch()
        except (subprocess.CalledProcessError, OSError, StopIteration):
            return False
    return wkhtmltopdf.is_there()


NEEDS = {  # name: (is it there?, Debian's packages, what goes without it)
    "fonts": (has_fonts, ["fonts-noto-cjk"], "Chinese in printed documents"),
    "wkhtmltopdf": (
        has_wkhtmltopdf,
        ["libxrender1", "libxext6", "libfontconfig1", "libfreetype6", "libx11-6"],
        "printing PDF (wkhtmltopdf with patched Qt; these are the libraries it needs)",
    ),
    "chromium": (has_browser, ["chromium"], "tests in the browser, which are skipped"),
}


def ensure(*names):
    missing = [name for name in names if not NEEDS[name][0]()]
    if not missing:
        return
    packages = sorted(package for name in missing for package in NEEDS[name][1])
    if IS_ROOT and shutil.which("apt-get"):
        install(packages)
        missing = [name for name in missing if not NEEDS[name][0]()]
    for name in missing:
        _check, packages, loss = NEEDS[name]
        say(f"without {name}: no {loss}. To have it: sudo apt-get install {' '.join(packages)}")


def install(packages):
    say(f"apt-get install {' '.join(packages)}")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True, "text": True}
    with locked(CACHE / "apt-get.lock"):
        subprocess.run(["apt-get", "-qq", "update"], **quiet)
        done = subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages], **quiet)
    if done.returncode:
        say(f"apt-get failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    ensure(*NEEDS)
