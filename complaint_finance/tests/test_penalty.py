from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestPenalty(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_staff()
        cls.ground = cls.env.ref("complaint_finance.penalty_ground_wrong_loading")
        cls.case = cls._complain(cls._sell(), {"kind": "allowance", "quantity": 0, "amount": 90})
        cls.case.with_user(cls.accountant).action_create_documents()
        cls.case.credit_move_ids.action_post()

    def _notice(self, state="draft", **values):
        notice = self.env["complaint.penalty"].create(
            {
                "case_id": self.case.id,
                "employee_id": self.worker.id,
                "ground_id": self.ground.id,
                "reason": "Loaded without corner boards.",
                **values,
            }
        )
        if state in ("approved", "notified"):
            notice.with_user(self.manager).action_approve()
        if state == "notified":
            notice.with_user(self.officer).action_notify()
        return notice

    def test_pen_1_no_money_unless_switched_on(self):
        """PEN-1: a penalty with an amount is refused where deductions are off; a reward is not."""
        with self.assertRefuses(UserError, "switched off"):
            self._notice(amount=100)
        notice = self._notice()
        with self.assertRefuses(UserError, "switched off"):
            notice.with_user(self.accountant).amount = 1
        reward = self._notice(kind="bonus", amount=100)
        with self.assertRefuses(UserError, "switched off"):
            reward.kind = "deduction"

    def test_pen_3_proposed_from_the_allocation(self):
        """PEN-3: one draft for each employee who bears a part, with the part as information; not twice."""
        self.env["complaint.responsibility"].create(
            [
                {
                    "case_id": self.case.id,
                    "party": "employee",
                    "employee_id": worker.id,
                    "share": 50,
                    "state": "confirmed",
                }
                for worker in (self.worker, self.colleague)
            ]
        )
        case = self.case.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Allocate the loss first"):
            case.action_propose_penalties()
        case.action_allocate()
        case.action_propose_penalties()
        self.assertRecordValues(
            self.case.penalty_ids.sorted("id"),
            [
                {"employee_id": self.worker.id, "liable_amount": 45, "amount": 0, "state": "draft"},
                {"employee_id": self.colleague.id, "liable_amount": 45, "amount": 0, "state": "draft"},
            ],
        )
        with self.assertRaises(UserError):
            case.action_propose_penalties()
        for user in (self.handler, self.worker_user):
            with self.assertRaises(AccessError):
                self.case.with_user(user).action_propose_penalties()

    def test_pen_3_states_and_who_moves_them(self):
        """PEN-3: draft, approved, notified, confirmed; each by its role, no step by hand."""
        notice = self._notice()
        self.assertRegex(notice.name, r"^PN/\d{4}/\d{4}$")
        for user in (self.accountant, self.officer, self.worker_user):
            with self.assertRaises(AccessError):
                notice.with_user(user).action_approve()
        with self.assertRaisesRegex(UserError, "buttons"):
            notice.with_user(self.manager).state = "confirmed"
        notice.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "no longer changes"):
            notice.with_user(self.manager).reason = "Something else"
        for user in (self.manager, self.accountant):
            with self.assertRaises(AccessError):
                notice.with_user(user).action_notify()
        notice.with_user(self.officer).action_notify()
        with self.assertRaisesRegex(UserError, "is Notified"):
            notice.with_user(self.officer).action_notify()
        with self.assertRaises(AccessError):
            notice.with_user(self.manager).action_confirm()
        with self.assertRaises(UserError):
            notice.unlink()

    def test_pen_3_ground_and_facts(self):
        """PEN-3: a penalty states its ground and the facts before it is approved."""
        notice = self._notice(ground_id=False)
        with self.assertRaisesRegex(UserError, "ground and the facts"):
            notice.with_user(self.manager).action_approve()

    def test_pen_2_told_with_facts_and_window(self):
        """PEN-2: the employee gets the facts and the last day to object; no confirmation before that."""
        with freeze_time("2026-03-02"):
            notice = self._notice("notified")
            self.assertEqual(notice.date_objection_end, date(2026, 3, 9))
            message = notice.message_ids.filtered(lambda m: self.worker_user.partner_id in m.partner_ids)
            self.assertIn("corner boards", message.body)
            self.assertEqual(notice.activity_ids.user_id, self.worker_user)
        for day in ("2026-03-05", "2026-03-09"):
            with freeze_time(day), self.assertRaisesRegex(UserError, "may object until"):
                notice.with_user(self.officer).action_confirm()
        with freeze_time("2026-03-10"):
            with self.assertRaisesRegex(UserError, "possible until"):
                notice.with_user(self.worker_user).action_object("too late")
            notice.with_user(self.officer).action_confirm()
        self.assertEqual(notice.state, "confirmed")
        self.assertFalse(notice.activity_ids, "there is nothing to object to any more")

    def test_pen_2_told_in_the_employee_s_language(self):
        """PEN-2: the facts are told in the language of the employee, whoever tells them."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.worker_user.lang = "zh_CN"
        self.ground.with_context(lang="zh_CN").name = "装货错误"
        notice = self._notice("notified")
        message = notice.message_ids.filtered(lambda m: self.worker_user.partner_id in m.partner_ids)
        self.assertIn("装货错误", message.body)

    def test_pen_2_cancelled_ends_the_objection(self):
        """PEN-2: whoever was told of a notice is told that it is taken back; nothing of it waits any more."""
        notice = self._notice("notified")
        own = notice.activity_schedule("mail.mail_activity_data_todo", summary="File it", user_id=self.officer.id)
        notice.with_user(self.worker_user).action_object("The boards had run out.")
        notice.with_user(self.officer).action_cancel("The boards had run out indeed.")
        self.assertRecordValues(
            notice,
            [{"state": "cancelled", "objection_state": "upheld", "objection_reason": "The boards had run out indeed."}],
        )
        self.assertEqual(notice.activity_ids, own, "what people planned for themselves is theirs")
        self.assertIn(self.worker_user.partner_id, notice.message_ids[:1].partner_ids)
        draft = self._notice(employee_id=self.colleague.id)
        draft.with_user(self.officer).action_cancel("Proposed twice")
        self.assertFalse(draft.message_ids.partner_ids, "a draft was told to nobody")

    def test_pen_2_objection_is_decided_before_anything_else(self):
        """PEN-2: the employee alone objects; dismissed: it may be confirmed; upheld: the notice is cancelled."""
        notice = self._notice("notified")
        for user in (self.colleague_user, self.head_user, self.manager):
            with self.assertRaises(AccessError):
                notice.with_user(user).action_object("not me")
        notice.with_user(self.worker_user).action_object("The boards had run out.")
        self.assertEqual(notice.objection_state, "pending")
        self.assertEqual(notice.activity_ids.user_id, self.manager)
        with self.assertRaisesRegex(UserError, "not been decided"):
            notice.with_user(self.officer).action_confirm()
        with self.assertRaises(AccessError):
            notice.with_user(self.worker_user).action_uphold_objection("I am right")
        notice.with_user(self.officer).action_dismiss_objection("They lay in the next bay.")
        notice.with_user(self.officer).action_confirm()
        other = self._notice("notified", employee_id=self.colleague.id)
        other.with_user(self.colleague_user).action_object("I was on leave.")
        other.with_user(self.manager).action_uphold_objection("Right.")
        self.assertRecordValues(other, [{"state": "cancelled", "objection_state": "upheld"}])

    def test_pen_2_wizard_asks_for_the_words(self):
        """PEN-2: without words the dialog comes, with them it acts; a colleague cannot use it."""
        notice = self._notice("notified")
        action = notice.with_user(self.worker_user).action_object()
        wizard = self.env["complaint.penalty.answer"].with_user(self.worker_user).with_context(**action["context"])
        wizard.create({"text": "The boards had run out."}).action_apply()
        self.assertEqual(notice.objection, "The boards had run out.")
        with self.assertRaises(AccessError):
            self.env["complaint.penalty.answer"].with_user(self.colleague_user).create(
                {"penalty_id": notice.id, "operation": "upheld", "text": "x"}
            ).action_apply()

    def test_pen_8_rewards_need_no_window(self):
        """PEN-8: merit is confirmed at once and needs no disciplinary ground."""
        notice = self._notice("notified", kind="commendation", ground_id=False)
        self.assertFalse(notice.activity_ids, "nobody objects to a reward")
        notice.with_user(self.officer).action_confirm()
        self.assertEqual(notice.state, "confirmed")

    def test_pen_9_who_reads_what(self):
        """PEN-9: own notices once told, heads their department's, HR, accountant, manager and auditor all."""
        draft = self._notice()
        told = self._notice("notified", kind="training")
        about_head = self._notice(employee_id=self.head.id)
        notices = draft | told | about_head

        def visible(user):
            return self.env["complaint.penalty"].with_user(user).search([("id", "in", notices.ids)])

        self.assertEqual(visible(self.worker_user), told)
        self.assertFalse(visible(self.colleague_user))
        self.assertEqual(visible(self.head_user), draft | told)
        self.assertFalse(visible(self.assistant))
        self.assertFalse(visible(self.handler))
        for user in (self.accountant, self.officer, self.manager, self.auditor):
            self.assertEqual(visible(user), notices)
        for user in (self.worker_user, self.head_user, self.auditor):
            with self.assertRaises(AccessError):
                told.with_user(user).write({"reason": "x"})
        self.assertEqual(
            self.env["complaint.penalty"].with_user(self.worker_user).search([("is_own", "=", True)]) & notices, told
        )

    def test_pen_3_nobody_decides_about_oneself(self):
        """PEN-2: a manager who is the employee neither approves nor cancels."""
        self.worker.user_id = self.manager
        notice = self._notice()
        with self.assertRaises(AccessError):
            notice.with_user(self.manager).action_approve()
        with self.assertRaises(AccessError):
            notice.with_user(self.manager).action_cancel("no")

    def test_pen_3_prints_three_copies(self):
        """PEN-3: office, accounting, department."""
        notice = self._notice("notified")
        html = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html("complaint_finance.report_penalty", notice.ids)[0]
            .decode()
        )
        for copy in ("Office", "Accounting", "Department"):
            self.assertIn(f": {copy}</span>", html)
        self.assertIn("corner boards", html)

    def test_pen_11_grounds(self):
        """PEN-11: the known grounds are there."""
        self.assertGreaterEqual(self.env["complaint.penalty.ground"].search_count([]), 15)
