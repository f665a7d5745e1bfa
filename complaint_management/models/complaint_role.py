from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintRole(models.Model):
    """Whom a policy means when it says who is told, asked or decides: a rule that finds people for a case."""

    _name = "complaint.role"
    _description = "Complaint Role"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    kind = fields.Selection(
        [
            ("handler", "The handler"),
            ("team_leader", "The team's leader"),
            ("department_head", "The head of the leading department"),
            ("receiver_head", "The head of the first receiver's department"),
            ("salesperson", "The order's salesperson"),
            ("fixed_head", "The head of a department"),
            ("group", "The members of an access group"),
            ("users", "Named people"),
        ],
        "Who",
        required=True,
        default="users",
    )
    department_id = fields.Many2one("hr.department", check_company=True)
    group_id = fields.Many2one("res.groups", "Access Group")
    user_ids = fields.Many2many("res.users", string="People", check_company=True, domain="[('share', '=', False)]")

    @api.constrains("kind", "department_id", "group_id", "user_ids")
    def _check_named(self):
        needed = {"fixed_head": "department_id", "group": "group_id", "users": "user_ids"}
        for role in self:
            name = needed.get(role.kind)
            if name and not role[name]:
                raise ValidationError(
                    self.env._(
                        "Role %(role)s: fill in %(field)s.",
                        role=role.name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _get_users(self, case):
        """The people whom these roles mean for ``case`` (one): active, of its company, and not recused (CNF-1)."""
        # sudo: heads, members and salespeople are found for whoever works on the case, of whose companies they only
        # learn whether the case's is among them; only users are given back
        users = self.env["res.users"].sudo()
        case_sudo = case.sudo()
        found = {
            "handler": lambda role: case_sudo.user_id,
            "team_leader": lambda role: case_sudo.team_id.user_id,
            "department_head": lambda role: case_sudo.department_id.manager_id.user_id,
            "receiver_head": lambda role: case_sudo.first_receiver_id.department_id.manager_id.user_id,
            "salesperson": lambda role: case_sudo.sale_order_id.user_id,
            "fixed_head": lambda role: role.department_id.manager_id.user_id,
            "group": lambda role: role.group_id.all_user_ids,
            "users": lambda role: role.user_ids,
        }
        for role in self.sudo():
            users |= found[role.kind](role)
        return users.filtered(
            lambda u: u.active and case_sudo.company_id in u.company_ids and u not in case_sudo.respondent_user_ids
        ).sudo(False)
