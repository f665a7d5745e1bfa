from odoo import api, fields, models


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
    value = fields.Float(
        "Measured",
        compute="_compute_value",
        store=True,
        readonly=False,
        help="Starts at the baseline: as long as nothing was measured, nothing has changed.",
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
    evidence = fields.Text("Where does the figure come from?", required=True)

    @api.depends("action_ids")
    def _compute_action_id(self):
        for verification in self:
            verification.action_id = verification.action_ids[:1]

    @api.depends("action_ids")
    def _compute_value(self):
        for verification in self:
            verification.value = verification.action_ids[:1].check_baseline

    @api.depends("value")
    def _compute_effective(self):
        for verification in self:
            action = verification.action_ids[:1]
            figures = action.check_baseline, action.check_target, verification.value
            # the figure that the form starts with proposes nothing
            verification.effective = verification.value != action.check_baseline and action._get_reached(*figures)

    def action_confirm(self):
        self.ensure_one()
        self.action_ids.action_check(self.effective, self.value, self.evidence)
        return {"type": "ir.actions.act_window_close"}
