from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from .complaint_category import SEVERITIES
from .complaint_policy_severity import RANKS


class ComplaintCase(models.Model):
    """How grave a case is: by the policy's rules over its facts, or as a person judged (SEV)."""

    _inherit = "complaint.case"

    severity = fields.Selection(SEVERITIES, tracking=True, copy=False, index=True)
    severity_by_rules = fields.Selection(SEVERITIES, "Severity by Rules", readonly=True, copy=False)
    severity_judged = fields.Boolean(
        "Severity Set by a Person", readonly=True, copy=False, help="From then on the rules only raise the severity."
    )
    severity_reason = fields.Char("Reason for the Severity", tracking=True, copy=False)
    complainant_count = fields.Integer(
        "Complainants", default=1, help="How many independent parties complain of the same thing."
    )
    has_injury = fields.Boolean("Injury or Safety", tracking=True, help="Somebody was hurt or could have been.")
    in_media = fields.Boolean("In the Media", tracking=True, help="Reported in social or news media.")
    is_dispute = fields.Boolean("Dispute or Broken Promise", tracking=True)
    risks_customer = fields.Boolean("Customer May Be Lost", tracking=True)
    expected_loss = fields.Monetary(tracking=True, help="What the case may cost, as far as can be seen.")
    is_key_customer = fields.Boolean(related="commercial_partner_id.complaint_key_customer", string="Key Customer")
    customer_since = fields.Date(
        readonly=True, copy=False, help="The customer's first confirmed order, as known when the case was logged."
    )
    date_incident = fields.Datetime("Happened On", help="When it happened, where that is not the day of delivery.")
    incident_place = fields.Char("Happened At")
    first_cause = fields.Text(help="What seems to have caused it, before it has been investigated.")

    _facts_not_negative = models.Constraint(
        "CHECK(complainant_count >= 1 AND demanded_amount >= 0 AND expected_loss >= 0)",
        "At least one party complains, and amounts cannot be negative.",
    )

    def write(self, vals):
        # a level is not written but judged: by the rules, or by a person who gives a reason
        if "severity" in vals and not {"severity_by_rules", "severity_judged"} & vals.keys():
            severity, reason = vals["severity"], vals.get("severity_reason")
            if not (severity and isinstance(reason, str) and reason.strip()):
                raise UserError(
                    self.env._(
                        "A severity is changed with a reason: press Change Severity, or call action_set_severity."
                    )
                )
            rest = {name: value for name, value in vals.items() if name not in ("severity", "severity_reason")}
            res = not rest or self.write(rest)
            self.action_set_severity(severity, reason)
            return res
        res = super().write(vals)
        if "partner_id" in vals:
            self.sudo()._find_customer_since()
        if self.env["complaint.policy.severity.rule"]._touches(self._name, vals):
            # sudo: the level is the procedure's, whoever changes a fact
            self.sudo()._refresh_severity()
        return res

    # === Actions ===

    def action_set_severity(self, severity=None, reason=None):
        """SEV-2: a person judges how grave the cases are; from then on the rules only raise the level.

        :param severity: suggestion, general, important or major, as far as the policy uses it
        :param reason: why; without level and reason the dialog that asks for them is returned
        :raise UserError: unknown level, not used by the policy, or a case that is closed
        """
        if not (severity and reason):
            return self.env["complaint.reason"]._ask(self, "set_severity")
        self._check_handler()
        levels = dict(self._fields["severity"]._description_selection(self.env))
        if severity not in list(levels):
            raise UserError(
                self.env._("Severity %(severity)s is not known: %(known)s.", severity=severity, known=", ".join(RANKS))
            )
        for case in self:
            if not case.is_open:
                raise UserError(self.env._("%s is closed: its severity stays as it is.", case.display_name))
            if case.policy_id._get_level(severity) != severity:
                raise UserError(
                    self.env._(
                        "%(case)s: policy %(policy)s does not use the level %(level)s.",
                        case=case.display_name,
                        policy=case.policy_id.name,
                        level=levels[severity],
                    )
                )
        changed = self.filtered(lambda c: c.severity != severity)
        # sudo: the level is the procedure's; person and state have been checked
        self.sudo().write({"severity": severity, "severity_reason": reason, "severity_judged": True})
        changed.sudo()._follow_severity()

    # === Rules ===

    def _apply_severity_rules(self):
        """SEV-2: the level that the policies' rules give, the highest of those that match.

        A level given on create is a person's judgement: from then on the rules only raise it.

        :return: the cases whose severity changed
        """
        self.filtered(lambda c: not c.severity_by_rules)._find_customer_since()
        changes = defaultdict(list)
        for policy, cases in self.grouped("policy_id").items():
            for case, (level, reason) in policy._get_severity_by_case(cases).items():
                values = case._prepare_severity_values(level, reason)
                if any(case[name] != value for name, value in values.items()):
                    changes[tuple(values.items())].append(case.id)
        changed = self.browse()
        for values, ids in changes.items():
            cases = self.browse(ids)
            changed |= cases.filtered(lambda c, severity=dict(values)["severity"]: c.severity != severity)
            cases.write(dict(values))
        return changed

    def _prepare_severity_values(self, level, reason):
        """What becomes of the case when its rules give ``level``."""
        self.ensure_one()
        values = {"severity_by_rules": level, "severity": level, "severity_reason": reason}
        if (self.severity_by_rules and not self.severity_judged) or not self.severity:
            return values
        if not self.severity_by_rules:
            given = self.policy_id._get_level(self.severity)
            return {"severity_by_rules": level, "severity": given, "severity_judged": True}
        if RANKS[level] > RANKS[self.severity_by_rules] and RANKS[level] > RANKS[self.severity]:
            return values
        return {"severity_by_rules": level, "severity": self.severity}

    def _refresh_severity(self):
        """Facts have changed: apply the rules to those of these cases that are open, and let follow what must."""
        # a case without a level by rules is being created
        cases = self.filtered(lambda c: c.is_open and c.severity_by_rules)
        cases._apply_severity_rules()._follow_severity()

    def _follow_severity(self):
        """What a new level brings: people are told (SEV-4), and steps for this level only are due (SEV-5)."""
        if self:
            self._tell_of_severity()
            self._create_steps()

    def _tell_of_severity(self):
        """SEV-4: whoever the policy names for important or major cases gets an activity at once, once per level."""
        cases = self.filtered(lambda c: c.is_open and c.severity in ("important", "major"))
        if not cases:
            return
        types = {
            level: self.env.ref(f"complaint_management.mail_activity_type_{level}") for level in ("important", "major")
        }
        wanted = [
            (case.id, types[case.severity].id, user.id)
            for case in cases
            for user in case.policy_id[f"{case.severity}_role_ids"]._get_users(case)
        ]
        if not wanted:
            return
        # sudo: whoever changes a fact tells the people that the policy names. One insert, no mail for each.
        activity_sudo = (
            self.env["mail.activity"]
            .sudo()
            .with_context(**clean_context(self.env.context), mail_activity_quick_update=True)
        )
        told = activity_sudo.with_context(active_test=False).search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", cases.ids),
                ("activity_type_id", "in", [kind.id for kind in types.values()]),
            ],
            ["res_id", "activity_type_id", "user_id"],
        )
        known = {(activity.res_id, activity.activity_type_id.id, activity.user_id.id) for activity in told}
        now = fields.Datetime.now()
        summaries = {kind.id: kind.summary for kind in types.values()}
        activity_sudo.create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": case_id,
                    "activity_type_id": type_id,
                    "user_id": user_id,
                    "summary": summaries[type_id],
                    "date_deadline": self.browse(case_id)._get_local_day(now),
                    "automated": True,
                }
                for case_id, type_id, user_id in dict.fromkeys(wanted)
                if (case_id, type_id, user_id) not in known
            ]
        )

    def _get_incident_readers(self):
        """SEV-5: to whom the handler's major incident report goes: whom the policy tells of major cases."""
        self.ensure_one()
        return self.policy_id.major_role_ids._get_users(self) - self.user_id

    def _find_customer_since(self):
        """SEV-3: since when the customers are customers, one query for all."""
        cases = self.filtered("commercial_partner_id")
        first_orders = {}
        if cases:
            groups = self.env["sale.order"]._read_group(
                [
                    ("state", "=", "sale"),
                    ("company_id", "in", cases.company_id.ids),
                    ("partner_id.commercial_partner_id", "in", cases.commercial_partner_id.ids),
                ],
                ["company_id", "partner_id.commercial_partner_id"],
                ["date_order:min"],
            )
            first_orders = {(company, partner): fields.Date.to_date(date) for company, partner, date in groups}
        by_date = self.grouped(lambda c: first_orders.get((c.company_id, c.commercial_partner_id), False))
        for since, dated in by_date.items():
            dated.filtered(lambda c, since=since: c.customer_since != since).customer_since = since
