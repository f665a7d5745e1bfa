from odoo import api, fields, models
from odoo.tools import SQL


class ComplaintSlip(models.Model):
    """ACT-2: slips about actions that are overdue, or were done late."""

    _inherit = "complaint.slip"

    action_id = fields.Many2one("complaint.action", "Quality Action", index="btree_not_null", ondelete="restrict")

    _action_once = models.UniqueIndex(
        "(action_id, kind, level, date_due) WHERE action_id IS NOT NULL", "This slip has been issued already."
    )

    @api.depends("action_id.name")
    def _compute_about(self):
        super()._compute_about()
        # sudo: what the slip is about belongs to the slip, which the user may read
        for slip in self.filtered("action_id"):
            slip.about = slip.sudo().action_id.name

    @api.readonly
    def action_view_quality_action(self):
        """ACT-2: the action that the slip is about."""
        return self.action_id._get_records_action(name=self.env._("Quality Action"))

    @api.model
    def _get_source_models(self):
        # EXTENDS complaint_management
        return [*super()._get_source_models(), "complaint.action"]

    def _get_superseded(self):
        # EXTENDS complaint_management
        newest = self.filtered(lambda slip: slip.kind in ("reminder", "warning"))
        earlier = newest.action_id.slip_ids - self
        return super()._get_superseded() | earlier.filtered(lambda slip: slip.kind in ("reminder", "warning"))

    def _get_cases(self):
        # EXTENDS complaint_management: an action is hidden with every case that it serves, and so are its slips
        return super()._get_cases() | self.action_id._get_cases()

    @api.model
    def _get_hidden_ids(self):
        # EXTENDS complaint_management, as _get_cases
        # sudo: only who may know of the cases is asked
        hidden = self.sudo()._search([("action_id", "in", self.env["complaint.action"]._get_hidden_ids())])
        return SQL("(%s UNION %s)", super()._get_hidden_ids(), hidden.subselect())
