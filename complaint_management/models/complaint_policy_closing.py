from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ComplaintPolicyClosing(models.Model):
    """What a case must show before it may be closed, as the policy says (ARC-1)."""

    _name = "complaint.policy.closing"
    _description = "Closing Requirement"
    _inherit = ["complaint.condition"]
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "What Is Needed",
        required=True,
        translate=True,
        help="Told to whoever closes a case without it, after “the policy asks for:”.",
    )
    domain = fields.Char("Only For", help="Which cases need it; empty: all.")
    requirement = fields.Char("Must Hold", default="[]", required=True, help="What is true of a case that has it.")

    @api.constrains("requirement")
    def _check_requirement(self):
        for line in self:
            try:
                requirement = line._get_requirement()
                requirement.validate(self.env["complaint.case"])
            except (ValueError, SyntaxError, TypeError, KeyError, RecursionError) as error:
                raise ValidationError(
                    self.env._("%(line)s: what must hold is not valid: %(error)s", line=line.name, error=error)
                ) from error
            if requirement.is_true():
                raise ValidationError(self.env._("%s: say what must hold of a case that is closed.", line.name))

    def _get_requirement(self):
        """What must hold, as a domain on cases."""
        self.ensure_one()
        return Domain(literal_eval(self.requirement or "[]"))

    def _is_missing(self, case):
        """Whether ``case`` (one) needs this and does not have it."""
        self.ensure_one()
        return self._applies_to(case) and not case.filtered_domain(self._get_requirement())
