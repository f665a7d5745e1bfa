from odoo import api, fields, models
from odoo.exceptions import ValidationError

SEVERITIES = [("suggestion", "Suggestion"), ("general", "General"), ("important", "Important"), ("major", "Major")]


class ComplaintCategory(models.Model):
    """What a complaint is about, as a tree (CAT-1)."""

    _name = "complaint.category"
    _description = "Complaint Category"
    _order = "complete_name"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _parent_store = True
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char("Full Name", compute="_compute_complete_name", store=True, recursive=True)
    code = fields.Char()
    parent_id = fields.Many2one("complaint.category", "Parent Category", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("complaint.category", "parent_id", "Subcategories")
    is_quality = fields.Boolean(
        "Quality", help="About the goods themselves, not about delivery, service, price or papers."
    )
    department_id = fields.Many2one(
        "hr.department",
        "Leading Department",
        company_dependent=True,
        check_company=True,
        help="Gets the case and those steps that the policy leaves to the category. Each company names its own.",
    )
    severity = fields.Selection(SEVERITIES, "Default Severity", default="general", required=True)
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            names = (category.parent_id.complete_name, category.name)
            category.complete_name = " / ".join(name for name in names if name)

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot be its own parent or grandparent."))
