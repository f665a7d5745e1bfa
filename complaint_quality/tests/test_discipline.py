from datetime import date, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintQualityCommon

ANSWERS = {
    "D0": {"content": "Scratches; deliveries stopped"},
    "D1": {"content": "And Joe of packing"},
    "D2": {
        **{f"{question}_is": "This" for question in ("what", "where", "when", "many")},
        "what_is_not": "Legs",
    },
    "D3": {
        **{f"{place}_done": "Sorted" for place in ("customer", "transit", "house")},
        **{f"{place}_proof": "Sorting sheet" for place in ("customer", "transit", "house")},
        "house_quantity": 11,
    },
    "D4": {"content": "Measured"},
    "D5": {"content": "Corners on each top"},
    "D6": {"content": "Three pallets without a scratch", "date_lifted": "2026-11-02"},
    "D7": {"prevent_documents": "Packing instruction 12"},
    "D8": {"content": "Thanks to the night shift"},
}


class DisciplineCommon(ComplaintQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case.policy_id.sudo().investigation_form = "eight_d"
        cls.investigation = cls._open()

    def _get(self, code, user=None):
        discipline = self.investigation.discipline_ids.filtered(lambda d: d.code == code)
        return discipline.with_user(user) if user else discipline

    def _answer(self, code):
        self._get(code).write(ANSWERS[code])
        if code == "D1":
            self._get(code).team_ids = self.owner
        elif code == "D4":
            self._add_chain(self.investigation, "The tops touch each other", "Nothing between")
            self._add_chain(self.investigation, "Nobody looked", branch="escape")
            self.investigation.action_accept_cause()
        elif code == "D5":
            self._plan(self.investigation)
        elif code == "D6":
            self._finish(self.investigation.action_ids)

    def _sign_until(self, last):
        for code in sorted(ANSWERS):
            if code <= last and not self._get(code).date_done:
                self._answer(code)
                self._get(code).action_sign_off()

    def _assert_signed(self, codes):
        signed = self.investigation.discipline_ids.filtered("date_done").mapped("code")
        self.assertEqual(" ".join(sorted(signed)), codes)


@tagged("post_install", "-at_install")
class TestDiscipline(DisciplineCommon):
    def test_inv_2_each_discipline_has_owner_and_date_by_policy(self):
        """INV-2: D0 to D8, owned by the leader, due as the policy's days say, one activity each when it is its turn."""
        self.case.policy_id.sudo().d4_days = 5
        self.investigation = self._open(self._new_case("Other", policy_id=self.case.policy_id.id))
        disciplines = self.investigation.discipline_ids
        self.assertEqual(disciplines.mapped("code"), sorted(ANSWERS))
        self.assertEqual(disciplines.user_id, self.engineer)
        opened = self.investigation._get_opening_day()
        days = [(discipline.date_due - opened).days for discipline in disciplines]
        self.assertEqual(days, [1, 1, 1, 1, 5, 14, 14, 25, 30])
        todo = disciplines.filtered("activity_ids").mapped("code")
        self.assertEqual(todo, ["D0", "D3"], "D3 may come at once")

    def test_inv_2_days_by_policy_are_checked(self):
        """INV-2: nobody is given less than no time."""
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.case.policy_id.sudo().d4_days = -1
            self.env.flush_all()

    def test_inv_2_order_is_enforced(self):
        """INV-2: D1 waits for D0, D4 for D3; D3 waits for none."""
        self._answer("D3")
        self._get("D3").action_sign_off()
        self.assertEqual(self._get("D4").state, "waiting")
        self._answer("D1")
        with self.assertRefuses(UserError, "D0 Emergency Response is not signed off"):
            self._get("D1").action_sign_off()
        self._sign_until("D2")
        self._assert_signed("D0 D1 D2 D3")
        self.assertEqual(self._get("D4").state, "todo")
        self.assertEqual(self._get("D4").activity_ids.user_id, self.engineer)
        self.assertFalse(self._get("D3").activity_ids)

    def test_inv_2_several_are_signed_in_their_order(self):
        """INV-2: chosen together they are signed one after the other."""
        self._answer("D0")
        self._answer("D1")
        (self._get("D1") | self._get("D0")).action_sign_off()
        self._assert_signed("D0 D1")

    def test_inv_2_each_says_all_that_it_needs(self):
        """INV-2: what each discipline demands, all at once."""
        self.investigation.problem = False
        expected = {
            "D0": ["emergency response are not described"],
            "D1": ["D0 Emergency Response is not signed off", "Nobody is in the team"],
            "D2": ["The problem is not described", "What: Is, Where: Is, When: Is, How Many: Is", "not affected"],
            "D3": ["At the Customer, Proof at the Customer, In Transit, Proof in Transit, In House, Proof in House"],
            "D4": ["causes are not accepted", "of the occurrence", "of the escape"],
            "D5": ["no corrective or preventive action"],
            "D6": ["how the actions were validated", "containment is lifted"],
            "D7": ["No prevention is written"],
            "D8": ["whose work is recognised", "D7 Prevention is not signed off"],
        }
        for code, sentences in expected.items():
            with self.subTest(code), self.assertRaises(UserError) as caught:
                self._get(code).action_sign_off()
            for sentence in sentences:
                self.assertIn(sentence, str(caught.exception))

    def test_inv_2_proof_is_needed_in_each_place(self):
        """INV-2: containment without proof does not hold."""
        self._answer("D3")
        self._get("D3").transit_proof = " "
        with self.assertRefuses(UserError, "nothing was found: Proof in Transit"):
            self._get("D3").action_sign_off()
        with self.assertRefuses(ValidationError, "negative"):
            self._get("D3").house_quantity = -1

    def test_inv_2_causes_of_occurrence_and_escape(self):
        """INV-2: D4 needs both, each verified."""
        self._sign_until("D3")
        self._accept_cause(self.investigation)
        self.assertEqual(self.investigation.state, "analysing", "accepted, but D4 is not signed off")
        with self.assertRefuses(UserError, "of the escape is verified"):
            self._get("D4").action_sign_off()

    def test_inv_2_implemented_before_d6(self):
        """INV-2: D6 waits for its actions; a preventive one may come later, and all are finished in D8."""
        self._sign_until("D5")
        self.assertEqual(self.investigation.state, "acting")
        self._plan(self.investigation, kind="preventive", name="Teach the others")
        self._get("D6").write(ANSWERS["D6"])
        with self.assertRaises(UserError) as caught:
            self._get("D6").action_sign_off()
        self.assertIn("Corner protection", str(caught.exception))
        self.assertNotIn("Teach the others", str(caught.exception))
        self._finish(self.investigation.action_ids.filtered(lambda a: a.kind == "corrective"))
        self._get("D6").action_sign_off()
        self._sign_until("D7")
        self._answer("D8")
        with self.assertRefuses(UserError, "Teach the others"):
            self._get("D8").action_sign_off()

    def test_inv_2_no_action_needed_answers_d5(self):
        """INV-2, ACT-5: the decision stands for the action."""
        self._sign_until("D4")
        self.investigation.action_no_action_needed("One-off")
        self._get("D5").action_sign_off()
        self._assert_signed("D0 D1 D2 D3 D4 D5")

    def test_act_6_an_8d_closes_when_signed_to_the_end(self):
        """ACT-6, INV-2: phases follow from the sign-offs, and closing needs them all."""
        self.assertEqual(self.investigation.state, "open")
        self._sign_until("D0")
        self.assertEqual(self.investigation.state, "analysing")
        self._sign_until("D5")
        self.assertEqual(self.investigation.state, "acting")
        self._sign_until("D6")
        self.assertEqual(self.investigation.state, "verifying")
        with self.assertRefuses(UserError, "D7 Prevention is not signed off.\n.*D8"):
            self.investigation.action_close()
        self._sign_until("D8")
        self.assertEqual((self.investigation.signed_count, self.investigation.progress), (9, 100))
        self.assertIn("night shift", self.investigation.conclusion)
        self.investigation.action_close()
        self.assertEqual(self.investigation.state, "closed")
        for refused in (self._get("D8").action_sign_off, lambda: self._get("D8").action_send_back("Why")):
            with self.assertRefuses(UserError, "is closed: reopen it"):
                refused()
        with self.assertRefuses(UserError, "is closed: reopen it"):
            self._get("D8").date_due = date(2030, 1, 1)

    def test_act_4_reopening_takes_back_what_rests_on_the_cause(self):
        """ACT-4, INV-2: from D4 on all is signed off anew; what is known of the problem stays."""
        self._sign_until("D8")
        self.investigation.action_close()
        self.investigation.action_reopen("It came back")
        self._assert_signed("D0 D1 D2 D3")
        self.assertEqual(self.investigation.state, "analysing")
        self.assertEqual(self._get("D4").sent_back_reason, "It came back")
        self.assertEqual(self._get("D4").activity_ids.user_id, self.engineer)


@tagged("post_install", "-at_install")
class TestDisciplineSendBack(DisciplineCommon):
    def test_inv_2_sent_back_with_a_reason_and_versions_kept(self):
        """INV-2: sign-off of it and of what rests on it is gone, what was signed off stays readable."""
        self._sign_until("D4")
        d2 = self._get("D2")
        self.assertEqual(d2.action_send_back()["res_model"], "complaint.reason")
        for reason in ("", " ", 5):
            with self.assertRefuses(UserError, "Give the reason"):
                d2.action_send_back(reason)
        d2.action_send_back("Where is it seen?")
        self._assert_signed("D0 D1 D3")
        self.assertEqual(d2.sent_back_reason, "Where is it seen?")
        self.assertEqual(self._get("D4").sent_back_reason, "D2 was sent back: Where is it seen?")
        self.assertFalse(d2.signed_user_id)
        d2.where_is = "Front edge"
        d2.action_sign_off()
        self.assertFalse(d2.sent_back_reason)
        new, old = d2.version_ids.sorted("number", reverse=True)
        self.assertEqual((new.number, old.number), (2, 1))
        self.assertRecordValues(
            old, [{"user_id": self.engineer.id, "sent_back_user_id": self.engineer.id, "reason": "Where is it seen?"}]
        )
        self.assertNotIn("Front edge", old.content)
        self.assertIn("Front edge", new.content)
        self.assertFalse(new.reason)

    def test_inv_2_snapshot_holds_causes_and_actions(self):
        """INV-2: a version tells what it was about, whatever becomes of it."""
        self._sign_until("D6")
        self.assertIn(self.owner.name, self._get("D1").version_ids.content)
        self.assertIn("Nothing between", self._get("D4").version_ids.content)
        self.assertIn("Corner protection", self._get("D5").version_ids.content)
        self.assertIn("11.00", self._get("D3").version_ids.content)

    def test_inv_2_signed_off_is_frozen(self):
        """INV-2: neither in the discipline nor from the investigation is changed what is signed off."""
        self._sign_until("D2")
        for values in ({"content": "Other"}, {"what_is": "Other"}):
            with self.assertRefuses(UserError, "D2 Problem.* is signed off: send it back"):
                self._get("D2").write(values)
        with self.assertRefuses(UserError, "D2 Problem.* is signed off: send it back"):
            self.investigation.problem = "Other"
        with self.assertRefuses(UserError, "is not to be signed off"):
            self._get("D2").action_sign_off()
        with self.assertRefuses(UserError, "is not signed off"):
            self._get("D4").action_send_back("Why")

    def test_inv_2_whys_and_causes_are_what_d4_says(self):
        """INV-2, INV-4: once D4 is signed off, its whys and causes change only after it was sent back."""
        self._sign_until("D4")
        why = self.investigation.why_ids[0]
        for change in (
            lambda: why.write({"name": "Something else"}),
            lambda: why.unlink(),
            lambda: self.investigation.add_why("And then?", "occurrence"),
            lambda: self.investigation.action_accept_cause(),
        ):
            with self.assertRefuses(UserError, "send it back before"):
                change()
        self._get("D4").action_send_back("Look again")
        why.name = "Something else"

    def test_inv_2_sign_offs_cannot_be_typed_in(self):
        """INV-2: facts are recorded by the methods only."""
        d0 = self._get("D0")
        for values in (
            {"date_done": "2026-01-01"},
            {"signed_user_id": self.manager.id},
            {"active": False},
            {"code": "D8"},
            {"version_ids": [Command.clear()]},
        ):
            with self.assertRefuses(UserError, "cannot be typed in"):
                d0.write(values)
        with self.assertRaises(AccessError):
            d0.unlink()
        with self.assertRaises(UserError):
            d0.copy()
        self._sign_until("D0")
        with self.assertRaises(AccessError):
            d0.version_ids.write({"reason": "x"})
        with self.assertRefuses(UserError, "are kept"):
            d0.version_ids.sudo().unlink()

    def test_owner_writes_and_signs_their_own_only(self):
        """INV-2, CNF: any complaint user may own a discipline; it is theirs to write, not the others'."""
        d0 = self._get("D0", self.owner)
        with self.assertRaises(AccessError):
            d0.content = "x"
        self._get("D0").user_id = self.owner
        self.assertEqual(d0.activity_ids.user_id, self.owner)
        self.env.invalidate_all()
        self.assertTrue(self.investigation.with_user(self.owner).has_access("read"))
        self.assertFalse(self.investigation.with_user(self.owner).has_access("write"))
        mine = self.env["complaint.discipline"].with_user(self.owner).search([("user_id", "=", self.owner.id)])
        self.assertEqual(mine, d0)
        with Form(d0) as form:
            form.content = "<p>Deliveries stopped</p>"
        with self.assertRefuses(AccessError, "Only the quality department names"):
            d0.date_due = date(2030, 1, 1)
        with self.assertRaises(AccessError):
            self._get("D2", self.owner).content = "x"
        with self.assertRefuses(AccessError, "Only Q Engineer or the quality department"):
            self._get("D3", self.owner).action_sign_off()
        d0.action_sign_off()
        self.assertEqual(d0.signed_user_id, self.owner)
        with self.assertRefuses(AccessError, "Only the quality department can send"):
            d0.action_send_back("No")
        with self.assertRaises(AccessError):
            self._get("D1", self.stranger).action_sign_off()

    def test_owner_of_d2_writes_the_problem(self):
        """INV-2, INV-3: what both forms ask for is kept once."""
        self._get("D2").user_id = self.owner
        self._get("D2", self.owner).content = "Scratches on four tops"
        self.assertIn("four tops", self.investigation.problem)
        self.investigation.containment = "Blocked"
        self.assertIn("Blocked", self._get("D3").content)

    def test_owner_must_be_a_complaint_user(self):
        """INV-2: who cannot open it cannot own it."""
        outsider = self._new_user("q_outside", "base.group_user")
        with self.assertRefuses(ValidationError, "cannot open complaints"):
            self._get("D0").user_id = outsider

    def test_team_reads_the_investigation(self):
        """INV-2: the team of D1 sees what it works on, and changes nothing of it."""
        self._get("D1").team_ids = self.verifier
        self.env.invalidate_all()
        for record in (self.investigation, self._get("D2")):
            self.assertTrue(record.with_user(self.verifier).has_access("read"))
            self.assertFalse(record.with_user(self.verifier).has_access("write"))

    def test_cnf_1_respondents_leave_owners_and_team(self):
        """CNF-1: who is named in the complaint is no owner and not in the team, before or after."""
        employee = self.env["hr.employee"].create({"name": "Respondent", "user_id": self.owner.id})
        self._get("D0").user_id = self.owner
        self._get("D1").team_ids = self.owner | self.verifier
        self.case.sudo().respondent_ids = employee
        self.assertEqual(self._get("D0").user_id, self.engineer)
        self.assertEqual(self._get("D1").team_ids, self.verifier)
        with self.assertRefuses(ValidationError, "take no part"):
            self._get("D0").user_id = self.owner
        self.env.invalidate_all()
        self.assertFalse(self._get("D1", self.owner)._filtered_access("read"))

    def test_new_leader_takes_over_what_is_unsigned(self):
        """INV-2: the 8D goes on with the new leader."""
        self._sign_until("D0")
        self._get("D4").user_id = self.owner
        self.investigation.user_id = self.manager
        self.assertEqual(self._get("D0").user_id, self.engineer)
        self.assertEqual(self._get("D1").user_id, self.manager)
        self.assertEqual(self._get("D4").user_id, self.owner)

    def test_reason_dialog_sends_back(self):
        """INV-2: the dialog does what the method does."""
        self._sign_until("D0")
        dialog = self._get("D0").action_send_back()
        reason = self.env["complaint.reason"].with_user(self.engineer).with_context(**dialog["context"])
        reason.create({"reason": "Too short"}).action_confirm()
        self._assert_signed("")

    def test_late_first_and_only_open_ones(self):
        """INV-2: my list shows what is my turn, the latest first."""
        self._get("D3").date_due = date.today() - timedelta(days=3)
        action = self.env.ref("complaint_quality.complaint_discipline_action_mine")
        domain = [
            ("user_id", "=", self.engineer.id),
            ("state", "=", "todo"),
            ("investigation_id.state", "!=", "closed"),
        ]
        found = self.env["complaint.discipline"].with_user(self.engineer).search(domain, order="date_due, id")
        self.assertEqual((found & self.investigation.discipline_ids).mapped("code"), ["D3", "D0"])
        self.assertIn("state", str(action.domain))
