from odoo import api, fields, models


class ComplaintCategory(models.Model):
    """The class of a quality category, and the form in which its complaints are investigated (CAT-1, INV-3)."""

    _inherit = "complaint.category"

    quality_class = fields.Selection(
        [("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV"), ("5", "V")],
        "Class",
        compute="_compute_quality_class",
        store=True,
        readonly=False,
        recursive=True,
        help="The quality class of the trade, the first being the gravest. E.g. of a food maker: I safety, "
        "II microbial, III physico-chemical, IV sensory, V packaging.",
    )
    investigation_form = fields.Selection(
        [("short", "Short"), ("eight_d", "8D")],
        help="Goes before the policy's; empty: that of the category above, or else the policy's.",
    )

    @api.depends("is_quality", "parent_id.quality_class")
    def _compute_quality_class(self):
        for category in self:
            category.quality_class = category.is_quality and (
                category.quality_class or category.parent_id.quality_class
            )

    def _get_investigation_form(self):
        """The form of this category, or that of the nearest one above; False: the policy decides."""
        category = self
        while category and not category.investigation_form:
            category = category.parent_id
        return category.investigation_form
