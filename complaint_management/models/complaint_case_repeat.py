from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintCase(models.Model):
    """INT-12: how many other cases this customer, these products and these lots had in the last 12 months."""

    _inherit = "complaint.case"

    customer_repeat_count = fields.Integer("Cases of This Customer", compute="_compute_repeat_counts")
    product_repeat_count = fields.Integer("Cases of These Products", compute="_compute_repeat_counts")
    lot_repeat_count = fields.Integer("Cases of These Lots", compute="_compute_repeat_counts")

    @api.depends("partner_id", "line_ids.product_id", "line_ids.lot_ids")
    @api.depends_context("uid")
    def _compute_repeat_counts(self):
        recent = self._get_recent_domain()
        customers = dict(
            self._read_group(
                recent & Domain("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ["commercial_partner_id"],
                ["id:array_agg"],
            )
        )
        lines = self.env["complaint.line"]
        products = lines._map_cases("product_id", self.line_ids.product_id, Domain("case_id", "any", recent))
        lots = lines._map_cases("lot_ids", self.line_ids.lot_ids, Domain("case_id", "any", recent))
        for case in self:
            own = {case._origin.id}
            case.customer_repeat_count = len(set(customers.get(case.commercial_partner_id, ())) - own)
            case.product_repeat_count = len(set().union(*(products[p] for p in case.line_ids.product_id)) - own)
            case.lot_repeat_count = len(set().union(*(lots[lot] for lot in case.line_ids.lot_ids)) - own)

    @api.model
    def _get_recent_domain(self):
        return Domain("date_received", ">=", "-12m") & Domain("state", "!=", "merged")

    # === Actions ===

    def action_view_customer_repeats(self):
        """INT-12: the customer's other cases of the last 12 months."""
        return self._open_repeats(Domain("commercial_partner_id", "=", self.commercial_partner_id.id))

    def action_view_product_repeats(self):
        """INT-12: other cases about these products in the last 12 months."""
        return self._open_repeats(Domain("line_ids.product_id", "in", self.line_ids.product_id.ids))

    def action_view_lot_repeats(self):
        """INT-12: other cases about these lots in the last 12 months."""
        return self._open_repeats(Domain("line_ids.lot_ids", "in", self.line_ids.lot_ids.ids))

    def _open_repeats(self, domain):
        self.ensure_one()
        return self._open_cases(self._get_recent_domain() & domain & Domain("id", "!=", self.id))
