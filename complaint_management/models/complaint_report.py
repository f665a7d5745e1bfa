from odoo import api, fields, models
from odoo.tools import SQL

# What a row has as its case has it.
PLAIN = [
    *("company_id", "partner_id", "commercial_partner_id", "is_foreign", "team_id", "user_id", "department_id"),
    *("category_id", "channel_id", "policy_id", "case_type", "state", "is_open", "validity", "severity"),
    *("satisfaction", "date_received", "date_closed", "round", "demanded_amount", "accepted_amount"),
]
EVENTS = ("handed_over", "decided", "replied", "executed", "closed")


class ComplaintReport(models.Model):
    """Analysis of complaints (STA-1): one row a case, so that nothing is counted twice.

    Quantities are in the reference units of the products, amounts in the company's currency, days count from receipt.
    An addon adds a column by a field here and its expression in ``_get_columns``. Only the columns that are asked for
    are worked out: those expressions are subqueries, not joins.
    """

    _name = "complaint.report"
    _description = "Complaint Analysis"
    _inherit = ["complaint.case.part"]
    _auto = False
    _order = "date_received desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "complaint.case": [*PLAIN, *(f"date_{event}" for event in EVENTS if event != "closed")],
        "complaint.line": ["case_id", "product_id", "product_uom_id", "qty_claimed", "qty_defective", "lot_ids"],
        "complaint.deadline": ["case_id", "milestone", "date_due", "date_met", "is_met_late", "paused_since"],
    }

    case_id = fields.Many2one("complaint.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Commercial Entity", readonly=True)
    is_foreign = fields.Boolean("Foreign Customer", readonly=True)
    team_id = fields.Many2one("complaint.team", readonly=True)
    user_id = fields.Many2one("res.users", "Handler", readonly=True)
    department_id = fields.Many2one("hr.department", "Leading Department", readonly=True)
    category_id = fields.Many2one("complaint.category", readonly=True)
    channel_id = fields.Many2one("complaint.channel", readonly=True)
    policy_id = fields.Many2one("complaint.policy", readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, help="The one that most is claimed of, where a case has several."
    )
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True, help="Where the case is about one lot only.")
    case_type = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["case_type"].selection, string="Type", readonly=True
    )
    state = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["state"].selection, string="Phase", readonly=True
    )
    is_open = fields.Boolean(readonly=True)
    validity = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["validity"].selection, readonly=True
    )
    severity = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["severity"].selection, readonly=True
    )
    satisfaction = fields.Selection(
        selection=lambda self: self.env["complaint.callback"]._fields["satisfaction"].selection, readonly=True
    )
    date_received = fields.Datetime("Received On", readonly=True)
    date_closed = fields.Datetime("Closed On", readonly=True)
    round = fields.Integer("Rounds", readonly=True, aggregator="avg")
    repeat_count = fields.Integer(
        "Repeats", readonly=True, help="Cases of a customer who complained of the same category before."
    )
    qty_claimed = fields.Float("Claimed Quantity", digits="Product Unit", readonly=True)
    qty_defective = fields.Float("Defective Quantity", digits="Product Unit", readonly=True)
    demanded_amount = fields.Monetary(readonly=True)
    accepted_amount = fields.Monetary("Approved Amount", readonly=True)
    days_handed_over = fields.Float("Days to Hand-over", readonly=True, aggregator="avg")
    days_decided = fields.Float("Days to Decision", readonly=True, aggregator="avg", help="Whether it is established.")
    days_investigated = fields.Float("Days to Investigation Report", readonly=True, aggregator="avg")
    days_replied = fields.Float("Days to Reply", readonly=True, aggregator="avg")
    days_executed = fields.Float("Days to Execution", readonly=True, aggregator="avg")
    days_closed = fields.Float("Days to Closing", readonly=True, aggregator="avg")
    on_time_rate = fields.Float(
        "On Time (%)", readonly=True, aggregator="avg", help="Cases with deadlines, none of them late or met late."
    )
    established_rate = fields.Float(
        "Established (%)", readonly=True, aggregator="avg", help="Of the complaints that have been decided upon."
    )
    satisfaction_score = fields.Float(
        "Satisfaction (1 to 4)", readonly=True, aggregator="avg", help="4: very satisfied, 1: dissatisfied."
    )

    @property
    def _table_query(self):
        columns = self._get_columns()
        return SQL(
            """SELECT %s
                 FROM complaint_case c
                 JOIN res_company company ON company.id = c.company_id""",
            SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in columns.items()),
        )

    @api.model
    def _get_columns(self):
        """Name -> SQL of every column, from ``c``, the case, and its ``company``; extend for more."""
        return {
            "id": SQL("c.id"),
            "case_id": SQL("c.id"),
            "currency_id": SQL("company.currency_id"),
            **{name: SQL.identifier("c", name) for name in PLAIN},
            **{f"days_{event}": self._get_days(SQL.identifier("c", f"date_{event}")) for event in EVENTS},
            "days_investigated": self._get_days(
                SQL(
                    """(SELECT max(d.date_met) FROM complaint_deadline d
                         WHERE d.case_id = c.id AND d.milestone = 'investigation_report')"""
                )
            ),
            "product_id": SQL(
                """(SELECT l.product_id FROM complaint_line l
                     WHERE l.case_id = c.id AND l.product_id IS NOT NULL
                  ORDER BY l.qty_claimed DESC NULLS LAST, l.id LIMIT 1)"""
            ),
            "lot_id": SQL(
                """(SELECT min(lot.stock_lot_id)
                      FROM complaint_line l
                      JOIN complaint_line_stock_lot_rel lot ON lot.complaint_line_id = l.id
                     WHERE l.case_id = c.id
                    HAVING min(lot.stock_lot_id) = max(lot.stock_lot_id))"""
            ),
            "qty_claimed": self._get_quantity(SQL("l.qty_claimed")),
            "qty_defective": self._get_quantity(SQL("l.qty_defective")),
            "repeat_count": SQL(
                """EXISTS (SELECT FROM complaint_case e
                            WHERE e.commercial_partner_id = c.commercial_partner_id
                              AND e.category_id = c.category_id AND e.company_id = c.company_id
                              AND (e.date_received, e.id) < (c.date_received, c.id))::integer"""
            ),
            "on_time_rate": SQL(
                """(SELECT 100 * (NOT bool_or(d.is_met_late IS TRUE OR (d.date_met IS NULL AND d.paused_since IS NULL
                                                                        AND d.date_due < %s)))::integer
                      FROM complaint_deadline d
                     WHERE d.case_id = c.id)""",
                fields.Datetime.now(),
            ),
            "established_rate": SQL(
                """CASE WHEN c.case_type = 'complaint' AND c.validity != 'undetermined'
                        THEN 100 * (c.validity = 'established')::integer END"""
            ),
            "satisfaction_score": SQL(
                """CASE c.satisfaction WHEN 'very_satisfied' THEN 4 WHEN 'satisfied' THEN 3
                                       WHEN 'neutral' THEN 2 WHEN 'dissatisfied' THEN 1 END"""
            ),
        }

    @api.model
    def _get_days(self, moment):
        return SQL("(extract(epoch FROM %s - c.date_received) / 86400)", moment)

    @api.model
    def _get_quantity(self, quantity):
        """The items' sum of ``quantity``, each in the reference unit of its product."""
        return SQL(
            """(SELECT COALESCE(sum(%s * COALESCE(unit.factor / NULLIF(reference.factor, 0), 1)), 0)
                  FROM complaint_line l
             LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
             LEFT JOIN product_product p ON p.id = l.product_id
             LEFT JOIN product_template t ON t.id = p.product_tmpl_id
             LEFT JOIN uom_uom reference ON reference.id = t.uom_id
                 WHERE l.case_id = c.id)""",
            quantity,
        )
