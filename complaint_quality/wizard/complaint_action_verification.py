from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class ComplaintActionVerification(models.TransientModel):
    """Asks a verifier for the result of an effectiveness check, and proposes what the figures say."""

    _name = "complaint.action.verification"
    _description = "Complaint Action Verification"

    action_ids = fields.Many2many("complaint.action", string="Actions", required=True, readonly=True)
    action_id = fields.Many2one("complaint.action", compute="_compute_action_id")
    check_metric = fields.Char(related="action_id.check_metric")
    check_method = fields.Char(related="action_id.check_method")
    check_baseline = fields.Float(related="action_id.check_baseline")
    check_target = fields.Float(related="action_id.check_target")
    metric_kind = fields.Selection(related="action_id.metric_kind")
    date_watched = fields.Date(related="action_id.date_watched")
    is_watched = fields.Boolean(compute="_compute_action_id")
    lot_id = fields.Many2one(related="action_id.lot_id")
    trial_result = fields.Text(related="action_id.trial_result")
    value = fields.Float(
        "Measured",
        compute="_compute_value",
        store=True,
        readonly=False,
        help="What the system counts is counted; else it starts at the baseline: as long as nothing was measured,"
        " nothing has changed.",
    )
    effective = fields.Selection(
        [("yes", "Effective"), ("partly", "Partly Effective"), ("no", "Not Effective")],
        "Effect",
        compute="_compute_effective",
        store=True,
        readonly=False,
        required=True,
        help="Proposed from the figure; the verifier decides.",
    )
    evidence = fields.Text(
        "Where does the figure come from?", compute="_compute_evidence", store=True, readonly=False, required=True
    )

    @api.depends("action_ids")
    def _compute_action_id(self):
        for verification in self:
            action = verification._get_action()
            verification.action_id = action
            verification.is_watched = action.metric_kind != "typed" and action._is_watched()

    @api.depends("action_ids")
    def _compute_value(self):
        for verification in self:
            action = verification._get_action()
            counts = action.date_done and action.metric_kind != "typed"
            verification.value = action._get_measured(None) if counts else action.check_baseline

    @api.depends("value")
    def _compute_effective(self):
        for verification in self:
            action = verification._get_action()
            figures = action.check_baseline, action.check_target, verification.value
            reached = action._get_reached(*figures)
            if action.metric_kind == "typed":
                # the figure that the form starts with proposes nothing
                known = verification.value != action.check_baseline
            else:
                # before the end of the window only a failure is certain
                known = not (reached == "yes" and action._is_watched())
            verification.effective = known and reached

    @api.depends("action_ids")
    def _compute_evidence(self):
        """What is counted says itself where it comes from."""
        for verification in self:
            action = verification._get_action()
            if action.metric_kind != "typed" and action.date_done and action.date_done < action._get_today():
                verification.evidence = self.env._(
                    "Counted by the system from %(since)s to %(until)s",
                    since=format_date(self.env, action.date_done + timedelta(days=1)),
                    until=format_date(self.env, min(action.date_watched or action.date_done, action._get_today())),
                )

    def _get_action(self):
        """The first of the actions, which also decides for the fields that are computed or followed as superuser."""
        action = self.action_ids[:1]
        # over RPC an onchange takes any action
        action._origin.sudo(False).check_access("read")
        return action

    def action_view_counted(self):
        """ACT-3: the cases behind the figure."""
        self.ensure_one()
        return self.action_id.action_view_counted()

    def action_confirm(self):
        self.ensure_one()
        value = self.value if self.metric_kind == "typed" else None
        self.action_ids.action_check(self.effective, value, self.evidence)
        return {"type": "ir.actions.act_window_close"}
