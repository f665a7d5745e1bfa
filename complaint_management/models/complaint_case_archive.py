import base64
import io
import logging

from PIL import Image, ImageOps

from odoo import models
from odoo.tools import is_html_empty
from odoo.tools.image import image_data_uri
from odoo.tools.pdf import OdooPdfFileReader, merge_pdf

_logger = logging.getLogger(__name__)

# Longest side in pixels of a photo in the file: more than a printed page shows
PHOTO_SIZE = 1200
MAX_PIXELS = 50_000_000
WRITTEN = ("comment", "email", "email_outgoing", "auto_comment")


class ComplaintCase(models.Model):
    """The archive of a case: everything of it in one printable file (ARC-2).

    An internal document of whoever may read the case: what the user may not read of it (amounts, for one) is left out.
    Photos are shown, PDF files follow as annexes, other files are listed by name.
    """

    _inherit = "complaint.case"

    def _get_archive_sections(self):
        """What the file consists of; extend for more.

        :return: list of (order, title, xmlid of the QWeb template, dict of values). The template sees the case as ``o``
            and the values as ``values``. Orders of ten to a hundred, in the steps of ARC-2.
        """
        self.ensure_one()
        self.check_access("read")
        files = self._get_archive_files()
        messages = self._get_archive_messages()
        letters = messages.filtered(lambda m: m.subtype_id == self.env.ref("mail.mt_comment") and not m.is_internal)
        steps = self.step_ids.filtered(lambda s: s.state != "waiting").sorted(lambda s: (s.round, s.id))
        name = "complaint_management.archive_{}".format
        sections = [
            (10, self.env._("Intake"), name("intake"), {}),
            (20, self.env._("Items"), name("items"), {}),
            (30, self.env._("Evidence"), name("evidence"), files),
            (40, self.env._("Department Steps"), name("steps"), {"steps": steps}),
            (50, self.env._("Cause and Responsibility"), name("responsibility"), {}),
            (60, self.env._("Resolution and Approvals"), name("resolutions"), {}),
            (70, self.env._("Letters"), name("messages"), {"messages": letters}),
            (75, self.env._("Internal Notes"), name("messages"), {"messages": messages - letters}),
            (80, self.env._("Callbacks"), name("callbacks"), {}),
            (90, self.env._("Documents"), name("documents"), {}),
            (95, self.env._("Deadlines and Slips"), name("deadlines"), {}),
            (98, self.env._("Passages"), name("passages"), {}),
        ]
        filled = {
            20: self.line_ids,
            30: any(files.values()),
            40: steps,
            50: self.first_cause or self.responsibility_ids,
            60: self.resolution_ids,
            70: letters,
            75: messages - letters,
            80: self.callback_ids,
            90: self.sale_order_id or self.picking_id or self.invoice_id,
            95: self.deadline_ids or self.slip_ids,
            98: self.passage_ids,
        }
        return [section for section in sections if filled.get(section[0], True)]

    def _get_archive_messages(self):
        """What was written to the complainant, by them and among ourselves, the oldest first."""
        messages = self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "=", self.id), ("message_type", "in", WRITTEN)], order="date, id"
        )
        return messages.filtered(lambda m: not is_html_empty(m.body) or m.attachment_ids)

    def _get_archive_owners(self):
        """Records whose attachments belong to the file; extend for more."""
        return [self, self.step_ids, self.resolution_ids, self.callback_ids, self.slip_ids]

    def _get_archive_attachments(self):
        """Each file once, the oldest first, as far as the user may read them."""
        found = self.env["ir.attachment"]
        for records in self._get_archive_owners():
            if records:
                found |= found.search([("res_model", "=", records._name), ("res_id", "in", records.ids)])
        seen = set()
        return found.sorted("id").filtered(
            lambda a: a.type == "binary" and not (a.checksum in seen or seen.add(a.checksum))
        )

    def _get_archive_files(self):
        """The evidence: ``photos`` as (attachment, data for an image), ``annexes`` as (attachment, mark, number of
        pages), ``others`` as attachments."""
        photos, annexes, others = [], [], self.env["ir.attachment"]
        for attachment in self._get_archive_attachments():
            if photo := self._get_archive_photo(attachment):
                photos.append((attachment, photo))
            elif pages := self._count_pages(attachment):
                annexes.append((attachment, f"A{len(annexes) + 1}", pages))
            else:
                others |= attachment
        return {"photos": photos, "annexes": annexes, "others": others}

    def _get_archive_photo(self, attachment):
        """A picture small enough to print, or None for what is none."""
        if not (attachment.mimetype or "").startswith("image/") or attachment.mimetype.startswith("image/svg"):
            return None
        try:
            with Image.open(io.BytesIO(attachment.raw or b"")) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                image = ImageOps.exif_transpose(image).convert("RGB")
            image.thumbnail((PHOTO_SIZE, PHOTO_SIZE))
            with io.BytesIO() as buffer:
                image.save(buffer, "JPEG", quality=80)
                return image_data_uri(base64.b64encode(buffer.getvalue()))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None

    def _count_pages(self, attachment):
        """How many pages a PDF file has; 0 for other files and for what is damaged or locked by a password."""
        if attachment.mimetype != "application/pdf":
            return 0
        try:
            # written once, as some files turn out to be damaged only then
            content = merge_pdf([attachment.raw or b""])
            return OdooPdfFileReader(io.BytesIO(content), strict=False).getNumPages()
        except Exception:  # whatever makes it unreadable, the file is listed by its name
            _logger.info("%s cannot be appended to the file of its case", attachment, exc_info=True)
            return 0
