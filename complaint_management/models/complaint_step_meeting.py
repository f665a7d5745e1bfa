from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import clean_context, format_list, is_html_empty


class ComplaintStep(models.Model):
    """A step that is a meeting: date, people, minutes (its opinion) and the decision agreed on (SEV-5)."""

    _inherit = "complaint.step"

    meeting_id = fields.Many2one("calendar.event", readonly=True, copy=False, index="btree_not_null")
    meeting_date = fields.Datetime("Meeting On", readonly=True, copy=False)
    attendee_ids = fields.Many2many("res.users", "complaint_step_attendee_rel", string="People", readonly=True)
    decision = fields.Html("Agreed Decision", readonly=True, copy=False)

    def action_plan_meeting(self, date=None, attendee_ids=None):
        """SEV-5: set the meeting, or move it; it stands in the calendars of its people, privately and by number only.

        :param date: when, in UTC; without it the dialog that asks for it is returned
        :param attendee_ids: ids of users; None leaves those named before
        :raise UserError: not an open meeting, no date, or people who may not take part
        """
        if not date:
            return self.action_ask_opinion()
        self._check_doer()
        try:
            date = fields.Datetime.to_datetime(date)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("%s is not a date and time.", date)) from error
        for step in self:
            if step.kind != "meeting" or step.state != "todo":
                raise UserError(self.env._("%s is not an open meeting.", step.display_name))
            people = step.attendee_ids if attendee_ids is None else step._get_attendees(attendee_ids)
            # sudo: the department plans its meeting without rights on the rest of the case; checked above
            step.sudo().write({"meeting_date": date, "attendee_ids": [Command.set(people.ids)]})
            step.sudo()._put_in_calendar()

    def action_open_meeting(self):
        return self.meeting_id._get_records_action(name=self.env._("Meeting"))

    def action_done(self, opinion=None, *, decision=None, **kwargs):
        """EXTENDS: a meeting is done with minutes and the decision agreed on, after it took place (SEV-5).

        :param decision: text or HTML; without it the decision already written on the step is taken
        """
        self._check_doer()
        meetings = self.filtered(lambda s: s.kind == "meeting")
        meetings._check_meeting(opinion, decision)
        if decision:
            # sudo: as in action_done of every step; the person was checked
            meetings.sudo().decision = decision
        return super().action_done(opinion, **kwargs)

    def action_write_decision(self, decision):
        """Keep a draft of the decision without finishing the meeting."""
        self._check_doer()
        self._check_todo()
        # sudo: as in action_done
        self.filtered(lambda s: s.kind == "meeting").sudo().decision = decision

    def _check_meeting(self, opinion, decision):
        """Say all that a meeting lacks to be done."""
        for step in self:
            missing = []
            if not step.meeting_date:
                missing.append(self.env._("its date"))
            elif step.meeting_date > fields.Datetime.now():
                missing.append(self.env._("that it has taken place"))
            if not step.attendee_ids:
                missing.append(self.env._("the people who took part"))
            if is_html_empty(opinion or step.opinion):
                missing.append(self.env._("the minutes"))
            if is_html_empty(decision or step.decision):
                missing.append(self.env._("the decision agreed on"))
            if missing:
                raise UserError(
                    self.env._(
                        "%(meeting)s cannot be finished, missing: %(missing)s.",
                        meeting=step.display_name,
                        missing=format_list(self.env, missing),
                    )
                )

    def _get_attendees(self, attendee_ids):
        """The people of a meeting on this case: our own, and none of its respondents (CNF-1)."""
        self.ensure_one()
        if not isinstance(attendee_ids, (list, tuple)) or not all(type(user_id) is int for user_id in attendee_ids):
            raise UserError(self.env._("Name the people of the meeting by a list of users."))
        # sudo: only whether these users exist, are our own and are not complained about is read
        users = self.env["res.users"].sudo().browse(attendee_ids).exists()
        refused = users & self.case_id.sudo().respondent_user_ids | users.filtered("share")
        if refused or len(users) != len(set(attendee_ids)):
            raise UserError(
                self.env._(
                    "%(meeting)s: respondents, customers and unknown people take no part in it. %(people)s",
                    meeting=self.display_name,
                    people=format_list(self.env, refused.mapped("name")),
                )
            )
        return users

    def _put_in_calendar(self):
        """The meeting in the calendars of its people; who looks over their shoulders learns no more than a number."""
        self.ensure_one()
        values = {
            "start": self.meeting_date,
            "stop": self.meeting_date + timedelta(hours=1),
            "partner_ids": [Command.set(self.attendee_ids.partner_id.ids)],
        }
        if self.meeting_id:
            self.meeting_id.write(values)
        else:
            self.meeting_id = (
                self.env["calendar.event"]
                .with_context(clean_context(self.env.context))
                .create(
                    {
                        **values,
                        "name": self.env._("Meeting on case %s", self.case_id.name),
                        "privacy": "private",
                        "user_id": self.env.uid,
                    }
                )
            )
