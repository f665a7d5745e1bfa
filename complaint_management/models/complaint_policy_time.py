from odoo import models

from .complaint_bounded_time import LONGEST_KEPT
from .complaint_policy_archive import RETENTION


class ComplaintPolicy(models.Model):
    """DDL-1: the times that a policy sets."""

    _name = "complaint.policy"
    _inherit = ["complaint.policy", "complaint.bounded.time"]

    def _get_time_fields(self):
        days = ("duplicate_days", "reopen_days", "raise_within_days", "answer_days")
        return {
            **dict.fromkeys(days, "day"),
            **dict.fromkeys(RETENTION, LONGEST_KEPT),
            "appeal_days": "appeal_days_unit",
            "appeal_amount": "appeal_unit",
            "reminder_amount": "reminder_unit",
            "callback_count": 100,
        }


class ComplaintPolicyMilestone(models.Model):
    _name = "complaint.policy.milestone"
    _inherit = ["complaint.policy.milestone", "complaint.bounded.time"]


class ComplaintPolicyStep(models.Model):
    _name = "complaint.policy.step"
    _inherit = ["complaint.policy.step", "complaint.bounded.time"]


class ComplaintPolicyEscalation(models.Model):
    _name = "complaint.policy.escalation"
    _inherit = ["complaint.policy.escalation", "complaint.bounded.time"]
