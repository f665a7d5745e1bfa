from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, is_html_empty

from .complaint_policy_severity import RANKS

# What was written by people goes along; what the system noted of a case stays with it.
SYSTEM_MESSAGES = ("notification", "user_notification")
FACTS = ("has_injury", "in_media", "is_dispute", "risks_customer", "confidential")


class ComplaintCase(models.Model):
    """Several cases about the same thing become one (INT-10)."""

    _inherit = "complaint.case"

    merged_into_id = fields.Many2one("complaint.case", readonly=True, copy=False, index="btree_not_null")
    merged_ids = fields.One2many("complaint.case", "merged_into_id", "Merged Cases")
    merged_count = fields.Integer("Number of Merged Cases", compute="_compute_merged_count")

    @api.depends("merged_ids")
    def _compute_merged_count(self):
        groups = self._read_group([("merged_into_id", "in", self.ids)], ["merged_into_id"], ["__count"])
        counts = {case.id: count for case, count in groups}
        for case in self:
            case.merged_count = counts.get(case.id, 0)

    # === Actions ===

    def action_merge_into(self, case=None):
        """INT-10: these cases go on as ``case`` (any open -> merged); all numbers are kept.

        Messages, attachments, items, followers, activities, demands and tags move; steps and deadlines end.

        :param case: the ``complaint.case`` that remains, record or id; without one the dialog that asks for it is
            returned
        :raise UserError: the cases are not of one customer and company, not open, or carried out already
        """
        if not case:
            return self.env["complaint.merge"]._ask(self)
        target = case.exists() if isinstance(case, type(self)) else self._get_named(self._name, case)
        self._check_merge(target)
        # sudo: person and cases have been checked; everything of the merged cases moves, also what the user may not see
        self.sudo()._merge_into(target.sudo())
        return True

    def action_view_merged(self):
        return self.merged_ids._get_records_action(name=self.env._("Merged Cases"), context={"create": False})

    def action_view_merged_into(self):
        return self.merged_into_id._get_records_action(name=self.env._("Case"))

    # === Helpers ===

    def _check_merge(self, target):
        (self | target)._check_handler()
        if len(target) != 1:
            raise UserError(self.env._("The case that should remain is not known."))
        problems = [f"{case.display_name}: {problem}." for case in self for problem in case._get_merge_problems(target)]
        if not target.is_open:
            problems.append(self.env._("%s is not open; nothing can be merged into it.", target.display_name))
        if problems or not self:
            raise UserError("\n".join(problems) or self.env._("Choose the cases to merge."))

    def _get_merge_problems(self, target):
        """Sentences saying why this case cannot go on as ``target``; extend for more."""
        self.ensure_one()
        problems = []
        if self == target:
            problems.append(self.env._("a case cannot be merged into itself"))
        if not self.is_open:
            problems.append(self.env._("it is not open"))
        if self.company_id != target.company_id:
            problems.append(self.env._("it belongs to another company"))
        if not self._has_same_complainant(target):
            problems.append(self.env._("it is of another customer"))
        if self.resolution_ids.filtered(lambda r: r.state != "draft"):
            problems.append(self.env._("its resolution is no longer a draft"))
        return problems

    def _has_same_complainant(self, other):
        """The same commercial entity; where it is not known of both, the same sender."""
        customers = self.commercial_partner_id | other.commercial_partner_id
        if self.commercial_partner_id and other.commercial_partner_id:
            return len(customers) == 1
        mails = [email_normalize(case.contact_email or "") for case in (self, other)]
        return bool(mails[0]) and mails[0] == mails[1]

    def _merge_into(self, target):
        target.write(self._prepare_merge_values(target))
        self._merge_severity(target)
        self.line_ids.case_id = target
        self._merge_thread(target)
        self.resolution_ids._supersede()
        self._drop_open_duties()
        self.merged_ids.merged_into_id = target
        # the notes below say it; a tracking message for each case would cost a dozen queries
        self.with_context(tracking_disable=True).write({"state": "merged", "merged_into_id": target.id})
        note = Markup("<p>%s</p>") % self.env._("Merged into %s.", target._get_html_link())
        self._message_log_batch(dict.fromkeys(self.ids, note))
        stories = [
            Markup("<p>%s</p>%s")
            % (
                self.env._("%s was merged into this case.", case._get_html_link()),
                Markup() if is_html_empty(case.description) else case.description,
            )
            for case in self
        ]
        target._message_log_batch({target.id: Markup().join(stories)})

    def _prepare_merge_values(self, target):
        """What the remaining case takes over of the merged ones; extend for more."""
        cases = target | self
        values = {
            "tag_ids": [Command.link(tag.id) for tag in self.tag_ids - target.tag_ids],
            "demand_ids": [Command.link(demand.id) for demand in self.demand_ids - target.demand_ids],
            # who is complained about in one of them may not read the whole (CNF-1)
            "respondent_ids": [Command.link(employee.id) for employee in self.respondent_ids - target.respondent_ids],
            # it is the same complaint of the same people: counted once
            "complainant_count": max(cases.mapped("complainant_count")),
            "demanded_amount": max(cases.mapped("demanded_amount")),
            "expected_loss": max(cases.mapped("expected_loss")),
            **{fact: any(cases.mapped(fact)) for fact in FACTS},
        }
        for name in ("partner_id", "sale_order_id", "picking_id", "invoice_id", "category_id"):
            if not target[name]:
                values[name] = self[name][:1].id
        return {
            name: value
            for name, value in values.items()
            if value
            and (isinstance(value, list) or value != target._fields[name].convert_to_write(target[name], target))
        }

    def _merge_severity(self, target):
        """What was taken as graver stays so; the rules have judged by the facts of all by now."""
        grave = max(self, key=lambda case: RANKS[case.severity])
        if RANKS[grave.severity] > RANKS[target.severity]:
            target.write(
                {
                    "severity": grave.severity,
                    "severity_judged": True,
                    "severity_reason": grave.severity_reason or grave.name,
                }
            )
            target._follow_severity()

    def _merge_thread(self, target):
        """What was said and attached, who follows and what is to be done, moves to ``target``."""
        moved = {"res_id": target.id}
        here = [("res_id", "in", self.ids)]
        # sudo: see action_merge_into
        self.env["mail.message"].sudo().search(
            [("model", "=", self._name), ("message_type", "not in", SYSTEM_MESSAGES), *here]
        ).write(moved)
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_field", "=", False), *here]
        ).write(moved)
        self.env["mail.activity"].sudo().search([("res_model", "=", self._name), *here]).write(moved)
        target._message_subscribe(self.message_partner_ids.ids)
