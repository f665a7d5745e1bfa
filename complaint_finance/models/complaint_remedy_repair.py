from odoo import models
from odoo.fields import Command


class ComplaintRemedy(models.Model):
    """Repair orders for goods that came back to be repaired, where ``repair`` is installed (RET-8)."""

    _inherit = "complaint.remedy"

    def _get_repairs(self):
        """The repair orders of the goods received, as core links them: by their receipt."""
        return self.env["repair.order"].search([("picking_id", "in", self.return_picking_ids.ids)])

    def _start_mending(self):
        # EXTENDS
        super()._start_mending()
        if "repair.order" not in self.env or self.kind != "repair" or self._get_repairs():
            return
        vals_list = []
        for move in self._get_kept_moves().filtered(lambda m: m.product_id in self._get_parts()):
            for line in move.move_line_ids:
                vals_list.append(
                    {
                        "picking_id": move.picking_id.id,
                        "product_id": move.product_id.id,
                        "product_qty": line.quantity,
                        "product_uom": line.product_uom_id.id,
                        "lot_id": line.lot_id.id,
                        "partner_id": self.partner_id.id,
                        "company_id": self.company_id.id,
                        "picking_type_id": move.picking_id.picking_type_id.warehouse_id.repair_type_id.id,
                        "under_warranty": True,
                        "repair_request": f"{self.case_id.name}: {self.case_id.subject or ''}",
                        "reference_ids": [Command.set(move.picking_id.reference_ids.ids)],
                    }
                )
        if not vals_list:
            return
        repairs = self.env["repair.order"].with_company(self.company_id).create(vals_list)
        if len(repairs) == 1:
            repairs.action_validate()
        else:
            repairs._action_repair_confirm()
        self.case_id._message_log(
            body=self.env._(
                "%(remedy)s: repaired with %(repairs)s.",
                remedy=self.display_name,
                repairs=", ".join(repairs.mapped("name")),
            )
        )

    def _missing_for_delivery(self):
        # EXTENDS: what is still in the workshop is not sent
        missing = super()._missing_for_delivery()
        if "repair.order" in self.env and self.kind == "repair":
            missing += [
                self.env._("repair %s is not finished", repair.display_name)
                for repair in self._get_repairs()
                if repair.state not in ("done", "cancel")
            ]
        return missing
