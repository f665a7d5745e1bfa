from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .complaint_penalty_rule import BASES


class ComplaintPenalty(models.Model):
    """PEN-3: notices by count and for missed duties, proposed month by month."""

    _inherit = "complaint.penalty"

    @api.model
    def action_propose_month(self, company_id, month):
        """Propose the notices by count and for missed duties of one month, on demand. Safe to repeat.

        :param month: any day of it
        :return: the new and raised drafts
        :raise AccessError: not a complaint accountant, penalty officer or complaint manager, or another company
        :raise UserError: no company, or no day
        """
        company = self._get_proposing_company(company_id)
        try:
            day = fields.Date.to_date(month)
        except (TypeError, ValueError):
            day = None
        if not day or not 1990 <= day.year < 9999:
            raise UserError(self.env._("Give the month by one of its days, such as 2026-09-01."))
        return self._propose_month(company, day.replace(day=1))

    @api.model
    def _get_proposing_company(self, company_id):
        """The company of that id, if the user may propose there."""
        self._check_may_propose()
        company = self.env["res.company"].browse(company_id if type(company_id) is int else ()).exists()
        if not company:
            raise UserError(self.env._("Say for which company notices are proposed."))
        company.check_access("read")
        return company

    @api.model
    def _propose_month(self, company, month):
        """Draft notices for whoever reached a rung of a policy's rules in ``month`` (its first day).

        Only the highest rung that was reached counts. When a higher one is reached later, the draft of the lower one
        is raised; where that is reviewed or approved already, a further draft follows, less what it deducts. A draft
        goes down, or is cancelled, when less counts than before. What people cancelled is not proposed again.

        :return: the drafts that are new or were changed
        """
        # sudo: the persons are checked by the callers; the procedure proposes
        sudo = self.sudo().with_context(lang=company.sudo().partner_id.lang or self.env.lang, mail_notrack=True)
        rules = sudo.env["complaint.penalty.rule"].search(
            [("policy_id.company_id", "in", (False, company.id)), ("policy_id.active", "=", True)]
        )
        if not rules:
            return self.browse()
        by_policy = rules.grouped("policy_id")
        company._take_turns()  # so that nobody proposes the same at the same moment
        facts = sudo._get_facts(company, month, self._next_month(month), set(rules.mapped("basis")))
        known = sudo._get_proposed(company, month)
        for key, earlier in known.items():
            rung = by_policy.get(sudo.env["complaint.policy"].browse(key[0]), rules.browse())._get_rung(
                key[1], len(facts.get(key, ()))
            )
            earlier._forget_rungs_above(rung.times)
        proposed, values, rows_of_new = sudo.browse(), [], []
        for key, rows in facts.items():
            policy_id, basis, employee_id, department_id = key
            policy = sudo.env["complaint.policy"].browse(policy_id)
            rung = by_policy.get(policy, rules.browse())._get_rung(basis, len(rows))
            earlier = known.get(key, sudo.browse())
            employee = sudo.env["hr.employee"].browse(employee_id or [])
            has_moved = employee.company_id not in (company, company.browse())
            if has_moved or not rung or rung.times <= max(earlier.mapped("rung"), default=0):
                continue
            new = sudo._prepare_count_penalty(company, month, rung, rows, earlier)
            new["amount"] = sudo._get_count_amount(company, month, rung, employee, earlier)
            draft = earlier.filtered(lambda p: p._is_free_draft())[:1]
            if draft:
                is_raised = bool(draft.rung)
                draft.write(new)
                draft._note_facts(rows, raised=is_raised)
                proposed |= draft
            else:
                party = {"employee_id": employee_id} if employee_id else {"department_id": department_id}
                values.append({**new, **party, "origin": basis, "month": month})
                rows_of_new.append(rows)
        for penalty, rows in zip(sudo.create(values), rows_of_new, strict=True):
            penalty._note_facts(rows)
            proposed |= penalty
        return self.browse(proposed.ids)

    @api.model
    def _get_proposed(self, company, month):
        """What was proposed by count for ``month``, also what was cancelled since: dict as of ``_get_facts``."""
        domain = [("company_id", "=", company.id), ("month", "=", month), ("origin", "in", list(dict(BASES)))]
        return self.search(domain).grouped(
            lambda p: (p.policy_id.id, p.origin, p.employee_id.id, not p.employee_id and p.department_id.id)
        )

    @api.model
    def _prepare_count_penalty(self, company, month, rung, rows, earlier):
        """Values of the draft that ``rung`` proposes for these facts; the latest case is the one it hangs on."""
        standing = earlier._get_standing()
        values = {
            "case_id": max(row[0] for row in rows),
            "kind": rung.kind,
            "ground_id": rung.ground_id.id,
            "rule_id": rung.id,
            "rung": rung.times,
            "reason": self._describe_facts(rung.basis, rows, month, company),
        }
        if standing:
            values["reason"] += " " + self.env._(
                "Follows %s of the same month.", format_list(self.env, standing.mapped("name"))
            )
        return values

    @api.model
    def _get_count_amount(self, company, month, rung, employee, earlier):
        """The rung's amount or else the tariff's, less what notices of the same count deduct; 0 where money is off."""
        if rung.kind == "training" or not company.complaint_deductions:
            return 0
        amount = rung.amount or rung.policy_id._get_tariff_amount(rung.kind, company, employee, month) or 0
        return max(company.currency_id.round(amount - sum(earlier._get_standing().mapped("amount"))), 0)

    def _forget_rungs_above(self, times):
        """Drafts of rungs that are not reached any more go down to that of ``times``, or are cancelled where it has
        been proposed apart from them, or where there is none.
        """
        for draft in self.filtered(lambda p: p.rung > times and p._is_free_draft()):
            draft.rung = 0
            if times <= max(self.mapped("rung"), default=0):
                draft._set_step(state="cancelled")
                draft._message_log(body=self.env._("Cancelled: what counted does not count any more."))

    def _get_standing(self):
        """Those that are reviewed, approved or further."""
        return self.filtered(lambda p: p.state != "cancelled" and not p._is_free_draft())

    def _note_facts(self, rows, *, raised=False):
        """A note with links to the cases, each once."""
        self.ensure_one()
        cases = self.env["complaint.case"].browse(dict.fromkeys(row[0] for row in rows))
        links = Markup(", ").join(Markup(case._get_html_link(title=case.name)) for case in cases)
        text = self.env._("Raised, since more has come to light: %s", links)
        self._message_log(body=Markup("<p>%s</p>") % (text if raised else self.env._("Proposed for: %s", links)))
