from functools import partial

from odoo import api, fields, models

from .complaint_claim import get_unit


class ComplaintLine(models.Model):
    """INT-11: what is left to claim of an item, counted from the documents whenever it is looked at."""

    _inherit = "complaint.line"

    qty_delivered = fields.Float(
        "Delivered", compute="_compute_claim", digits="Product Unit", help="What went out, before returns."
    )
    qty_invoiced = fields.Float("Invoiced", compute="_compute_claim", digits="Product Unit")
    qty_credited = fields.Float("Credited", compute="_compute_claim", digits="Product Unit")
    qty_returned = fields.Float("Returned", compute="_compute_claim", digits="Product Unit")
    qty_in_other_cases = fields.Float("In Other Cases", compute="_compute_claim", digits="Product Unit")
    qty_left = fields.Float(
        "Left to Claim",
        compute="_compute_claim",
        digits="Product Unit",
        help="Delivered, less what was credited or returned and what other open cases claim.",
    )
    is_overclaimed = fields.Boolean("More Than Left", compute="_compute_claim")
    claim_note = fields.Char("Note", compute="_compute_claim")

    @api.depends(
        "sale_line_id.qty_delivered",
        "sale_line_id.qty_invoiced",
        "invoice_line_id",
        "move_id",
        "product_uom_id",
        "qty_claimed",
        "qty_unknown",
        "case_id.state",
    )
    @api.depends_context("lang")
    def _compute_claim(self):
        figures = self.env["complaint.claim"]._get_figures([line._get_claim_source() for line in self])
        back = self._origin._get_quantities_back()
        for line in self:
            source = line._get_claim_source()._origin
            values = figures.get(source, {})
            unit = line.product_uom_id or get_unit(source)
            convert = partial(get_unit(source)._compute_quantity, to_unit=unit, round=False)
            others = siblings = 0.0
            for other, quantity in values.get("claims", ()):
                if other.case_id != line.case_id._origin:
                    others += quantity
                elif other != line._origin:
                    siblings += quantity
            for name in ("delivered", "invoiced", "credited", "returned"):
                line[f"qty_{name}"] = convert(values.get(name, 0.0))
            line.qty_in_other_cases = convert(others)
            # what came back on this item's own account was part of its claim
            gone = max(0.0, max(line.qty_credited, line.qty_returned) - back.get(line._origin, 0.0))
            # what was invoiced and never delivered can be complained about too
            base = line.qty_delivered or line.qty_invoiced
            line.qty_left = max(0.0, base - gone - line.qty_in_other_cases - convert(siblings))
            early = line.case_id.state in (False, "received", "returned", "investigation", "resolution")
            line.is_overclaimed = (
                bool(source) and early and not line.qty_unknown and unit.compare(line.qty_claimed, line.qty_left) > 0
            )
            line.claim_note = line._get_claim_note()

    def _get_claim_note(self):
        if self.qty_unknown:
            return self.env._("Quantity not yet known: no remedy with a quantity before the customer says it.")
        if not self.is_overclaimed:
            return False
        return self.env._(
            "%(left)s left to claim: %(delivered)s delivered, %(credited)s credited, %(returned)s returned, "
            "%(others)s in other cases.",
            **{
                name: f"{self.product_uom_id.round(self[f'qty_{name}']):.15g}"
                for name in ("left", "delivered", "credited", "returned")
            },
            others=f"{self.product_uom_id.round(self.qty_in_other_cases):.15g}",
        )

    def _get_quantities_back(self):
        """Quantity of each item that came back for its own remedies; items without any are left out."""
        # sudo: sums of the case's own remedies, whose item the caller has
        remedies_sudo = self.env["complaint.remedy"].sudo().search([("line_id", "in", self.ids)])
        back = dict.fromkeys(remedies_sudo.line_id, 0.0)
        for remedy in remedies_sudo:
            back[remedy.line_id] += remedy._get_quantity_back()
        return back
