"""The templates are what Odoo would export now; Chinese is complete and fits the terms. `make i18n` mends it."""

import io
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

from tools.i18n import LANGUAGES
from tools.paths import addons

PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}|\{\{.*?\}\}|</?[a-z][^>]*>")


@tagged("post_install", "-at_install")
class TestI18n(TransactionCase):
    def test_templates_are_current(self):
        for addon in addons():
            with self.subTest(addon.name):
                buffer = io.BytesIO()
                trans_export(None, [addon.name], buffer, "po", self.env)
                exported = polib.pofile(buffer.getvalue().decode())
                kept = polib.pofile(str(addon / "i18n" / f"{addon.name}.pot"))
                self.assertEqual(_terms(exported), _terms(kept), "make i18n brings it up to date")

    def test_chinese_is_complete(self):
        for path, template, translation in self._translations():
            with self.subTest(path):
                self.assertEqual(_terms(template), _terms(translation), "make i18n brings it up to date")
                self.assertFalse([entry.msgid for entry in translation if not entry.msgstr], "without a translation")
                self.assertFalse([entry.msgid for entry in translation if entry.fuzzy], "translation to be checked")

    def test_placeholders_and_tags_survive_translation(self):
        for path, _template, translation in self._translations():
            for entry in translation:
                with self.subTest(path, term=entry.msgid):
                    self.assertEqual(_placeholders(entry.msgid), _placeholders(entry.msgstr or entry.msgid))

    def test_odoo_reads_them(self):
        """The models have Chinese names for a user whose language it is."""
        for language in LANGUAGES:
            for addon in addons():
                file = polib.pofile(str(addon / "i18n" / f"{language}.po"))
                names = {entry.msgid: entry.msgstr for entry in file if _is_model_name(entry)}
                ours = [("model", "=like", "complaint.%"), ("name", "in", list(names))]
                english = self.env["ir.model"].search(ours)
                with self.subTest(addon=addon.name, language=language):
                    self.assertTrue(english)
                    for model in english:
                        self.assertEqual(model.with_context(lang=language).name, names[model.name])

    def _translations(self):
        for addon in addons():
            template = polib.pofile(str(addon / "i18n" / f"{addon.name}.pot"))
            for language in LANGUAGES:
                name = f"{addon.name}/{language}"
                yield name, template, polib.pofile(str(addon / "i18n" / f"{language}.po"))


def _placeholders(text):
    """What a translation must keep of a text; what its tags say to people is translated too."""
    return sorted(PLACEHOLDER.findall(re.sub(r'\b(title|aria-label|alt|placeholder)="[^"]*"', r'\1=""', text)))


def _terms(file):
    return {(entry.msgctxt, entry.msgid): sorted(entry.occurrences) for entry in file if not entry.obsolete}


def _is_model_name(entry):
    return any(place.startswith("model:ir.model,name") for place, _line in entry.occurrences)
