from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestCasePhase(ComplaintCommon):
    def test_number_of_the_month_and_company(self):
        """INT-15: two digits of year and month, four of the serial; every company counts its own."""
        case = self._create_case(date_received="2026-11-20 10:00:00")
        other = self._create_case(date_received="2026-11-21 10:00:00")
        december = self._create_case(date_received="2026-12-01 10:00:00")
        self.assertEqual((case.name, other.name, december.name), ("26110001", "26110002", "26120001"))
        company = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids += company
        abroad = self.env["complaint.case"].create(
            {"subject": "x", "company_id": company.id, "date_received": "2026-11-20 10:00:00"}
        )
        self.assertEqual(abroad.name, "26110001")

    def test_number_follows_the_companys_time_zone(self):
        """INT-15: the last evening of a month in UTC is the next month in Shanghai."""
        self.calendar.tz = "Asia/Shanghai"
        self.assertEqual(self._create_case(date_received="2026-11-30 20:00:00").name[:4], "2612")

    def test_numbered_case_stays_in_its_company(self):
        """INT-15, CNF-3: who works in two companies moves no case from the one to the other."""
        other = self.env["res.company"].create({"name": "Other"})
        self.assistant.company_ids |= other
        nothing = dict.fromkeys(("partner_id", "sale_order_id", "line_ids", "category_id", "first_receiver_id"), False)
        case = self._create_case(**nothing)
        with self.assertRefuses(UserError, "stays in the company"):
            case.with_context(allowed_company_ids=[self.company.id, other.id]).company_id = other
        case.company_id = self.company
        self.assertEqual(case.company_id, self.company)

    def test_empty_cells_of_an_import(self):
        """INT-15: a case imported without day or company is received now, in the importer's company."""
        rows = [["Old desks", "2026-10-01 10:00:00", ""], ["New desks", "", ""]]
        fields = ["subject", "date_received", "company_id/.id"]
        result = self.env["complaint.case"].with_user(self.assistant).load(fields, rows)
        self.assertFalse(result["messages"])
        old, new = self.env["complaint.case"].browse(result["ids"])
        self.assertTrue(old.name.startswith("2610"))
        self.assertLess(abs(Datetime.now() - new.date_received), timedelta(minutes=5))
        self.assertEqual(new.company_id, self.company)

    def test_copy_is_received_when_it_is_made(self):
        """INT-15, DDL-2: neither number nor deadlines of a copy count from the receipt of the first case."""
        with freeze_time("2026-10-02 09:00:00"):
            case = self._create_case()
        with freeze_time("2026-11-02 09:00:00"):
            copy = case.copy()
        self.assertEqual((copy.name[:4], copy.date_received), ("2611", Datetime.to_datetime("2026-11-02 09:00:00")))
        self.assertFalse(copy.deadline_ids.filtered(lambda d: d.date_due < copy.date_received))

    def test_case_takes_category_department_and_severity(self):
        """CAT-1: the category brings its department and severity."""
        case = self._create_case(category_id=self.env.ref("complaint_management.category_quality_safety").id)
        self.assertEqual(case.severity, "major")
        case.category_id = self.category
        self.assertEqual(case.department_id, self.quality)

    def test_whole_way(self):
        """ADM-1, RTE-2, RES-4, CBK-4, ARC-1: received, investigated, resolved, carried out, asked, closed."""
        case = self._create_case()
        self._execute(case)
        self.assertRecordValues(case, [{"state": "execution", "validity": "established", "accepted_amount": 50}])
        case.remedy_ids.action_done()
        case.action_follow_up()
        self.env["complaint.callback"].with_user(self.assistant).create(
            {"case_id": case.id, "satisfaction": "satisfied"}
        )
        case.summary = "<p>Coating too thin; the nozzle is now checked every shift.</p>"
        case.action_close()
        self.assertRecordValues(
            case, [{"state": "closed", "satisfaction": "satisfied", "deadline_state": "met", "awaiting": False}]
        )

    def test_propose_says_all_that_is_missing(self):
        """RTE-2, RSP-1: the open step and the missing responsible party are told at once."""
        case = self._create_case()
        case.action_accept()
        with self.assertRaises(UserError) as caught:
            case.action_propose()
        self.assertIn("Find the facts and the cause", str(caught.exception))
        self.assertIn("nobody has been proposed as responsible", str(caught.exception))
        self.assertEqual(case.state, "investigation")

    def test_several_cases_go_together_or_not_at_all(self):
        """ADM-1: one case in the wrong phase keeps all of them where they are."""
        ready, accepted = self._create_case(), self._create_case()
        accepted.action_accept()
        with self.assertRefuses(UserError, "not in Received"):
            (ready | accepted).action_accept()
        self.assertEqual(ready.state, "received")

    def test_rejection_needs_a_ground_and_tells_the_complainant(self):
        """ADM-1: not established with a ground; the notice states it."""
        case = self._create_case()
        self.assertEqual(case.action_reject()["res_model"], "complaint.reason")
        with self.mock_mail_gateway():
            case.action_reject(self.env.ref("complaint_management.ground_late").id)
        self.assertRecordValues(case, [{"state": "rejected", "validity": "not_established"}])
        notice = case.message_ids.filtered(lambda m: m.message_type == "comment")[:1]
        self.assertIn("after the time allowed", notice.body)
        self.assertIn(self.customer, notice.notified_partner_ids)

    def test_malicious_ground(self):
        """ADM-4: threat and extortion make the case malicious."""
        case = self._create_case()
        case.action_reject(self.env.ref("complaint_management.ground_extortion").id)
        self.assertEqual(case.validity, "malicious")

    def test_ground_must_be_the_policys(self):
        """ADM-1: only grounds of the policy's list."""
        self.policy.ground_ids = self.env.ref("complaint_management.ground_late")
        case = self._create_case()
        with self.assertRefuses(UserError, "not among the grounds"):
            case.action_reject(self.env.ref("complaint_management.ground_court").id)
        with self.assertRefuses(UserError, "not known"):
            case.action_reject(999999)

    def test_reasons_are_asked_for_and_kept(self):
        """ADM-2: the dialog takes the step with its reason, which stays in the history."""
        case = self._create_case()
        self.flush_tracking()
        action = case.action_withdraw()
        wizard = self.env["complaint.reason"].with_user(self.assistant).with_context(**action["context"]).create({})
        with self.assertRefuses(UserError, "Give a reason"):
            wizard.action_confirm()
        wizard.reason = "The customer found the missing box"
        wizard.action_confirm()
        self.flush_tracking()
        self.assertEqual(case.state, "withdrawn")
        self.assertIn("found the missing box", "".join(case.message_ids.mapped("body")))

    def test_withdrawing_cancels_what_was_promised(self):
        """ADM-2: with the case falls what was not yet carried out; what was done stays done."""
        case = self._create_case()
        self._execute(case)
        done, promised = case.remedy_ids
        done.action_done()
        case.action_withdraw("Settled otherwise")
        self.assertEqual((done.state, promised.state, case.awaiting), ("done", "cancelled", False))
        self.assertEqual(promised.cancel_reason, "Settled otherwise")

    def test_enquiry_is_answered_and_closed(self):
        """INT-9: an enquiry needs neither acceptance nor resolution."""
        case = self._create_case(case_type="enquiry", line_ids=[])
        with self.assertRefuses(UserError, "only complaints are accepted"):
            case.action_accept()
        case.summary = "Told them the delivery date."
        case.action_close()
        self.assertEqual(case.state, "closed")

    def test_dissatisfied_customer_opens_the_next_round(self):
        """CBK-3: back to investigation as round two with new steps; the first round stays readable."""
        case = self._create_case()
        first = self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        self.env["complaint.callback"].with_user(self.assistant).create(
            {"case_id": case.id, "satisfaction": "dissatisfied", "comment": "Still scratched"}
        )
        self.assertRecordValues(case, [{"state": "investigation", "round": 2}])
        self.assertEqual(case.step_ids.sorted("round").mapped("state"), ["done", "todo"])
        self.assertEqual(first.state, "accepted")
        self.assertFalse(case.resolution_id)
        self.assertEqual(len(case.deadline_ids.filtered(lambda d: d.round == 2)), 3)

    def test_callback_before_follow_up_is_refused(self):
        """CBK-1: nobody calls back before the resolution was carried out."""
        with self.assertRefuses(UserError, "follow-up"):
            self.env["complaint.callback"].with_user(self.assistant).create(
                {"case_id": self._create_case().id, "satisfaction": "satisfied"}
            )

    def test_close_says_all_that_is_missing(self):
        """ARC-1, CBK-4: summary and callbacks."""
        case = self._create_case()
        self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        with self.assertRaises(UserError) as caught:
            case.action_close()
        self.assertIn("summary is empty", str(caught.exception))
        self.assertIn("asks for 1 callbacks, 0 were made", str(caught.exception))

    def test_follow_up_waits_for_every_remedy(self):
        """RES-5: a promised remedy is done or cancelled with a reason."""
        case = self._create_case()
        self._execute(case)
        done, dropped = case.remedy_ids
        done.action_done()
        with self.assertRefuses(UserError, "neither done nor cancelled"):
            case.action_follow_up()
        dropped.action_cancel("The customer waived it")
        case.action_follow_up()
        self.assertEqual(case.state, "followup")

    def test_procedure_fields_are_not_written_by_hand(self):
        """ARC-4: neither phase nor number nor dates, by no one."""
        case = self._create_case()
        for vals in (
            {"state": "closed"},
            {"name": "1"},
            {"round": 3},
            {"validity": "malicious"},
            {"date_closed": "2026-01-01"},
        ):
            with self.subTest(vals), self.assertRefuses(UserError, "steps of the procedure"):
                case.with_user(self.manager).write(vals)
        with self.assertRefuses(UserError, "steps of the procedure"):
            self._create_case(state="closed")
        with self.assertRefuses(UserError, "steps of the procedure"):
            self.env["complaint.case"].with_user(self.clerk).with_context(default_state="closed").create(
                {"subject": "x"}
            )
        case.action_accept()
        with self.assertRefuses(UserError, "Confirmed responsibility"):
            case.responsibility_ids = [
                Command.create({"party": "department", "department_id": self.sales.id, "state": "confirmed"})
            ]

    def test_nothing_numbered_is_deleted(self):
        """ARC-4: no case, step, resolution or callback can be deleted."""
        case = self._create_case()
        self._execute(case)
        for records in (case, case.step_ids, case.resolution_ids):
            with self.subTest(records), self.assertRaises(UserError):
                records.sudo().unlink()

    def test_only_handlers_move_a_case(self):
        """INT-7: whoever logs a case hands it over; moving it is the handlers' part."""
        case = self._create_case().with_user(self.clerk)
        for action in (case.action_accept, case.action_propose, case.action_close):
            with self.assertRaises(AccessError):
                action()

    def test_policy_is_chosen_by_domain_and_sequence(self):
        """DDL-7: the first policy that covers the case; one given by hand is kept."""
        special = self.policy.copy({"domain": "[('category_id.is_quality', '=', True)]", "sequence": 1})
        self.assertEqual(self._create_case().policy_id, special)
        delivery = self.env.ref("complaint_management.category_delivery")
        self.assertEqual(self._create_case(category_id=delivery.id).policy_id, self.policy)
        self.assertEqual(self._create_case(policy_id=self.policy.id).policy_id, self.policy)

    def test_awaiting_follows_the_case(self):
        """INT-14: handler, customer, handler, approver, handler, customer."""
        case = self._create_case()
        self.assertEqual(case.awaiting, "handler")
        case.action_return("Which lot?")
        self.assertEqual(case.awaiting, "customer")
        resolution = self._propose(case)
        self.assertEqual(case.awaiting, "handler")
        resolution.action_submit()
        self.assertEqual(case.awaiting, "approver")
        resolution.with_user(self.approver).action_reject("Too dear")
        self.assertEqual(case.awaiting, "handler")
        resolution.action_new_version()
        resolution = case.resolution_id
        self._approve(resolution)
        case.action_send_reply()
        self.assertEqual(case.awaiting, "customer")

    def test_responsibility_is_confirmed_at_100_percent(self):
        """RSP-1: shares sum to 100 % and stay as confirmed."""
        case = self._create_case()
        case.action_accept()
        case.responsibility_ids = [
            Command.create({"party": "department", "department_id": self.production.id, "share": 60}),
            Command.create({"party": "employee", "employee_id": self.worker.employee_id.id, "share": 30}),
        ]
        with self.assertRefuses(UserError, "sum to 90 %"):
            case.action_confirm_responsibility()
        case.responsibility_ids[1].share = 40
        case.action_confirm_responsibility()
        with self.assertRefuses(UserError, "Confirmed responsibility"):
            case.responsibility_ids[0].share = 50

    def test_odd_arguments(self):
        """ADM-1, INT-7, INT-10, INT-16, SEV-2, DDL-2, CUS-2: what a client names and is not there is said in words."""
        case = self._create_case()
        for odd in ("abc", 0.5, True, [1, "x"], {"a": 1}, -5, 2**70):
            for name, values in (
                ("action_reject", {"ground_id": odd}),
                ("action_hand_over", {"department_id": odd}),
                ("action_hand_over", {"user_id": odd}),
                ("action_settle", {"summary": "Settled", "department_id": odd}),
                ("action_merge_into", {"case": odd}),
                ("action_set_severity", {"severity": odd, "reason": "Why"}),
                ("action_report_progress", {"text": "Soon", "told_by": odd}),
                ("action_record_reply", {"text": "Said", "told_by": odd}),
            ):
                with self.subTest(name, odd=odd), self.assertRefuses(UserError, "known|Say how"):
                    getattr(case, name)(**values)
