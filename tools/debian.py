"""Odoo 19 from Debian's archive: fetched and verified by the machine's own apt, unpacked, not installed.

It needs no root and touches nothing of the system: apt runs with lists and caches of our own.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from tools.odoo_source import STRIPPED, checked, filled
from tools.paths import CACHE, die, digest, locked, say

# Debian takes fonts and JavaScript libraries out of odoo-19 and links to these packages instead. They come from
# trixie: sid's fonts-font-awesome is 7.x, Odoo's stylesheets are written for 4.7.
PACKAGES = {
    "sid": ["odoo-19"],
    "trixie": [
        "fonts-font-awesome",
        "fonts-inconsolata",
        "fonts-montserrat",
        "fonts-ocr-b",
        "fonts-roboto-unhinted",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
    ],
}
RECIPE = 3  # raise it when `repair` changes
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SITE = "usr/lib/python3/dist-packages"
OTHERWISE = "set ODOO_SOURCE to a checkout, an archive or a URL of Odoo 19"


def fetch():
    """The folder to put on Python's path. What was fetched once is used again; delete it to fetch a newer one."""
    for ready in sorted(CACHE.glob(f"debian-*-r{RECIPE}-*"), reverse=True):
        if ready.suffix != ".tmp":
            return checked(ready / SITE, "odoo-19")
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        die(f"no Odoo 19 here and no apt to fetch Debian's with: {OTHERWISE}")
    apt = CACHE / "apt"
    with locked(apt / "fetch.lock"):
        configuration = configure(apt)
        try:
            packages = download(apt, configuration)
        except subprocess.CalledProcessError:
            die(f"apt could not fetch odoo-19 (its words are above): {OTHERWISE}")
        version = next(deb.name.split("_")[1] for deb in packages if deb.name.startswith("odoo-"))
        target = CACHE / f"debian-{version}-r{RECIPE}-{digest(*packages.values())}"
        return checked(filled(target, lambda tmp: unpack(packages, tmp)) / SITE, "odoo-19")


def mirror():
    """The address this machine fetches its own packages from."""
    # Without --no-release-info a fresh image, whose lists are empty, prints nothing.
    targets = output(
        "apt-get", "indextargets", "--no-release-info",
        "--format", "$(REPO_URI)|$(RELEASE)|$(COMPONENT)", "Created-By: Packages",
    )  # fmt: skip
    codename = re.search(r'^VERSION_CODENAME="?(\w+)', Path("/etc/os-release").read_text(), re.M)
    rows = [line.split("|") for line in targets.splitlines()]
    found = sorted(uri for uri, release, part in rows if part == "main" and codename and release == codename[1])
    if not found or not KEYRING.exists():
        die(f"apt has no Debian mirror here, or Debian's archive keys are missing: {OTHERWISE}")
    return found[0]


def configure(apt):
    """Write an apt configuration that is read after the machine's, whose proxies and certificates hold."""
    for folder in ("lists/partial", "archives/partial", "state", "parts"):
        (apt / folder).mkdir(parents=True, exist_ok=True)
    (apt / "state/status").touch()
    arch, uri = output("dpkg", "--print-architecture"), mirror()
    (apt / "sources.list").write_text(
        "".join(f"deb [arch={arch} signed-by={KEYRING}] {uri} {suite} main\n" for suite in PACKAGES)
    )
    settings = {
        "Dir::Etc::SourceList": apt / "sources.list",
        "Dir::Etc::SourceParts": apt / "parts",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": apt / "parts",
        "Dir::State": apt / "state",
        "Dir::State::Lists": apt / "lists",
        "Dir::State::Status": apt / "state/status",
        "Dir::Cache": apt,
        "Dir::Cache::Archives": apt / "archives",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "",  # the account _apt cannot read in a home folder
        "Acquire::Languages": "none",
        "Acquire::PDiffs": "false",
        "Acquire::Retries": "3",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
    }
    hooks = ("Pre-Invoke", "Post-Invoke", "Post-Invoke-Success")  # the machine's; they must not run here
    path = apt / "apt.conf"
    path.write_text(
        "".join(f"#clear APT::Update::{hook};\n" for hook in hooks)
        + "".join(f'{key} "{value}";\n' for key, value in settings.items())
    )
    return path


def download(apt, configuration):
    """The packages as {file: SHA-256}, each checked against the index that Debian signed."""
    wanted = [f"{name}/{suite}" for suite, names in PACKAGES.items() for name in names]
    apt_get = ("apt-get", "-qq", "-c", configuration)
    say("fetching Odoo 19 (135 MB) from Debian's archive")
    subprocess.run([*apt_get, "update"], check=True)
    listed = output(*apt_get, "download", "--print-uris", *wanted).splitlines()
    packages = {
        apt / "archives" / name: checksum.removeprefix("SHA256:")
        for _uri, name, _size, checksum in sorted(line.split() for line in listed)
    }
    for deb in packages:
        # apt-get download takes any file of the right name and size that lies there
        if deb.exists() and not intact(deb, packages):
            deb.unlink()
    subprocess.run([*apt_get, "download", *wanted], check=True, cwd=apt / "archives")
    if not all(intact(deb, packages) for deb in packages):
        die("a downloaded package is not the one that the signed index names")
    return packages


def intact(deb, packages):
    return hashlib.sha256(deb.read_bytes()).hexdigest() == packages[deb]


def unpack(packages, target):
    say("unpacking")
    for deb in packages:
        subprocess.run(["dpkg-deb", "-x", deb, target], check=True)
    repair(target / SITE)


def repair(site):
    """What Debian's package needs to be used like upstream's."""
    # a second, code-only copy of the addons, which Odoo would take for a folder of addons, and packaging scripts
    for junk in ("addons", "doc", "setup", *(path.name for path in site.glob("*.egg-info"))):
        shutil.rmtree(site / junk)
    stub = site / "odoo/addons" / STRIPPED
    if not stub.exists():
        stub.parent.mkdir(parents=True)
        stub.write_text("/* left out of Debian's odoo-19: blurs the background of video calls */\n")
    if dead := [path for path in site.rglob("*") if path.is_symlink() and not path.exists()]:
        die(f"odoo-19 links to files that none of the packages has: {dead[:5]}")


def output(*command):
    return subprocess.run(list(map(str, command)), check=True, text=True, stdout=subprocess.PIPE).stdout.strip()
