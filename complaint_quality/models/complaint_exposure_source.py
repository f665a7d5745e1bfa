from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# Customers and documents drawn for a lot; all of them are in the list
SHOWN = 50


class ComplaintExposureSource(models.AbstractModel):
    """What has lots whose exposure is asked for: a case, an investigation, a lot itself (EXP-1)."""

    _name = "complaint.exposure.source"
    _description = "Source of a Lot Exposure"

    def _get_exposed_lots(self):
        """The ``stock.lot`` records to trace; each model says which."""
        return self.env["stock.lot"]

    # === Actions ===

    @api.readonly
    def get_exposure_tree(self):
        """EXP-1: the lots, what they were made of and what they went into, each with where it is and went.

        Queries are counted by the levels of production between the lots, not by lots or movements.

        :return: list of dicts ``id``, ``name``, ``product``, ``uom``, ``relation`` (lot, component, product),
            ``quantity`` (used for, or made of, the lot above; in ``uom``), ``facts`` (dicts of ``kind``, ``name``,
            ``label``, ``quantity``, ``count``, ``date``, ``partner_id``), ``more`` (facts not drawn), ``children`` and
            ``more_children`` (lots not drawn)
        """
        self.check_access("read")
        return self.env["complaint.exposure"]._get_tree(self._get_exposed_lots())

    @api.readonly
    def action_view_exposure(self):
        """EXP-1: every place and document of these lots and of what they went into, as a list."""
        self.check_access("read")
        exposure = self.env["complaint.exposure"]
        lots = exposure._get_related_lots(self._get_exposed_lots())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lot Exposure"),
            "res_model": "complaint.exposure",
            "view_mode": "list,pivot",
            "domain": [("lot_id", "in", lots.ids), ("product_id", "in", lots.product_id.ids)],
            "context": {"search_default_group_lot": 1, "search_default_group_kind": 1},
        }


class ComplaintExposure(models.Model):
    _inherit = "complaint.exposure"

    @api.model
    def _get_tree(self, lots):
        """The tree of ``lots``, downwards to components and upwards to products (see ``get_exposure_tree``)."""
        if not self.has_access("read"):
            raise AccessError(self.env._("The quality department traces lots; ask it to."))
        downwards = self._get_flows(lots, "component")
        upwards = self._get_flows(lots, "product")
        everything = lots.browse({lot for flows in (downwards, upwards) for flow in flows.values() for lot in flow})
        facts = self._get_facts(lots | everything)
        nodes = {lot.id: self._prepare_node(lot, facts.get(lot.id, [])) for lot in (lots | everything).sudo()}

        def grow(lot_id, relation, flows, quantity, drawn):
            """A lot with what is below it; each lot is opened once, so that the tree is no larger than its lots."""
            flow = {} if lot_id in drawn else flows.get(lot_id, {})
            drawn.add(lot_id)
            children = [grow(child, relation, flows, amount, drawn) for child, amount in [*flow.items()][:SHOWN]]
            return {
                **nodes[lot_id],
                "relation": relation,
                "quantity": quantity,
                "children": children,
                "more_children": max(0, len(flow) - SHOWN),
            }

        tree = []
        for lot in lots:
            root = grow(lot.id, "product", upwards, 0, set())
            below = grow(lot.id, "component", downwards, 0, set())
            root["children"] += below["children"]
            root["more_children"] += below["more_children"]
            tree.append({**root, "relation": "lot"})
        return tree

    @api.model
    def _get_related_lots(self, lots):
        """``lots`` and the lots that they went into."""
        flows = self._get_flows(lots, "product")
        return lots | lots.browse({lot for flow in flows.values() for lot in flow})

    @api.model
    def _get_flows(self, lots, relation):
        """From which lots to which lots production led, one query a level, each lot once.

        :param relation: ``component``: what the lots were made of; ``product``: what they went into
        :return: dict of lot id -> dict of lot id -> quantity, in the unit of the component or product
        """
        ours, theirs = SQL("consume_line_id"), SQL("produce_line_id")
        if relation == "product":
            ours, theirs = theirs, ours
        flows, level = {}, lots
        self.env["stock.move.line"].flush_model()
        while level:
            # sudo: products of lots that are traced, see _get_tree
            self.env.cr.execute(
                SQL(
                    """
                    SELECT line.lot_id, other.lot_id, SUM(other.quantity_product_uom)
                      FROM (SELECT DISTINCT rel.%(theirs)s AS id, mine.lot_id
                              FROM stock_move_line mine
                              JOIN stock_move_line_consume_rel rel ON rel.%(ours)s = mine.id
                             WHERE mine.lot_id IN %(lots)s
                               AND mine.product_id IN %(products)s
                               AND mine.state = 'done'
                               AND mine.company_id IN %(companies)s) line
                      JOIN stock_move_line other ON other.id = line.id
                     WHERE other.lot_id IS NOT NULL
                       AND other.state = 'done'
                  GROUP BY line.lot_id, other.lot_id
                  ORDER BY line.lot_id, other.lot_id
                    """,
                    ours=ours,
                    theirs=theirs,
                    lots=tuple(level.ids),
                    products=tuple(level.sudo().product_id.ids),
                    companies=tuple(self.env.companies.ids),
                )
            )
            found = self.env.cr.fetchall()
            flows.update({lot: {} for lot in level.ids})
            for lot, other, quantity in found:
                flows[lot][other] = float(quantity)
            level = lots.browse({other for _lot, other, _quantity in found} - flows.keys())
        return flows

    @api.model
    def _get_facts(self, lots):
        """Where each lot is and went: places, customers and vendors summed up, other documents one by one."""
        # sudo: products of lots that are traced, see _get_tree
        domain = [
            ("lot_id", "in", lots.ids),
            ("product_id", "in", lots.sudo().product_id.ids),
            ("company_id", "in", [False, *self.env.companies.ids]),
        ]
        groups = self._read_group(
            domain,
            ["lot_id", "kind", "location_id", "commercial_partner_id"],
            ["quantity:sum", "__count", "document:array_agg_distinct", "date:max"],
        )
        labels = dict(self._fields["kind"]._description_selection(self.env))
        order = list(labels)
        facts = {}
        for lot, kind, location, partner, quantity, count, documents, date in groups:
            # sudo: names of places and partners, as in the lines of this model
            name = (location or partner).sudo().display_name or ", ".join(filter(None, documents[:3]))
            fact = {"kind": kind, "label": labels[kind], "name": name, "quantity": quantity, "count": count}
            fact["date"] = fields.Datetime.to_string(date)
            facts.setdefault(lot.id, []).append({**fact, "partner_id": partner.id})
        for lines in facts.values():
            lines.sort(key=lambda fact: (order.index(fact["kind"]), -fact["quantity"], fact["name"] or ""))
        return facts

    def _prepare_node(self, lot, facts):
        return {
            "id": lot.id,
            "name": lot.name,
            "product": lot.product_id.display_name,
            "uom": lot.product_id.uom_id.name,
            "facts": facts[:SHOWN],
            "more": max(0, len(facts) - SHOWN),
        }
