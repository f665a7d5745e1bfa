from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class ComplaintCase(models.Model):
    """The short path: settled on the spot without loss, a department improves (INT-16)."""

    _inherit = "complaint.case"

    def action_settle(self, summary=None, department_id=None):
        """INT-16: an exception report, closed in one step (received -> closed).

        :param summary: what happened and how it was settled
        :param department_id: id of the ``hr.department`` that should improve; it gets an activity. Without both the
            dialog that asks for them is returned
        :raise UserError: wrong phase, or money, goods or a reply are still due
        """
        if is_html_empty(summary) or not department_id:
            return self.env["complaint.settle"]._ask(self)
        self._check_handler()
        department = self._get_named("hr.department", department_id)
        if not department or department.company_id - self.company_id:
            raise UserError(self.env._("The department that should improve is not known in the case's company."))
        self._check_passage(("received",), "_missing_to_settle")
        now = fields.Datetime.now()
        self.filtered(lambda c: not c.user_id).user_id = self.env.user
        self.department_id = department
        self.summary = summary
        self._pass_to(
            "closed",
            validity="established",
            is_exception_report=True,
            date_accepted=now,
            date_closed=now,
            decided_by_id=self.env.uid,
            date_decided=now,
        )
        for milestone in ("admissibility", "closed"):
            self._meet_deadlines(milestone)
        self._end_answered()
        for case in self:
            # sudo: the head of the department is told, whoever settles the case
            head = department.sudo().manager_id.user_id - case.sudo().respondent_user_ids
            case.activity_schedule(
                "complaint_management.mail_activity_type_improve",
                user_id=(head or case.user_id).id,
                note=case.summary,
            )

    def _missing_to_settle(self):
        """Sentences saying what keeps the case from the short path."""
        self.ensure_one()
        missing = []
        if self.case_type != "complaint":
            missing.append(self.env._("only complaints are settled; answer this one and close it"))
        demands = (self.demand_ids | self.line_ids.demand_id).filtered("costs")
        if demands:
            missing.append(
                self.env._("the customer asks for money or goods: %s", ", ".join(demands.mapped("display_name")))
            )
        if self.demanded_amount > 0:
            missing.append(self.env._("the customer demands an amount"))
        if self.resolution_ids:
            missing.append(self.env._("a resolution has been proposed"))
        if self.channel_id.is_written and not self.date_replied:
            missing.append(
                self.env._("it came in writing (%s) and no written reply has been sent", self.channel_id.name)
            )
        return missing
