from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

# cases that ended without having been handled count for nobody
ENDED_ASIDE = ("merged", "withdrawn")
UNFOUNDED = ("not_established", "malicious")


class ComplaintPenalty(models.Model):
    """What counts against whom in a period: established complaints, and duties missed (PEN-3).

    A complaint counts in the period in which it was established, a missed duty in the one in which it was due, both
    by the company's time zone.
    """

    _inherit = "complaint.penalty"

    @api.model
    def _get_facts(self, company, start, end, bases):
        """The facts of the cases of ``company`` from ``start`` up to ``end`` (dates, exclusive).

        :param bases: which of ``complaint_penalty_rule.BASES``
        :return: dict of (policy id, basis, employee id, department id) to rows of (case id, due, reached), ordered by
            case; of employee and department one is False
        """
        # sudo: what counts is the same for whoever proposes; facts are told to the employee
        sudo = self.sudo()
        for name in ("complaint.case", "complaint.deadline", "complaint.step", "complaint.responsibility"):
            sudo.env[name].flush_model()
        facts = defaultdict(list)
        bounds = sudo._get_bounds(company, start, end)
        for basis in bases:
            query = getattr(sudo, f"_query_{basis}")(company, *bounds)
            for policy, employee, department, case, due, reached in self.env.execute_query(query):
                key = policy, basis, employee or False, False if employee else department or False
                if employee or department:
                    facts[key].append((case, due, reached))
        return facts

    @api.model
    def _get_bounds(self, company, start, end):
        """The first moments of two days of the company's time zone, in UTC."""
        return [company._get_complaint_day_start(day) for day in (start, end)]

    @api.model
    def _query_established(self, company, start, end):
        return SQL(
            """SELECT DISTINCT c.policy_id, r.employee_id, NULL::int, c.id, NULL::timestamp, NULL::timestamp
                 FROM complaint_case c JOIN complaint_responsibility r ON r.case_id = c.id
                WHERE c.company_id = %(company)s AND c.validity = 'established' AND c.case_type = 'complaint'
                  AND c.state NOT IN %(aside)s AND COALESCE(c.date_accepted, c.date_received) >= %(start)s
                  AND COALESCE(c.date_accepted, c.date_received) < %(end)s
                  AND r.party = 'employee' AND r.state IN ('confirmed', 'frozen')
                ORDER BY c.id""",
            **self._get_query_values(company, start, end),
        )

    @api.model
    def _query_hand_over(self, company, start, end):
        return self._query_late_deadlines(
            company, start, end, SQL("d.milestone = 'handed_over'"), SQL("d.first_receiver_id")
        )

    @api.model
    def _query_deadline(self, company, start, end):
        return self._query_late_deadlines(company, start, end, SQL("d.milestone <> 'handed_over'"), SQL("e.id"))

    @api.model
    def _query_late_deadlines(self, company, start, end, which, employee):
        return SQL(
            """SELECT c.policy_id, %(employee)s, NULL::int, c.id, d.date_due, d.date_met
                 FROM complaint_deadline d JOIN complaint_case c ON c.id = d.case_id
                      LEFT JOIN hr_employee e ON e.user_id = c.user_id AND e.company_id = c.company_id
                WHERE c.company_id = %(company)s AND c.state NOT IN %(aside)s AND %(which)s
                  AND d.date_due >= %(start)s AND d.date_due < %(end)s
                  AND (d.is_met_late OR d.date_met IS NULL AND d.paused_since IS NULL AND d.date_due < %(now)s)
                ORDER BY c.id, d.id""",
            employee=employee,
            which=which,
            **self._get_query_values(company, start, end),
        )

    @api.model
    def _query_step(self, company, start, end):
        # an open step that nobody took is its department's; what the system did counts for nobody
        return SQL(
            """SELECT c.policy_id, e.id, CASE WHEN s.state = 'todo' THEN s.department_id END, c.id, s.date_deadline,
                      s.date_done
                 FROM complaint_step s JOIN complaint_case c ON c.id = s.case_id
                      LEFT JOIN hr_employee e ON e.company_id = c.company_id
                           AND e.user_id = CASE WHEN s.state = 'done' THEN s.done_by_id ELSE s.user_id END
                WHERE c.company_id = %(company)s AND c.state NOT IN %(aside)s
                  AND s.date_deadline >= %(start)s AND s.date_deadline < %(end)s
                  AND (s.state = 'done' AND s.date_done > s.date_deadline
                       OR s.state = 'todo' AND s.date_deadline < %(now)s)
                ORDER BY c.id, s.id""",
            **self._get_query_values(company, start, end),
        )

    @api.model
    def _get_query_values(self, company, start, end):
        return {"company": company.id, "aside": ENDED_ASIDE, "start": start, "end": end, "now": fields.Datetime.now()}

    @api.model
    def _describe_facts(self, basis, rows, month, company):
        """The facts in words, for the notice: what, how often, in which cases, due and done when."""
        cases = self.env["complaint.case"].sudo().browse(row[0] for row in rows)  # sudo: see _get_facts

        def day(moment):
            return format_date(self.env, company._get_complaint_day(moment))

        sentences = []
        for case, (_id, due, reached) in zip(cases, rows, strict=True):
            if not due:
                sentences.append(case.name)
            elif reached:
                sentences.append(
                    self.env._("%(case)s (due %(due)s, done %(done)s)", case=case.name, due=day(due), done=day(reached))
                )
            else:
                sentences.append(self.env._("%(case)s (due %(due)s, still open)", case=case.name, due=day(due)))
        what = {
            "established": self.env._("Established complaints"),
            "hand_over": self.env._("Complaints handed over late or not at all"),
            "step": self.env._("Steps in the handling of complaints done late"),
            "deadline": self.env._("Deadlines of complaints missed"),
        }[basis]
        return self.env._(
            "%(what)s in %(month)s: %(times)s. %(facts)s.",
            what=what,
            month=format_date(self.env, month, date_format="MMMM y"),
            times=len(rows),
            facts="; ".join(sentences),
        )

    @api.model
    def _next_month(self, month):
        return month + relativedelta(months=1)
