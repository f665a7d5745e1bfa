from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_complaint_quarantine(self):
        """The place of this warehouse where blocked lots lie, beside its stock, so that nothing is reserved from it.

        An inventory manager may choose it by the mark on a location; else it is made with the first lot.
        """
        self.ensure_one()
        # sudo: whoever may block a lot needs a place for it; nothing of it comes from the caller
        location_sudo = self.env["stock.location"].sudo()
        domain = [("is_complaint_quarantine", "=", True), ("warehouse_id", "=", self.id), ("usage", "=", "internal")]
        known = location_sudo.search(domain, limit=1)
        if not known:
            known = location_sudo.create(
                {
                    "name": self.env._("Quarantine"),
                    "location_id": self.view_location_id.id,
                    "usage": "internal",
                    "company_id": self.company_id.id,
                    "is_complaint_quarantine": True,
                }
            )
        return known.with_env(self.env)
