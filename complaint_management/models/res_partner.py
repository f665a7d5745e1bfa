from odoo import fields, models


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

    def action_view_complaints(self):
        self.ensure_one()
        cases = self.env["complaint.case"].search([("commercial_partner_id", "=", self.commercial_partner_id.id)])
        return cases._get_records_action(name=self.env._("Complaints"), context={"default_partner_id": self.id})
