from odoo import api, fields, models
from odoo.tools import SQL

# What a row has as its case has it.
PLAIN = ("company_id", "partner_id", "commercial_partner_id", "category_id", "department_id", "severity")
PLAIN += ("case_type", "validity", "state", "date_received")


class ComplaintPareto(models.Model):
    """KPI-1: how often each defect and each cause is met, with how much of the product, and at what loss.

    ======  ==========================================================================================================
    defect  one row an item: its defective quantity, and its part of the case's loss by defective quantity (where no
            quantity is known, its items share alike)
    cause   one row a case and cause: its part of the case's defective quantity and loss by the shares of the root
            causes (where there are none, its causes share alike)
    ======  ==========================================================================================================

    Each kind has the whole of every case, so that it is looked at alone; a case without a defect or cause has a row
    that names none. Cases are counted as such: one with two causes counts for both. Quantities are in the products'
    reference units, the loss is net and in the company's currency, and visible to whoever sees it on the case.
    """

    _name = "complaint.pareto"
    _description = "Defects and Causes"
    _inherit = ["complaint.case.part"]
    _auto = False
    _order = "date_received desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "complaint.case": [*PLAIN, "cause_ids", "investigation_ids"],
        "complaint.line": ["case_id", "defect_id", "product_id", "product_uom_id", "qty_defective"],
        "complaint.why": ["investigation_id", "cause_id", "is_root", "status", "weight"],
        "complaint.cause": ["factor"],
    }

    kind = fields.Selection([("defect", "Defect"), ("cause", "Cause")], readonly=True)
    case_id = fields.Many2one("complaint.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    defect_id = fields.Many2one("complaint.defect", readonly=True)
    cause_id = fields.Many2one("complaint.cause", readonly=True)
    factor = fields.Selection(
        selection=lambda self: self.env["complaint.cause"]._fields["factor"].selection, readonly=True
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, help="Of causes: the one that most is claimed of, where a case has several."
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Commercial Entity", readonly=True)
    category_id = fields.Many2one("complaint.category", readonly=True)
    department_id = fields.Many2one("hr.department", "Leading Department", readonly=True)
    severity = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["severity"].selection, readonly=True
    )
    case_type = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["case_type"].selection, string="Type", readonly=True
    )
    validity = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["validity"].selection, readonly=True
    )
    state = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["state"].selection, string="Phase", readonly=True
    )
    date_received = fields.Datetime("Received On", readonly=True)
    qty_defective = fields.Float(
        "Defective Quantity",
        digits="Product Unit",
        readonly=True,
        help="In the reference units of the products. A case with several causes is divided by their shares.",
    )
    loss_amount = fields.Monetary(
        "Net Loss",
        readonly=True,
        help="What the case cost, less recoveries, divided over its items by defective quantity, or over its causes by"
        " their shares.",
    )

    @property
    def _table_query(self):
        report = self.env["complaint.report"]
        loss, quantity = self._get_loss(), report._get_quantity(SQL("l.qty_defective"))
        plain = SQL(", ").join(SQL.identifier("c", name) for name in PLAIN)
        return SQL(
            """
            SELECT line.id * 2 AS id, 'defect' AS kind, line.case_id, company.currency_id, line.defect_id,
                   NULL::integer AS cause_id, NULL::varchar AS factor, line.product_id, %(plain)s,
                   %(item)s AS qty_defective,
                   CASE WHEN %(loss)s <> 0
                        THEN %(loss)s * COALESCE(%(item)s / NULLIF(%(quantity)s, 0),
                                                 1.0 / (SELECT count(*) FROM complaint_line o WHERE o.case_id = c.id))
                        ELSE 0 END AS loss_amount
              FROM complaint_line line
              JOIN complaint_case c ON c.id = line.case_id
              JOIN res_company company ON company.id = c.company_id
         LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
         LEFT JOIN product_product p ON p.id = line.product_id
         LEFT JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN uom_uom reference ON reference.id = t.uom_id
             UNION ALL
            SELECT c.id * 128 + 1 + 2 * (SELECT count(*)::integer FROM complaint_case_cause_rel o
                                          WHERE o.complaint_case_id = c.id
                                            AND o.complaint_cause_id < has.complaint_cause_id),
                   'cause', c.id, company.currency_id, NULL::integer, has.complaint_cause_id, cause.factor,
                   %(product)s, %(plain)s, %(quantity)s * %(share)s,
                   CASE WHEN %(loss)s <> 0 THEN %(loss)s * %(share)s ELSE 0 END
              FROM complaint_case c
              JOIN res_company company ON company.id = c.company_id
         LEFT JOIN complaint_case_cause_rel has ON has.complaint_case_id = c.id
         LEFT JOIN complaint_cause cause ON cause.id = has.complaint_cause_id
            """,
            plain=plain,
            item=SQL("(line.qty_defective * COALESCE(unit.factor / NULLIF(reference.factor, 0), 1))"),
            quantity=quantity,
            product=report._get_columns()["product_id"],
            loss=loss,
            share=self._get_share(),
        )

    @api.model
    def _get_share(self):
        """SQL of the part of case ``c`` that its cause ``has`` explains, between 0 and 1."""
        return SQL(
            """COALESCE(
                (SELECT COALESCE(sum(w.weight) FILTER (WHERE w.cause_id = has.complaint_cause_id), 0)
                        / NULLIF(sum(w.weight), 0)
                   FROM complaint_investigation_case_rel rel
                   JOIN complaint_why w ON w.investigation_id = rel.investigation_id
                   JOIN complaint_case_cause_rel o ON o.complaint_cause_id = w.cause_id
                  WHERE rel.case_id = c.id AND o.complaint_case_id = c.id AND w.is_root AND w.status = 'verified'),
                1.0 / GREATEST(1, (SELECT count(*) FROM complaint_case_cause_rel o
                                    WHERE o.complaint_case_id = c.id)))"""
        )

    # === Loss: known and shown where an addon adds it to the analysis of complaints ===

    @api.model
    def _get_loss(self):
        """SQL of what case ``c`` cost."""
        return SQL("COALESCE(%s, 0)", self.env["complaint.report"]._get_columns().get("net_loss_amount", SQL("0.0")))

    @api.model
    def _has_field_access(self, field, operation):
        if field.name == "loss_amount":
            report = self.env["complaint.report"]
            loss = report._fields.get("net_loss_amount")
            return bool(loss) and report._has_field_access(loss, operation)
        return super()._has_field_access(field, operation)
