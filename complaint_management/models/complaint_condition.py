from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ComplaintCondition(models.AbstractModel):
    """Something of a policy that holds only for some cases: those that match its domain."""

    _name = "complaint.condition"
    _description = "Condition on Cases"

    domain = fields.Char("Condition", default="[]", required=True, help="Only for cases that match; empty: for all.")

    @api.constrains("domain")
    def _check_domain(self):
        for record in self:
            try:
                record._get_domain().validate(self.env["complaint.case"])
            except (ValueError, SyntaxError, TypeError, KeyError, RecursionError) as error:
                raise ValidationError(
                    self.env._("%(record)s: the condition is not valid: %(error)s", record=record.name, error=error)
                ) from error

    def _get_domain(self):
        """The condition as a domain on cases. Relative dates such as ``-30d`` count from now."""
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _filter_cases(self, cases):
        """Those of ``cases`` that match this condition."""
        return cases.filtered_domain(self._get_domain())

    def _applies_to(self, case):
        """Whether ``case`` (one) matches this condition."""
        return bool(self._filter_cases(case))
