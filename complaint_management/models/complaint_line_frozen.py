from odoo import api, models
from odoo.exceptions import UserError

FROZEN = frozenset(("case_id", "sale_line_id", "move_id", "invoice_line_id", "product_id", "product_uom_id"))


class ComplaintLine(models.Model):
    """RES-4: the items of what was submitted are frozen with it; what is claimed of them may still be put right."""

    _inherit = "complaint.line"

    def write(self, vals):
        if not self.env.su and FROZEN & set(vals):
            self._check_not_promised()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_promised(self):
        if not self.env.su:
            self._check_not_promised()

    def _check_not_promised(self):
        # sudo: whether something was promised counts, whoever sees it
        remedy = (
            self.env["complaint.remedy"]
            .sudo()
            .search(
                [
                    ("line_id", "in", self.ids),
                    ("resolution_id.state", "in", ("submitted", "approved", "offered", "accepted")),
                ],
                limit=1,
            )
        )
        if remedy:
            raise UserError(
                self.env._(
                    "%(item)s is an item of %(resolution)s and stays as it is. Make a new version to change it.",
                    item=remedy.line_id.display_name,
                    resolution=remedy.resolution_id.name,
                )
            )
