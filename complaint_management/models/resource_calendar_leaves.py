from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """DDL-7: open deadlines follow the holidays of the schedule they are counted in, not a person's time off."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._get_complaint_calendars()._refresh_complaint_deadlines()
        return leaves

    def write(self, vals):
        calendars = self._get_complaint_calendars()
        result = super().write(vals)
        (calendars | self._get_complaint_calendars())._refresh_complaint_deadlines()
        return result

    def unlink(self):
        calendars = self._get_complaint_calendars()
        result = super().unlink()
        calendars._refresh_complaint_deadlines()
        return result

    def _get_complaint_calendars(self):
        """The schedules that these leaves make shorter: their own, or every one of their company."""
        general = self.filtered(lambda leave: not leave.resource_id)
        calendars = general.calendar_id
        if everywhere := general.filtered(lambda leave: not leave.calendar_id):
            calendars |= calendars.search([("company_id", "in", [False, *everywhere.company_id.ids])])
        return calendars
