from odoo import fields, models


class ComplaintPolicyStep(models.Model):
    """Which steps cannot be done well without the sample (SMP-1)."""

    _inherit = "complaint.policy.step"

    needs_sample = fields.Boolean(
        help="The step is done with the sample that the customer sends in; as long as none has come, the step says so."
    )

    def _prepare_step_values(self, case):
        return {**super()._prepare_step_values(case), "needs_sample": self.needs_sample}
