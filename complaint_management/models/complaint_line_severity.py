from odoo import api, models


class ComplaintLine(models.Model):
    """The items of a case are among the facts that its severity follows (SEV-2)."""

    _inherit = "complaint.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refresh_severity("complaint.case", {"line_ids"})
        return lines

    def write(self, vals):
        cases = self.case_id
        res = super().write(vals)
        self._refresh_severity("complaint.line", vals, cases)
        return res

    def unlink(self):
        cases = self.case_id
        res = super().unlink()
        self.browse()._refresh_severity("complaint.case", {"line_ids"}, cases)
        return res

    def _refresh_severity(self, model_name, names, cases=()):
        if self.env["complaint.policy.severity.rule"]._touches(model_name, names):
            # sudo: the level is the procedure's, whoever changes a fact
            cases = self.case_id | (cases or self.env["complaint.case"])
            cases.sudo()._refresh_severity()
