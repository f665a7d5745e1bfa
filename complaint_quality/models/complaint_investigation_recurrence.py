from odoo import models


class ComplaintInvestigation(models.Model):
    """ACT-4: causes that are accepted show whether earlier actions held; ACT-3: and are counted from now on."""

    _inherit = "complaint.investigation"

    def action_accept_cause(self):
        # EXTENDS complaint_quality
        result = super().action_accept_cause()
        self.action_ids._count_baseline()
        self._find_recurrences(self.case_ids)
        return result

    def write(self, vals):
        before = {investigation: investigation.case_ids for investigation in self} if "case_ids" in vals else {}
        result = super().write(vals)
        for investigation, cases in before.items():
            if new := investigation.case_ids - cases:
                investigation._find_recurrences(new)
        return result

    def _find_recurrences(self, cases):
        # sudo: whether a case is established, whoever may read it
        established = cases.sudo().filtered(lambda case: case.validity == "established" and case.state != "merged")
        self.env["complaint.recurrence"]._find(established)
