from odoo import fields, models

from .complaint_case import PROCEDURE_FIELDS

# What may mean other deadlines: where the customer is, how grave the case is, what it is about (DDL-3).
CLOCK_FACTS = {
    *("policy_id", "category_id", "severity", "partner_id", "company_id"),
    *("date_received", "case_type", "first_receiver_id"),
}


class ComplaintCase(models.Model):
    """DDL-7: when the facts of a case change, its policy is chosen again and its open deadlines are counted again."""

    _inherit = "complaint.case"

    policy_given = fields.Boolean(
        "Policy Set by a Person", copy=False, help="It stays, whatever else changes. Empty the policy to choose again."
    )

    _open_by_policy = models.Index("(policy_id, id) WHERE is_open")

    def write(self, vals):
        context = self.env.context
        if context.get("complaint_creating") or context.get("complaint_choosing"):
            return super().write(vals)
        if "policy_id" in vals:
            vals = {**vals, "policy_given": bool(vals["policy_id"])}
        result = super().write(vals)
        # a policy may ask for whatever people tell of a case
        told = {name for name in vals if not name.startswith(("message_", "activity_"))} - PROCEDURE_FIELDS
        received = self.filtered(lambda c: c.state == "received") if told else self.browse()
        # sudo: policy and deadlines follow the facts, whoever may change these
        received.sudo()._choose_policy_again()
        if CLOCK_FACTS & vals.keys():
            self._refresh_deadlines()
        return result

    def _choose_policy_again(self):
        """The policy that covers received cases as they are now, where no person gave one."""
        changed = self.browse()
        cases = self.filtered(lambda c: not c.policy_given)
        for policy, covered in self.env["complaint.policy"]._get_cases_by_policy(cases).items():
            others = covered.filtered(lambda c, p=policy: c.policy_id != p)
            others.with_context(complaint_choosing=True).policy_id = policy
            changed |= others
        changed._refresh_deadlines()

    def _refresh_deadlines(self):
        """DDL-7: count the open deadlines of these cases anew, drop those that hold no longer, open those that do now.

        What was met stays as it was. The number of queries does not depend on how many cases there are.
        """
        # sudo: deadlines are the procedure's; nobody writes them by hand
        cases_sudo = self.sudo().filtered("is_open")
        templates = self.env["complaint.policy.milestone"]._get_by_policy(cases_sudo.policy_id)
        clocks, rows, outdated, now = {}, [], [], fields.Datetime.now()
        for case in cases_sudo:
            starts = case._get_deadline_starts(templates.get(case.policy_id, ()))
            current = case.deadline_ids.filtered(lambda d, c=case: d.round == c.round)
            for deadline in current.filtered(lambda d: not d.date_met):
                if start := starts.get(deadline.milestone_id):
                    deadline._recount(case._get_clock(clocks), deadline.milestone_id, start)
                else:
                    outdated.append(deadline.id)
            rows += [
                # nobody can have missed a report that was not asked for until now
                (case, template, now if template.recurring else start, case._get_step_of(template))
                for template, start in starts.items()
                if template not in current.milestone_id
            ]
        self.env["complaint.deadline"].sudo().browse(outdated).unlink()
        self._open_deadlines(rows, clocks)
        cases_sudo.step_ids._recount(clocks)

    def _get_deadline_starts(self, templates):
        """Which of the policy's deadlines hold for the case now, and from when on: dict."""
        self.ensure_one()
        starts = {}
        for template in templates:
            start = self._get_event_date(template._get_event_key())
            if start and template._applies_to(self) and not self._has_reached(template.milestone):
                starts[template] = start
        return starts

    def _get_step_of(self, template):
        if template.event != "step_done":
            return False
        return self.step_ids.filtered(
            lambda s: s.round == self.round and s.template_id == template.step_template_id and s.date_done
        )[:1]
