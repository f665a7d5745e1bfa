"""Odoo's own checks of source code (its addon test_lint), over our addons only."""

from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tools import config

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)

from tools.paths import ADDONS, ROOT


class OurAddons:
    """The checks ask for all manifests: they get ours. Those that walk the models of the registry see all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = [manifest for manifest in Manifest.all_addon_manifests() if manifest.name in ADDONS]
        patcher = patch.object(Manifest, "all_addon_manifests", lambda: ours)
        patcher.start()
        cls.addClassCleanup(patcher.stop)


class TestDocstring(OurAddons, test_docstring.TestDocstring):
    pass


class TestDunderinit(OurAddons, test_dunderinit.TestDunderinit):
    pass


class TestI18n(OurAddons, test_i18n.TestI18n):
    pass


class TestIndex(OurAddons, test_index.TestIndex):
    pass


class TestJsTranslations(OurAddons, test_jstranslate.TestJsTranslations):
    pass


class TestManifests(OurAddons, test_manifests.ManifestLinter):
    pass


class TestNaming(OurAddons, test_naming.TestNaming):
    pass


class TestOnchangeDomains(OurAddons, test_onchange_domains.TestOnchangeDomains):
    pass


class TestOrmImport(OurAddons, test_orm_import.TestDunderinit):
    pass


class TestLintOverrideSignatures(OurAddons, test_override_signatures.TestLintOverrideSignatures):
    pass


class TestPotFile(OurAddons, test_pofile.PotLinter):
    pass


class TestPyLint(OurAddons, test_pylint.TestPyLint):
    def test_pylint(self):
        # it would read all of Odoo too, for ten minutes: our tools stand in for it
        with patch.object(config, "root_path", str(ROOT / "tools")):
            super().test_pylint()


class TestRoutes(OurAddons, test_routes.RoutesLinter):
    pass


class TestTestHoles(OurAddons, test_test_holes.TestTestHoles):
    pass
