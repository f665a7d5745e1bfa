from odoo import api, fields, models


class ComplaintStep(models.Model):
    """The slips of a department's step."""

    _name = "complaint.step"
    _inherit = ["complaint.step", "complaint.slip.source"]

    _slip_start = "date_opened"
    _slip_due = "date_deadline"
    _slip_end = "date_done"
    _slip_inverse = "step_id"

    slip_ids = fields.One2many("complaint.slip", "step_id", "Slips")
    slip_count = fields.Integer(compute="_compute_slip_count")

    @api.depends("slip_ids")
    def _compute_slip_count(self):
        counts = dict(self.env["complaint.slip"]._read_group([("step_id", "in", self.ids)], ["step_id"], ["__count"]))
        for step in self:
            step.slip_count = counts.get(step, 0)

    def action_view_slips(self):
        """The slips about this step."""
        return self.slip_ids._get_records_action(name=self.env._("Slips"))

    def _get_slip_triggers(self):
        return [*super()._get_slip_triggers(), "state", "date_opened"]

    def _is_slip_running(self):
        return super()._is_slip_running() and self.state == "todo" and self.date_opened

    def _get_slip_department(self):
        return self.department_id or super()._get_slip_department()

    def _get_slip_owner(self):
        return self.user_id or self.department_id.manager_id.user_id or super()._get_slip_owner()

    def _ends_slips(self, vals):
        return vals.get("state") in ("done", "skipped")
