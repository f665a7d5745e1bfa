from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .complaint_category import SEVERITIES

RANKS = {level: rank for rank, (level, _label) in enumerate(SEVERITIES)}


class ComplaintPolicy(models.Model):
    """How a policy tells grave cases from others: its levels, its rules and whom it tells (SEV)."""

    _inherit = "complaint.policy"

    use_suggestion = fields.Boolean("Suggestion", default=True, tracking=True)
    use_general = fields.Boolean("General", default=True, tracking=True)
    use_important = fields.Boolean("Important", default=True, tracking=True)
    use_major = fields.Boolean("Major", default=True, tracking=True)
    severity_rule_ids = fields.One2many("complaint.policy.severity.rule", "policy_id", "Severity Rules", copy=True)
    important_role_ids = fields.Many2many(
        "complaint.role",
        "complaint_policy_important_role_rel",
        string="Tell of Important Cases",
        help="Who gets an activity at once when a case becomes important.",
    )
    major_role_ids = fields.Many2many(
        "complaint.role",
        "complaint_policy_major_role_rel",
        string="Tell of Major Cases",
        help="Who gets an activity at once when a case becomes major.",
    )

    @api.constrains(*(f"use_{level}" for level in RANKS))
    def _check_levels(self):
        for policy in self:
            if not any(policy[f"use_{level}"] for level in RANKS):
                raise ValidationError(
                    self.env._("Policy %s uses no level of severity. Tick at least one.", policy.display_name)
                )

    def _get_level(self, severity):
        """SEV-1: the level that stands for ``severity``: itself, else the next higher in use, else the next lower."""
        levels = list(RANKS)
        upwards = levels[RANKS[severity] :] + levels[: RANKS[severity]][::-1]
        return next((level for level in upwards if self and self[f"use_{level}"]), severity)

    def _get_levels_below(self, severity):
        """The levels under the one that stands for ``severity``."""
        return list(RANKS)[: RANKS[self._get_level(severity)]]

    def _get_severity_by_case(self, cases):
        """SEV-2: what the rules of this policy (one or none) give to ``cases``; the category counts as a rule.

        The rules are tried from the highest level down, each on those cases only that it would raise.

        :return: dict of case -> (level, what gave it)
        """
        given = {}
        for case in cases:
            severity = case.category_id.severity or "general"
            is_grave = severity in ("important", "major")
            given[case] = self._get_level(severity), is_grave and case.category_id.name
        rules = self.env["complaint.policy.severity.rule"].search_fetch(
            [("policy_id", "in", self.ids)], ["name", "domain", "severity"]
        )
        for rule in rules.sorted(lambda r: -RANKS[r.severity]):
            level = self._get_level(rule.severity)
            lower = cases.filtered(lambda c, rank=RANKS[level]: RANKS[given[c][0]] < rank)
            for case in lower.filtered_domain(rule._get_domain()):
                given[case] = level, rule.name
        return given

    @api.model
    def _get_fields_for_logging(self):
        return [*super()._get_fields_for_logging(), *(f"use_{level}" for level in RANKS)]
