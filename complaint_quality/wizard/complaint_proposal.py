from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintProposal(models.TransientModel):
    """EXP-2: open cases for customers who got a lot, before they complain."""

    _name = "complaint.proposal"
    _description = "Propose Cases"

    case_id = fields.Many2one("complaint.case", readonly=True)
    investigation_id = fields.Many2one("complaint.investigation", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    subject = fields.Char(required=True)
    description = fields.Html("What Happened")
    category_id = fields.Many2one("complaint.category")
    line_ids = fields.One2many("complaint.proposal.line", "proposal_id", "Customers")

    # === Actions ===

    def action_create_cases(self):
        """Open a case for each ticked customer, with the lots they have; all of them at once.

        :return: the window action of the cases
        :raise UserError: nobody is ticked
        """
        self.ensure_one()
        self._get_source().check_access("read")
        chosen = self.line_ids.filtered("selected")
        if not chosen:
            raise UserError(self.env._("Tick the customers for whom a case is to be opened."))
        internal = self.env.ref("complaint_management.channel_internal", raise_if_not_found=False)
        # nobody complained: nothing is acknowledged
        case_model = self.env["complaint.case"].with_context(complaint_skip_acknowledgement=True)
        by_customer = chosen.grouped("partner_id").items()
        cases = case_model.create([self._prepare_case(customer, lines, internal) for customer, lines in by_customer])
        # sudo: the mark and the investigation are the proposal's; the person may create cases
        cases.sudo().write(
            {
                "is_proactive": True,
                "investigation_ids": [Command.set((self.investigation_id or self.case_id.investigation_ids).ids)],
            }
        )
        # called once more, nobody gets a second case
        chosen.selected = False
        return cases._get_records_action(name=self.env._("Proposed Cases"))

    # === Helpers ===

    @api.model
    def _open(self, source):
        """The dialog for a case or an investigation.

        :raise UserError: no customer has any of its lots
        """
        source.ensure_one()
        source.check_access("read")
        lots = source._get_exposed_lots()
        company = source.company_id
        lines = self._prepare_lines(lots, company)
        if not lines:
            raise UserError(
                self.env._(
                    "No customer has any of the lots of %s: none was delivered, or all came back.", source.display_name
                )
            )
        is_case = source._name == "complaint.case"
        case = source if is_case else source.case_ids[:1]
        wizard = self.create(
            {
                "case_id": source.id if is_case else False,
                "investigation_id": False if is_case else source.id,
                "company_id": company.id,
                "subject": source.subject or source.display_name,
                "description": source.description if is_case else source.problem,
                "category_id": case.category_id.id,
                "line_ids": [Command.create(values) for values in lines],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose Cases"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, lots, company):
        """A line a customer and product: what they got of the lots (and of what these went into) and still have."""
        lots = self.env["complaint.exposure"]._get_related_lots(lots)
        groups = self.env["complaint.exposure"]._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("product_id", "in", lots.product_id.ids),
                ("kind", "in", ("delivery", "return")),
                ("commercial_partner_id", "!=", False),
                ("company_id", "=", company.id),
            ],
            ["commercial_partner_id", "product_id", "lot_id", "kind"],
            ["quantity:sum"],
        )
        had = {}
        for partner, product, lot, kind, quantity in groups:
            kept = had.setdefault((partner, product), {})
            kept[lot] = kept.get(lot, 0.0) + (quantity if kind == "delivery" else -quantity)
        known = self._get_known_cases(lots)
        lines = []
        for (partner, product), kept in had.items():
            kept = {lot: quantity for lot, quantity in kept.items() if product.uom_id.compare(quantity, 0) > 0}
            cases = {case for lot in kept for case in known.get((partner.id, lot.id), ())}
            if kept:
                lines.append(
                    {
                        "partner_id": partner.id,
                        "product_id": product.id,
                        "lot_ids": [Command.set([lot.id for lot in kept])],
                        "quantity": sum(kept.values()),
                        "case_ids": [Command.set(list(cases))],
                        "selected": not cases,
                    }
                )
        return lines

    @api.model
    def _get_known_cases(self, lots):
        """Open cases by customer and lot: who complained already, or was thought of before."""
        groups = self.env["complaint.line"]._read_group(
            [("lot_ids", "in", lots.ids), ("case_id.is_open", "=", True)],
            ["lot_ids", "case_id"],
        )
        known = {}
        for lot, case in groups:
            known.setdefault((case.commercial_partner_id.id, lot.id), []).append(case.id)
        return known

    def _prepare_case(self, customer, lines, channel):
        return {
            "subject": self.subject,
            "description": self.description,
            "partner_id": customer.id,
            "company_id": self.company_id.id,
            "category_id": self.category_id.id,
            "channel_id": channel.id if channel else False,
            "line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "lot_ids": [Command.set(line.lot_ids.ids)],
                        "qty_claimed": line.quantity,
                        "qty_unknown": True,
                    }
                )
                for line in lines
            ],
        }

    def _get_source(self):
        return self.investigation_id or self.case_id


class ComplaintProposalLine(models.TransientModel):
    _name = "complaint.proposal.line"
    _description = "Customer with a Lot"

    proposal_id = fields.Many2one("complaint.proposal", required=True, ondelete="cascade")
    selected = fields.Boolean()
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    lot_ids = fields.Many2many("stock.lot", string="Lots/Serials", readonly=True)
    quantity = fields.Float("Still There", digits="Product Unit", readonly=True, help="Delivered and not returned.")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    case_ids = fields.Many2many("complaint.case", string="Open Cases", readonly=True)
