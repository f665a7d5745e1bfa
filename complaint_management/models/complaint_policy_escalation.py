from odoo import api, fields, models

from .complaint_category import SEVERITIES
from .complaint_policy_milestone import MILESTONES, UNITS


class ComplaintPolicyEscalation(models.Model):
    """A rung of the policy's ladder: who is told when a milestone has not been reached after some time (DDL-11)."""

    _name = "complaint.policy.escalation"
    _description = "Escalation"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id")
    sequence = fields.Integer(default=10)
    milestone = fields.Selection(MILESTONES, "Not Met", required=True, default="closed")
    amount = fields.Integer("After", required=True, default=1)
    unit = fields.Selection(UNITS, required=True, default="work_day")
    event = fields.Selection(
        [("start", "The deadline's start"), ("due", "The due date")],
        "Counted From",
        required=True,
        default="due",
        help="A deadline starts with the event it is counted from, e.g. when the case was received.",
    )
    role_id = fields.Many2one(
        "complaint.role",
        "Tell",
        required=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (company_id, False))]",
    )
    severity = fields.Selection(SEVERITIES, help="Only for cases of this severity; empty: for all.")
    at_any_time = fields.Boolean(help="An emergency: do not wait for working time.")

    _amount_not_negative = models.Constraint("CHECK(amount >= 0)", "The time until an escalation cannot be negative.")

    @api.depends("milestone", "amount", "unit", "role_id")
    def _compute_display_name(self):
        milestones = dict(self._fields["milestone"]._description_selection(self.env))
        units = dict(self._fields["unit"]._description_selection(self.env))
        for rung in self:
            rung.display_name = self.env._(
                "%(milestone)s: %(amount)s %(unit)s, %(role)s",
                milestone=milestones.get(rung.milestone, ""),
                amount=rung.amount,
                unit=units.get(rung.unit, ""),
                role=rung.role_id.name or "",
            )

    @api.model_create_multi
    def create(self, vals_list):
        rungs = super().create(vals_list)
        rungs.policy_id._replan_slips()
        return rungs

    def write(self, vals):
        res = super().write(vals)
        self.policy_id._replan_slips()
        return res

    def unlink(self):
        policies = self.policy_id
        res = super().unlink()
        policies._replan_slips()
        return res
