from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_statement import StatementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-03 09:00:00")
class TestStatementConfirm(StatementCommon):
    def test_confirmed_jointly(self):
        """STA-2, RSP-3: statement, lines and shares are frozen; who and when is kept; it is not deleted."""
        case = self._create_closed(shares={self.production: 60, self.quality: 40})
        self._confirm(self.october)
        self.assertEqual(self.october.confirmed_by_id, self.manager)
        self.assertTrue(self.october.date_confirmed)
        self.assertEqual(case.responsibility_ids.mapped("state"), ["frozen", "frozen"])
        self.assertTrue(case.responsibility_confirmed)
        line = self.october.line_ids
        for refused in (
            lambda: line.write({"note": "Late thought"}),
            lambda: self.october.write({"note": "Late thought"}),
            lambda: self.october.write({"line_ids": [Command.update(line.id, {"note": "x"})]}),
            self.october.action_build,
            self.october.action_confirm,
            lambda: self.october.sudo().unlink(),
            lambda: line.sudo().unlink(),
        ):
            with self.assertRefuses(UserError, "has been confirmed"):
                refused()

    def test_frozen_shares_change_for_nobody(self):
        """RSP-3: lines confirmed there are frozen, for handlers, managers and the superuser alike; none is added."""
        case = self._create_closed()
        self._confirm(self.october)
        line = case.responsibility_ids
        for lines in (line, line.with_user(self.manager), line.sudo()):
            for values in ({"share": 50}, {"department_id": self.sales.id}, {"state": "proposed"}, {"note": "x"}):
                with self.subTest(values), self.assertRefuses(UserError, "frozen"):
                    lines.write(values)
            with self.assertRefuses(UserError, "frozen"):
                lines.unlink()
        with self.assertRefuses(UserError, "frozen"):
            case.responsibility_ids = [Command.create({"department_id": self.sales.id, "share": 10})]
        with self.assertRefuses(UserError, "frozen"):
            line.with_context(complaint_reopening=True).state = "proposed"

    def test_all_that_is_missing_is_said_at_once(self):
        """STA-2: shares at 100 % and confirmed, improvements checked, somebody reviewed it: of each case, at once."""
        unshared = self._create_closed(shares={})
        partly = self._create_closed(shares={self.production: 60}, confirm=False)
        good = self._create_closed()
        with self.assertRefuses(UserError, "has not been built"):
            self.october.action_confirm()
        self.october.action_build()
        self.october.line_ids.filtered(lambda line: line.case_id == good).improvement_checked = True
        with self.assertRaises(UserError) as caught:
            self.october.action_confirm()
        message = str(caught.exception)
        for sentence in (
            "nobody is named who reviewed it",
            f"{unshared.name}: nobody has been named as responsible and the improvement is neither",
            f"{partly.name}: the shares sum to 60 %, not to 100 %",
            "its responsibility has not been confirmed",
        ):
            self.assertIn(sentence, message)
        self.assertNotIn(good.name, message)

    def test_a_remark_does_for_an_improvement(self):
        """STA-2: every improvement is checked or remarked upon; blanks are no remark."""
        self._create_closed()
        self._review(self.october)
        line = self.october.line_ids
        line.write({"improvement_checked": False, "note": "   "})
        with self.assertRefuses(UserError, "neither checked nor remarked"):
            self.october.action_confirm()
        self.assertTrue(line.is_unchecked)
        self.assertEqual(self.october.unchecked_count, 1)
        line.note = "A slip; nothing to improve"
        self.october.action_confirm()
        self.assertEqual(self.october.state, "confirmed")

    def test_what_needs_no_shares(self):
        """STA-2: enquiries, suggestions, what was passed on and exception reports need nobody responsible."""
        enquiry = self._create_closed(shares={}, case_type="enquiry", validity="undetermined")
        passed_on = self._create_closed(shares={}, validity="undetermined", passed_on_to="The carrier")
        exception = self._create_closed(shares={}, is_exception_report=True)
        self._confirm(self.october)
        self.assertEqual(self.october.line_ids.case_id, enquiry | passed_on | exception)
        self.assertEqual(self.october.line_ids.filtered("needs_improvement").case_id, exception)

    def test_not_before_the_period_is_over(self):
        """STA-2: by the company's clock."""
        self._review(self.october)
        with freeze_time("2026-10-31 15:59:00"), self.assertRefuses(UserError, "not over before"):
            self.october.action_confirm()
        with freeze_time("2026-10-31 16:01:00"):
            self.october.action_confirm()
        self.assertEqual(self.october.state, "confirmed")

    def test_what_is_confirmed_is_what_was_reviewed(self):
        """STA-2: cases that changed since it was built are looked at again first."""
        case = self._create_closed()
        self._review(self.october)
        case.responsibility_ids._reopen()
        case.responsibility_ids.department_id = self.sales
        case.action_confirm_responsibility()
        with self.assertRefuses(UserError, "1 of its cases have changed"):
            self.october.action_confirm()
        self.october.action_build()
        self.october.action_confirm()
        self.assertEqual(self.october.line_ids.responsibility, "Sales 100 %")

    # === People ===

    def test_only_managers_make_statements(self):
        """STA-2: handlers and auditors read; others see nothing of it."""
        self._create_closed()
        self.october.action_build()
        for user in (self.assistant, self.auditor):
            statement = self.october.with_user(user)
            with self.subTest(user.login):
                self.assertEqual(statement.line_ids.mapped("customer"), [self.customer.name])
                for refused in (
                    statement.action_build,
                    statement.action_confirm,
                    lambda s=statement: s.write({"note": "x"}),
                    lambda s=statement: s.line_ids.write({"note": "x"}),
                ):
                    with self.assertRaises(AccessError):
                        refused()
        for user in (self.clerk, self.engineer, self.approver):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.october.with_user(user).read(["name"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.october.line_ids.with_user(user).read(["customer"])

    def test_figures_are_not_written_by_hand(self):
        """STA-2: managers add remarks and ticks; the figures come from the cases, the state from its buttons."""
        self._create_closed()
        self.october.action_build()
        line = self.october.line_ids
        for values in ({"accepted_amount": 0}, {"shares": []}, {"is_late_change": True}, {"note": "x", "days": 1}):
            with self.subTest(values), self.assertRefuses(UserError, "correct the case"):
                line.write(values)
        for values in ({"state": "confirmed"}, {"date_from": "2026-01-01"}, {"cadence": "week"}, {"date_built": False}):
            with self.subTest(values), self.assertRefuses(UserError, "period of a statement stay"):
                self.october.write(values)
        with self.assertRefuses(UserError, "begins open"):
            self._create_statement("2026-01-01", state="confirmed")
        with self.assertRaises(AccessError):
            self.env["complaint.statement.line"].with_user(self.manager).create(
                {"statement_id": self.october.id, "case_id": line.case_id.id, "company_id": self.company.id}
            )
        with self.assertRaises(AccessError):
            line.unlink()

    def test_respondents_see_nothing_and_do_not_confirm(self):
        """CNF-1: whom a case is about sees neither its line nor its figures, and confirms no statement with it."""
        about_manager = self._create_closed(accepted_amount=50)
        other = self._create_closed(accepted_amount=7)
        about_manager.sudo().respondent_ids = self.manager.employee_id
        self.october.sudo().action_build()
        self.env.invalidate_all()
        self.assertEqual(self.october.line_ids.case_id, other)
        self.assertEqual((self.october.case_count, self.october.accepted_amount), (1, 7))
        self.assertEqual([row["amount"] for row in self.october._get_totals_by_party()], [7])
        with self.assertRefuses(AccessError, "Somebody else confirms") as caught:
            self.october.action_confirm()
        self.assertNotIn(about_manager.name, str(caught.exception))

    def test_confidential_cases_are_hidden_from_handlers(self):
        """CNF-2: the line of a confidential case is seen by managers, not by other handlers."""
        case = self._create_closed()
        case.sudo().write({"user_id": self.manager.id, "confidential": True})
        self.october.action_build()
        self.env.invalidate_all()
        self.assertEqual(self.october.line_ids.case_id, case)
        self.assertFalse(self.env["complaint.statement.line"].with_user(self.assistant).search([]))
        self.assertEqual(self.october.with_user(self.assistant).case_count, 0)
