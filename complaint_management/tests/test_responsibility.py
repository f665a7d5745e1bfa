from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

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
