from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintDefect(models.Model):
    """What can be wrong with a product, as a tree per product family, so that it can be counted (CAT-2)."""

    _name = "complaint.defect"
    _description = "Complaint Defect"
    _inherit = "complaint.catalogue"

    parent_id = fields.Many2one("complaint.defect", "Parent Defect", index=True, ondelete="restrict")
    child_ids = fields.One2many("complaint.defect", "parent_id", "More Precise Defects")
    category_id = fields.Many2one(
        "complaint.category",
        compute="_compute_from_parent",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Offered for cases of this category, of those below it and above it; empty: for all.",
    )
    family_ids = fields.Many2many(
        "product.category",
        "complaint_defect_family_rel",
        string="Product Families",
        compute="_compute_from_parent",
        store=True,
        readonly=False,
        help="Offered for products of these families and those below them; empty: for all products.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another defect already has this code: choose a different one.")

    @api.depends("parent_id")
    def _compute_from_parent(self):
        """What is not said of a defect is taken from the one above."""
        for defect in self:
            defect.category_id = defect.category_id or defect.parent_id.category_id
            defect.family_ids = defect.family_ids or defect.parent_id.family_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: a defect in use must be kept whether or not one may see who uses it; only its name is told
        groups = self.env["complaint.line"].sudo()._read_group([("defect_id", "in", self.ids)], ["defect_id"])
        if groups:
            raise UserError(
                self.env._(
                    "Complaints tell of these defects: %(defects)s. Archive them instead of deleting them.",
                    defects=[defect.name for [defect] in groups],
                )
            )
