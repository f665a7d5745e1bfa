from odoo import api, models


class ComplaintCasePart(models.AbstractModel):
    """What belongs to a case and is hidden with it (CNF-1, CNF-2).

    A model takes it up before its own class, and has a global record rule on ``is_hidden`` of its cases.
    """

    _name = "complaint.case.part"
    _description = "Part of a Complaint Case"
    _case_path = "case_id"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """What others show of it is computed as superuser: to whom it is hidden, it is a number only."""
        super()._compute_display_name()
        for part in self:
            cases = part._get_cases()
            if any(cases.mapped("is_hidden")):
                part.display_name = ", ".join(cases.mapped("name"))

    def _get_cases(self):
        """The cases that this belongs to, as superuser."""
        # sudo: only who may know of the case is asked
        return self.sudo().mapped(self._case_path)

    @api.model
    def _get_hidden_ids(self):
        """The ids of all that the user may not know of, as a subquery."""
        # sudo: see _get_cases
        model_sudo = self.sudo().with_context(active_test=False)
        return model_sudo._search([(self._case_path, "in", self.env["complaint.case"]._get_hidden_ids())]).subselect()


class ComplaintCaseThread(models.AbstractModel):
    """A part of a case with messages and activities: they reach nobody from whom the case is hidden (CNF-1, CNF-2)."""

    _name = "complaint.case.thread"
    _inherit = "complaint.case.part"
    _description = "Complaint Case Conversation"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        # EXTENDS mail: those who may not know are left out, whoever mentions them
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        partners = self.env["res.partner"].browse([data["id"] for data in recipients if data["id"]])
        if shut_out := set(self._get_cases()._get_shut_out(partners).ids):
            recipients = [data for data in recipients if data["id"] not in shut_out]
        return recipients

    def activity_schedule(self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values):
        # EXTENDS mail: what a respondent would have to do goes to the handler or the team leader
        user = self.env["res.users"].browse(act_values.pop("user_id", None) or [])
        activities = self.env["mail.activity"]
        for doer, records in self.grouped(lambda record: record._get_cases()._get_stand_in(user)).items():
            values = dict(act_values, user_id=doer.id) if doer else act_values
            if doer or not user:
                activities += (
                    super(ComplaintCaseThread, records).activity_schedule(
                        act_type_xmlid, date_deadline, summary, note, **values
                    )
                    or activities.browse()
                )
        return activities
