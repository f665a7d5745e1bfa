from odoo import models


class ComplaintPolicyStep(models.Model):
    """DDL-7: steps under way follow the time that their template gives them."""

    _inherit = "complaint.policy.step"

    def write(self, vals):
        result = super().write(vals)
        if {"amount", "unit"} & vals.keys():
            self.policy_id._refresh_deadlines()
        return result

    def unlink(self):
        """What counts from a step goes with it, and with it the deadlines that run in its name."""
        self.env["complaint.policy.milestone"].search([("step_template_id", "in", self.ids)]).unlink()
        return super().unlink()
