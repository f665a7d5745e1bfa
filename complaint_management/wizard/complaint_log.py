from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintLog(models.TransientModel):
    """INT-2: log a complaint from a delivered order: tick the items, say how many and what the customer asks for."""

    _name = "complaint.log"
    _description = "Log Complaint"
    _check_company_auto = True

    sale_order_id = fields.Many2one("sale.order", "Sales Order", required=True, readonly=True)
    company_id = fields.Many2one(related="sale_order_id.company_id")
    partner_id = fields.Many2one(related="sale_order_id.partner_id")
    subject = fields.Char(required=True)
    description = fields.Html("What Happened")
    channel_id = fields.Many2one(
        "complaint.channel",
        required=True,
        default=lambda self: self.env["complaint.channel"].search([], limit=1),
    )
    category_id = fields.Many2one("complaint.category")
    demand_ids = fields.Many2many("complaint.demand", string="Customer Asks For")
    date_received = fields.Datetime("Received On", required=True, default=fields.Datetime.now)
    line_ids = fields.One2many(
        "complaint.log.line", "log_id", "Delivered Items", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("sale_order_id")
    def _compute_line_ids(self):
        for log in self:
            delivered = log.sale_order_id.order_line.filtered(lambda o: not o.display_type and o.qty_delivered > 0)
            log.line_ids = [Command.clear()] + [Command.create(log._prepare_line_values(line)) for line in delivered]

    def _prepare_line_values(self, sale_line):
        # sudo: a sales assistant without inventory rights logs what was delivered; only lots and dates are read
        moves = sale_line.sudo().move_ids.filtered(lambda m: m.state == "done" and m.location_dest_usage == "customer")
        return {
            "sale_line_id": sale_line.id,
            "move_id": moves.sorted("date")[-1:].id,
            "available_lot_ids": [Command.set(moves.lot_ids.ids)],
            "lot_ids": [Command.set(moves.lot_ids.ids if len(moves.lot_ids) == 1 else [])],
        }

    def action_log(self):
        """Create the case with the ticked items and open it."""
        self.ensure_one()
        lines = self.line_ids.filtered("selected")
        if not lines:
            raise UserError(
                self.env._("Tick at least one item of %s that the complaint is about.", self.sale_order_id.name)
            )
        case = self.env["complaint.case"].create(self._prepare_case_values(lines))
        return case._get_records_action(name=self.env._("Complaint Case"))

    def _prepare_case_values(self, lines):
        return {
            "subject": self.subject,
            "description": self.description,
            "channel_id": self.channel_id.id,
            "category_id": self.category_id.id,
            "demand_ids": [Command.set((self.demand_ids | lines.demand_id).ids)],
            "date_received": self.date_received,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "sale_order_id": self.sale_order_id.id,
            "line_ids": [Command.create(line._prepare_case_line_values()) for line in lines],
        }


class ComplaintLogLine(models.TransientModel):
    _name = "complaint.log.line"
    _description = "Delivered Item to Complain About"

    log_id = fields.Many2one("complaint.log", required=True, ondelete="cascade")
    selected = fields.Boolean("Complained")
    sale_line_id = fields.Many2one("sale.order.line", "Order Item", required=True)
    move_id = fields.Many2one("stock.move")
    product_id = fields.Many2one(related="sale_line_id.product_id")
    product_uom_id = fields.Many2one(related="sale_line_id.product_uom_id", string="Unit")
    qty_delivered = fields.Float(related="sale_line_id.qty_delivered", string="Delivered")
    qty_claimed = fields.Float(
        "Claimed", digits="Product Unit", compute="_compute_qty_claimed", store=True, readonly=False
    )
    qty_unknown = fields.Boolean("Not Yet Known")
    qty_defective = fields.Float("Defective", digits="Product Unit")
    available_lot_ids = fields.Many2many("stock.lot", "complaint_log_line_available_lot_rel")
    lot_ids = fields.Many2many("stock.lot", string="Lots/Serials", domain="[('id', 'in', available_lot_ids)]")
    demand_id = fields.Many2one("complaint.demand", "Customer Asks For")

    @api.depends("selected", "qty_unknown")
    def _compute_qty_claimed(self):
        for line in self:
            if not line.selected or line.qty_unknown:
                line.qty_claimed = 0
            elif not line.qty_claimed:
                line.qty_claimed = line.qty_delivered

    @api.onchange("qty_claimed", "lot_ids", "demand_id", "qty_defective")
    def _onchange_tick(self):
        """Whoever types into a row means it."""
        if self.qty_claimed or self.lot_ids != self._origin.lot_ids or self.demand_id or self.qty_defective:
            self.selected = True

    def _prepare_case_line_values(self):
        return {
            "sale_line_id": self.sale_line_id.id,
            "move_id": self.move_id.id,
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "qty_claimed": self.qty_claimed,
            "qty_unknown": self.qty_unknown,
            "qty_defective": self.qty_defective,
            "demand_id": self.demand_id.id,
        }
