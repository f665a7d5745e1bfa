import io
from collections import OrderedDict

from odoo import models

ARCHIVE = "complaint_management.report_archive"


class IrActionsReport(models.Model):
    """The file of a case, with the PDF files attached to the case as its annexes (ARC-2)."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS base
        if not res_ids or self._get_report(report_ref).report_name != ARCHIVE:
            return self._drop_second_print(
                report_ref, super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
            )
        collected = OrderedDict()
        # case by case, so that each file is followed by its own annexes
        for case in self.env["complaint.case"].browse(dict.fromkeys(res_ids)):
            streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=case.ids)
            annexes = [io.BytesIO(attachment.raw) for attachment, *_ in case._get_archive_files()["annexes"]]
            if annexes:
                parts = [streams[case.id]["stream"], *annexes]
                streams[case.id]["stream"] = self._merge_pdfs(parts)
                for part in parts[:-1]:
                    part.close()
            collected.update(streams)
        return collected

    def _drop_second_print(self, report_ref, streams):
        """What has several pages or copies a record is printed by core record by record, and then once more in one."""
        ours = self._get_report(report_ref).report_name.startswith("complaint_")
        if ours and False in streams and len(streams) > 1 and all(stream["stream"] for stream in streams.values()):
            streams.pop(False)["stream"].close()
        return streams
