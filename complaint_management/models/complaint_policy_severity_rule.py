from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import frozendict, ormcache

from .complaint_category import SEVERITIES


class ComplaintPolicySeverityRule(models.Model):
    """When a case is at least of a severity, as the policy says (SEV-2)."""

    _name = "complaint.policy.severity.rule"
    _description = "Severity Rule"
    _inherit = ["complaint.condition"]
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("complaint.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("When", required=True, translate=True)
    domain = fields.Char(help="Which cases are meant. Dates may be relative to today: -30d, -1m, today.")
    severity = fields.Selection(SEVERITIES, "At Least", required=True, default="important")

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === Facts ===

    @api.model
    def _touches(self, model_name, names):
        """Whether the level of a case may depend on one of these fields of the model (SEV-2)."""
        return not self._get_all_facts().get(model_name, frozenset()).isdisjoint(names)

    @api.model
    @ormcache()
    def _get_all_facts(self):
        # sudo: the facts of all rules, whoever changes one of them
        facts = self.sudo().search([("policy_id", "!=", False)])._get_facts()
        facts.setdefault("complaint.case", set()).update(("category_id", "policy_id"))
        return frozendict({model: frozenset(names) for model, names in facts.items()})

    def _get_facts(self):
        """The fields that the conditions of these rules look at, with all that those are computed from.

        :return: dict of model name -> set of field names
        """
        facts, seen = {}, set()
        for rule in self:
            self._collect_facts(facts, seen, self.env["complaint.case"], rule._get_domain())
        return facts

    def _collect_facts(self, facts, seen, model, domain):
        for condition in domain.iter_conditions():
            self._collect_path(facts, seen, model, condition.field_expr)
            if condition.operator in ("any", "not any"):
                field = model._fields.get(condition.field_expr)
                self._collect_facts(facts, seen, self.env[field.comodel_name], Domain(condition.value))

    def _collect_path(self, facts, seen, model, path):
        name, _, rest = path.partition(".")
        field = model._fields.get(name)
        if field is None or (model._name, path) in seen:
            return
        seen.add((model._name, path))
        facts.setdefault(model._name, set()).add(name)
        for dependency in self.pool.field_depends.get(field, ()):
            self._collect_path(facts, seen, model, dependency)
        if rest and field.relational:
            self._collect_path(facts, seen, self.env[field.comodel_name], rest)

    def _follows_time(self):
        """Whether a case may come to match this rule while nothing happens but time."""
        return any(
            self.env[model]._fields[name].type in ("date", "datetime")
            for model, names in self._get_facts().items()
            for name in names
        )

    # === Time ===

    @api.model
    def _cron_apply_severity_rules(self, batch_size=200):
        """SEV-3: open cases that came to match a rule by the passing of time, such as being open too long."""
        domains = [
            Domain("policy_id", "=", rule.policy_id.id)
            & Domain("severity_by_rules", "in", rule.policy_id._get_levels_below(rule.severity))
            & rule._get_domain()
            for rule in self.search([("policy_id.active", "=", True)])
            if rule._follows_time()
        ]
        cases = self.env["complaint.case"].search(Domain("is_open", "=", True) & Domain.OR(domains))
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(cases))
        for start in range(0, len(cases), batch_size):
            batch = cases[start : start + batch_size].exists()
            batch._call_each("_refresh_severity")
            self.env.invalidate_all()
            if not progress._commit_progress(min(batch_size, len(cases) - start)):
                break
