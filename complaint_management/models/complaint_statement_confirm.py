from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date, format_list

# How many sentences are said at once of what is missing.
MOST_SAID = 30


class ComplaintStatement(models.Model):
    """The joint confirmation of a statement, which freezes it with the shares that it shows (STA-2, RSP-3)."""

    _inherit = "complaint.statement"

    def action_confirm(self):
        """STA-2, RSP-3: the joint confirmation; statement, lines and shares of responsibility are frozen.

        :raise UserError: all that is missing: the period is not over, nobody reviewed it, cases have changed since it
            was built, shares are not confirmed or do not sum to 100 %, an improvement is neither checked nor noted
        :raise AccessError: not a complaint manager, or somebody whom one of the cases is about
        """
        self._check_open()
        self._check_nothing_hidden()
        problems = [
            self.env._("Statement %s cannot be confirmed:", statement.name)
            + "".join(f"\n- {sentence}" for sentence in missing)
            for statement in self
            if (missing := statement._missing_to_confirm())
        ]
        if problems:
            raise UserError("\n\n".join(problems))
        for statement in self:
            statement._freeze_responsibility()
        # sudo: the state is set by this method only; person and content have been checked
        self.sudo().write(
            {"state": "confirmed", "date_confirmed": fields.Datetime.now(), "confirmed_by_id": self.env.uid}
        )
        self.activity_feedback(["complaint_management.mail_activity_type_statement"])
        return True

    def _check_nothing_hidden(self):
        """CNF-1: nobody confirms the shares of a case about themselves; nor is told that there is one."""
        lines = self.env["complaint.statement.line"]
        domain = [("statement_id", "in", self.ids)]
        # sudo: only whether the user sees all lines is found out
        if lines.sudo().search_count(domain) != lines.search_count(domain):
            raise AccessError(
                self.env._(
                    "Somebody else confirms statement %s: you do not see all of it.",
                    format_list(self.env, self.mapped("name")),
                )
            )

    def _missing_to_confirm(self):
        """Sentences saying what keeps the statement from being confirmed; extend for more."""
        self.ensure_one()
        missing = []
        if self.date_to >= self._get_today():
            missing.append(self.env._("its period is not over before %s", format_date(self.env, self.date_to)))
        if not self.date_built:
            return [*missing, self.env._("it has not been built")]
        if not self.participant_ids:
            missing.append(self.env._("nobody is named who reviewed it"))
        if changed := self._build():
            missing.append(
                self.env._("%s of its cases have changed since it was built; build it again and review them", changed)
            )
        for name, *sentences in self._missing_of_cases():
            missing.append(f"{name}: {format_list(self.env, sentences)}")
        if len(missing) > MOST_SAID:
            missing = [*missing[:MOST_SAID], self.env._("and %s more", len(missing) - MOST_SAID)]
        return missing

    def _missing_of_cases(self):
        """What keeps the cases from a joint confirmation: lists of the case's number and sentences."""
        rows = self.env.execute_query(
            SQL(
                """SELECT c.name, l.needs_shares, count(r.id), COALESCE(sum(r.share), 0),
                          COALESCE(bool_or(r.state = 'proposed'), FALSE),
                          COALESCE(l.needs_improvement AND l.improvement_checked IS NOT TRUE
                                   AND COALESCE(l.note, '') = '', FALSE)
                     FROM complaint_statement_line l
                     JOIN complaint_case c ON c.id = l.case_id
                LEFT JOIN complaint_responsibility r ON r.case_id = c.id
                    WHERE l.statement_id = %s
                 GROUP BY c.id, l.id
                 ORDER BY c.id""",
                self.id,
            )
        )
        missing = []
        for name, needs_shares, count, total, is_proposed, is_unchecked in rows:
            sentences = []
            if not count and needs_shares:
                sentences.append(self.env._("nobody has been named as responsible"))
            if count and round(total, 2) != 100:
                sentences.append(self.env._("the shares sum to %s %%, not to 100 %%", f"{total:g}"))
            if is_proposed:
                sentences.append(self.env._("its responsibility has not been confirmed"))
            if is_unchecked:
                sentences.append(self.env._("the improvement is neither checked nor remarked upon"))
            if sentences:
                missing.append([name, *sentences])
        return missing

    def _freeze_responsibility(self):
        """RSP-3: the shares confirmed here change no more."""
        self.ensure_one()
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """UPDATE complaint_responsibility r
                      SET state = 'frozen', write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                     FROM complaint_statement_line l
                    WHERE l.statement_id = %s AND r.case_id = l.case_id AND r.state = 'confirmed'
                RETURNING r.id""",
                self.env.uid,
                self.id,
            )
        )
        self.env.invalidate_all()
