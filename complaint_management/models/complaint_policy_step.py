from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .complaint_policy_milestone import UNITS

STEP_KINDS = [
    ("confirm", "Confirm"),
    ("investigate", "Investigate"),
    ("opinion", "Opinion"),
    ("plan", "Plan"),
    ("meeting", "Meeting"),
    ("inspection", "Inspection"),
    ("reply", "Reply"),
    ("callback", "Callback"),
    ("other", "Other"),
]
# Steps that are done by themselves, when what they wait for happens: only in this phase it can
PHASE_OF_EVENT = {"reply": "resolution", "callback": "followup"}


class ComplaintPolicyStep(models.Model):
    """A department's part in the handling, as the policy prescribes it (RTE-1)."""

    _name = "complaint.policy.step"
    _description = "Policy Step"
    _inherit = ["complaint.condition"]
    _order = "policy_id, phase, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        "Order",
        default=10,
        help="Steps of the same order run in parallel; the next order opens when the required ones are done.",
    )
    phase = fields.Selection(
        [
            ("investigation", "Investigation"),
            ("resolution", "Resolution"),
            ("execution", "Execution"),
            ("followup", "Follow-up"),
        ],
        required=True,
        default="investigation",
    )
    kind = fields.Selection(
        STEP_KINDS,
        required=True,
        default="opinion",
        help="A reply is done by itself when it goes out to the customer, a callback when it is recorded.",
    )
    department_source = fields.Selection(
        [
            ("fixed", "A fixed department"),
            ("category", "The category's department"),
            ("responsible", "The responsible department"),
        ],
        "Done By",
        required=True,
        default="category",
    )
    department_id = fields.Many2one("hr.department")
    amount = fields.Integer("Within", default=3)
    unit = fields.Selection(UNITS, default="work_day", required=True)
    required = fields.Boolean(
        default=True, help="The phase is left, and the next order opens, only when this step is done."
    )

    _amount_not_negative = models.Constraint("CHECK(amount >= 0)", "The time for a step cannot be negative.")
    _fixed_has_department = models.Constraint(
        "CHECK(department_source != 'fixed' OR department_id IS NOT NULL)",
        "Name the department of a step that a fixed department does.",
    )

    @api.constrains("kind", "phase")
    def _check_phase_of_event(self):
        """RTE-1: what is done by itself stands in the phase in which that can happen, or it would hold a case up."""
        names = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "phase")}
        for template in self:
            phase = PHASE_OF_EVENT.get(template.kind, template.phase)
            if template.phase != phase:
                raise ValidationError(
                    self.env._(
                        "%(step)s: a step of kind %(kind)s belongs to the phase %(phase)s.",
                        step=template.name,
                        kind=names["kind"][template.kind],
                        phase=names["phase"][phase],
                    )
                )

    def _get_department(self, case):
        """The department that does this step for ``case``; empty where none is known."""
        self.ensure_one()
        if self.department_source == "category":
            return case.department_id
        if self.department_source == "responsible":
            return case.responsibility_ids.department_id[:1] or case.department_id
        # a policy for every company names a department of one of them
        foreign = self.department_id.company_id - case.company_id
        return case.department_id if foreign else self.department_id

    def _prepare_step_values(self, case):
        self.ensure_one()
        return {
            "case_id": case.id,
            "template_id": self.id,
            "round": case.round,
            "phase": self.phase,
            "sequence": self.sequence,
            "name": self.name,
            "kind": self.kind,
            "required": self.required,
            "department_id": self._get_department(case).id,
            "amount": self.amount,
            "unit": self.unit,
        }
