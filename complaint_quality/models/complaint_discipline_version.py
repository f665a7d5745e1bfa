from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintDisciplineVersion(models.Model):
    """A discipline as it was signed off, and why it was sent back, if it was (INV-2). Written by its methods only."""

    _name = "complaint.discipline.version"
    _description = "Version of a Discipline"
    _order = "discipline_id, number desc"

    discipline_id = fields.Many2one("complaint.discipline", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="discipline_id.company_id", store=True)
    number = fields.Integer("Version", required=True, aggregator=None)
    content = fields.Html()
    user_id = fields.Many2one("res.users", "Signed Off by", required=True)
    date = fields.Datetime("Signed Off on", required=True)
    sent_back_user_id = fields.Many2one("res.users", "Sent Back by")
    date_sent_back = fields.Datetime("Sent Back on")
    reason = fields.Text("Why Sent Back")

    _number_uniq = models.Constraint("UNIQUE(discipline_id, number)", "A discipline has each version once.")

    @api.depends("number", "discipline_id")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(discipline)s, version %(number)s",
                discipline=version.discipline_id.display_name,
                number=version.number,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("The versions of a discipline are kept for the record."))
