from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ComplaintPenalty(models.Model):
    """PEN-8: rewards proposed for a year, by the company's rules."""

    _inherit = "complaint.penalty"

    reward_rule_id = fields.Many2one(
        "complaint.reward.rule", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    _once_reward = models.UniqueIndex(
        "(employee_id, reward_rule_id, month) WHERE reward_rule_id IS NOT NULL AND state != 'cancelled'",
        "The employee has this reward of the year already.",
    )

    @api.model
    def action_propose_year(self, company_id, year):
        """Propose the rewards of a year that is over, on demand. Safe to repeat.

        :return: the new drafts
        :raise UserError: the year is not over
        :raise AccessError: as ``action_propose_month``
        """
        company = self._get_proposing_company(company_id)
        if type(year) is not int or year < 1990:
            raise UserError(self.env._("Give the year as a number, such as 2025."))
        if year >= fields.Date.context_today(self).year:
            raise UserError(self.env._("Rewards are proposed for a year that is over; %s is not.", year))
        return self._propose_year(company, year)

    @api.model
    def _propose_year(self, company, year):
        """Draft rewards by the company's rules for ``year``: one a rule and employee, dated December.

        What was cancelled is not proposed again.
        """
        # sudo: the persons are checked by the callers; the procedure proposes
        sudo = self.sudo().with_context(lang=company.sudo().partner_id.lang or self.env.lang)
        rules = sudo.env["complaint.reward.rule"].search([("company_id", "in", (False, company.id))])
        month = date(year, 12, 1)
        known = sudo._read_group(
            [("reward_rule_id", "in", rules.ids), ("company_id", "=", company.id), ("month", "=", month)],
            ["reward_rule_id", "employee_id"],
        )
        values = []
        for rule in rules:
            done = {employee.id for known_rule, employee in known if known_rule == rule}
            facts = getattr(sudo, f"_get_{rule.basis}_facts")(company, year, rule)
            values += [
                {
                    "employee_id": employee.id,
                    "kind": rule.kind,
                    "amount": rule.amount,
                    "reason": reason,
                    "month": month,
                    "origin": "reward",
                    "reward_rule_id": rule.id,
                }
                for employee, reason in facts.items()
                if employee.id not in done
            ]
        return self.browse(sudo.create(values).ids)

    # === Who is rewarded ===

    @api.model
    def _get_none_established_facts(self, company, year, rule):
        """Dict of the employees without an established complaint in ``year`` to what is said of them."""
        start, end = self._get_bounds(company, date(year, 1, 1), date(year + 1, 1, 1))
        self.env.flush_all()
        blamed = {
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """WITH established AS (
                           SELECT id FROM complaint_case
                            WHERE company_id = %s AND validity = 'established' AND state NOT IN ('merged', 'withdrawn')
                              AND COALESCE(date_accepted, date_received) >= %s
                              AND COALESCE(date_accepted, date_received) < %s)
                       SELECT r.employee_id FROM complaint_responsibility r JOIN established e ON e.id = r.case_id
                        WHERE r.party = 'employee' AND r.state IN ('confirmed', 'frozen')
                       UNION SELECT p.hr_employee_id FROM %s p JOIN established e ON e.id = p.complaint_case_id""",
                    company.id,
                    start,
                    end,
                    SQL.identifier(self.env["complaint.case"]._fields["respondent_ids"].relation),
                )
            )
        }
        reason = self.env._("No established complaint in %s.", year)
        candidates = self._get_candidates(company, year, rule, start, end)
        return {employee: reason for employee in candidates if employee.id not in blamed}

    @api.model
    def _get_merit_facts(self, company, year, rule):
        """Dict of the handlers whose cases of ``year`` were all in time, with satisfied customers, to their record."""
        start, end = self._get_bounds(company, date(year, 1, 1), date(year + 1, 1, 1))
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id, count(*),
                          count(*) FILTER (WHERE EXISTS (
                              SELECT FROM complaint_deadline d WHERE d.case_id = c.id
                                 AND (d.is_met_late OR d.date_met IS NULL AND d.paused_since IS NULL
                                      AND d.date_due < %(end)s))),
                          count(*) FILTER (WHERE c.satisfaction IS NOT NULL),
                          count(*) FILTER (WHERE c.satisfaction IN ('satisfied', 'very_satisfied'))
                     FROM complaint_case c
                     JOIN hr_employee e ON e.user_id = c.user_id AND e.company_id = c.company_id AND e.active
                    WHERE c.company_id = %(company)s AND c.state = 'closed'
                      AND c.date_closed >= %(start)s AND c.date_closed < %(end)s
                    GROUP BY e.id HAVING count(*) >= %(cases)s""",
                company=company.id,
                start=start,
                end=end,
                cases=rule.min_cases,
            )
        )
        employees = self._filter_candidates(self.env["hr.employee"].browse(row[0] for row in rows), year, rule)
        facts = {}
        for employee_id, cases, late, asked, satisfied in rows:
            employee = employees.filtered(lambda e, id_=employee_id: e.id == id_)
            if employee and not late and asked and satisfied * 100 >= asked * rule.satisfied_percent:
                facts[employee] = self.env._(
                    "%(cases)s complaints handled and closed in %(year)s, all in time; %(satisfied)s of %(asked)s "
                    "customers who were asked are satisfied.",
                    cases=cases,
                    year=year,
                    satisfied=satisfied,
                    asked=asked,
                )
        return facts

    @api.model
    def _get_candidates(self, company, year, rule, start, end):
        """The employees whom ``rule`` is for: those of its departments, or those who took part in ``year``."""
        if rule.department_ids:
            domain = [("company_id", "=", company.id), ("department_id", "child_of", rule.department_ids.ids)]
            return self._filter_candidates(self.env["hr.employee"].search(domain), year, rule)
        rows = self.env.execute_query(
            SQL(
                """WITH doer AS (
                       SELECT user_id FROM complaint_case
                        WHERE company_id = %(company)s AND date_received >= %(start)s AND date_received < %(end)s
                       UNION SELECT done_by_id FROM complaint_step
                        WHERE company_id = %(company)s AND date_done >= %(start)s AND date_done < %(end)s)
                   SELECT e.id FROM hr_employee e JOIN doer ON doer.user_id = e.user_id
                    WHERE e.company_id = %(company)s AND e.active
                   UNION SELECT e.id FROM hr_employee e JOIN complaint_case c ON c.first_receiver_id = e.id
                    WHERE e.company_id = %(company)s AND e.active
                      AND c.date_received >= %(start)s AND c.date_received < %(end)s""",
                company=company.id,
                start=start,
                end=end,
            )
        )
        return self._filter_candidates(self.env["hr.employee"].browse(row[0] for row in rows), year, rule)

    @api.model
    def _filter_candidates(self, employees, year, rule):
        if rule.department_ids:
            employees = employees.filtered_domain([("department_id", "child_of", rule.department_ids.ids)])
        # who took part or handled cases in the year was there, whatever their record says
        if employees and (rule.whole_year or (rule.department_ids and rule.basis == "none_established")):
            last = date(year, 1, 1) if rule.whole_year else date(year, 12, 31)
            versions = self.env["hr.version"].with_context(active_test=False)
            first = versions._read_group([("employee_id", "in", employees.ids)], ["employee_id"], ["date_version:min"])
            early = {employee.id for employee, day in first if day and day <= last}
            employees = employees.filtered(lambda e: e.id in early)
        return employees.sorted("id")
