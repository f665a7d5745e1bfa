from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintRemedy(models.Model):
    """RET-6: goods that were called back and do not come: reminder slips to sales, as the policy repeats them."""

    _name = "complaint.remedy"
    _inherit = ["complaint.remedy", "complaint.slip.source"]

    _slip_start = "date_called_back"
    _slip_due = "date_goods_due"
    _slip_end = "date_goods_received"
    _slip_inverse = "remedy_id"

    date_called_back = fields.Datetime("Called Back On", readonly=True, copy=False)
    date_goods_due = fields.Datetime("Goods Due", readonly=True, copy=False, help="Then sales is reminded.")
    date_goods_received = fields.Datetime("Goods Received On", readonly=True, copy=False)
    slip_ids = fields.One2many("complaint.slip", "remedy_id", "Slips")
    # the phase of its case comes after a remedy is made
    date_next_slip = fields.Datetime(precompute=False)

    @api.model
    def _get_slip_triggers(self):
        return [*super()._get_slip_triggers(), "state"]

    @api.model
    def _get_slip_running_domain(self):
        return super()._get_slip_running_domain() & Domain("state", "=", "todo") & Domain("date_goods_due", "!=", False)

    def _is_slip_running(self):
        return super()._is_slip_running() and self.state == "todo"

    def _asks_why_late(self):
        """Nobody in the company has to answer for when the customer sends the goods."""
        return False

    def _plan_running(self, policy):
        # reminded once they are late, not warned before
        planned, periods = super()._plan_running(policy)
        return [slip for slip in planned if slip.kind != "warning"], periods

    def _get_slip_users(self, slip):
        """Sales: who sold the goods, if they may know of the case, else who handles it."""
        seller = self.line_id.sale_line_id.order_id.user_id
        if seller.active and self._may_know(seller) and self._filter_slip_users(seller):
            return seller
        return super()._get_slip_users(slip)

    def _ends_slips(self, vals):
        return super()._ends_slips(vals) or vals.get("state") in ("done", "cancelled")
