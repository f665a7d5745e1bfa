from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintResolution(models.Model):
    """What a reviewer wants to see on one screen: the facts of the case, its earlier versions, the customer."""

    _inherit = "complaint.resolution"

    subject = fields.Char(related="case_id.subject")
    description = fields.Html(related="case_id.description", string="What Happened")
    category_id = fields.Many2one(related="case_id.category_id")
    severity = fields.Selection(related="case_id.severity")
    line_ids = fields.One2many(related="case_id.line_ids", string="Items")
    responsibility_ids = fields.One2many(related="case_id.responsibility_ids")
    previous_reject_reason = fields.Char(related="previous_id.reject_reason", string="What Was Said of It")
    earlier_ids = fields.Many2many("complaint.resolution", string="Earlier Versions", compute="_compute_earlier_ids")
    partner_case_count = fields.Integer(
        "Other Cases in 12 Months",
        compute="_compute_partner_history",
        help="Cases of this customer, received within the last twelve months, besides this one.",
    )
    partner_accepted_amount = fields.Monetary(
        "Approved in 12 Months",
        compute="_compute_partner_history",
        currency_field="company_currency_id",
        help="What was approved in those cases, in the company's currency.",
    )

    @api.depends("case_id.resolution_ids.version")
    def _compute_earlier_ids(self):
        for resolution in self:
            resolution.earlier_ids = resolution.case_id.resolution_ids.filtered(
                lambda r, current=resolution: r.version < current.version
            )

    @api.depends("partner_id", "case_id", "company_id")
    @api.depends_context("uid")
    def _compute_partner_history(self):
        """Counts what the reader may see; customers count with all that belong to their company."""
        groups = self.env["complaint.case"]._read_group(
            self._partner_history_domain(), ["partner_id", "company_id"], ["__count", "accepted_amount:sum"]
        )
        commercial = {}
        for partner, company, count, amount in groups:
            key = partner.commercial_partner_id, company
            old = commercial.get(key, (0, 0.0))
            commercial[key] = old[0] + count, old[1] + amount
        for resolution in self:
            key = resolution.partner_id.commercial_partner_id, resolution.company_id
            count, amount = commercial.get(key, (0, 0.0))
            case = resolution.case_id.filtered_domain(self._partner_history_domain())
            resolution.partner_case_count = count - len(case)
            resolution.partner_accepted_amount = amount - case.accepted_amount

    def _partner_history_domain(self):
        since = fields.Datetime.now() - relativedelta(months=12)
        customers = Domain("partner_id", "child_of", self.partner_id.commercial_partner_id.ids)
        return customers & Domain("date_received", ">=", since) & Domain("partner_id", "!=", False)

    def action_open_partner_cases(self):
        """The customer's cases of the last twelve months."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases of %s", self.partner_id.commercial_partner_id.display_name),
            "res_model": "complaint.case",
            "view_mode": "list,form",
            "domain": list(self._partner_history_domain()),
        }
