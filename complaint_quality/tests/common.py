from contextlib import contextmanager

from odoo.fields import Command, Date
from odoo.tests import TransactionCase

from odoo.addons.complaint_management.tests.common import new_users


class ComplaintQualityCommon(TransactionCase):
    """People, a case in its investigation, and short ways to what an investigation needs.

    Tests run as the least of the people: `engineer` leads investigations, `manager` waives, `owner` and `verifier` are
    plain complaint users from elsewhere, `stranger` has nothing to do with the case, `auditor` only reads.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        user, quality = "complaint_management.group_user", "complaint_quality.group_quality_user"
        cls.engineer, cls.manager, cls.owner, cls.verifier, cls.stranger, cls.handler, cls.auditor = cls._new_users(
            {
                "q_engineer": quality,
                "q_manager": "complaint_quality.group_quality_manager",
                "q_owner": user,
                "q_verifier": user,
                "q_stranger": user,
                "q_handler": "complaint_management.group_handler",
                "q_auditor": "complaint_management.group_auditor",
            },
        )
        cls.cause = cls.env.ref("complaint_quality.cause_method_packing")
        cls.product = cls.env["product.product"].create({"name": "Desk", "is_storable": True, "tracking": "lot"})
        cls.case = cls._new_case("Scratched desks")

    @classmethod
    def _new_users(cls, groups, **values):
        return new_users(cls.env, groups, name=lambda login: login.replace("_", " ").title(), **values)

    @classmethod
    def _new_user(cls, login, groups, **values):
        return cls._new_users({login: groups}, **values)

    @classmethod
    def _new_lot(cls, name, product=None):
        return cls.env["stock.lot"].create({"name": name, "product_id": (product or cls.product).id})

    @classmethod
    def _new_case(cls, subject, company=None, accept=True, **values):
        company = company or cls.company
        case = cls.env["complaint.case"].create(
            {
                "subject": subject,
                "description": "<p>Deep scratches on the <b>tops</b></p>",
                "partner_id": cls.env["res.partner"].create({"name": "Customer of " + subject}).id,
                "company_id": company.id,
                "line_ids": [Command.create({"product_id": cls.product.id, "qty_claimed": 3, "qty_defective": 2})],
                **values,
            }
        )
        if accept:
            case.action_accept()
        return case

    @classmethod
    def _open(cls, cases=None, user=None):
        """An investigation of the cases, seen by the engineer who opened it."""
        cases = cases or cls.case
        action = cases.with_user(user or cls.engineer).action_open_investigation()
        return cls.env["complaint.investigation"].with_user(user or cls.engineer).browse(action["res_id"])

    @classmethod
    def _add_chain(cls, investigation, *names, branch="occurrence"):
        """Whys that explain one another, the last one the verified root cause."""
        values = [{"name": name, "branch": branch, "chained": True} for name in names]
        values[-1].update(is_root=True, status="verified", evidence="Seen at the line", cause_id=cls.cause.id)
        investigation.write({"why_ids": [Command.create(vals) for vals in values]})
        return investigation.why_ids.filtered(lambda why: why.name in names)

    @classmethod
    def _plan(cls, investigation, **values):
        """A corrective action with a planned check."""
        return (
            cls.env["complaint.action"]
            .with_env(investigation.env)
            .create(
                {
                    "investigation_id": investigation.id,
                    "name": "Corner protection",
                    "user_id": cls.owner.id,
                    "date_due": Date.add(Date.today(), days=7),
                    "check_metric": "Scratched desks per month",
                    "check_baseline": 9,
                    "check_target": 2,
                    "check_method": "Register of three months",
                    "check_user_id": cls.verifier.id,
                    "date_check": Date.add(Date.today(), days=90),
                    **values,
                }
            )
        )

    @classmethod
    def _accept_cause(cls, investigation):
        cls._add_chain(investigation, "The tops touch each other", "There is nothing between them")
        investigation.action_accept_cause()

    @classmethod
    def _finish(cls, action, effective="yes", value=1.0):
        action.with_user(action.user_id).action_done("Photo of the first pallet")
        action.with_user(action.check_user_id).action_check(effective, value, "Register of complaints")

    @classmethod
    def _closable(cls, cases=None):
        """An investigation that has all it needs to be closed."""
        investigation = cls._open(cases)
        cls._accept_cause(investigation)
        cls._finish(cls._plan(investigation))
        investigation.prevention = "<p>Packing instruction 12</p>"
        investigation.conclusion = "<p>Pack with corners</p>"
        return investigation

    @contextmanager
    def assertRefuses(self, exception, pattern):
        """Like assertRaisesRegex, with what was done before the refusal rolled back, as the server does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)
