from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ComplaintCase(models.Model):
    """Which cases a role reaches: all, or those in which the user or their department has a part (CNF-3).

    The record rules of the case and of all its parts rest on ``is_in_reach``. It is asked anew in every query, because
    domains of record rules are kept per user and would not notice a change of department.
    """

    _inherit = "complaint.case"

    is_in_reach = fields.Boolean(
        "Within My Reach", compute="_compute_is_in_reach", compute_sudo=True, search="_search_is_in_reach"
    )

    _by_creator = models.Index("(create_uid)")

    @api.depends(
        *("user_id", "first_receiver_id", "department_id", "caller_ids", "step_ids.user_id", "step_ids.department_id"),
        "resolution_ids.review_ids.reviewer_ids",
    )
    @api.depends_context("uid")
    def _compute_is_in_reach(self):
        if self.env.user.has_groups(self._get_all_cases_groups()):
            self.is_in_reach = True
            return
        # sudo: which cases are the user's is found out for the rules themselves
        case_sudo = self.sudo().with_context(active_test=False)
        found = case_sudo.search(Domain("id", "in", self._get_reached_sql(Domain("id", "in", self._origin.ids))))
        for case in self:
            case.is_in_reach = case._origin in found

    def _search_is_in_reach(self, operator, value):
        if operator != "in":
            return NotImplemented
        reached = Domain.TRUE
        if not self.env.user.has_groups(self._get_all_cases_groups()):
            reached = Domain("id", "in", self._get_reached_sql(Domain.TRUE))
        return reached if True in value else ~reached

    @api.model
    def _get_all_cases_groups(self):
        """Groups that read every case of their companies, comma separated; extend for more roles."""
        return (
            "complaint_management.group_handler,complaint_management.group_approver,complaint_management.group_auditor"
        )

    @api.model
    def _get_reached_sql(self, domain):
        """Ids of the cases in ``domain`` that are the user's, as approver or caller too, or have a part for their
        department.

        A union, because each of its arms has an index where one condition with OR would read every case.
        """
        uid, departments = self.env.uid, self._own_departments_sql()
        # sudo: see _compute_is_in_reach
        case_sudo = self.sudo().with_context(active_test=False)
        step_sudo = self.env["complaint.step"].sudo().with_context(active_test=False)
        resolution_sudo = self.env["complaint.resolution"].sudo().with_context(active_test=False)
        arms = [
            case_sudo._search(domain & part).select()
            for part in (
                Domain("create_uid", "=", uid) | Domain("user_id", "=", uid),
                Domain("first_receiver_id.user_id", "=", uid),
                Domain("caller_ids", "in", [uid]),
                Domain("department_id", "in", departments),
            )
        ] + [
            step_sudo._search(Domain("case_id", "any", domain) & part).select(
                SQL.identifier("complaint_step", "case_id")
            )
            for part in (Domain("user_id", "=", uid), Domain("department_id", "in", departments))
        ]
        # RES-2: whoever is asked to approve a resolution reads its case
        arms.append(
            resolution_sudo._search(
                Domain("case_id", "any", domain) & Domain("review_ids.reviewer_ids", "in", [uid])
            ).select(SQL.identifier("complaint_resolution", "case_id"))
        )
        return SQL("(%s)", SQL(" UNION ").join(arms))

    @api.model
    def _own_departments_sql(self):
        """Ids of the departments the user belongs to, with those below, and of those that the user heads."""
        employee, department = self.env["hr.employee"]._fields, self.env["hr.department"]._fields
        return SQL(
            """(SELECT below.id
                  FROM hr_employee employee
                  JOIN hr_version version ON version.id = employee.current_version_id
                  JOIN hr_department own ON own.id = version.department_id
                  JOIN hr_department below ON below.parent_path LIKE own.parent_path || '%%'
                 WHERE employee.user_id = %(uid)s AND employee.active
                 UNION
                SELECT headed.id
                  FROM hr_department headed
                  JOIN hr_employee head ON head.id = headed.manager_id
                 WHERE head.user_id = %(uid)s AND head.active)""",
            uid=self.env.uid,
            to_flush=[
                *(employee[name] for name in ("user_id", "active", "current_version_id")),
                *(department[name] for name in ("parent_path", "manager_id")),
                self.env["hr.version"]._fields["department_id"],
            ],
        )

    @api.model
    def _get_own_departments(self):
        """The departments the user belongs to or heads, with those below them."""
        # sudo: of hr.department only which departments are the user's own is read
        return self.env["hr.department"].sudo().search([("id", "in", self._own_departments_sql())])
