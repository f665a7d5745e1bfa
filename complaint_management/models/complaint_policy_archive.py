from odoo import fields, models
from odoo.tools import SQL

from .complaint_category import SEVERITIES

LEVELS = [level for level, _label in SEVERITIES]
RETENTION = [f"retention_{level}" for level in LEVELS]


class ComplaintPolicy(models.Model):
    """What a policy asks for before a case is closed, how long it is kept, and for whom its form is printed (ARC)."""

    _inherit = "complaint.policy"

    closing_ids = fields.One2many(
        "complaint.policy.closing", "policy_id", "What a Closed Case Needs", copy=True, help="Besides its summary."
    )
    form_copy_ids = fields.One2many(
        "complaint.policy.copy",
        "policy_id",
        "Copies of the Handling Form",
        copy=True,
        help="None: one copy is printed.",
    )
    retention_suggestion = fields.Integer(
        "Keep Suggestions (Months)", tracking=True, help="Counted from the day on which the case ended. 0: for ever."
    )
    retention_general = fields.Integer(
        "Keep General Cases (Months)", tracking=True, help="Counted from the day on which the case ended. 0: for ever."
    )
    retention_important = fields.Integer(
        "Keep Important Cases (Months)",
        tracking=True,
        help="Counted from the day on which the case ended. 0: for ever.",
    )
    retention_major = fields.Integer(
        "Keep Major Cases (Months)", tracking=True, help="Counted from the day on which the case ended. 0: for ever."
    )
    retention_anonymize = fields.Boolean(
        "Remove Personal Data",
        tracking=True,
        help="When the time is over, what came from the complainant or names them is removed for good: contact data,"
        " messages, attachments and their words. What departments wrote and what is counted stays. Otherwise the case"
        " is archived only.",
    )

    _retention_not_negative = models.Constraint(
        "CHECK(retention_suggestion >= 0 AND retention_general >= 0 AND retention_important >= 0"
        " AND retention_major >= 0)",
        "The time for which cases are kept cannot be negative.",
    )

    def write(self, vals):
        res = super().write(vals)
        if not vals.keys().isdisjoint(RETENTION):
            self._recount_retention()
        return res

    def _recount_retention(self):
        """ARC-3: all ended cases of these policies get their new day in one statement a policy."""
        # sudo: the day is the procedure's, whoever changes the policy
        case_sudo = self.env["complaint.case"].sudo()
        case_sudo.flush_model(["date_ended", "retention_date", "policy_id", "severity"])
        for policy in self:
            months = SQL(" ").join(
                SQL("WHEN %s THEN %s", level, policy[name]) for level, name in zip(LEVELS, RETENTION, strict=True)
            )
            self.env.cr.execute(
                SQL(
                    """UPDATE complaint_case
                          SET retention_date = (date_ended
                              + make_interval(months => NULLIF(CASE severity %s ELSE 0 END, 0)))::date
                        WHERE policy_id = %s AND date_ended IS NOT NULL""",
                    months,
                    policy.id,
                )
            )
        case_sudo.invalidate_model(["retention_date"])
