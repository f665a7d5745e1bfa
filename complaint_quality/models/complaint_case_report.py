from odoo import models


class ComplaintCase(models.Model):
    """INV-9: the report of an investigation goes to the customer as a message on their case, no earlier."""

    _inherit = "complaint.case"

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if sent := self._leaves_complaint_dialog("complaint_report_of", kwargs.get("message_type")):
            for investigation in self.investigation_ids.filtered(lambda i: i.id == sent):
                body = self.env._("Report sent to the customer of %s", self._get_html_link())
                # sudo: a handler reads investigations only; the note is fixed and internal
                investigation.sudo()._message_log(body=body, author_id=self.env.user.partner_id.id)
        return message
