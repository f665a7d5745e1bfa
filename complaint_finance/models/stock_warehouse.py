from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    complaint_quarantine_id = fields.Many2one(
        "stock.location",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where returned goods lie that are not to go out. Empty: made beside the stock when it is needed first.",
        groups="base.group_user",
    )
    complaint_rework_id = fields.Many2one(
        "stock.location",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where returned goods are mended. Empty: made beside the stock when it is needed first.",
        groups="base.group_user",
    )

    def _get_complaint_place(self, kind):
        """The location for returned goods, beside the stock, so that nothing is reserved from it (RET-7).

        :param kind: ``quarantine`` or ``rework``
        """
        self.ensure_one()
        name = f"complaint_{kind}_id"
        # sudo: whoever puts goods aside needs a place for them; nothing of it comes from the caller
        warehouse_sudo = self.sudo()
        if not warehouse_sudo[name] and kind == "quarantine" and hasattr(self, "_get_complaint_quarantine"):
            # with complaint_quality there is one already
            warehouse_sudo[name] = self._get_complaint_quarantine()
        if not warehouse_sudo[name]:
            titles = {"quarantine": self.env._("Quarantine"), "rework": self.env._("Rework")}
            warehouse_sudo[name] = warehouse_sudo.env["stock.location"].create(
                {
                    "name": titles[kind],
                    "location_id": warehouse_sudo.view_location_id.id,
                    "usage": "internal",
                    "company_id": warehouse_sudo.company_id.id,
                }
            )
        return warehouse_sudo[name].with_env(self.env)
