from odoo import api, fields, models

# So many open cases are counted anew at once when their policy changes; more are left to a job.
DIRECT = 200


class ComplaintPolicy(models.Model):
    """DDL-7: a policy that changes takes its open cases with it, few at once, many by a job in batches."""

    _inherit = "complaint.policy"

    refresh_pending = fields.Boolean("Deadlines Are Being Recomputed", readonly=True, copy=False)
    refresh_cursor = fields.Integer(
        readonly=True, copy=False, help="Up to which case the deadlines have been recomputed."
    )

    def write(self, vals):
        # once for all deadlines that come with it
        later = self.with_context(complaint_refresh_later=True)
        result = super(ComplaintPolicy, later).write(vals)
        names = {"calendar_id", "warning_percent", "step_template_ids", "company_id"}
        if any(name in names or name.startswith("milestone_") for name in vals):
            self._refresh_deadlines()
        return result

    def copy(self, default=None):
        """A copied deadline counts from the copied step, not from the original's."""
        copies = super().copy(default)
        for policy, duplicate in zip(self, copies, strict=True):
            steps = dict(zip(policy.step_template_ids, duplicate.step_template_ids, strict=True))
            for milestone in duplicate.milestone_ids.filtered("step_template_id"):
                milestone.step_template_id = steps[milestone.step_template_id]
        return copies

    def _refresh_deadlines(self):
        """Count the open deadlines of these policies' cases anew, at once where they are few."""
        if self.env.context.get("complaint_refresh_later"):
            return
        # sudo: whoever may change a policy, or what it counts with, changes the deadlines that follow from it
        for policy in self.sudo():
            cases = policy._get_cases_to_refresh(0, DIRECT + 1)
            if len(cases) <= DIRECT:
                cases._refresh_deadlines()
            else:
                policy.write({"refresh_pending": True, "refresh_cursor": 0})
                self.env.ref("complaint_management.ir_cron_refresh_deadlines").sudo()._trigger()

    def _get_cases_to_refresh(self, after, limit):
        self.ensure_one()
        domain = [("policy_id", "=", self.id), ("is_open", "=", True), ("id", ">", after)]
        return self.env["complaint.case"].search(domain, order="id", limit=limit)

    @api.model
    def _cron_refresh_deadlines(self, batch_size=500):
        """Go through the open cases of changed policies; a run that is cut off goes on where it was."""
        cron = self.env["ir.cron"]
        policies = self.with_context(active_test=False).search([("refresh_pending", "=", True)])
        for policy in policies:
            while cases := policy._get_cases_to_refresh(policy.refresh_cursor, batch_size):
                cases._call_each("_refresh_deadlines")
                policy.refresh_cursor = cases[-1].id
                if not cron._commit_progress(len(cases), remaining=1):
                    return
                # memory stays flat however many there are
                self.env.invalidate_all()
            policy.write({"refresh_pending": False, "refresh_cursor": 0})
        cron._commit_progress(remaining=0)
