from odoo import api, fields, models


class ComplaintCase(models.Model):
    """The slips of a case."""

    _inherit = "complaint.case"

    slip_ids = fields.One2many("complaint.slip", "case_id", "Slips", copy=False)
    slip_count = fields.Integer(compute="_compute_slip_count")

    @api.depends("slip_ids")
    def _compute_slip_count(self):
        counts = dict(self.env["complaint.slip"]._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"]))
        for case in self:
            case.slip_count = counts.get(case, 0)

    def action_view_slips(self):
        """The reminder slips, inquiries and escalations of this case."""
        return self.slip_ids._get_records_action(name=self.env._("Slips"))

    def _filter_slip_users(self, users):
        """Whom of ``users`` a slip of this case may go to: people at work in its company who are not recused."""
        self.ensure_one()
        return users.filtered(
            lambda user: user.active and self.company_id in user.company_ids and user not in self.respondent_user_ids
        )
