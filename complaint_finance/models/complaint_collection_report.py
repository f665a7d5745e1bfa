from odoo import api, fields, models
from odoo.tools import SQL

RATES = {"rate:avg": "rate", "rate_undisputed:avg": "rate_undisputed"}


class ComplaintCollectionReport(models.Model):
    """What salespeople collected of what fell due, with and without what was in dispute (ARR-2).

    One row per instalment of a posted customer invoice, in the company's currency. *Due* is the instalment less credit
    notes, *collected* what of it has been settled otherwise by today. *Disputed* is the part that is still open and
    whose complaint was running at its due date or began in the same month: a month's rate stays what it was when the
    dispute ends later. A group's rate is worked out from the sums, not from the rates of its rows.
    """

    _name = "complaint.collection.report"
    _description = "Collection Rate"
    _auto = False
    _order = "date_due desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": [
            *("move_type", "state", "invoice_user_id", "team_id", "commercial_partner_id", "amount_total"),
            "complaint_is_reversed",
        ],
        "account.move.line": [
            *("move_id", "display_type", "date_maturity", "balance", "amount_residual", "price_total"),
            *("price_subtotal", "price_unit", "product_id", "is_downpayment", "complaint_origin_line_id"),
        ],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount"],
        "complaint.case": ["is_open", "validity", "date_accepted", "date_closed"],
        "complaint.line": ["case_id", "sale_line_id", "invoice_line_id"],
        "complaint.passage": ["case_id", "state_to", "date"],
    }

    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    date_due = fields.Date("Due Date", readonly=True)
    due_amount = fields.Monetary("Due", readonly=True, help="Invoiced, less credit notes.")
    disputed_amount = fields.Monetary("Disputed", readonly=True, help="Open, and in dispute when it fell due.")
    collected_amount = fields.Monetary("Collected", readonly=True)
    open_amount = fields.Monetary("Open", readonly=True)
    rate = fields.Float("Collection Rate (%)", readonly=True, aggregator="avg", help="Collected of what was due.")
    rate_undisputed = fields.Float(
        "Rate without Disputed (%)",
        readonly=True,
        aggregator="avg",
        help="Collected of what was due, what was in dispute taken out of the base.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT l.id, l.move_id, l.company_id, company.currency_id, m.invoice_user_id AS user_id, m.team_id,
                      m.commercial_partner_id AS partner_id, l.date_maturity AS date_due,
                      due.amount AS due_amount,
                      due.amount - l.amount_residual AS collected_amount,
                      l.amount_residual AS open_amount,
                      dispute.amount AS disputed_amount,
                      100 * (due.amount - l.amount_residual) / NULLIF(due.amount, 0) AS rate,
                      100 * (due.amount - l.amount_residual) / NULLIF(due.amount - dispute.amount, 0) AS rate_undisputed
                 FROM account_move_line l
                 JOIN account_move m ON m.id = l.move_id
                 JOIN res_company company ON company.id = l.company_id
           CROSS JOIN LATERAL (
                   SELECT l.balance - COALESCE(sum(p.amount), 0) AS amount
                     FROM account_partial_reconcile p
                     JOIN account_move_line settled ON settled.id = p.credit_move_id
                     JOIN account_move credit ON credit.id = settled.move_id AND credit.move_type = 'out_refund'
                    WHERE p.debit_move_id = l.id
                 ) due
           CROSS JOIN LATERAL (
                   SELECT round(GREATEST(0, LEAST(l.amount_residual, l.balance * COALESCE(sum(held.price_total), 0)
                                                                     / NULLIF(m.amount_total, 0))),
                                currency.decimal_places) AS amount
                     FROM res_currency currency
                LEFT JOIN (%s) held ON TRUE
                    WHERE currency.id = company.currency_id
                 GROUP BY currency.id
                 ) dispute
                WHERE l.display_type = 'payment_term' AND l.parent_state = 'posted' AND m.move_type = 'out_invoice'
                  AND l.balance > 0""",
            self._get_held(),
        )

    @api.model
    def _get_held(self):
        """SQL of the lines of invoice ``m`` that were in dispute when instalment ``l`` fell due, each once.

        Of its price what posted credit notes took back is gone, and discounts on the whole invoice lower the rest.
        """
        return SQL(
            """SELECT item.id, kept.part * GREATEST(0, item.price_total - credited.amount) AS price_total
                 FROM account_move_line item
           CROSS JOIN LATERAL (
                   SELECT COALESCE(sum(taken.price_total), 0) AS amount
                     FROM account_move_line taken
                     JOIN account_move credit ON credit.id = taken.move_id
                    WHERE taken.complaint_origin_line_id = item.id AND credit.move_type = 'out_refund'
                      AND credit.state = 'posted' AND credit.complaint_is_reversed IS NOT TRUE
                 ) credited
           CROSS JOIN (%s) kept
                WHERE item.move_id = m.id AND item.display_type = 'product'
                  AND EXISTS (
                    SELECT
                      FROM complaint_line c
                      JOIN complaint_case complaint ON complaint.id = c.case_id
                     WHERE c.id IN (SELECT direct.id FROM complaint_line direct WHERE direct.invoice_line_id = item.id
                                     UNION ALL
                                    SELECT ordered.id
                                      FROM sale_order_line_invoice_rel rel
                                      JOIN complaint_line ordered ON ordered.sale_line_id = rel.order_line_id
                                     WHERE rel.invoice_line_id = item.id AND ordered.invoice_line_id IS NULL)
                       AND complaint.date_accepted < date_trunc('month', l.date_maturity) + interval '1 month'
                       AND (complaint.is_open AND complaint.validity = 'established'
                            OR COALESCE((SELECT max(p.date) FROM complaint_passage p
                                          WHERE p.case_id = complaint.id
                                            AND p.state_to IN ('rejected', 'withdrawn', 'closed')),
                                        complaint.date_closed) >= l.date_maturity))""",
            self._get_kept_part(),
        )

    @api.model
    def _get_kept_part(self):
        """SQL of the part of its prices that invoice ``m`` was for, discounts on the whole taken off.

        For a report it is the same part for all items: that of a discount on some taxes only is spread over all.
        """
        return SQL(
            """SELECT COALESCE(sum(line.price_subtotal)
                               / NULLIF(sum(line.price_subtotal) FILTER (WHERE NOT is_cut), 0), 1) AS part
                 FROM account_move_line line
           CROSS JOIN LATERAL (
                   SELECT line.price_unit < 0 AND (line.product_id = company.sale_discount_product_id OR EXISTS (
                          SELECT
                            FROM sale_order_line_invoice_rel rel
                            JOIN sale_order_line ordered ON ordered.id = rel.order_line_id
                           WHERE rel.invoice_line_id = line.id AND ordered.price_unit < 0)) IS TRUE AS is_cut
                 ) cut
                WHERE line.move_id = m.id AND line.display_type = 'product' AND line.is_downpayment IS NOT TRUE"""
        )

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base: the rate of a group is that of its sums
        if aggregate_spec not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        due, collected, disputed = (
            self._field_to_sql(self._table, name, query)
            for name in ("due_amount", "collected_amount", "disputed_amount")
        )
        base = SQL("SUM(%s)", due) if RATES[aggregate_spec] == "rate" else SQL("SUM(%s) - SUM(%s)", due, disputed)
        return SQL("100 * SUM(%s) / NULLIF(%s, 0)", collected, base)

    def action_view_invoice(self):
        """The invoice behind the row."""
        return self.move_id._get_records_action(name=self.env._("Invoice"))
