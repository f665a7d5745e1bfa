from odoo import fields, models
from odoo.tools import SQL


class ComplaintActionReport(models.Model):
    """KPI-1: which actions were done on time, and which had an effect: one row an action."""

    _name = "complaint.action.report"
    _description = "Action Analysis"
    _inherit = ["complaint.case.part"]
    _case_path = "action_id.investigation_id.case_ids"
    _auto = False
    _order = "date_due desc, id desc"
    _rec_name = "action_id"
    _depends = {
        "complaint.action": [
            *("investigation_id", "company_id", "kind", "user_id", "department_id", "date_due", "date_done", "state"),
            *("effective", "date_checked", "date_deadline", "date_ended", "date_waived", "effort_planned", "effort"),
        ],
        "complaint.recurrence": ["action_id", "state", "date"],
    }

    action_id = fields.Many2one("complaint.action", "Quality Action", readonly=True)
    investigation_id = fields.Many2one("complaint.investigation", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["complaint.action"]._fields["kind"].selection, readonly=True
    )
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    date_due = fields.Date("Due Date", readonly=True)
    date_done = fields.Date("Done on", readonly=True)
    date_verified = fields.Date(
        "Verified on", readonly=True, help="When its effect was checked, or else when it happened again."
    )
    state = fields.Selection(
        selection=lambda self: self.env["complaint.action"]._fields["state"].selection, readonly=True
    )
    effective = fields.Selection(
        selection=lambda self: self.env["complaint.action"]._fields["effective"].selection,
        string="Effect",
        readonly=True,
    )
    timeliness = fields.Selection(
        [("on_time", "On Time"), ("late", "Late")],
        readonly=True,
        help="Done by the end of the due day, or later; what is not done and past its due day is late. Empty: not due"
        " yet, or waived before it was done.",
    )
    on_time_rate = fields.Float(
        "On Time (%)",
        readonly=True,
        aggregator="avg",
        help="Actions done by the end of their due day, of all that were done or are past it. Waived ones that were not"
        " done do not count.",
    )
    effective_rate = fields.Float(
        "Effective (%)",
        readonly=True,
        aggregator="avg",
        help="Actions that were found effective, of all whose effect is verified: checked as effective, partly or not,"
        " or disproven by a recurrence.",
    )
    days_late = fields.Float(
        readonly=True,
        aggregator="avg",
        help="From the end of the due day until it was done, or until now.",
    )
    effort_planned = fields.Float("Planned Effort", readonly=True)
    effort = fields.Float("Actual Effort", readonly=True)

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        timeliness = SQL(
            """CASE WHEN a.date_done IS NOT NULL
                    THEN CASE WHEN a.date_ended <= a.date_deadline THEN 'on_time' ELSE 'late' END
                    WHEN a.date_waived IS NULL AND a.date_deadline < %s THEN 'late' END""",
            now,
        )
        return SQL(
            """
            SELECT a.id, a.id AS action_id, a.investigation_id, a.company_id, a.kind, a.user_id, a.department_id,
                   a.date_due, a.date_done, a.state, a.effective, a.effort_planned, a.effort,
                   CASE WHEN a.effective <> 'pending'
                        THEN COALESCE(a.date_checked, (SELECT (min(r.date) AT TIME ZONE 'UTC'
                                                                AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date
                                                         FROM complaint_recurrence r
                                                        WHERE r.action_id = a.id AND r.state = 'found'))
                        END AS date_verified,
                   %(timeliness)s AS timeliness,
                   CASE %(timeliness)s WHEN 'on_time' THEN 100.0 WHEN 'late' THEN 0.0 END AS on_time_rate,
                   CASE a.effective WHEN 'yes' THEN 100.0 WHEN 'pending' THEN NULL ELSE 0.0 END AS effective_rate,
                   CASE WHEN %(timeliness)s IS NOT NULL
                        THEN GREATEST(0, extract(epoch FROM COALESCE(a.date_ended, %(now)s) - a.date_deadline) / 86400)
                        END AS days_late
              FROM complaint_action a
              JOIN res_company company ON company.id = a.company_id
         LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
            """,
            timeliness=timeliness,
            now=now,
        )

    def action_view_action(self):
        """The action behind the row."""
        return self.action_id._get_records_action(name=self.env._("Quality Action"))
