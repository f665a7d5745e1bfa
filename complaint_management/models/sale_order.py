from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """INT-2: a complaint can be logged from a confirmed order, which shows its cases."""

    _inherit = "sale.order"

    complaint_ids = fields.One2many(
        "complaint.case", "sale_order_id", "Complaints", groups="complaint_management.group_user"
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_management.group_user")

    @api.depends("complaint_ids", "order_line")
    @api.depends_context("uid")
    def _compute_complaint_count(self):
        ids = self._get_complaint_case_ids()
        for order in self:
            order.complaint_count = len(ids[order._origin])

    def _get_complaint_case_ids(self):
        """Ids of the cases about each order or items of it, as far as the user may read them."""
        cases = self.env["complaint.case"]._map_cases("sale_order_id", self._origin)
        by_line = self.env["complaint.line"]._map_cases("sale_line_id", self._origin.order_line)
        for line in self._origin.order_line:
            cases[line.order_id] |= by_line[line]
        return cases

    # === Actions ===

    def action_log_complaint(self):
        """INT-2: the form that logs a complaint about this order, its delivered items to tick.

        :raise UserError: the order was never confirmed
        """
        self.ensure_one()
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "%s is not confirmed: nothing of it has been delivered yet, so there is nothing to complain about.",
                    self.name,
                )
            )
        return self.env["complaint.log"]._open(default_sale_order_id=self.id)

    def action_view_complaints(self):
        """The cases about this order."""
        self.ensure_one()
        context = {"default_partner_id": self.partner_id.id, "default_sale_order_id": self.id}
        cases = self.env["complaint.case"].browse(sorted(self._get_complaint_case_ids()[self], reverse=True))
        return cases._get_records_action(name=self.env._("Complaints"), context=context)

    # === Portal ===

    def _can_report_problem(self, user):
        """INT-5: whether ``user``, who looks at this order on the portal, may file a complaint about it."""
        self.ensure_one()
        return (
            self.state == "sale"
            and not user._is_public()
            and self.partner_id.commercial_partner_id == user.partner_id.commercial_partner_id
            and any(line.qty_delivered > 0 for line in self.order_line)
        )
