from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """INT-2: a complaint can be logged from a done delivery, which shows its cases."""

    _inherit = "stock.picking"

    complaint_ids = fields.One2many(
        "complaint.case", "picking_id", "Complaints Logged From It", groups="complaint_management.group_user"
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_management.group_user")

    @api.depends("complaint_ids", "move_ids")
    @api.depends_context("uid")
    def _compute_complaint_count(self):
        ids = self._get_complaint_case_ids()
        for picking in self:
            picking.complaint_count = len(ids[picking._origin])

    def _get_complaint_case_ids(self):
        """Ids of the cases about each delivery or its goods, as far as the user may read them."""
        cases = self.env["complaint.case"]._map_cases("picking_id", self._origin)
        by_move = self.env["complaint.line"]._map_cases("move_id", self._origin.move_ids)
        for move in self._origin.move_ids:
            cases[move.picking_id] |= by_move[move]
        return cases

    # === Actions ===

    def action_log_complaint(self):
        """INT-2: the form that logs a complaint about the goods of this delivery.

        :raise UserError: nothing of it went to a customer yet
        """
        self.ensure_one()
        if self.state != "done" or "customer" not in self.move_ids.location_dest_id.mapped("usage"):
            raise UserError(
                self.env._("%s has delivered nothing to a customer yet: there is nothing to complain about.", self.name)
            )
        return self.env["complaint.log"]._open(default_picking_id=self.id)

    def action_view_complaints(self):
        """The cases about this delivery."""
        self.ensure_one()
        context = {"default_partner_id": self.partner_id.id, "default_picking_id": self.id}
        cases = self.env["complaint.case"].browse(sorted(self._get_complaint_case_ids()[self], reverse=True))
        return cases._get_records_action(name=self.env._("Complaints"), context=context)
