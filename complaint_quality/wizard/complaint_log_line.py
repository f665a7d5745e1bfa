from odoo import fields, models


class ComplaintLogLine(models.TransientModel):
    """What is wrong with the item, where whoever takes the complaint can tell (CAT-2)."""

    _inherit = "complaint.log.line"

    family_id = fields.Many2one(related="product_id.categ_id", string="Product Family")
    defect_id = fields.Many2one("complaint.defect", help="Of the catalogue, so that defects can be counted.")

    def _prepare_case_line_values(self):
        # EXTENDS complaint_management
        return {**super()._prepare_case_line_values(), "defect_id": self.defect_id.id}
