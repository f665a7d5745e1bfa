from odoo.tests import tagged

from .common import ComplaintCommon

COPIED = (
    "complaint.policy",
    "complaint.category",
    "complaint.channel",
    "complaint.demand",
    "complaint.ground",
    "complaint.tag",
    "complaint.cause",
    "complaint.defect",
    "complaint.penalty.ground",
)


@tagged("post_install", "-at_install")
class TestCopied(ComplaintCommon):
    def test_catalogues_are_copied_twice(self):
        """CAT-1, INT-1: entries with a name or code of their own are duplicated like any other record."""
        self.env["complaint.tag"].create({"name": "Showroom"})
        for model in COPIED:
            if model not in self.env:
                continue
            with self.subTest(model):
                entry = self.env[model].search([], limit=1) or self.env[model].create({"name": "One", "code": "ONE"})
                copies = entry.copy() | entry.copy()
                self.assertEqual(len(set((entry | copies).mapped("name"))), 3)
                named = entry.copy(dict.fromkeys(entry._copied_fields, "Given"))
                self.assertEqual(named.name, "Given")
