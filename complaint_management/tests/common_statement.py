from odoo.fields import Command

from .common import ComplaintCommon


class StatementCommon(ComplaintCommon):
    """October 2026 in a company in Shanghai; cases are closed and shared by the fast way, past the procedure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar.tz = "Asia/Shanghai"
        # other cases, such as the demonstration's, are not this company's affair
        cls.env["complaint.case"].search([("company_id", "=", cls.company.id)]).state = "withdrawn"
        cls.env["complaint.statement"].search([("company_id", "=", cls.company.id)]).unlink()
        cls.october = cls._create_statement("2026-10-15")

    @classmethod
    def _create_statement(cls, day, cadence="month", **values):
        statement = cls.env["complaint.statement"].with_user(cls.manager)
        return statement.create({"date_from": day, "cadence": cadence, **values})

    @classmethod
    def _create_closed(cls, closed="2026-10-10 08:00:00", shares=None, confirm=True, **values):
        """A closed established complaint with the shares of the departments, confirmed by a handler."""
        case = cls._create_case(date_received="2026-10-01 08:00:00", line_ids=[], user_id=cls.assistant.id)
        case.sudo().write({"state": "closed", "date_closed": closed, "validity": "established", **values})
        if shares is None:
            shares = {cls.production: 100}
        case.responsibility_ids = [
            Command.create({"department_id": department.id, "share": share, "note": f"Cause in {department.name}"})
            for department, share in shares.items()
        ]
        if shares and confirm:
            case.action_confirm_responsibility()
        return case

    def _review(self, statement):
        statement.action_build()
        statement.participant_ids = self.worker.employee_id
        statement.line_ids.improvement_checked = True

    def _confirm(self, statement):
        self._review(statement)
        statement.action_confirm()
        self.assertEqual(statement.state, "confirmed")
