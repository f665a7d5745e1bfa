from odoo import api, fields, models

from .complaint_remedy import GOODS_KINDS, MONEY_KINDS


class ComplaintCase(models.Model):
    """Who holds the ball (INT-14)."""

    _inherit = "complaint.case"

    awaiting = fields.Selection(
        [
            ("customer", "Customer"),
            ("approver", "Approver"),
            ("handler", "Handler"),
            ("department", "Department"),
            ("warehouse", "Warehouse"),
            ("accounting", "Accounting"),
            ("supplier", "Supplier"),
        ],
        "Waiting For",
        compute="_compute_awaiting",
        store=True,
        help="Who holds the ball: whose turn it is.",
    )

    @api.depends(
        "state",
        "user_id",
        "date_handed_over",
        "step_ids.state",
        "step_ids.department_id",
        "resolution_id.state",
        "resolution_id.remedy_ids.state",
    )
    def _compute_awaiting(self):
        for case in self:
            case.awaiting = case._get_awaiting() if case.is_open else False

    def _get_awaiting(self):
        """INT-14: who holds the ball of an open case; extend for whoever else can be waited for."""
        self.ensure_one()
        if self.state == "returned" or (self.state == "resolution" and self.resolution_id.state == "offered"):
            return "customer"
        if self.state == "resolution" and self.resolution_id.state == "submitted":
            return "approver"
        if self.state == "received" and self.date_handed_over and not self.user_id:
            return "department"
        if any(step.state == "todo" and step.required and step.department_id for step in self.step_ids):
            return "department"
        if self.state == "execution":
            kinds = set(self.resolution_id.remedy_ids.filtered(lambda r: r.state == "todo").mapped("kind"))
            if kinds.intersection(set(MONEY_KINDS).difference(GOODS_KINDS)):
                return "accounting"
            if kinds.intersection(GOODS_KINDS):
                return "warehouse"
        return "handler"
