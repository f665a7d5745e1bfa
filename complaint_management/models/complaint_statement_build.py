from odoo import fields, models
from odoo.tools import SQL

# How a figure of a line is found; extended through ``_get_figures``.
FIGURES = {
    "company_id": SQL("c.company_id"),
    "partner_id": SQL("c.partner_id"),
    "customer": SQL("COALESCE(customer.complete_name, c.contact_name)"),
    "category_id": SQL("c.category_id"),
    "department_id": SQL("c.department_id"),
    "case_type": SQL("c.case_type"),
    "severity": SQL("c.severity"),
    "validity": SQL("c.validity"),
    "disposition": SQL("c.disposition"),
    "round": SQL("c.round"),
    "date_received": SQL("c.date_received"),
    "date_closed": SQL("c.date_closed"),
    "days": SQL("round((extract(epoch FROM c.date_closed - c.date_received) / 86400)::numeric, 1)"),
    "on_time": SQL("""NOT EXISTS (SELECT FROM complaint_deadline d WHERE d.case_id = c.id AND d.round = c.round
                                 AND d.milestone = 'closed' AND d.is_met_late)"""),
    "demanded_amount": SQL("COALESCE(c.demanded_amount, 0)"),
    "accepted_amount": SQL("COALESCE(c.accepted_amount, 0)"),
    "cause": SQL("who.cause"),
    "responsibility": SQL("who.responsibility"),
    "shares": SQL("COALESCE(who.shares, '[]'::jsonb)"),
    "needs_shares": SQL("""(c.case_type = 'complaint' AND c.validity = 'established'
                        AND c.is_exception_report IS NOT TRUE)"""),
    "needs_improvement": SQL("(c.case_type = 'complaint' AND c.validity = 'established')"),
    "previous_id": SQL("earlier.statement_id"),
    "is_late_change": SQL("(earlier.statement_id IS NOT NULL OR expected.is_late)"),
}


class ComplaintStatement(models.Model):
    """Which cases a statement has and what it says of them: by SQL, the same few queries for any number of cases."""

    _inherit = "complaint.statement"

    def _build(self):
        """STA-2: bring the lines in line with the cases; lines that need no change are not touched.

        :return: how many lines were added, changed or dropped
        """
        self.ensure_one()
        self.env.flush_all()
        figures = self._get_figures()
        columns = [SQL.identifier(name) for name in figures]
        written = self.env.execute_query(
            SQL(
                """INSERT INTO complaint_statement_line
                               (statement_id, case_id, create_uid, write_uid, create_date, write_date, %(columns)s)
                   SELECT %(statement)s, c.id, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
                          %(values)s
                     FROM (%(expected)s) expected
                     JOIN complaint_case c ON c.id = expected.id
                LEFT JOIN res_partner customer ON customer.id = c.partner_id
                LEFT JOIN LATERAL (%(shares)s) who ON TRUE
                LEFT JOIN LATERAL (SELECT l.statement_id
                                     FROM complaint_statement_line l
                                     JOIN complaint_statement s ON s.id = l.statement_id AND s.state = 'confirmed'
                                    WHERE l.case_id = c.id
                                 ORDER BY s.date_from DESC, s.id DESC
                                    LIMIT 1) earlier ON TRUE
                    ORDER BY c.id
              ON CONFLICT (statement_id, case_id)
                DO UPDATE SET (%(columns)s, write_uid, write_date)
                            = (%(excluded)s, EXCLUDED.write_uid, EXCLUDED.write_date)
                        WHERE (%(current)s) IS DISTINCT FROM (%(excluded)s)
                RETURNING id""",
                columns=SQL(", ").join(columns),
                values=SQL(", ").join(figures.values()),
                excluded=SQL(", ").join(SQL("EXCLUDED.%s", column) for column in columns),
                current=SQL(", ").join(SQL("complaint_statement_line.%s", column) for column in columns),
                statement=self.id,
                uid=self.env.uid,
                expected=self._get_expected(),
                shares=self._get_shares(),
            )
        )
        dropped = self.env.execute_query(
            SQL(
                """DELETE FROM complaint_statement_line
                    WHERE statement_id = %s AND case_id NOT IN (SELECT id FROM (%s) expected)
                RETURNING id""",
                self.id,
                self._get_expected(),
            )
        )
        self.env.invalidate_all()
        # sudo: set by the procedure only; the caller has checked the person
        self.sudo().date_built = fields.Datetime.now()
        if not self.sudo().participant_ids:
            self.sudo().participant_ids = self._get_heads()
        return len(written) + len(dropped)

    def _get_figures(self):
        """Columns of the lines and how they are found, from ``c`` (the case), ``who`` and ``earlier``."""
        return FIGURES

    def _get_settled(self):
        """Whether a confirmed line ``l`` still says what is so of its case ``c``, its responsibility apart."""
        return SQL("l.date_closed = c.date_closed")

    def _get_expected(self):
        """Ids of the cases that belong in this statement, and whether they were closed before its period.

        These are the closed cases of its cadence, closed in the period or, when the statement of the period in which
        they were closed is confirmed already, in an earlier one; the latter only in the first open statement after
        it. Not those that a confirmed statement has as they are: closed then, and their responsibility frozen.
        """
        return SQL(
            """WITH candidate AS MATERIALIZED (
                    SELECT c.id, (c.date_closed AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
                      FROM complaint_case c
                 LEFT JOIN complaint_policy p ON p.id = c.policy_id
                 LEFT JOIN (SELECT DISTINCT c.id AS case_id
                              FROM complaint_statement_line l
                              JOIN complaint_statement s ON s.id = l.statement_id
                              JOIN complaint_case c ON c.id = l.case_id
                             WHERE s.state = 'confirmed' AND s.company_id = %(company)s AND %(settled)s) settled
                        ON settled.case_id = c.id
                 LEFT JOIN (SELECT DISTINCT case_id FROM complaint_responsibility WHERE state != 'frozen') moved
                        ON moved.case_id = c.id
                     WHERE c.company_id = %(company)s AND c.state = 'closed' AND c.date_closed < %(end)s
                       AND COALESCE(p.statement_cadence, 'month') = %(cadence)s
                       AND (settled.case_id IS NULL OR moved.case_id IS NOT NULL))
               SELECT id, day < %(first)s AS is_late
                 FROM candidate
                WHERE day >= %(first)s
                   OR EXISTS (SELECT FROM complaint_statement s
                               WHERE s.company_id = %(company)s AND s.cadence = %(cadence)s AND s.state = 'confirmed'
                                 AND day BETWEEN s.date_from AND s.date_to)
                  AND NOT EXISTS (SELECT FROM complaint_statement s
                                   WHERE s.company_id = %(company)s AND s.cadence = %(cadence)s AND s.state = 'open'
                                     AND s.date_from > day AND s.date_from < %(first)s)""",
            tz=self.company_id._get_complaint_tz(),
            company=self.company_id.id,
            settled=self._get_settled(),
            cadence=self.cadence,
            first=self.date_from,
            end=self._get_end(),
        )

    def _get_shares(self):
        """Who is responsible for case ``c``: as a list, in words, and the causes; names in the company's language."""
        departments = self.env["hr.department"].with_context(lang=self.company_id.sudo().partner_id.lang)
        return SQL(
            """SELECT jsonb_agg(jsonb_build_object(
                          'id', r.id, 'party', r.party, 'department_id', r.department_id, 'employee_id', r.employee_id,
                          'partner_id', r.partner_id, 'name', named.name, 'department', named.department,
                          'share', r.share, 'degree', r.degree, 'note', r.note) ORDER BY r.id) AS shares,
                      string_agg(named.name || ' ' || trim_scale(r.share::numeric) || ' %%', ', ' ORDER BY r.id)
                          AS responsibility,
                      string_agg(DISTINCT NULLIF(r.note, ''), '; ') AS cause
                 FROM complaint_responsibility r
            LEFT JOIN hr_department d ON d.id = r.department_id AND r.party IN ('department', 'employee')
            LEFT JOIN hr_employee e ON e.id = r.employee_id AND r.party = 'employee'
            LEFT JOIN res_partner p ON p.id = r.partner_id AND r.party NOT IN ('department', 'employee')
            LEFT JOIN LATERAL (SELECT COALESCE(e.name, %(department)s, p.complete_name) AS name,
                                      %(department)s AS department) named ON TRUE
                WHERE r.case_id = c.id""",
            department=departments._field_to_sql("d", "name"),
        )

    def _get_heads(self):
        """The heads of the departments that are responsible."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT d.manager_id
                     FROM complaint_statement_line l
                     JOIN complaint_responsibility r ON r.case_id = l.case_id
                     JOIN hr_department d ON d.id = r.department_id
                     JOIN hr_employee e ON e.id = d.manager_id AND e.active
                    WHERE l.statement_id = %s AND (e.company_id IS NULL OR e.company_id = %s)""",
                self.id,
                self.company_id.id,
            )
        )
        return self.env["hr.employee"].browse([head for (head,) in rows])
