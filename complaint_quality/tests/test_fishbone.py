import re
from itertools import pairwise

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.complaint_quality.models.complaint_fishbone import wrap

from .common import ComplaintQualityCommon

SVG = {"s": "http://www.w3.org/2000/svg"}


@tagged("post_install", "-at_install")
class TestFishbone(ComplaintQualityCommon):
    def _draw(self, investigation, **kwargs):
        return etree.fromstring(str(investigation._get_fishbone_svg(**kwargs)))

    def _get_texts(self, element):
        return ["".join(text.itertext()) for text in element.iterfind(".//s:text", SVG)]

    def test_inv_4_six_bones_drawn_from_the_whys(self):
        """INV-4: each why is drawn once, with its status, on the bone of its factor or of its root cause."""
        investigation = self._open()
        self._add_chain(investigation, "Tops touch", "Nothing between")
        self._add_chain(investigation, "Not inspected", branch="escape")
        investigation.why_ids = [
            Command.create({"name": "Gloves", "factor": "man", "status": "refuted", "evidence": "Cotton <b>"}),
            Command.create({"name": "Who knows"}),
        ]
        investigation.action_accept_cause()
        svg = self._draw(investigation)
        texts = self._get_texts(svg)
        for label in ("Man", "Machine", "Material", "Method", "Measurement", "Environment", "On no bone yet:"):
            self.assertEqual(texts.count(label), 1, label)
        groups = svg.findall(".//s:g", SVG)
        self.assertEqual(sorted(int(g.get("data-why-id")) for g in groups), sorted(investigation.why_ids.ids))
        drawn = {" ".join(self._get_texts(group)): group for group in groups}
        self.assertEqual(
            set(drawn), {"Tops touch", "Nothing between (100 %)", "Not inspected (100 %)", "Gloves", "Who knows"}
        )
        self.assertIn("Cotton <b>", drawn["Gloves"].findtext("s:title", namespaces=SVG))
        self.assertEqual(drawn["Gloves"].find("s:text", SVG).get("text-decoration"), "line-through")
        self.assertEqual(drawn["Nothing between (100 %)"].find("s:text", SVG).get("font-weight"), "bold")
        self.assertTrue(drawn["Not inspected (100 %)"].find("s:line", SVG).get("stroke-dasharray"))
        bones = investigation.why_ids.sorted()._get_bones()
        self.assertEqual({why.name: bone for why, bone in bones.items()}["Tops touch"], "method")

    def test_inv_4_many_rows_are_inside_the_picture(self):
        """INV-4: readable with many rows: nothing is clipped and no row lies on another, in zh as well."""
        investigation = self._open()
        investigation.why_ids = [
            Command.create({"name": name * 3, "factor": factor, "branch": "occurrence"})
            for number in range(12)
            for factor in ("man", "method", "environment")
            for name in (f"Reason {number} of many, ", "喷嘴磨损没有更换导致涂层厚度不足。")
        ]
        svg = self._draw(investigation)
        width, height = (float(svg.get(name)) for name in ("width", "height"))
        for text in svg.iterfind(".//s:text", SVG):
            x, y = float(text.get("x")), float(text.get("y"))
            self.assertTrue(0 <= x <= width and 0 < y < height, etree.tostring(text))
            self.assertLessEqual(len("".join(text.itertext())), 60)
        for column in (svg.findall(".//s:g", SVG)[start : start + 24] for start in (0, 24, 48)):
            ys = [float(text.get("y")) for group in column for text in group.iterfind("s:text", SVG)]
            self.assertTrue(all(after - before >= 15 for before, after in pairwise(ys)))

    def test_inv_4_fishbone_fits_the_page(self):
        """INV-4: the same drawing, scaled to the paper."""
        investigation = self._open()
        self._add_chain(investigation, "Tops touch")
        svg = self._draw(investigation, width=600)
        natural = self._draw(investigation)
        self.assertEqual(svg.get("width"), "600")
        self.assertEqual(svg.get("viewBox"), natural.get("viewBox"))
        content = (
            self.env["ir.actions.report"]
            ._render_qweb_html("complaint_management.report_archive", self.case.ids)[0]
            .decode()
        )
        self.assertTrue(re.search(r"<svg[^>]+o_complaint_fishbone_svg", content))

    def test_inv_4_text_wraps_between_words_and_wide_characters(self):
        self.assertEqual(wrap("one two", 40), ["one", "two"])
        self.assertEqual(wrap("喷嘴磨损没有", 42), ["喷嘴磨", "损没有"])
        self.assertEqual("".join(wrap("x" * 100, 70)), "x" * 100)
        self.assertGreater(len(wrap("x" * 100, 70)), 5)
        self.assertEqual(wrap("", 70), [""])
        self.assertEqual(" ".join(wrap("喷嘴 worn and 磨损 again", 1000)), "喷嘴 worn and 磨损 again")

    def test_inv_4_what_is_typed_is_escaped(self):
        """INV-4: a why is text, also in the picture."""
        investigation = self._open()
        investigation.subject = '"><script>alert(1)</script>'
        investigation.why_ids = [Command.create({"name": "<script>x</script>", "factor": "man"})]
        svg = investigation.get_fishbone_svg()
        self.assertNotIn("<script>", svg)
        self.assertIn("&lt;script&gt;", svg)
