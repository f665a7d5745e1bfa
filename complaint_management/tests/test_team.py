from ast import literal_eval
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestTeam(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_employee_user("colleague", "group_handler", cls.sales)
        cls.third = cls._create_employee_user("third", "group_handler", cls.sales)
        cls.members = cls.assistant | cls.colleague | cls.third
        cls.team = cls.env["complaint.team"].create(
            {
                "name": "Quality Desk",
                "sequence": 1,
                "assignment": "turn",
                "user_id": cls.manager.id,
                "member_ids": [Command.set(cls.members.ids)],
            }
        )

    def _log(self, number=1, **values):
        """As the approver, who is a mere user of the team, logs them."""
        vals = {"subject": "Late", "partner_id": self.customer.id, "team_id": self.team.id, **values}
        return self.env["complaint.case"].with_user(self.clerk).create([dict(vals) for _i in range(number)])

    def _put_on_leave(self, user, **values):
        now = fields.Datetime.now()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": user.employee_id.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(days=1),
                **values,
            }
        )

    # === Which team ===

    def test_first_team_that_takes_the_category(self):
        """INT-13: the first team by sequence whose categories, or those above, take the case's; none of them: all."""
        quality = self.env.ref("complaint_management.category_quality")
        self.team.category_ids = quality
        late = self.env.ref("complaint_management.category_delivery_late")
        everything = self.env.ref("complaint_management.team_complaints")
        cases = self._log(2, team_id=False, category_id=self.category.id) | self._log(
            team_id=False, category_id=late.id
        )
        self.assertEqual([case.team_id for case in cases], [self.team, self.team, everything])
        self.assertEqual(self._log(team_id=False).team_id, everything, "no category: only a team that takes all")

    def test_team_is_of_the_cases_company(self):
        """INT-13, CNF-3: another company's team takes nothing here."""
        company = self.env["res.company"].create({"name": "Second"})
        abroad = self.team.create({"name": "Abroad", "sequence": 0})
        self.assertEqual(self._log(team_id=False).team_id, abroad)
        abroad.company_id = company
        self.assertEqual(self._log(team_id=False).team_id, self.team)
        self.assertEqual(literal_eval(abroad.alias_defaults)["company_id"], company.id)

    def test_team_follows_the_category_until_begun(self):
        """INT-13: the waiting case goes to the team of its new category, unless put elsewhere by hand or begun."""
        delivery = self.env.ref("complaint_management.category_delivery")
        logistics = self.env["complaint.team"].create(
            {"name": "Logistics", "sequence": 2, "category_ids": [Command.set(delivery.ids)]}
        )
        self.team.write({"category_ids": self.category, "assignment": "none"})
        follows, by_hand, begun = self._log(3, team_id=False, category_id=self.category.id)
        by_hand.team_id = self.env.ref("complaint_management.team_complaints")
        begun.with_user(self.colleague).action_assign_to_me()
        (follows | by_hand | begun).category_id = self.env.ref("complaint_management.category_delivery_late")
        self.assertEqual(follows.team_id, logistics)
        self.assertEqual(by_hand.team_id, self.env.ref("complaint_management.team_complaints"))
        self.assertEqual(begun.team_id, self.team)

    # === Who of it ===

    def test_by_turn(self):
        """INT-13: whoever got a case of the team longest ago is next, in one batch as one by one."""
        self.assertEqual(self._log().user_id, self.assistant)
        self.assertEqual(self._log(4).mapped("user_id.login"), ["colleague", "third", "assistant"])
        self.assertEqual([case.user_id for case in self._log(3)], [self.third, self.assistant, self.colleague])

    def test_by_load(self):
        """INT-13: whoever has the fewest open cases; closed ones do not count."""
        self.team.assignment = "load"
        self._log(3, user_id=self.assistant.id)
        self._log(1, user_id=self.colleague.id)
        self.assertEqual([c.user_id for c in self._log(3)], [self.third, self.colleague, self.third])
        self.env["complaint.case"].search([("user_id", "=", self.assistant.id)]).action_withdraw("Settled")
        self.assertEqual(self._log().user_id, self.assistant)

    def test_who_is_skipped(self):
        """INT-13: people on leave, archived ones, those without handler rights or access to the company."""
        self._put_on_leave(self.assistant)
        self.assertNotIn(self.assistant, self._log(4).user_id)
        self.third.group_ids = [Command.unlink(self.env.ref("complaint_management.group_handler").id)]
        self.assertEqual(self._log(2).user_id, self.colleague)
        self.colleague.active = False
        self.assertFalse(self._log().user_id, "nobody is there: it waits in the team's list")

    def test_leave_of_the_past_or_worked_time_does_not_count(self):
        """INT-13: only who is away now is skipped; a training on record as worked time is no absence."""
        now = fields.Datetime.now()
        self._put_on_leave(self.assistant, date_from=now - timedelta(days=3), date_to=now - timedelta(days=2))
        self._put_on_leave(self.assistant, time_type="other")
        self.assertEqual(self._log().user_id, self.assistant)

    def test_respondents_are_skipped(self):
        """INT-13, CNF-1: whoever is complained about gets the case neither by turn nor by taking it."""
        values = {"respondent_ids": [Command.set(self.assistant.employee_id.ids)]}
        cases = self.env["complaint.case"].create([{"subject": "Rude", "team_id": self.team.id, **values}] * 3)
        self.assertEqual(len(cases.user_id), 2)
        self.assertNotIn(self.assistant, cases.user_id)
        cases.sudo().user_id = False
        with self.assertRefuses(UserError, "complained about|access|allowed"):
            cases.with_user(self.assistant).action_assign_to_me()

    def test_nobody(self):
        """INT-13: by hand, the case waits in the team's list until somebody takes it."""
        self.team.assignment = "none"
        case = self._log()
        self.assertFalse(case.user_id)
        waiting = self.env["complaint.case"].search([("team_id", "=", self.team.id), ("user_id", "=", False)])
        self.assertEqual(waiting, case)
        with self.assertRefuses(AccessError, "Only complaint handlers"):
            case.with_user(self.clerk).action_assign_to_me()
        case.with_user(self.colleague).action_assign_to_me()
        self.assertEqual(case.user_id, self.colleague)
        case.with_user(self.colleague).action_withdraw("Settled")
        with self.assertRefuses(UserError, "only open cases"):
            case.with_user(self.colleague).action_assign_to_me()

    def test_chosen_handler_stays(self):
        """INT-13: a handler given on logging is not overruled."""
        self.assertEqual(self._log(user_id=self.third.id).user_id, self.third)

    def test_handler_is_told_and_follows(self):
        """INT-13: the handler follows the case and is told once, for many cases in one message."""
        self.members.notification_type = "inbox"
        case = self._log()
        self.assertIn(self.assistant.partner_id, case.message_partner_ids)
        notes = self.env["mail.message"].search([("partner_ids", "in", self.assistant.partner_id.ids)])
        self.assertEqual(len(notes.filtered(lambda m: case.name in (m.subject or ""))), 1)
        cases = self._log(6)
        notes = self.env["mail.message"].search([("partner_ids", "in", self.third.partner_id.ids)])
        self.assertEqual(len(notes), 1)
        for mine in cases.filtered(lambda c: c.user_id == self.third):
            self.assertIn(mine.name, notes.body)

    def test_queries_do_not_grow_with_the_cases(self):
        """INT-13: sharing out forty cases takes as many queries as sharing out six."""

        def count(number):
            cases = self._log(number, user_id=self.manager.id).sudo().with_context(tracking_disable=True)
            cases.user_id = False
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            cases._assign_handler()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(3)
        self.assertLessEqual(count(42), count(6) + 3)

    def test_away_handlers_cases_are_found(self):
        """INT-13: cases of people on leave or archived are found, to give them to somebody else."""
        mine, theirs = self._log(2)
        self._put_on_leave(mine.user_id)
        theirs.user_id.sudo().active = False
        Case = self.env["complaint.case"].with_user(self.manager)
        found = Case.search([("is_handler_away", "=", True), ("team_id", "=", self.team.id)])
        self.assertEqual(found, mine | theirs)
        self.assertEqual(found.mapped("is_handler_away"), [True, True])
        self.assertFalse(Case.search([("is_handler_away", "=", False), ("team_id", "=", self.team.id)]))
        found.user_id = self.third
        self.assertEqual((mine | theirs).user_id, self.third)

    # === Overview and channel ===

    def test_overview_counts(self):
        """INT-13: the overview counts what is open, unassigned, late and due today."""
        self.team.assignment = "none"
        now = fields.Datetime.now()
        cases = self._log(4)
        cases[0].with_user(self.colleague).action_assign_to_me()
        cases[1].with_user(self.colleague).action_withdraw("Settled")
        cases.deadline_ids.sudo().date_due = now + timedelta(days=9)
        cases[2].deadline_ids.sudo().date_due = now - timedelta(hours=1)
        team = self.team.with_user(self.manager)
        team.invalidate_recordset()
        self.assertRecordValues(team, [{"open_count": 3, "unassigned_count": 2, "late_count": 1, "due_today_count": 0}])

    def test_every_case_has_a_channel(self):
        """INT-1: twelve channels and more by configuration; a case without one gets the first of the list."""
        channels = self.env["complaint.channel"].search([])
        self.assertGreaterEqual(len(channels), 12)
        self.assertTrue(self._log().channel_id)
        added = self.env["complaint.channel"].with_user(self.manager).create({"name": "Trade fair"})
        with Form(self.env["complaint.case"].with_user(self.assistant)) as form:
            form.subject = "Heard at the fair"
            form.channel_id = added
        self.assertEqual(form.record.channel_id, added)

    def test_category_takes_the_department_above(self):
        """CAT-1, INT-7: a category without a leading department goes to that of the category above it."""
        self.env.ref("complaint_management.category_service").department_id = self.sales
        case = self._log(category_id=self.env.ref("complaint_management.category_service_conduct").id)
        self.assertEqual(case.department_id, self.sales)

    def test_category_asks_for_callbacks(self):
        """CBK-1, CAT-1: the larger number of policy and category is asked for before closing."""
        self.category.callbacks_required = 2
        case = self._create_case()
        self._execute(case)
        case.remedy_ids.action_done()
        case.action_follow_up()
        case.summary = "Done"
        values = {"case_id": case.id, "satisfaction": "satisfied"}
        self.env["complaint.callback"].with_user(self.assistant).create(values)
        with self.assertRefuses(UserError, "asks for 2 callbacks, 1 were made"):
            case.action_close()
        self.env["complaint.callback"].with_user(self.assistant).create(values)
        case.action_close()
        self.assertEqual(case.state, "closed")
