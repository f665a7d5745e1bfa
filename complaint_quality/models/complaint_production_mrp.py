from odoo import models


class ComplaintInvestigation(models.Model):
    """INV-8: production facts read from manufacturing orders; nothing where Manufacturing is not installed."""

    _inherit = "complaint.investigation"

    def _read_production_facts(self, lots):
        # EXTENDS complaint_quality
        facts = super()._read_production_facts(lots)
        if "mrp.production" not in self.env:
            return facts
        # sudo: how the lots under investigation were made is read by whoever investigates them
        lines_sudo = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("product_id", "in", lots.sudo().product_id.ids),
                    ("state", "=", "done"),
                    ("move_id.production_id", "!=", False),
                    ("company_id", "=", self.company_id.id),
                ],
                order="date, id",
            )
        )
        for (lot, order), lines in lines_sudo.grouped(lambda line: (line.lot_id, line.move_id.production_id)).items():
            steps = order.workorder_ids
            people = steps.time_ids.user_id or order.user_id
            facts.append(
                {
                    "lot_id": lot.id,
                    "document": order.name,
                    "date_produced": self._get_production_day(order),
                    "workcenter": ", ".join(steps.workcenter_id.mapped("name")) or False,
                    "operators": ", ".join(people.mapped("name")) or False,
                    "quantity": sum(lines.mapped("quantity_product_uom")),
                    "product_uom_id": lot.product_id.uom_id.id,
                }
            )
        return facts

    def _get_production_day(self, order):
        """The day on which the order was finished, where the company is."""
        moment = order.date_finished or order.date_start
        return moment and self.company_id._get_complaint_day(moment)
