from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from .common import ComplaintFinanceCommon


class PenaltyCommon(ComplaintFinanceCommon):
    """A company that deducts by a profile without limits, a worker with a bonus of 800 and a wage of 3,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.wage.law"].search([("country_id", "=", cls.company.country_id.id)]).unlink()
        cls.law = cls.env["complaint.wage.law"].create(
            {"country_id": cls.company.country_id.id, "allows_deduction": True, "source": "Test"}
        )
        cls.company.complaint_deductions = True
        cls.department = cls.env["hr.department"].create({"name": "Production", "company_id": cls.company.id})
        cls.worker_user = cls._create_user("pen_worker", "base.group_user")
        cls.colleague_user = cls._create_user("pen_colleague", "base.group_user")
        cls.worker, cls.colleague = (
            cls._employ(user.name, user_id=user.id) for user in (cls.worker_user, cls.colleague_user)
        )
        cls.ground = cls.env.ref("complaint_finance.penalty_ground_wrong_loading")
        cls.policy = cls.env["complaint.policy"].create({"name": "Penalties", "code": "PENALTIES"})
        cls.case = cls._case()

    @classmethod
    def _case(cls, **values):
        return cls.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "policy_id": cls.policy.id,
                "user_id": cls.handler.id,
                **values,
            }
        )

    @classmethod
    def _employ(cls, name, bonus=800.0, **values):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "department_id": cls.department.id,
                "date_version": date(2020, 1, 1),
                "performance_bonus": bonus,
                "wage": 3000,
                **values,
            }
        )

    @classmethod
    def _version(cls, employee, day, bonus):
        """A version of the employee from ``day`` on, with another bonus."""
        return cls.env["hr.version"].create(
            {
                "employee_id": employee.id,
                "company_id": cls.company.id,
                "department_id": cls.department.id,
                "date_version": day,
                "performance_bonus": bonus,
                "wage": 3000,
            }
        )

    def _bonus(self, month, bonus, employee=None):
        """Another bonus in that month only; the rest of the history stays."""
        employee = employee or self.worker
        after = month + relativedelta(months=1)
        if after not in employee.version_ids.mapped("date_version"):
            self._version(employee, after, employee._get_version(after).performance_bonus)
        if month in employee.version_ids.mapped("date_version"):
            employee._get_version(month).performance_bonus = bonus
        else:
            self._version(employee, month, bonus)

    def _notice(self, amount=0.0, month=date(2026, 9, 1), to="confirmed", **values):
        notice = self.env["complaint.penalty"].create(
            {
                "case_id": self.case.id,
                "employee_id": self.worker.id,
                "ground_id": self.ground.id,
                "reason": "Loaded without corner boards.",
                "month": month,
                "amount": amount,
                **values,
            }
        )
        if to == "draft":
            return notice
        notice.with_user(self.manager).action_approve()
        if to == "approved":
            return notice
        with freeze_time("2026-09-01 08:00:00"):
            notice.with_user(self.officer).action_notify()
        if to == "confirmed":
            self._confirm(notice)
        return notice

    def _confirm(self, notice):
        with freeze_time("2026-09-20 08:00:00"):
            notice.with_user(self.officer).action_confirm()

    def _close(self, *months):
        for month in months:
            closing = self.env["complaint.penalty.closing"].create({"company_id": self.company.id, "month": month})
            with freeze_time(f"{month.year + 1}-12-28"):
                closing.with_user(self.officer).action_close()

    def _lines(self, notices):
        return [
            (line.month.strftime("%Y-%m"), line.amount, line.state)
            for line in notices.deduction_ids.sorted(lambda d: (d.month, d.id))
        ]

    def _planned(self, notices):
        return [line[:2] for line in self._lines(notices) if line[2] == "planned"]

    @classmethod
    def _set_law(cls, **values):
        cls.law.write({"basis": "none", "needs_consent": False, "keeps_minimum_wage": False, **values})
