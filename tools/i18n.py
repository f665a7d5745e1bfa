"""Export the terms of each addon to its .pot and bring the Chinese files up to it: make i18n.

Translations are kept, terms that are gone are dropped, new ones stay empty and are counted. Headers carry no
dates, so that nothing changes where nothing changed.
"""

import subprocess
import tempfile
from pathlib import Path

import polib

from tools import databases
from tools.environment import environment
from tools.paths import ROOT, addons, finish

LANGUAGES = ("zh_CN", "zh_TW")


def main():
    missing = 0
    with environment("test"), databases.working_copy() as (_deps, name), tempfile.TemporaryDirectory() as tmp:
        for addon in addons():
            export = Path(tmp) / f"{addon.name}.pot"
            subprocess.run(["odoo", "i18n", "export", "-d", name, "-o", export, addon.name], check=True)
            missing += update(addon, polib.pofile(str(export)))
    return 1 if missing else 0


def update(addon, exported):
    """Write the addon's template and translations; the number of terms without a translation."""
    folder = addon / "i18n"
    folder.mkdir(exist_ok=True)
    template = catalogue(addon.name)
    template.extend(sorted(exported, key=lambda entry: (entry.msgctxt or "", entry.msgid)))
    template.save(str(folder / f"{addon.name}.pot"))
    missing = 0
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        known = translations(path)
        translated = catalogue(addon.name, language)
        for entry in template:
            fields = {name: getattr(entry, name) for name in ("msgctxt", "msgid", "comment", "occurrences", "flags")}
            translated.append(polib.POEntry(msgstr=known.get((entry.msgctxt, entry.msgid), ""), **fields))
        translated.save(str(path))
        empty = [entry.msgid for entry in translated if not entry.msgstr]
        missing += len(empty)
        print(f"{path.relative_to(ROOT)}: {len(translated)} terms, {len(empty)} without a translation")
        for text in empty[:10]:
            print(f"    {text!r}")
    return missing


def translations(path):
    return {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}


def catalogue(module, language=None):
    """An empty file with the headers that Odoo and Weblate read."""
    file = polib.POFile(wrapwidth=78)
    file.header = f"Translation of {module} for Odoo 19.0."
    file.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language:
        file.metadata |= {"Language": language, "Plural-Forms": "nplurals=1; plural=0;"}
    return file


if __name__ == "__main__":
    finish(main)
