from odoo.fields import Command

from .common import ComplaintFinanceCommon


class ProposalCommon(ComplaintFinanceCommon):
    """A department with a head and two workers, a policy, and cases that name who is responsible."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_staff(date_version="2020-01-01")
        cls.ground = cls.env.ref("complaint_finance.penalty_ground_wrong_loading")
        cls.policy = cls.env["complaint.policy"].create(
            {"name": "With penalties", "code": "PEN", "company_id": cls.company.id}
        )

    @classmethod
    def _switch_on(cls):
        cls.company.country_id = cls.env.ref("base.ph")  # whose law allows deductions, without a limit
        cls.company.complaint_deductions = True

    @classmethod
    def _rules(cls, *rungs, basis="established"):
        """``rungs``: tuples of times, kind and amount."""
        return cls.env["complaint.penalty.rule"].create(
            [
                {
                    "policy_id": cls.policy.id,
                    "basis": basis,
                    "times": times,
                    "kind": kind,
                    "amount": amount,
                    "ground_id": cls.ground.id,
                }
                for times, kind, amount in rungs
            ]
        )

    @classmethod
    def _case(cls, date="2026-03-10 08:00:00", responsible=None, state="confirmed", **values):
        case = cls.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": cls.customer.id,
                "policy_id": cls.policy.id,
                "user_id": cls.handler.id,
                "date_received": date,
                "date_accepted": date,
                "validity": "established",
                "state": "investigation",
                "responsibility_ids": [
                    Command.create({"party": "employee", "employee_id": who.id, "share": 100, "state": state})
                    for who in responsible or ()
                ],
                **values,
            }
        )
        # what the policy began by itself is not what a test counts
        case.deadline_ids.unlink()
        return case

    @classmethod
    def _notice(cls, **values):
        return cls.env["complaint.penalty"].create(
            {
                "case_id": cls._case().id,
                "employee_id": cls.worker.id,
                "ground_id": cls.ground.id,
                "reason": "Loaded without corner boards.",
                "month": "2026-03-01",
                **values,
            }
        )

    def _propose(self, month="2026-03-01"):
        return self.env["complaint.penalty"].with_user(self.accountant).action_propose_month(self.company.id, month)
