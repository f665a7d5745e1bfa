from odoo import api, models
from odoo.exceptions import UserError

KEPT = {"raw", "datas", "db_datas", "store_fname", "url", "res_model", "res_id", "mimetype"}


class IrAttachment(models.Model):
    """EVD-1: the scans of evidence that was decided upon stay as they were."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not self.env.su and KEPT & set(vals):
            self._check_complaint_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaint_evidence(self):
        if not self.env.su:
            self._check_complaint_evidence()

    def _check_complaint_evidence(self):
        # sudo: which record a file belongs to, before any right on it is asked
        files_sudo = self.sudo().filtered(lambda f: f.res_model == "complaint.evidence" and f.res_id)
        evidence_sudo = self.env["complaint.evidence"].sudo().browse(files_sudo.mapped("res_id")).exists()
        if decided := evidence_sudo.filtered(lambda e: e.state != "received")[:1]:
            raise UserError(self.env._("%s was decided upon; its scans are kept as they were.", decided.display_name))
