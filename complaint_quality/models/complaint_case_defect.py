from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintLine(models.Model):
    """What is wrong with the item (CAT-2)."""

    _inherit = "complaint.line"

    family_id = fields.Many2one(related="product_id.categ_id", string="Product Family")
    defect_id = fields.Many2one(
        "complaint.defect",
        index="btree_not_null",
        ondelete="restrict",
        help="Of the catalogue, so that defects can be counted.",
    )

    def write(self, vals):
        # a quality user who may not change the case otherwise names the defect that was found
        if vals.keys() == {"defect_id"} and not self.has_access("write"):
            return self.action_set_defect(vals["defect_id"])
        return super().write(vals)

    def action_set_defect(self, defect_id):
        """CAT-2: name the defect that was found, also by quality users who do not handle the case.

        :param int defect_id: id of a defect of the catalogue, or False
        """
        if not self.env.user.has_group("complaint_quality.group_quality_user"):
            self.check_access("write")
        self.check_access("read")
        defect = self.env["complaint.defect"]
        if defect_id:
            defect = self.env["complaint.quality.guard"]._get_given("complaint.defect", defect_id).filtered("active")
            if not defect:
                raise UserError(self.env._("This defect is not in the catalogue any more: choose another one."))
        if closed := self.case_id.filtered(lambda case: not case.is_open):
            raise UserError(self.env._("%s is closed: its defects stay as they are.", closed.mapped("name")))
        # sudo: who found the defect may not be the one who handles the case; person and phase were checked above
        self.sudo().defect_id = defect
        return True


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    defect_ids = fields.Many2many(
        "complaint.defect",
        "complaint_case_defect_rel",
        string="Defects",
        compute="_compute_defect_ids",
        store=True,
        # what was found is told although it is found no more
        context={"active_test": False},
        help="Of all its items.",
    )
    quality_class = fields.Selection(related="category_id.quality_class")

    @api.depends("line_ids.defect_id")
    def _compute_defect_ids(self):
        for case in self:
            case.defect_ids = case.line_ids.defect_id


class ComplaintInvestigation(models.Model):
    _inherit = "complaint.investigation"

    @api.readonly
    def action_view_items(self):
        """The items of the cases, to name what is wrong with each."""
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_quality.complaint_line_action_defect")
        return action | {"domain": [("case_id.investigation_ids", "in", self.ids)]}
