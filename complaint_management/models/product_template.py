from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _inherit = "product.template"

    complaint_launch_date = fields.Date(
        "Launched On",
        copy=False,
        groups="complaint_management.group_user,complaint_management.group_auditor",
        help="When the product came to market. Severity rules may treat complaints about new products with care.",
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_management.group_user")

    @api.depends_context("uid")
    def _compute_complaint_count(self):
        variants = self._origin.with_context(active_test=False).product_variant_ids
        cases = self.env["complaint.line"]._map_cases("product_id", variants)
        by_template = variants.grouped("product_tmpl_id")
        for template in self:
            own = by_template.get(template._origin, ())
            template.complaint_count = len(set().union(*(cases[variant] for variant in own)))

    def write(self, vals):
        res = super().write(vals)
        if self.env["complaint.policy.severity.rule"]._touches(self._name, vals):
            # sudo: the level of a case follows its facts, whoever changes one
            domain = [("is_open", "=", True), ("line_ids.product_id.product_tmpl_id", "in", self.ids)]
            self.env["complaint.case"].sudo().search(domain)._refresh_severity()
        return res

    def action_view_complaints(self):
        """The cases about any variant of this product."""
        self.ensure_one()
        return self.env["complaint.case"]._open_cases(Domain("line_ids.product_id.product_tmpl_id", "=", self.id))
