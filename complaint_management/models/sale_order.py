from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    complaint_ids = fields.One2many(
        "complaint.case", "sale_order_id", "Complaints", groups="complaint_management.group_user"
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_management.group_user")

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        counts = dict(
            self.env["complaint.case"]._read_group([("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"])
        )
        for order in self:
            order.complaint_count = counts.get(order, 0)

    def action_log_complaint(self):
        """INT-2: the form that logs a complaint about this order's delivered items.

        :raise UserError: nothing has been delivered yet
        """
        self.ensure_one()
        if self.state != "sale" or not any(line.qty_delivered > 0 for line in self.order_line):
            raise UserError(
                self.env._("Nothing of %s has been delivered yet, so there is nothing to complain about.", self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Complaint"),
            "res_model": "complaint.log",
            "view_mode": "form",
            "target": "new",
            "context": {"default_sale_order_id": self.id},
        }

    def action_view_complaints(self):
        return self.complaint_ids._get_records_action(name=self.env._("Complaints"))
