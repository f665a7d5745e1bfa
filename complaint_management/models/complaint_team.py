from odoo import fields, models


class ComplaintTeam(models.Model):
    """Who takes complaints: people, a leader, a mail address, and how new cases are shared out (INT-4, INT-13)."""

    _name = "complaint.team"
    _description = "Complaint Team"
    _inherit = ["mail.alias.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first team of the company that takes the category gets the case.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    user_id = fields.Many2one(
        "res.users", "Team Leader", check_company=True, domain="[('share', '=', False)]", tracking=True
    )
    member_ids = fields.Many2many(
        "res.users", "complaint_team_member_rel", string="Members", check_company=True, domain="[('share', '=', False)]"
    )
    category_ids = fields.Many2many(
        "complaint.category", string="Categories", help="Only cases of these categories or below; none: of any."
    )
    assignment = fields.Selection(
        [("none", "By hand: cases wait in the team's list"), ("turn", "By turn"), ("load", "Fewest open cases")],
        default="none",
        required=True,
        tracking=True,
        help="Who gets a new case. People on leave and respondents are skipped.",
    )
    case_ids = fields.One2many("complaint.case", "team_id", "Cases")

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("complaint.case")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id, "company_id": self.company_id.id}
        return values
