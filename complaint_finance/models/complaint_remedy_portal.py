from odoo import models


class ComplaintRemedy(models.Model):
    """CUS-5: where the goods and the money of a remedy are, in words meant for the customer."""

    _inherit = "complaint.remedy"

    def _get_public_state(self):
        # EXTENDS complaint_management
        self.ensure_one()
        if self.credit_state == "posted":
            return self.env._("Credited")
        if self.state == "done" or not self._has_documents():
            return super()._get_public_state()
        if self.receipt_state == "waiting" or self._needs_receipt():
            return self.env._("Awaiting goods")
        if self.receipt_state != "none" and self.delivery_state == "none":
            return self.env._("Received")
        return super()._get_public_state()
