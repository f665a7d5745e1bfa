from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestPenaltyBracket(ProposalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brackets = cls.env["complaint.penalty.bracket"].create(
            [
                {"policy_id": cls.policy.id, "amount_from": 10, "amount_to": 50, "kind": "warning", "amount": 5},
                {
                    "policy_id": cls.policy.id,
                    "amount_from": 50,
                    "amount_to": 100,
                    "kind": "minor_demerit",
                    "percent": 10,
                },
                {"policy_id": cls.policy.id, "amount_from": 200, "kind": "deduction", "percent": 33.33},
            ]
        )

    def _allocated(self, *parts):
        """A case whose loss is allocated: parts are tuples of an employee or a department and an amount."""
        case = self._case()
        self.env["complaint.allocation"].create(
            [
                {
                    "case_id": case.id,
                    "employee_id": who.id if who._name == "hr.employee" else False,
                    "department_id": who.id if who._name == "hr.department" else who.department_id.id,
                    "amount": amount,
                }
                for who, amount in parts
            ]
        )
        return case

    def test_pen_3_bounds(self):
        """PEN-3: a bracket holds from its lower bound up to, but not at, its upper one; gaps propose nothing."""
        expected = {
            9.99: "",
            10: "warning",
            49.99: "warning",
            50: "minor_demerit",
            100: "",
            199.99: "",
            5000: "deduction",
        }
        found = {amount: self.brackets._get_bracket(amount).kind or "" for amount in expected}
        self.assertEqual(found, expected)

    def test_pen_3_overlaps_are_refused_in_words(self):
        """PEN-3: brackets of a policy do not overlap, an endless one neither; another policy's may."""
        for bounds in ({"amount_from": 40, "amount_to": 60}, {"amount_from": 300}, {"amount_from": 150}):
            with self.assertRefuses(ValidationError, "overlap. Let one end"), self.env.cr.savepoint():
                self.brackets.create({"policy_id": self.policy.id, "kind": "warning", **bounds})
        other = self.policy.copy()
        self.assertEqual(len(other.bracket_ids), 3)
        with self.assertRefuses(ValidationError, "takes its place"):
            self.brackets[0].kind = "training"
        for wrong in ({"amount_from": -1}, {"amount_to": 5}, {"percent": 5}, {"percent": 101, "amount": 0}):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                self.brackets[0].write(wrong)
                self.env.flush_all()

    def test_pen_3_proposed_by_bracket(self):
        """PEN-3: kind and deduction per employee, parts added up; a department where nobody is named."""
        self._switch_on()
        case = self._allocated((self.worker, 30), (self.worker, 30), (self.colleague, 9), (self.department, 300))
        case.with_user(self.accountant).action_propose_penalties()
        self.assertRecordValues(
            case.penalty_ids.sorted("id"),
            [
                {"employee_id": self.worker.id, "kind": "minor_demerit", "amount": 6, "liable_amount": 60},
                {"employee_id": False, "kind": "deduction", "amount": 99.99, "liable_amount": 300},
            ],
        )
        self.assertEqual(set(case.penalty_ids.mapped("origin")), {"allocation"})
        self.assertEqual(case.penalty_ids.filtered(lambda p: not p.employee_id).department_id, self.department)
        with self.assertRefuses(UserError, "a notice already, or no bracket"):
            case.with_user(self.accountant).action_propose_penalties()
        for user in (self.handler, self.officer, self.worker_user):
            with self.assertRaises(AccessError):
                case.with_user(user).action_propose_penalties()

    def test_pen_3_parts_add_up_to_the_coin(self):
        """PEN-3: parts that come to a bracket's lower bound lie in it, whatever floats make of their sum."""
        case = self._allocated(*((self.worker, part) for part in (4.14, 29.99, 15.87)))
        case.with_user(self.accountant).action_propose_penalties()
        self.assertRecordValues(case.penalty_ids, [{"kind": "minor_demerit", "liable_amount": 50}])

    def test_pen_1_same_proposals_without_money(self):
        """PEN-1, PEN-3: with money off the same kinds are proposed, without amounts."""
        case = self._allocated((self.worker, 60), (self.colleague, 20))
        case.with_user(self.accountant).action_propose_penalties()
        self.assertRecordValues(
            case.penalty_ids.sorted("id"),
            [{"kind": "minor_demerit", "amount": 0}, {"kind": "warning", "amount": 0}],
        )

    def test_los_4_supplements_raise_drafts_only(self):
        """LOS-4, PEN-3: a part that grew raises the draft; a notice that was approved stands."""
        self._switch_on()
        case = self._allocated((self.worker, 30), (self.colleague, 30))
        case.with_user(self.accountant).action_propose_penalties()
        mine, theirs = case.penalty_ids.sorted("id")
        theirs.ground_id = self.ground
        theirs.with_user(self.manager).action_approve()
        case.allocation_ids.amount = 80
        case.with_user(self.accountant).action_propose_penalties()
        self.assertRecordValues(
            mine | theirs,
            [
                {"kind": "minor_demerit", "amount": 8, "liable_amount": 80},
                {"kind": "warning", "amount": 5, "liable_amount": 30},
            ],
        )
        self.assertEqual(len(case.penalty_ids), 2)

    def test_los_4_drafts_of_others_go(self):
        """LOS-4, RTE-6, PEN-3: who bears nothing any more, or too little, is not proposed any more."""
        case = self._allocated((self.worker, 60), (self.colleague, 60))
        case.with_user(self.accountant).action_propose_penalties()
        mine, theirs = case.penalty_ids.sorted("id")
        case.allocation_ids.filtered(lambda a: a.employee_id == self.worker).employee_id = self.head
        case.allocation_ids.filtered(lambda a: a.employee_id == self.colleague).amount = 5
        case.with_user(self.accountant).action_propose_penalties()
        self.assertEqual((mine | theirs).mapped("state"), ["cancelled", "cancelled"])
        self.assertEqual((case.penalty_ids - mine - theirs).employee_id, self.head)

    def test_los_4_amount_of_the_other_bracket(self):
        """LOS-4, PEN-3: a draft that falls into a bracket without a deduction keeps none of the former one."""
        self._switch_on()
        self.brackets[0].amount = 0
        case = self._allocated((self.worker, 60))
        case.with_user(self.accountant).action_propose_penalties()
        self.assertEqual(case.penalty_ids.amount, 6)
        case.allocation_ids.amount = 20
        case.with_user(self.accountant).action_propose_penalties()
        self.assertRecordValues(case.penalty_ids, [{"kind": "warning", "amount": 0, "liable_amount": 20}])

    def test_pen_4_tariff_is_the_default(self):
        """PEN-4: each kind has a deduction, also on typed drafts, where it may be changed; training has none."""
        self.policy.penalty_tariff_ids = [
            (0, 0, {"kind": "warning", "amount": 20}),
            (0, 0, {"kind": "minor_demerit", "percent": 10}),
        ]
        self.assertEqual(self._notice().amount, 0, "money is off")
        self._switch_on()
        self.worker.version_id.performance_bonus = 333
        with Form(self.env["complaint.penalty"].with_user(self.accountant)) as form:
            form.case_id = self._case()
            form.employee_id = self.worker
            self.assertEqual(form.amount, 20)
            form.kind = "minor_demerit"
            self.assertEqual(form.amount, 33.3)
            form.amount = 30
        self.assertEqual(form.record.amount, 30)
        form.record.kind = "training"
        self.assertEqual(form.record.amount, 0)
        self.assertEqual(self._notice(amount=7).amount, 7)
        self.assertEqual(self._notice(kind="major_demerit", amount=9).amount, 9, "a kind without a line keeps its own")

    def test_pen_4_wrong_tariffs(self):
        """PEN-4: one line a kind, with an amount or a percentage."""
        with self.assertRefuses(ValidationError, "only one of them"):
            self.policy.penalty_tariff_ids = [(0, 0, {"kind": "warning", "amount": 20, "percent": 5})]
        with self.assertRefuses(ValidationError, "only one of them"):
            self.policy.penalty_tariff_ids = [(0, 0, {"kind": "bonus"})]

    def test_pen_3_bracket_without_amount_takes_the_tariff(self):
        """PEN-4: where the bracket says no amount, the tariff of its kind does."""
        self._switch_on()
        self.brackets[0].amount = 0
        self.policy.penalty_tariff_ids = [(0, 0, {"kind": "warning", "amount": 12})]
        case = self._allocated((self.worker, 30))
        case.with_user(self.accountant).action_propose_penalties()
        self.assertEqual(case.penalty_ids.amount, 12)

    def test_pen_3_penalties_name_a_case(self):
        """PEN-3: whoever is penalised may ask for which case; only rewards go without one."""
        with self.assertRefuses(ValidationError, "choose the case"):
            self._notice(case_id=False)
        reward = self._notice(case_id=False, kind="commendation")
        self.assertEqual(reward.company_id, self.company)
        for user in (self.officer, self.manager, self.accountant):
            self.assertEqual(reward.with_user(user).search([("id", "=", reward.id)]), reward)
        self.assertFalse(reward.with_user(self.colleague_user).search([("id", "=", reward.id)]))

    def test_pen_3_origin_is_the_procedures(self):
        """PEN-3: nobody writes by hand which rule proposed a notice."""
        notice = (
            self.env["complaint.penalty"]
            .with_user(self.accountant)
            .create({"case_id": self._case().id, "employee_id": self.worker.id, "origin": "established", "rung": 3})
        )
        self.assertRecordValues(notice, [{"origin": "manual", "rung": 0}])
        with self.assertRefuses(UserError, "not by hand"):
            notice.with_user(self.accountant).rung = 3

    def test_pen_11_grounds_in_order(self):
        """PEN-11: the grounds known from the regulations are there, in order, "other" last; penalties need one."""
        names = [
            "Wrong documents or sample data",
            "Accounting error",
            "Material not prepared to specification",
            "Rejected goods mixed into good ones",
            "Over-delivery without consent",
            "Cutting production data",
            "Special quality demand not passed on",
            "Order taken down wrongly",
            "Late delivery",
            "Wrong loading",
            "Delivery note error",
            "Bad storage or transport",
            "Marking not to specification",
            "Inspection data not matching",
            "Other",
        ]
        self.assertEqual(
            self.env["complaint.penalty.ground"].with_context(lang="en_US").search([]).mapped("name"), names
        )
        with self.assertRefuses(UserError, "ground and the facts"):
            self._notice(ground_id=False).with_user(self.manager).action_approve()
