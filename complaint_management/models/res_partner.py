import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_key_customer = fields.Boolean(
        "Key Customer", help="Severity rules and reports treat this customer's complaints with special care."
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_management.group_user")

    def _compute_complaint_count(self):
        """INT-12: the cases of the whole commercial entity, one query for all partners."""
        counts = dict(
            self.env["complaint.case"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.complaint_count = counts.get(partner.commercial_partner_id, 0)

    def write(self, vals):
        """SEV-2, DDL-3, DDL-7: severity and deadlines of open cases follow what is known of their customer."""
        result = super().write(vals)
        # sudo: they follow from the facts, whoever corrects one
        cases_sudo = self.env["complaint.case"].sudo()
        if self.env["complaint.policy.severity.rule"]._touches(self._name, vals):
            domain = [("is_open", "=", True), ("commercial_partner_id", "in", self.commercial_partner_id.ids)]
            cases_sudo.search(domain)._refresh_severity()
        if "country_id" in vals:
            concerned_sudo = cases_sudo.search([("partner_id", "in", self.ids), ("is_open", "=", True)])
            concerned_sudo.filtered(lambda c: c.state == "received")._choose_policy_again()
            concerned_sudo._refresh_deadlines()
            self.env["res.company"].sudo().search([("partner_id", "in", self.ids)])._refresh_complaint_deadlines()
        return result

    def action_view_complaints(self):
        """The cases of the customer, its contacts and addresses."""
        self.ensure_one()
        domain = Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
        return self.env["complaint.case"]._open_cases(domain, default_partner_id=self.id)

    @api.model
    def _search_display_name(self, operator, value):
        """Whoever takes a complaint finds the customer by phone or order number too."""
        domain = super()._search_display_name(operator, value)
        if not self.env.context.get("complaint_customer_search") or operator != "ilike" or not isinstance(value, str):
            return domain
        domain = Domain(domain)
        if value.strip() and self.env["sale.order"].has_access("read"):
            orders = self.env["sale.order"].search([("name", "ilike", value.strip())], limit=20)
            domain |= Domain("id", "in", orders.partner_id.ids)
        # a trunk or country prefix is written in many ways: the digits after it are compared
        digits = re.sub(r"\D", "", value).lstrip("0")
        if len(digits) >= 4 and re.fullmatch(r"[\d\s()+/.-]+", value):
            domain |= Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "regexp_replace(%s, '[^0-9]', '', 'g') LIKE %s",
                    model._field_to_sql(alias, "phone", query),
                    f"%{digits}%",
                )
            )
        return domain
