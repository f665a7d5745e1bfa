from odoo import api, fields, models


class ComplaintSlip(models.Model):
    """RET-6: slips about goods that were called back and have not come."""

    _inherit = "complaint.slip"

    remedy_id = fields.Many2one("complaint.remedy", index="btree_not_null", ondelete="restrict")

    _remedy_once = models.UniqueIndex(
        "(remedy_id, kind, level, date_due) WHERE remedy_id IS NOT NULL", "This slip has been issued already."
    )

    @api.depends("remedy_id.name")
    @api.depends_context("lang")
    def _compute_about(self):
        super()._compute_about()
        # sudo: what the slip is about belongs to the slip, which the user may read
        for slip in self.filtered("remedy_id"):
            slip.about = self.env._("goods have not come: %s", slip.sudo().remedy_id.name)

    @api.readonly
    def action_view_remedy(self):
        """The remedy whose goods the slip is about."""
        return self.remedy_id._get_records_action(name=self.env._("Remedy"))

    @api.model
    def _get_source_models(self):
        # EXTENDS complaint_management
        return [*super()._get_source_models(), "complaint.remedy"]

    def _get_superseded(self):
        # EXTENDS complaint_management
        newest = self.filtered(lambda slip: slip.kind in ("reminder", "warning"))
        return super()._get_superseded() | (newest.remedy_id.slip_ids - self)
