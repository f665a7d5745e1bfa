"""Databases: made once as templates, then copied in under a second.

    deps_KEY    the apps that the addons depend on    KEY: Odoo, the apps, the languages
    addons_KEY  with the addons of this checkout too  KEY: the above and every file of the addons but their tests
    run_PID     what one run of tests uses and drops

Their names begin with a key of the checkout, so that checkouts that share a server do not drop each other's.
"""

import ast
import contextlib
import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg2
from psycopg2 import sql

from tools.bootstrap import ODOO, REQUIREMENTS
from tools.environment import environment
from tools.paths import ROOT, addons, digest, finish, locked, say

LANGUAGES = "en_US,zh_CN,zh_TW"  # people have the first one
PREFIX = f"complaint_{digest(ROOT)[:6]}_"
RUN = f"{PREFIX}run_"
# pages and bundles that no request must make first: else every browser test compiles them anew
PREPARE = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"


# ------------------------------------------------------------------ the server
def execute(query, *values, names=(), database="postgres"):
    """Run one statement outside a transaction; the rows, if it gives any. `{}` in it stand for the names."""
    connection = psycopg2.connect(dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(query).format(*map(sql.Identifier, names)), values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def listed(prefix=""):
    """The names of the databases that start with the prefix."""
    return [name for (name,) in execute("SELECT datname FROM pg_database") if name.startswith(prefix)]


def filestore(name):
    return Path(os.environ["ODOO_DATA_DIR"]) / "filestore" / name


def exists(name):
    """One without its files is worth nothing: every page would fail."""
    return filestore(name).is_dir() and name in listed()


def drop(name):
    # not WITH (FORCE): it fails when the server's own autovacuum is at work there, which a plain drop sends away
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
    execute(others, name)
    execute("DROP DATABASE IF EXISTS {}", names=[name])
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(source, target):
    drop(target)
    if filestore(source).is_dir():  # first: a database whose files are missing is worse than none
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)
    execute("CREATE DATABASE {} TEMPLATE {}", names=[target, source])


def rename(source, target):
    drop(target)
    filestore(source).mkdir(parents=True, exist_ok=True)
    filestore(source).rename(filestore(target))
    execute("ALTER DATABASE {} RENAME TO {}", names=[source, target])


def label(name, text=None):
    """The text that goes with a database, after setting it if one is given."""
    if text is not None:
        execute("COMMENT ON DATABASE {} IS %s", text, names=[name], database=name)
    rows = execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name)
    return rows[0][0] or ""


# ------------------------------------------------------------------ Odoo in them
def install(name, modules, *options, update=()):
    """Install (and update) modules; the database is made when it is not there."""
    command = ["odoo", "server", "-d", name, "--stop-after-init", "--no-http", "--log-level=warn", *options]
    for option, wanted in (("-i", modules), ("-u", update)):
        if wanted:
            command += [option, ",".join(wanted)]
    subprocess.run(command, check=True)


def shell(name, code, **options):
    """Run Python code with Odoo's `env`; what fails in it ends the program."""
    command = ["odoo", "shell", "-d", name, "--no-http", "--log-level=warn"]
    return subprocess.run(command, check=True, text=True, input=code, **options)


# ------------------------------------------------------------------ templates
def depends():
    """The modules that our addons depend on, without ours."""
    manifests = [ast.literal_eval((addon / "__manifest__.py").read_text()) for addon in addons()]
    return sorted({name for manifest in manifests for name in manifest["depends"]} - {path.name for path in addons()})


def sources():
    """What the databases are made of, in two fingerprints: without our addons, and of our addons."""
    pinned = re.findall(r"^odoo-addon.*", REQUIREMENTS.read_text(), re.M)
    files = [path for addon in addons() for path in sorted(addon.rglob("*")) if path.is_file()]
    ours = [path for path in files if not {"tests", "__pycache__"} & set(path.relative_to(ROOT).parts)]
    return (
        digest(ODOO.read_text(), LANGUAGES, *pinned, *depends()),
        digest(*(part for path in ours for part in (path.relative_to(ROOT), path.read_bytes().hex()))),
    )


def templates():
    """The names of the two templates, which are built when they are not there; older ones are dropped."""
    base, ours = sources()
    deps, full = f"{PREFIX}deps_{base}", f"{PREFIX}addons_{digest(base, ours)}"
    for old in listed(PREFIX):
        if old not in (deps, full) and not old.startswith(RUN):
            drop(old)
    if not exists(deps):
        build(deps, depends(), "--load-language", LANGUAGES)
    if not exists(full):
        build(full, [addon.name for addon in addons()], source=deps, prepare=PREPARE)
    return deps, full


def build(name, modules, *options, source=None, prepare=None):
    say(f"making {name} with {', '.join(modules)}")
    unfinished = f"{name}_tmp"  # an interrupted build leaves only this
    if source:
        copy(source, unfinished)
    else:
        drop(unfinished)
    install(unfinished, modules, *options)
    if prepare:
        shell(unfinished, prepare)
    rename(unfinished, name)


@contextlib.contextmanager
def working_copy():
    """A copy of the full template for the block; gives the names of the template without our addons and of the copy."""
    name = f"{RUN}{os.getpid()}"
    with contextlib.ExitStack() as held:
        with locked(Path(os.environ["ODOO_DATA_DIR"]) / "templates.lock"):  # of two at once, one builds
            deps, full = templates()
            sweep()
            held.enter_context(locked(lock_of(name)))
            copy(full, name)
        try:
            yield deps, name
        finally:
            for one in listed(name):  # what its processes were kept from dropping, too
                if lock_of(one) == lock_of(name):
                    drop(one)
            lock_of(name).unlink()


def sweep():
    """Drop what killed runs left behind: nobody holds its lock."""
    for name in listed(RUN):
        with lock_of(name).open("w") as file, contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            drop(name)
            lock_of(name).unlink()


def lock_of(name):
    """Tests make copies of their own by adding to the name of their run: they share its lock."""
    run = re.match(rf"{RUN}\d+", name)[0]
    return Path(os.environ["ODOO_DATA_DIR"]) / f"{run}.lock"


def main():
    """Build the templates, so that the next who needs them does not wait."""
    with environment("test"), working_copy():
        pass


if __name__ == "__main__":
    finish(main)
