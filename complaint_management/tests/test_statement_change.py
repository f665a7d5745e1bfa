from unittest.mock import patch

from freezegun import freeze_time
from lxml import html

from odoo.fields import Command, Date
from odoo.tests import tagged

from .common_statement import StatementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-12-03 09:00:00")
class TestStatementChange(StatementCommon):
    """Late changes, the job and what is printed."""

    def test_reopened_and_closed_again(self):
        """STA-2: a case reopened after the confirmation enters the statement of its new closing, as a change."""
        case = self._create_closed()
        self._confirm(self.october)
        case.sudo().write({"state": "investigation", "date_closed": False, "round": 2})
        november = self._create_statement("2026-11-01")
        november.action_build()
        self.assertFalse(november.line_ids)
        case.sudo().write({"state": "closed", "date_closed": "2026-11-20 08:00:00"})
        self._confirm(november)
        line = november.line_ids
        self.assertEqual((line.case_id, line.previous_id, line.is_late_change), (case, self.october, True))
        self.assertEqual(self.october.line_ids.round, 1)
        self.assertEqual(case.with_user(self.manager).statement_id, november)

    def test_upheld_appeal_goes_to_the_next_statement(self):
        """RSP-3, RTE-6: what an appeal changes enters the next statement; the confirmed one keeps its shares."""
        case, other = self._create_closed(), self._create_closed()
        self._confirm(self.october)
        november = self._create_statement("2026-11-01")
        november.action_build()
        self.assertFalse(november.line_ids, "nothing has changed")
        case.responsibility_ids._reopen()
        case.responsibility_ids.department_id = self.sales
        november.action_build()
        self.assertEqual(november.line_ids.case_id, case)
        case.action_confirm_responsibility()
        self._confirm(november)
        self.assertEqual(november.line_ids.responsibility, "Sales 100 %")
        self.assertEqual(set(self.october.line_ids.mapped("responsibility")), {"Production 100 %"})
        self.assertEqual((case | other).responsibility_ids.mapped("state"), ["frozen", "frozen"])
        december = self._create_statement("2026-12-01")
        december.action_build()
        self.assertFalse(december.line_ids, "settled")

    def test_late_changes_go_to_one_statement_only(self):
        """STA-2: the first open one after the closing; of months without a statement nothing is a late change."""
        late = self._create_closed("2026-10-10 08:00:00")
        self._create_closed("2026-08-10 08:00:00")
        november, december = (self._create_statement(day) for day in ("2026-11-01", "2026-12-01"))
        (november | december).action_build()
        self.assertFalse(november.line_ids | december.line_ids, "October is open: it is October's")
        late.sudo().state = "followup"
        self._confirm(self.october)
        late.sudo().state = "closed"
        (december | november).action_build()
        self.assertEqual(november.line_ids.case_id, late)
        self.assertTrue(november.line_ids.is_late_change)
        self.assertFalse(december.line_ids)
        late.sudo().state = "followup"
        self._confirm(november)
        late.sudo().state = "closed"
        december.action_build()
        self.assertEqual(december.line_ids.case_id, late)

    # === Job ===

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("complaint_management.ir_cron_create_statements").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["complaint.statement"].search(
            [("company_id", "=", self.company.id)], order="cadence, date_from"
        )

    def test_job_statement_by_statement(self):
        """STA-2: what goes wrong in one company keeps no other from its statements; a period is passed over by none."""
        weekly = self._create_policy(statement_cadence="week")
        self._create_closed("2026-11-20 08:00:00", policy_id=self.policy.id)
        self._create_closed("2026-11-27 08:00:00", policy_id=weekly.id)
        model = type(self.env["complaint.statement"])
        build = model._build

        def fail(statement):
            if statement.name == "2026-11":
                self.env.cr.execute("SELECT 1 / 0")
            return build(statement)

        january = freeze_time("2027-01-03 09:00:00")
        logged = self.assertLogs("odoo.addons.complaint_management", "ERROR")
        with patch.object(model, "_build", fail), logged as logs, january:
            self.assertEqual(self._run_job().mapped("name"), ["2026-10", "2026-W52"])
        self.assertIn(self.company.name, logs.output[0])
        with freeze_time("2027-01-03 09:00:00"):
            self.assertEqual(self._run_job().mapped("name"), ["2026-10", "2026-11", "2026-12", "2026-W52"])

    def test_job_makes_what_is_missing(self):
        """STA-2: every period since the newest statement, built, with an activity to the managers; twice is once."""
        weekly = self._create_policy(statement_cadence="week")
        self._create_closed("2026-11-20 08:00:00", policy_id=self.policy.id)
        self._create_closed("2026-11-27 08:00:00", policy_id=weekly.id)
        statements = self._run_job()
        self.assertEqual(statements.mapped("name"), ["2026-10", "2026-11", "2026-W48"])
        self.assertEqual(statements.mapped("case_count"), [0, 1, 1])
        november = statements[1]
        activity = november.activity_ids.filtered(lambda a: a.user_id == self.manager)
        self.assertEqual(activity.date_deadline, Date.to_date("2026-12-10"))
        self.assertNotIn(self.assistant, november.activity_ids.user_id)
        self.assertEqual(self._run_job(), statements)
        self.assertEqual(november.activity_ids.filtered(lambda a: a.user_id == self.manager), activity)
        self._confirm(november.with_user(self.manager))
        self.assertFalse(november.activity_ids)

    def test_job_waits_for_the_end_of_the_period(self):
        """STA-2: a month ends at midnight where the company is."""
        self._create_closed("2026-11-20 08:00:00")
        with freeze_time("2026-11-30 15:59:00"):
            self.assertEqual(self._run_job().mapped("name"), ["2026-10"])
        with freeze_time("2026-11-30 16:01:00"):
            self.assertEqual(self._run_job().mapped("name"), ["2026-10", "2026-11"])

    def test_companies_without_cases_get_none(self):
        """STA-2: nobody who handles no complaints is asked for a statement."""
        other = self.env["res.company"].create({"name": "Second"})
        self._run_job()
        self.assertFalse(self.env["complaint.statement"].search([("company_id", "=", other.id)]))

    # === Print ===

    def _print(self, statement):
        document, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html("complaint_management.report_statement", statement.ids)
        )
        return " ".join(html.fromstring(document).text_content().split())

    def test_totals_by_department(self):
        """STA-2: cases, shares and amounts by department; the parts of an amount sum to the whole."""
        self._create_closed(
            shares={self.production: 33.34, self.quality: 33.33, self.sales: 33.33}, accepted_amount=100
        )
        case = self._create_closed(shares={}, accepted_amount=10)
        case.responsibility_ids = [
            Command.create({"party": "employee", "employee_id": self.worker.employee_id.id, "share": 50}),
            Command.create({"party": "carrier", "partner_id": self.customer.id, "share": 50}),
        ]
        self.october.action_build()
        rows = self.october._get_totals_by_party()
        self.assertEqual(
            [(row["name"], row["cases"], round(row["share"], 4), round(row["amount"], 2)) for row in rows],
            [
                ("Production", 2, 0.8334, 38.34),
                ("Quality", 1, 0.3333, 33.33),
                ("Sales", 1, 0.3333, 33.33),
                (self.customer.name, 1, 0.5, 5),
            ],
        )

    def test_dispositions(self):
        """STA-4: suggestions adopted, partly, not and other, in number and percent."""
        for disposition in ("adopted", "adopted", "partly", "not_adopted"):
            self._create_closed(shares={}, case_type="suggestion", validity="undetermined", disposition=disposition)
        self._create_closed()
        self.october.action_build()
        self.assertEqual(
            self.october._get_dispositions(),
            [("Adopted", 2, 50.0), ("Partly Adopted", 1, 25.0), ("Not Adopted", 1, 25.0), ("Other", 0, 0.0)],
        )
        self.assertIn("Adopted 2 50.0 %", self._print(self.october))

    def test_printed(self):
        """STA-2: cases with shares, totals, remarks and a row to sign for everybody who reviewed it."""
        case = self._create_closed(shares={self.production: 75, self.quality: 25}, accepted_amount=80)
        self._review(self.october)
        self.october.note = "New nozzles are ordered."
        text = self._print(self.october)
        for words in (
            "Complaint Statistics Statement 2026-10",
            "Not confirmed yet.",
            case.name,
            "Production 75 %",
            "Quality 25 %",
            "Cause in Production; Cause in Quality",
            "New nozzles are ordered.",
            "Joint Reviewers",
            "Production worker",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertNotIn("Disposition of Suggestions", text)
        self.october.action_confirm()
        self.assertIn("Confirmed on 12/03/2026 by manager", self._print(self.october))
        action = self.october.action_print()
        self.assertEqual(action["report_name"], "complaint_management.report_statement")

    def test_an_empty_month_has_a_statement_too(self):
        """STA-2: no case closed is a result, reviewed and confirmed like others."""
        self._confirm(self.october)
        self.assertIn("No case was closed in the period.", self._print(self.october))
