from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .complaint_claim import CLAIM_KINDS, get_unit
from .complaint_remedy import GOODS_KINDS


class ComplaintResolution(models.Model):
    """INT-3, INT-11: no more is approved than is known and left to claim."""

    _inherit = "complaint.resolution"

    def _missing_to_submit(self):
        return super()._missing_to_submit() + self._missing_of_claims()

    def _validate_tier(self, tiers=False):
        # EXTENDS base_tier_validation: what was right when it was submitted may have changed since
        self._lock_claims()
        missing = [
            self.env._("%s: the customer has not told the quantity yet", remedy.display_name)
            for remedy in self.remedy_ids
            if remedy.line_id.qty_unknown and remedy.quantity
        ]
        if missing := missing + self._missing_of_claims():
            raise UserError(
                self.env._("%s cannot be approved:", self.name) + "".join(f"\n- {sentence}" for sentence in missing)
            )
        return super()._validate_tier(tiers)

    def _missing_of_claims(self):
        """Sentences naming the items of which more goods are promised than were delivered and are left."""
        self.ensure_one()
        remedies = self.remedy_ids.filtered(lambda r: r.kind in GOODS_KINDS and r.line_id and r.state != "cancelled")
        by_source = remedies.grouped(lambda r: r.line_id._get_claim_source())
        figures = self.env["complaint.claim"]._get_figures(list(by_source))
        promised = self.env["complaint.claim"]._get_promised(list(figures), self.case_id)
        missing = []
        for source, own in by_source.items():
            if source not in figures:
                continue
            values, unit = figures[source], get_unit(source)
            delivered = values["delivered"] or values["invoiced"]
            left = delivered - values["returned"] - promised.get(source, 0.0)
            needed = self._get_goods_needed(own, unit)
            if unit.compare(needed, max(0.0, left)) > 0:
                missing.append(
                    self.env._(
                        "%(item)s: %(needed)s %(unit)s are promised, %(left)s are left of %(delivered)s delivered; "
                        "%(returned)s were returned, %(promised)s are promised in other cases",
                        item=own.line_id[:1].display_name,
                        unit=unit.name,
                        **{
                            name: f"{unit.round(quantity):.15g}"
                            for name, quantity in (
                                ("needed", needed),
                                ("left", max(0.0, left)),
                                ("delivered", delivered),
                                ("returned", values["returned"]),
                                ("promised", promised.get(source, 0.0)),
                            )
                        },
                    )
                )
        return missing

    def _get_goods_needed(self, remedies, unit):
        """How many pieces the remedies of one source touch: each is handed over once, or mended, or both."""
        quantities = {
            remedy: remedy.product_uom_id._compute_quantity(remedy.quantity, unit, round=False) for remedy in remedies
        }
        handed_over = sum(quantity for remedy, quantity in quantities.items() if remedy.kind in CLAIM_KINDS)
        mended = [quantity for remedy, quantity in quantities.items() if remedy.kind not in CLAIM_KINDS]
        return max([handed_over, *mended])

    def _lock_claims(self):
        """Let one transaction at a time promise goods of these order lines.

        The rows are written, not only locked: whoever waited then starts again with what the other one promised.
        """
        # sudo: approvers need no right on orders; nothing is changed
        ids = sorted(self.remedy_ids.line_id.sudo().sale_line_id.ids)
        if ids:
            self.env["sale.order.line"].flush_model(["write_date"])
            self.env.cr.execute(
                SQL("UPDATE sale_order_line SET write_date = write_date WHERE id IN %s", tuple(ids)),
            )
