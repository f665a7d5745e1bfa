"""What the web client would show of our views once all addons have changed them."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

from tools.paths import ADDONS


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    def test_fields_keep_their_labels(self):
        """A group that holds groups lays out columns: a field beside them would lose its label."""
        forms = self.env["ir.ui.view"].search([("type", "=", "form"), ("mode", "=", "primary")])
        for form, name in forms.get_external_id().items():
            if name.split(".")[0] not in ADDONS:
                continue
            arch = etree.fromstring(self.env["ir.ui.view"].browse(form).get_combined_arch())
            bare = arch.xpath("//group[group]/field[not(@invisible='1' or @nolabel='1' or @nolabel='True')]/@name")
            with self.subTest(name):
                self.assertFalse(bare)
