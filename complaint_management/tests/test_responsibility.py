from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestResponsibility(ComplaintCommon):
    def _create_lines(self, *degrees, case=None):
        case = case or self._create_case()
        if case.state == "received":
            case.action_accept()
        case.responsibility_ids = [
            Command.create({"party": "department", "department_id": self.production.id, "degree": degree})
            for degree in degrees
        ]
        return case.responsibility_ids.sorted("id")

    def test_one_alone_takes_all(self):
        """RSP-2: one party's fault alone is 100 % theirs, whatever the degree."""
        line = self._create_lines("minor")
        line.share = 40
        line.case_id.action_share_by_degree()
        self.assertEqual(line.share, 100)

    def test_shares_by_degree(self):
        """RSP-2: main, equal and minor weigh 3, 2 and 1; the shares sum to exactly 100.00."""
        for degrees, shares in (
            (("main", "minor"), [75, 25]),
            (("equal", "equal"), [50, 50]),
            (("main", "minor", "minor"), [60, 20, 20]),
            (("equal", "equal", "equal"), [33.34, 33.33, 33.33]),
            (("main", "equal", "minor"), [50, 33.33, 16.67]),
            (("minor",) * 7, [14.29, 14.29, 14.29, 14.29, 14.28, 14.28, 14.28]),
        ):
            with self.subTest(degrees):
                lines = self._create_lines(*degrees)
                lines.case_id.action_share_by_degree()
                self.assertEqual(lines.mapped("share"), shares)
                lines.case_id.action_confirm_responsibility()
                self.assertEqual(set(lines.mapped("state")), {"confirmed"})

    def test_thirds_may_go_on(self):
        """RSP-1: shares that sum to 100.00 go on, however the computer adds them."""
        lines = self._create_lines(*["minor"] * 7)
        case = lines.case_id
        case.action_share_by_degree()
        case.step_ids.with_user(self.engineer).action_done("Found")
        case.action_propose()
        self.assertEqual(case.state, "resolution")

    def test_confirmed_shares_are_left_alone(self):
        """RSP-1, RSP-2: only what is not confirmed is shared out again."""
        first, second = self._create_lines("main", "minor")
        first.sudo().write({"state": "confirmed", "share": 60})
        third = self._create_lines("minor", case=first.case_id)[-1]
        first.case_id.action_share_by_degree()
        self.assertEqual((first.share, second.share, third.share), (60, 20, 20))
        (second | third).unlink()
        with self.assertRefuses(UserError, "nobody has been proposed"):
            first.case_id.action_share_by_degree()

    def test_refused_without_parties_rights_or_open_case(self):
        """RSP-2: says what is missing; only handlers share out."""
        case = self._create_case()
        with self.assertRefuses(UserError, "name who is responsible"):
            case.action_share_by_degree()
        self._create_lines("main", case=case)
        with self.assertRefuses(AccessError, "handlers"):
            case.with_user(self.clerk).action_share_by_degree()
        case.action_withdraw("Gone")
        with self.assertRefuses(UserError, "closed"):
            case.action_share_by_degree()

    # === Parties ===

    def test_every_kind_of_party(self):
        """RSP-1: department, employee, supplier, carrier and customer, each named, with cause and degree."""
        case = self._create_case()
        case.action_accept()
        partner = {"partner_id": self.customer.id}
        parties = [
            {"party": "department", "department_id": self.quality.id},
            {"party": "employee", "employee_id": self.worker.employee_id.id},
            {"party": "supplier", **partner},
            {"party": "carrier", **partner},
            {"party": "customer", **partner},
        ]
        case.responsibility_ids = [
            Command.create({**values, "share": 20, "degree": "equal", "note": "Seen"}) for values in parties
        ]
        case.action_confirm_responsibility()
        self.assertEqual(case.responsibility_ids.mapped("state"), ["confirmed"] * 5)
        self.assertEqual(case.responsibility_ids[1].department_id, self.production, "an employee's department")
        self.assertIn("20 %", case.responsibility_ids[4].display_name)

    def test_a_party_is_named_and_its_share_is_a_percentage(self):
        """RSP-1: no nameless party, no share outside 0 to 100."""
        case = self._create_case()
        case.action_accept()
        department = {"party": "department", "department_id": self.quality.id}
        for values in (
            {"party": "department"},
            {"party": "employee", "department_id": self.quality.id},
            {"party": "supplier"},
            {"party": "carrier", "department_id": self.quality.id},
            {**department, "share": 0},
            {**department, "share": 100.01},
            {**department, "share": -5},
        ):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                case.responsibility_ids = [Command.create(values)]
                self.env.flush_all()

    # === Claims against third parties ===

    def _get_claims(self, case):
        claim = self.env.ref("complaint_management.mail_activity_type_claim")
        return case.activity_ids.filtered(lambda activity: activity.activity_type_id == claim)

    def _create_shared(self, *parties, **values):
        case = self._create_case(user_id=self.assistant.id, **values)
        case.action_accept()
        case.responsibility_ids = [
            Command.create(
                {
                    "party": party,
                    "share": share,
                    "note": "Bad glue",
                    **(
                        {"department_id": self.quality.id}
                        if party == "department"
                        else {"partner_id": self.customer.id}
                    ),
                }
            )
            for party, share in parties
        ]
        return case

    def test_third_party_is_to_be_claimed_from(self):
        """RSP-4: what a supplier or carrier answers for becomes a claim against them, one each, once confirmed."""
        case = self._create_shared(("supplier", 50), ("carrier", 30), ("customer", 10), ("department", 10))
        self.assertFalse(self._get_claims(case))
        case.action_confirm_responsibility()
        claims = self._get_claims(case)
        self.assertEqual(
            sorted(claims.mapped("summary")),
            [f"Claim against {self.customer.name}: {share} %" for share in (30, 50)],
        )
        self.assertEqual(claims.user_id, self.assistant)
        self.assertIn("Bad glue", claims[0].note)
        case.action_confirm_responsibility()
        self.assertEqual(self._get_claims(case), claims, "confirmed twice, claimed once")

    def test_claim_follows_the_share(self):
        """RSP-4: reopened responsibility claims nothing; another share is claimed anew, the same one not again."""
        case = self._create_shared(("supplier", 60), ("department", 40))
        case.action_confirm_responsibility()
        case.responsibility_ids._reopen()
        self.assertFalse(self._get_claims(case))
        case.action_confirm_responsibility()
        self._get_claims(case).action_feedback("Claimed")
        self.assertFalse(self._get_claims(case))
        case.responsibility_ids._reopen()
        case.action_confirm_responsibility()
        self.assertFalse(self._get_claims(case), "has been done at this share")
        case.responsibility_ids._reopen()
        supplier, department = case.responsibility_ids.sorted("id")
        supplier.share, department.share = 70, 30
        case.action_confirm_responsibility()
        self.assertEqual(self._get_claims(case).summary, f"Claim against {self.customer.name}: 70 %")

    def test_reopened_is_changed_and_confirmed_again(self):
        """RSP-1, RTE-6: an upheld appeal takes confirmed shares back to proposed; nobody does so by hand."""
        case = self._create_shared(("department", 100))
        case.action_confirm_responsibility()
        line = case.responsibility_ids
        with self.assertRefuses(UserError, "an appeal may reopen"):
            line.state = "proposed"
        with self.assertRefuses(UserError, "an appeal may reopen"):
            line.unlink()
        line._reopen()
        self.assertEqual(line.state, "proposed")
        line.department_id = self.sales
        case.action_confirm_responsibility()
        self.assertEqual((line.state, line.department_id), ("confirmed", self.sales))
