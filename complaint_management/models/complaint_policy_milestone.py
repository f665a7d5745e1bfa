from odoo import api, fields, models

from .complaint_category import SEVERITIES

MILESTONES = [
    ("handed_over", "Hand-over by the first receiver"),
    ("admissibility", "Admissibility decision"),
    ("investigation_report", "Investigation report"),
    ("resolution_proposed", "Resolution proposed"),
    ("approved", "Resolution approved"),
    ("replied", "Reply to the customer"),
    ("executed", "Resolution carried out"),
    ("callback", "Callback"),
    ("closed", "Case closed"),
]
EVENTS = [
    ("received", "Received"),
    ("accepted", "Case accepted"),
    ("approved", "Resolution approved"),
    ("replied", "Replied"),
    ("executed", "Carried out"),
]
UNITS = [
    ("minute", "Minutes"),
    ("hour", "Hours"),
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("work_hour", "Working hours"),
    ("work_day", "Working days"),
]


class ComplaintPolicyMilestone(models.Model):
    """By when a milestone must be reached, counted from an event (DDL-1 to DDL-3)."""

    _name = "complaint.policy.milestone"
    _description = "Policy Deadline"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    milestone = fields.Selection(MILESTONES, required=True)
    event = fields.Selection(EVENTS, "Counted From", required=True, default="received")
    amount = fields.Integer("Within", required=True, default=1)
    unit = fields.Selection(UNITS, required=True, default="work_day")
    scope = fields.Selection(
        [("all", "All"), ("domestic", "Domestic"), ("foreign", "Foreign")], "Customers", required=True, default="all"
    )
    severity = fields.Selection(SEVERITIES, help="Only for cases of this severity; empty: for all.")
    category_id = fields.Many2one(
        "complaint.category", help="Only for cases of this category or below it; empty: for all."
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A deadline must be at least one unit of time away.")

    @api.depends("milestone", "amount", "unit")
    def _compute_display_name(self):
        milestones = dict(self._fields["milestone"]._description_selection(self.env))
        units = dict(self._fields["unit"]._description_selection(self.env))
        for template in self:
            template.display_name = self.env._(
                "%(milestone)s: %(amount)s %(unit)s",
                milestone=milestones.get(template.milestone, ""),
                amount=template.amount,
                unit=units.get(template.unit, ""),
            )

    @api.model
    def _get_by_policy(self, policies, event):
        """The deadlines of ``policies`` that are counted from ``event``: dict of policy -> deadlines, in one query."""
        # sudo: whoever logs or moves a case starts its deadlines
        domain = [("policy_id", "in", policies.ids), ("event", "=", event)]
        names = ["policy_id", "milestone", "amount", "unit", "scope", "severity", "category_id"]
        return self.sudo().search_fetch(domain, names).grouped("policy_id")

    def _applies_to(self, case):
        """Whether this deadline holds for ``case``: scope, severity and category (DDL-3).

        Only complaints are decided upon (INT-9), and only what somebody took is handed over (INT-7).
        """
        self.ensure_one()
        if self.milestone == "admissibility" and case.case_type != "complaint":
            return False
        if self.milestone == "handed_over" and not case.first_receiver_id:
            return False
        parents = (case.category_id.parent_path or "").split("/")
        return (
            self.scope in ("all", "foreign" if case.is_foreign else "domestic")
            and self.severity in (False, case.severity)
            and (not self.category_id or str(self.category_id.id) in parents)
        )

    def _prepare_deadline_values(self, case, start, due):
        self.ensure_one()
        return {
            "case_id": case.id,
            "round": case.round,
            "milestone_id": self.id,
            "milestone": self.milestone,
            "unit": self.unit,
            "date_start": start,
            "date_due": due,
            "date_due_original": due,
        }
