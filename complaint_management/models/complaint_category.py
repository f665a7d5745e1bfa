from odoo import api, fields, models
from odoo.exceptions import ValidationError

SEVERITIES = [("suggestion", "Suggestion"), ("general", "General"), ("important", "Important"), ("major", "Major")]


class ComplaintCategory(models.Model):
    """What a complaint is about, as a tree (CAT-1)."""

    _name = "complaint.category"
    _description = "Complaint Category"
    _inherit = "complaint.catalogue"
    _check_company_auto = True

    parent_id = fields.Many2one("complaint.category", "Parent Category", index=True, ondelete="restrict")
    child_ids = fields.One2many("complaint.category", "parent_id", "Subcategories")
    is_quality = fields.Boolean(
        "Quality", help="About the goods themselves, not about delivery, service, price or papers."
    )
    department_id = fields.Many2one(
        "hr.department",
        "Leading Department",
        company_dependent=True,
        check_company=True,
        help="Gets the case and those steps that the policy leaves to the category; empty: that of the category above. "
        "Each company names its own.",
    )
    severity = fields.Selection(SEVERITIES, "Default Severity", default="general", required=True)
    callbacks_required = fields.Integer(
        "Callbacks",
        help="How many callbacks a round needs at least before its case is closed; the policy may ask more.",
    )

    _callbacks_required_positive = models.Constraint(
        "CHECK(callbacks_required >= 0)", "The number of callbacks cannot be negative."
    )
    _code_unique = models.Constraint("UNIQUE(code)", "There is a category of this code already.")

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot be its own parent or grandparent."))

    def _get_department(self, company):
        """The leading department of this category in ``company``: its own, or that of the nearest one above."""
        category = self.with_company(company)
        while category and not category.department_id:
            category = category.parent_id
        return category.department_id
