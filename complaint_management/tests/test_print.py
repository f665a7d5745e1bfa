import io
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.pdf import ArrayObject, DictionaryObject, NameObject, NumberObject, OdooPdfFileReader, OdooPdfFileWriter

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import ComplaintCommon


def print_with_headings(_report, bodies, **_options):
    """One page for each copy, each with a heading in the outline, as wkhtmltopdf makes them."""
    writer = OdooPdfFileWriter()
    for _body in bodies:
        writer.addBlankPage(100, 100)
    names = [NameObject(f"/copy{number}") for number in range(len(bodies))]
    node = None
    for name in reversed(names):
        following = {NameObject("/Next"): node} if node else {}
        node = DictionaryObject({NameObject("/Dest"): name, **following})
    pages = {name: ArrayObject([NumberObject(number)]) for number, name in enumerate(names)}
    writer._root_object.update(
        {
            NameObject("/Outlines"): DictionaryObject({NameObject("/First"): node}),
            NameObject("/Dests"): DictionaryObject(pages),
        }
    )
    with io.BytesIO() as buffer:
        writer.write(buffer)
        return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestPrint(ComplaintCommon):
    def _count_pages(self, report, records, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.assistant)
        with (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", print_with_headings),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda *_args: "ok"),
        ):
            content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        return OdooPdfFileReader(io.BytesIO(content), strict=False).getNumPages()

    def test_arc_2_copies_of_several_cases_are_printed_once(self):
        """ARC-2: the handling forms of two cases have five copies each; core alone would print all of them twice."""
        cases = self._create_case() | self._create_case()
        self.assertEqual(self._count_pages("complaint_management.report_handling", cases[0]), 5)
        self.assertEqual(self._count_pages("complaint_management.report_handling", cases), 10)

    def test_arc_2_reports_of_others_are_left_alone(self):
        """ARC-2: what other apps print is printed as they have it."""
        report = self.env.ref("complaint_management.action_report_handling")
        stranger = report.copy({"report_name": report.report_name})
        view = self.env.ref("complaint_management.report_handling").copy({"key": "other_app.report_handling"})
        stranger.report_name = view.key
        cases = self._create_case() | self._create_case()
        self.assertEqual(self._count_pages(stranger, cases), 20)
