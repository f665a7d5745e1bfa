from odoo import models


class ComplaintRemedy(models.Model):
    """Kits, where ``mrp`` is installed: ordered and credited as a whole, delivered and returned in parts."""

    _inherit = "complaint.remedy"

    def _get_parts(self):
        # EXTENDS: a kit comes back as the parts it was delivered in
        if "mrp.bom" not in self.env or not self.product_id:
            return super()._get_parts()
        # sudo: what a kit consists of, whoever reads bills of materials
        product_sudo = self.product_id.sudo()
        moves = self.line_id.sale_line_id.sudo().move_ids
        bom = (
            self.env["mrp.bom"]
            .sudo()
            ._bom_find(product_sudo, company_id=self.company_id.id, bom_type="phantom")[product_sudo]
        )
        if not bom or product_sudo in moves.product_id:
            return super()._get_parts()
        batches = self.product_uom_id._compute_quantity(1.0, bom.product_uom_id, round=False) / bom.product_qty
        parts = {}
        for bom_line, data in bom.explode(product_sudo, batches)[1]:
            part = bom_line.product_id.with_env(self.env)
            quantity = bom_line.product_uom_id._compute_quantity(data["qty"], part.uom_id, round=False)
            if part.type == "consu" and quantity:
                parts[part] = parts.get(part, 0.0) + quantity
        return parts or super()._get_parts()
