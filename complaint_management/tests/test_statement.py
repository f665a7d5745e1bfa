from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_statement import StatementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-03 09:00:00")
class TestStatement(StatementCommon):
    # === Periods ===

    def test_periods(self):
        """STA-2: week, month and quarter with their names; due on the 10th of the next month, a week's sooner."""
        for cadence, day, expected in (
            ("month", "2026-02-28", ("2026-02", "2026-02-01", "2026-02-28", "2026-03-10")),
            ("month", "2026-12-31", ("2026-12", "2026-12-01", "2026-12-31", "2027-01-10")),
            ("quarter", "2026-05-05", ("2026-Q2", "2026-04-01", "2026-06-30", "2026-07-10")),
            ("week", "2027-01-01", ("2026-W53", "2026-12-28", "2027-01-03", "2027-01-06")),
        ):
            with self.subTest(cadence=cadence, day=day):
                statement = self._create_statement(day, cadence)
                self.assertEqual(
                    (statement.name, *map(str, (statement.date_from, statement.date_to, statement.date_due))), expected
                )

    def test_form_takes_any_day_of_the_period(self):
        """STA-2: a manager makes a statement in the form; last month is proposed."""
        form = Form(self.env["complaint.statement"].with_user(self.manager))
        self.assertEqual(form.date_from, Date.to_date("2026-10-01"))
        form.date_from = "2026-08-20"
        self.assertEqual(form.date_from, Date.to_date("2026-08-01"))
        self.assertEqual(form.save().name, "2026-08")

    def test_one_statement_a_period(self):
        """STA-2: one per company, cadence and period."""
        with mute_logger("odoo.sql_db"), self.assertRefuses(IntegrityError, "period_unique"):
            self._create_statement("2026-10-31")
        other = self.env["res.company"].create({"name": "Second"})
        for company in (self.company, other):
            with self.subTest(company.name):
                values = {"cadence": "quarter", "date_from": "2026-10-31", "company_id": company.id}
                self.assertEqual(self.env["complaint.statement"].create(values).name, "2026-Q4")

    def test_who_reviews_is_an_employee_of_the_company(self):
        """STA-2: managers choose among the employees they see; nothing of an employee is changed here."""
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.env["res.company"].create({"name": "Second"}).id}
        )
        for command in (
            Command.link(stranger.id),
            Command.set(stranger.ids),
            Command.create({"name": "New"}),
            Command.update(self.worker.employee_id.id, {"name": "Other"}),
            Command.delete(self.worker.employee_id.id),
        ):
            with self.subTest(command), self.assertRefuses(UserError, "among the employees"):
                self.october.participant_ids = [command]
        for value in ([Command.link(self.worker.employee_id.id)], self.worker.employee_id.ids):
            self.october.write({"participant_ids": value})
        self.assertEqual(self.october.participant_ids.mapped("name"), ["worker"])
        self.october.participant_ids = [Command.unlink(self.worker.employee_id.id)]
        self.assertFalse(self.october.participant_ids)

    # === Building ===

    def test_built_from_cases_closed_in_the_period(self):
        """STA-2: by the day of closing in the company's time zone; open and other companies' cases are not in it."""
        first = self._create_closed("2026-09-30 16:00:00")
        last = self._create_closed("2026-10-31 15:59:59")
        self._create_closed("2026-09-30 15:59:59")
        self._create_closed("2026-10-31 16:00:00")
        self._create_closed(state="withdrawn")
        self._create_closed(state="followup")
        self.october.action_build()
        self.assertEqual(self.october.line_ids.case_id, first | last)

    def test_cadence_of_the_policy(self):
        """STA-2: a case belongs to the statement of its policy's cadence; without a policy to the month's."""
        weekly = self._create_policy(statement_cadence="week")
        in_week = self._create_closed(policy_id=weekly.id)
        in_month = self._create_closed(policy_id=False)
        week = self._create_statement("2026-10-10", "week")
        (self.october | week).action_build()
        self.assertEqual(self.october.line_ids.case_id, in_month)
        self.assertEqual(week.line_ids.case_id, in_week)

    def test_what_a_line_says(self):
        """STA-2: customer, category, cause, shares, amounts, days and timeliness, as the case has them."""
        case = self._create_closed(
            shares={self.production: 66.67, self.quality: 33.33}, demanded_amount=300, accepted_amount=120.5
        )
        self.env["complaint.deadline"].create(
            {
                "case_id": case.id,
                "milestone": "closed",
                "unit": "day",
                "date_start": "2026-10-01 08:00:00",
                "date_due": "2026-10-09 08:00:00",
                "date_due_original": "2026-10-09 08:00:00",
                "date_met": "2026-10-10 08:00:00",
            }
        )
        self.october.action_build()
        self.assertRecordValues(
            self.october.line_ids,
            [
                {
                    "case_id": case.id,
                    "customer": self.customer.name,
                    "category_id": self.category.id,
                    "cause": "Cause in Production; Cause in Quality",
                    "responsibility": "Production 66.67 %, Quality 33.33 %",
                    "demanded_amount": 300,
                    "accepted_amount": 120.5,
                    "days": 9,
                    "on_time": False,
                    "needs_shares": True,
                    "is_unchecked": True,
                    "is_late_change": False,
                }
            ],
        )
        self.assertEqual([share["share"] for share in self.october.line_ids.shares], [66.67, 33.33])
        self.assertEqual(self.october.accepted_amount, 120.5)
        self.assertEqual(case.with_user(self.manager).statement_id, self.october)

    def test_built_again_it_is_the_same(self):
        """STA-2: rebuilding an open statement gives the same result; what was typed stays, what is gone leaves."""
        case, gone = self._create_closed(), self._create_closed()
        self.october.action_build()
        kept = self.october.line_ids.filtered(lambda line: line.case_id == case)
        kept.write({"improvement_checked": True, "note": "Seen on the line"})
        before = self.october.line_ids.read()
        self.assertEqual(self.october._build(), 0)
        self.assertEqual(self.october.line_ids.read(), before)
        gone.sudo().state = "investigation"
        case.sudo().demanded_amount = 77
        self.assertEqual(self.october._build(), 2)
        self.assertEqual(self.october.line_ids, kept)
        self.assertEqual((kept.note, kept.improvement_checked, kept.demanded_amount), ("Seen on the line", True, 77))

    def test_heads_of_the_responsible_departments_review(self):
        """STA-2: reviewed jointly: the heads are proposed, and stay as chosen."""
        self.production.manager_id = self.worker.employee_id
        self._create_closed()
        self.october.action_build()
        self.assertEqual(self.october.participant_ids, self.worker.employee_id)
        self.october.participant_ids = self.engineer.employee_id
        self.october.action_build()
        self.assertEqual(self.october.participant_ids, self.engineer.employee_id)

    def test_queries_do_not_grow_with_the_cases(self):
        """STA-2: built, confirmed and frozen in 50 queries, whatever the number of cases."""

        def count(statement, number):
            for _index in range(number):
                self._create_closed(f"{statement.date_from}T08:00:00".replace("T", " "))
            statement.participant_ids = self.worker.employee_id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statement.action_build()
            built = self.env.cr.sql_log_count - before
            statement.line_ids.improvement_checked = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statement.action_confirm()
            self.env.flush_all()
            self.assertEqual(statement.case_count, number)
            return built + self.env.cr.sql_log_count - before

        september = self._create_statement("2026-09-01")
        self.october.unlink()
        few = count(september, 2)
        many = count(self._create_statement("2026-10-01"), 60)
        self.assertLessEqual(many, few + 2)
        self.assertLessEqual(many, 50)
