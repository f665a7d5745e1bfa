from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class ComplaintStep(models.Model):
    """The attachments of an opinion (RTE-3). They belong to the step: who reads it reads them."""

    _inherit = "complaint.step"

    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", readonly=True, copy=False)

    def action_done(self, opinion=None, *, attachment_ids=None, **kwargs):
        """EXTENDS: an opinion can have attachments.

        :param attachment_ids: ids of attachments that the user uploaded; None leaves those of the draft
        """
        if attachment_ids is not None:
            self._check_doer()
            self._attach(attachment_ids)
        return super().action_done(opinion, **kwargs)

    def action_write_opinion(self, opinion, *, attachment_ids=None):
        """EXTENDS: attachments are kept with the draft."""
        super().action_write_opinion(opinion)
        if attachment_ids is not None:
            self._attach(attachment_ids)

    def _attach(self, attachment_ids):
        """Put uploaded files on this step; the caller has checked the person.

        :raise UserError: not ids of attachments, or for several steps
        :raise AccessError: files that belong to others or elsewhere
        """
        if not isinstance(attachment_ids, (list, tuple)) or not all(type(file_id) is int for file_id in attachment_ids):
            raise UserError(self.env._("Name the attachments of an opinion by a list of their ids."))
        if not attachment_ids and not self.attachment_ids:
            return
        if len(self) > 1:
            raise UserError(self.env._("Attach files to the opinion on one step at a time."))
        # sudo: only where these files belong is read; foreign ones are refused
        files = self.env["ir.attachment"].sudo().browse(attachment_ids).exists()
        place = (self._name, self.id)
        new = files.filtered(lambda file: (file.res_model, file.res_id) != place)
        foreign = new.filtered(
            lambda file: (
                file.create_uid != self.env.user
                or file.res_field
                or file.res_id
                or file.res_model not in (False, "complaint.opinion", self._name)
            )
        )
        if foreign or len(files) < len(set(attachment_ids)):
            raise AccessError(self.env._("%s: attach files that you uploaded for this opinion.", self.display_name))
        new.write({"res_model": self._name, "res_id": self.id})
        self.sudo().attachment_ids = [Command.set(files.ids)]
