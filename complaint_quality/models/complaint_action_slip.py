from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ComplaintAction(models.Model):
    """ACT-2: an overdue action gets slips like a department's step, by the policy of the case that it serves.

    An action of several cases goes by the first that is open, or else by the first: an action that was promised is
    owed after its case is closed as well. Without any case there is no policy, and the activity of the owner remains.
    """

    _name = "complaint.action"
    _inherit = ["complaint.action", "complaint.slip.source"]

    _slip_start = "create_date"
    _slip_due = "date_deadline"
    _slip_end = "date_ended"
    _slip_inverse = "action_id"

    case_id = fields.Many2one(
        "complaint.case",
        compute="_compute_case_id",
        store=True,
        index="btree_not_null",
        help="The case by whose policy slips go out when the action is late.",
    )
    date_deadline = fields.Datetime("Due by", compute="_compute_date_deadline", store=True)
    date_ended = fields.Datetime("Ended on", copy=False, readonly=True, help="When it was done or waived.")
    slip_ids = fields.One2many("complaint.slip", "action_id", "Slips")
    slip_count = fields.Integer(compute="_compute_slip_count")
    # what it depends on is computed after an action is created
    date_next_slip = fields.Datetime(precompute=False)

    @api.depends("investigation_id.case_ids.is_open")
    def _compute_case_id(self):
        for action in self:
            cases = action.investigation_id.case_ids.sorted("id")
            action.case_id = cases.filtered("is_open")[:1] or cases[:1]

    @api.depends("date_due", "company_id.resource_calendar_id.tz")
    def _compute_date_deadline(self):
        """The last second of the due day where the company is, in UTC."""
        for action in self:
            action.date_deadline = action.date_due and action._get_day_start(
                action.date_due + timedelta(days=1)
            ) - timedelta(seconds=1)

    @api.depends("slip_ids")
    def _compute_slip_count(self):
        groups = self.env["complaint.slip"]._read_group([("action_id", "in", self.ids)], ["action_id"], ["__count"])
        counts = dict(groups)
        for action in self:
            action.slip_count = counts.get(action, 0)

    @api.readonly
    def action_view_slips(self):
        """ACT-2: the slips about this action."""
        return self.slip_ids._get_records_action(name=self.env._("Slips"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reminded(self):
        # sudo: slips are kept whether or not one may see them
        if reminded := self.sudo().slip_ids.action_id:
            raise UserError(
                self.env._(
                    "Slips were issued about these actions, and are kept: %s. Waive what is no longer needed.",
                    reminded.mapped("name"),
                )
            )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_ended"}

    def _get_day_start(self, day):
        """Midnight at the beginning of ``day`` where the company is, in naive UTC."""
        return self.company_id._get_complaint_day_start(day)

    # === EXTENDS complaint.slip.source ===

    @api.model
    def _get_slip_triggers(self):
        return [*super()._get_slip_triggers(), "state"]

    @api.model
    def _get_slip_running_domain(self):
        return Domain("state", "=", "todo")

    def _is_slip_running(self):
        return self.state == "todo" and bool(self.date_deadline)

    def _asks_why_late(self):
        return bool(self.date_done)

    def _get_slip_department(self):
        return self.department_id or super()._get_slip_department()

    def _get_slip_owner(self):
        return self.user_id

    def _get_slip_share(self, percent):
        start = min(self.create_date or self.date_deadline, self.date_deadline)
        return start + (self.date_deadline - start) * percent / 100

    def _filter_slip_users(self, users):
        """CNF: nobody from whom one of the cases that the action serves is hidden."""
        cases = self.investigation_id.case_ids
        return users.filtered(
            lambda user: user.active and self.company_id in user.company_ids and not cases._is_hidden_from(user)
        )
