from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .complaint_policy_milestone import UNITS

SLIP_SETTINGS = {
    *("warn_before", "warning_percent", "warning_head_percent", "reminder_max", "reminder_amount", "reminder_unit"),
    *("ask_late", "slip_hours", "escalation_ids", "calendar_id"),
}


class ComplaintPolicy(models.Model):
    """Whom the policy tells when time runs out: warnings, reminder slips, inquiries and the escalation ladder."""

    _inherit = "complaint.policy"

    warn_before = fields.Boolean(
        "Warn Before Breach",
        default=True,
        tracking=True,
        help="The one who is to act is told when a deadline or step is due soon.",
    )
    warning_head_percent = fields.Integer(
        "Warn the Head After (%)",
        default=90,
        tracking=True,
        help="At what share of the time the head of the department is told as well. 0: not before it is late.",
    )
    reminder_max = fields.Integer(
        "Reminder Slips at Most",
        default=3,
        tracking=True,
        help="How many numbered reminder slips an overdue deadline or step gets. 0: none.",
    )
    reminder_amount = fields.Integer("Repeat Every", default=1, required=True, tracking=True)
    reminder_unit = fields.Selection(UNITS, "Repeat Unit", default="work_day", required=True, tracking=True)
    ask_late = fields.Boolean(
        "Ask Why It Was Late",
        default=True,
        tracking=True,
        help="A case closed late and a step done late get an overrun inquiry slip that the department answers.",
    )
    slip_hours = fields.Selection(
        [
            ("work", "In working time"),
            ("major", "In working time; of major cases at any time"),
            ("any", "At any time"),
        ],
        "Slips Go Out",
        default="work",
        required=True,
        tracking=True,
        help="Slips that fall due outside working time wait until work begins.",
    )
    escalation_ids = fields.One2many("complaint.policy.escalation", "policy_id", "Escalation Ladder", copy=True)

    _warning_head_percent_range = models.Constraint(
        "CHECK(warning_head_percent BETWEEN 0 AND 100)", "The head is warned between 0 and 100 percent of the time."
    )
    _reminders_not_negative = models.Constraint(
        "CHECK(reminder_max >= 0)", "The number of reminder slips cannot be negative."
    )
    _reminder_amount_positive = models.Constraint(
        "CHECK(reminder_amount > 0)", "Reminder slips need at least one unit of time between them."
    )

    @api.constrains("milestone_ids", "escalation_ids")
    def _check_escalations(self):
        """DDL-11: a rung that waits for a deadline which the policy does not have would never be climbed."""
        names = dict(self.env["complaint.policy.escalation"]._fields["milestone"]._description_selection(self.env))
        for policy in self:
            missing = set(policy.escalation_ids.mapped("milestone")) - set(policy.milestone_ids.mapped("milestone"))
            if missing:
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s escalates what it has no deadline for: %(milestones)s. Add the deadline, or"
                        " remove the rung.",
                        policy=policy.name,
                        milestones=", ".join(names[milestone] for milestone in sorted(missing)),
                    )
                )

    def write(self, vals):
        res = super().write(vals)
        if SLIP_SETTINGS & vals.keys():
            self._replan_slips()
        return res

    def _replan_slips(self):
        """DDL-7: what is still open gets its next slip by the new settings; nobody is asked about the past."""
        for model in self.env["complaint.slip"]._get_source_models():
            # sudo: the plan is the procedure's, whoever changes the policy
            source_sudo = self.env[model].sudo()
            running = Domain("case_id.policy_id", "in", self.ids) & source_sudo._get_slip_running_domain()
            self.env.add_to_compute(source_sudo._fields["date_next_slip"], source_sudo.search(running))

    @api.model
    def _get_fields_for_logging(self):
        settings = SLIP_SETTINGS - {"escalation_ids", "slip_hours"}
        return list(dict.fromkeys([*super()._get_fields_for_logging(), *sorted(settings)]))
