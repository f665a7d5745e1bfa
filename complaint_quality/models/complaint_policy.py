from odoo import fields, models


class ComplaintPolicy(models.Model):
    """Which investigation a policy asks for, its clock, and what waits for it (INV-2, INV-3, INV-7)."""

    _inherit = "complaint.policy"

    investigation_form = fields.Selection(
        [("severity", "8D if important or major, else short"), ("short", "Short"), ("eight_d", "8D")],
        default="severity",
        required=True,
        tracking=True,
        help="A category of complaints may ask for one of its own.",
    )
    investigation_required = fields.Selection(
        [("no", "As needed"), ("quality", "For every complaint of a quality category"), ("all", "For every complaint")],
        "Investigated",
        default="no",
        required=True,
        tracking=True,
        help="Without it, no resolution can be proposed.",
    )
    wait_for_cause = fields.Boolean(
        "Propose After Cause Is Found",
        tracking=True,
        help="A resolution is proposed once all investigations of the case have reported what they found.",
    )
    wait_for_closing = fields.Boolean(
        "Close After Investigation",
        tracking=True,
        help="A case is closed once all its investigations are closed.",
    )
    d0_days = fields.Integer("D0 Within (Days)", default=1, tracking=True)
    d1_days = fields.Integer("D1 Within (Days)", default=1, tracking=True)
    d2_days = fields.Integer("D2 Within (Days)", default=1, tracking=True)
    d3_days = fields.Integer("D3 Within (Days)", default=1, tracking=True)
    d4_days = fields.Integer("D4 Within (Days)", default=7, tracking=True)
    d5_days = fields.Integer("D5 Within (Days)", default=14, tracking=True)
    d6_days = fields.Integer("D6 Within (Days)", default=14, tracking=True)
    d7_days = fields.Integer("D7 Within (Days)", default=25, tracking=True)
    d8_days = fields.Integer("D8 Within (Days)", default=30, tracking=True)

    _discipline_days_not_negative = models.Constraint(
        "CHECK(LEAST(d0_days, d1_days, d2_days, d3_days, d4_days, d5_days, d6_days, d7_days, d8_days) >= 0)",
        "The days for a discipline cannot be negative.",
    )

    def _get_time_fields(self):
        # EXTENDS complaint_management
        return {**super()._get_time_fields(), **{f"d{number}_days": "day" for number in range(9)}}
