from datetime import timedelta

from odoo import fields, models


class ComplaintDeadline(models.Model):
    """The slips of a case's deadlines."""

    _name = "complaint.deadline"
    _inherit = ["complaint.deadline", "complaint.slip.source"]

    _slip_inverse = "deadline_id"

    slip_ids = fields.One2many("complaint.slip", "deadline_id", "Slips")

    def _get_slip_triggers(self):
        return [*super()._get_slip_triggers(), "paused_since", "date_warning", "milestone", "case_id.severity"]

    def _is_slip_running(self):
        return super()._is_slip_running() and not self.paused_since

    def _asks_why_late(self):
        """DDL-9: a case closed late is asked about; other milestones show in the statistics."""
        return self.milestone == "closed"

    def _get_slip_rungs(self):
        return self.case_id.policy_id.escalation_ids.filtered(
            lambda rung: rung.milestone == self.milestone and rung.severity in (False, self.case_id.severity)
        )

    def _get_slip_department(self):
        if self.milestone == "handed_over" and self.case_id.first_receiver_id.department_id:
            return self.case_id.first_receiver_id.department_id
        return super()._get_slip_department()

    def _get_slip_owner(self):
        if self.milestone == "handed_over" and self.case_id.first_receiver_id.user_id:
            return self.case_id.first_receiver_id.user_id
        return super()._get_slip_owner()

    def _get_slip_share(self, percent):
        if percent == self.case_id.policy_id.warning_percent:
            return self.date_warning
        return super()._get_slip_share(percent)

    def _get_slip_shift(self):
        return max(self.date_due - self.date_due_original, timedelta(0))
