from odoo import models
from odoo.tools import format_date, format_list

PAPER_ACTIVITY = "complaint_finance.mail_activity_type_penalty_paper"


class ComplaintPenalty(models.Model):
    """PEN-2: who has no user reads no notice in Odoo: HR hands it over on paper, so that they were told indeed."""

    _inherit = "complaint.penalty"

    def _tell_employee(self):
        # EXTENDS
        super()._tell_employee()
        self.sudo()._call_to_hand_over()  # sudo: who has a user

    def _call_to_hand_over(self):
        """Call HR for those from whom the notice takes something, or to whom it gives, and who have no user."""
        self.ensure_one()
        people = self.employee_id
        if not people and self.amount:
            people = people.union(
                *self.env["hr.version"]._get_bonus_points(self.department_id, self.case_id._get_day_of_members())
            )
        if not (absent := people.filtered(lambda employee: not employee.user_id.active)):
            return
        officer = self._get_officer() or self.env.user
        self = self.with_context(lang=officer.lang or self.env.lang)
        note = self.env._(
            "Without a user they read nothing in Odoo. Print the notice, hand it over in person and have its receipt "
            "signed; attach that here."
        )
        if not self.is_reward:
            until = format_date(self.env, self.date_objection_end)
            note += " " + self.env._("They may object until %s: record what they write to you.", until)
        names = format_list(self.env, absent.mapped("name"))
        summary = self.env._("Hand the notice over to %s", names)
        self.activity_schedule(PAPER_ACTIVITY, user_id=officer.id, summary=summary, note=note)

    def _set_step(self, **values):
        # EXTENDS: what is taken back need not be handed over any more
        if values.get("state") == "cancelled":
            self.sudo().activity_unlink([PAPER_ACTIVITY])  # sudo: whoever of HR was called
        return super()._set_step(**values)
