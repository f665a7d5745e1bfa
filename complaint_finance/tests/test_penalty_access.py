from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .test_closing import NOVEMBER, OCTOBER, SEPTEMBER, ClosingCommon

PASSWORD = "complaint-pen-9"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestPenaltyAccess(ClosingCommon, HttpCase):
    """PEN-9, role by role: who sees a notice and its deductions, and by which way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.other_head_user, cls.foreign = cls._create_users(
            {
                "acc_user": "complaint_management.group_user",
                "acc_other_head": "base.group_user",
                "acc_foreign": "complaint_finance.group_penalty_officer",
            }
        )
        second = cls.env["res.company"].create({"name": "Second"})
        cls.foreign.write({"company_ids": [Command.set(second.ids)], "company_id": second.id})
        cls.elsewhere.manager_id = cls.env["hr.employee"].create(
            {"name": "Other Head", "user_id": cls.other_head_user.id, "company_id": cls.company.id}
        )
        cls.seeing = {
            "worker": cls.worker_user,
            "head": cls.head_user,
            "officer": cls.officer,
            "accountant": cls.clerk,
            "manager": cls.manager,  # approves notices (PEN-3)
            "auditor": cls.auditor,  # reads everything
        }
        cls.blind = {
            "colleague": cls.colleague_user,
            "other head": cls.other_head_user,
            "HR user": cls.hr_user,
            "complaint user": cls.user,
            "handler": cls.handler,
            "warehouse": cls.storekeeper,
            "officer elsewhere": cls.foreign,
        }
        users = cls.env["res.users"].union(*cls.seeing.values(), *cls.blind.values())
        users.write({"group_ids": [Command.link(cls.env.ref("base.group_allow_export").id)], "password": PASSWORD})
        cls.notice = cls._notice(777, state="notified")
        cls.lines = cls._plan(cls.notice, (SEPTEMBER, 400), (OCTOBER, 377))
        # the procedure's words, as employees and those who decide get them
        cls.notice.message_post(
            body="You loaded it wrongly: 777",
            partner_ids=cls.worker_user.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "statement.txt",
                "raw": b"He said so",
                "res_model": "complaint.penalty",
                "res_id": cls.notice.id,
            }
        )
        cls.activity = cls.notice.activity_schedule(
            "mail.mail_activity_data_todo", summary="Decide", user_id=cls.officer.id
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _sees(self, records, user):
        """The ways in which ``user`` finds ``records``."""
        model = records.with_user(user).browse()
        name = records[0].name if "name" in records else records[0].employee_id.name
        ids = [("id", "in", records.ids)]
        ways = {
            "search": bool(model.search(ids)),
            "search by amount": bool(model.search([("amount", ">", 300), *ids])),
            "read_group": bool(model._read_group([("amount", ">", 300), *ids], ["employee_id"], ["amount:sum"])),
            "name_search": bool(records & model.sudo().browse(i for i, _name in model.name_search(name, limit=None))),
        }
        for name, read in {
            "read": lambda: records.with_user(user).read(["amount"]),
            "web_read": lambda: records.with_user(user).web_read({"amount": {}, "employee_id": {}}),
            "export": lambda: records.with_user(user).export_data(["employee_id/name", "amount"]),
        }.items():
            try:
                ways[name] = bool(read())
            except AccessError:
                ways[name] = False
        return ways

    def test_pen_9_lists_and_searches(self):
        """PEN-9, PEN-10: notice and deductions are found by those concerned in every way, by others in none.

        Managers and heads see notices; a month's line, which at the cap tells the bonus, is HR's and accounting's.
        """
        for records in (self.notice, self.lines):
            for users, sees in ((self.seeing, True), (self.blind, False)):
                for role, user in users.items():
                    found = sees and not (records == self.lines and role in ("manager", "head"))
                    with self.subTest(model=records._name, role=role):
                        ways = self._sees(records, user)
                        self.assertEqual(ways, dict.fromkeys(ways, found))

    def test_pen_9_from_the_day_told(self):
        """PEN-2, PEN-9: before they are told, employees see neither the notice nor what it would take; HR does."""
        notice = self._notice(500, kind="warning", state="approved")
        line = self._plan(notice, (NOVEMBER, 1))
        for record in (notice, line):
            ways = self._sees(record, self.worker_user)
            self.assertFalse(any(ways.values()), ways)
            self.assertTrue(record.with_user(self.officer).search([("id", "=", record.id)]))

    def test_pen_9_by_way_of_others(self):
        """PEN-9: amounts cannot be guessed through case, employee or closing."""
        paths = {
            "complaint.case": ["penalty_ids.amount"],
            "complaint.penalty.deduction": ["penalty_id.amount", "penalty_id.reason"],
        }
        for role, user in self.blind.items():
            for model, names in paths.items():
                for name in names:
                    with self.subTest(role=role, model=model, name=name):
                        value = "Loaded" if name.endswith("reason") else 700
                        try:
                            operator = "ilike" if isinstance(value, str) else ">"
                            found = self.env[model].with_user(user).search([(name, operator, value)])
                        except AccessError:
                            continue
                        self.assertFalse(found & self.env[model].search([(name, operator, value)]))
            with self.subTest(role=role), self.assertRefuses(AccessError):
                self.notice.case_id.with_user(user).read(["penalty_ids"])[0]["penalty_ids"].remove(self.notice.id)
                self.fail("read")

    def test_pen_9_chatter(self):
        """PEN-9: messages, tracking values, attachments and activities follow the notice; mails go to the employee."""
        messages = self.notice.message_ids
        followers = self.notice.message_partner_ids - self.env.user.partner_id
        self.assertEqual(followers, self.officer.partner_id, "whoever has to act on it")
        told = messages.filtered(lambda m: "777" in (m.body or ""))
        self.assertEqual(told.notified_partner_ids, self.worker_user.partner_id)
        for role, user in {**self.seeing, **self.blind}.items():
            sees = role in self.seeing
            with self.subTest(role):
                self.assertEqual(bool(messages.with_user(user).search([("id", "in", messages.ids)])), sees)
                tracking = self.env["mail.tracking.value"].with_user(user)
                self.assertFalse(
                    tracking.has_access("read") and tracking.search([("mail_message_id", "in", messages.ids)])
                )
                self.assertEqual(bool(self.attachment.with_user(user).search([("id", "=", self.attachment.id)])), sees)
                self.assertEqual(self.attachment.with_user(user).has_access("read"), sees)
                found = self.activity.with_user(user).search([("id", "=", self.activity.id)])
                self.assertEqual(bool(found), sees)

    def test_pen_9_downloads(self):
        """PEN-9: PDF and attachments are given to those who read the notice, to nobody else."""
        for role, user in {**self.seeing, **self.blind}.items():
            with self.subTest(role):
                self.authenticate(user.login, PASSWORD)
                response = self.url_open(f"/web/content/{self.attachment.id}")
                self.assertEqual(response.status_code, 200 if role in self.seeing else 404)
                report = self.env["ir.actions.report"].with_user(user)
                name = "complaint_finance.action_report_penalty"
                if role in self.seeing:
                    self.assertTrue(report._render_qweb_html(name, self.notice.ids)[0])
                else:
                    with self.assertRefuses(AccessError):
                        report._render_qweb_html(name, self.notice.ids)

    def test_pen_9_money_of_a_line(self):
        """PEN-9: what a notice of others comes to is for HR, accountants and auditors; so is the closing."""
        line = self.lines[0]
        closing = self._month(SEPTEMBER)
        for name in ("penalty_amount", "rest_amount"):
            with self.subTest(name=name), self.assertRefuses(AccessError):
                line.with_user(self.worker_user).read([name])
        for user in (self.worker_user, self.head_user):
            for name in ("leaver_rest_amount", "departure_date"):
                with self.subTest(user=user.login, name=name), self.assertRefuses(AccessError):
                    self.notice.with_user(user).read([name])
        for role, user in {**self.seeing, **self.blind}.items():
            with self.subTest(role):
                self.assertEqual(
                    closing.with_user(user).has_access("read"), role in ("officer", "accountant", "auditor")
                )

    def test_pen_9_a_department_s_notice(self):
        """PEN-9: of a department's notice, members see their own part, HR and accounting all, its head the notice."""
        notice = self._notice(900, employee_id=False, department_id=self.department.id, state="notified")
        own = self._plan(notice, (NOVEMBER, 300), employee=self.worker)
        others = self._plan(notice, (NOVEMBER, 600), employee=self.colleague)
        deductions = self.env["complaint.penalty.deduction"]
        mine = [("penalty_id", "=", notice.id)]
        self.assertEqual(deductions.with_user(self.worker_user).search(mine), own)
        self.assertEqual(deductions.with_user(self.colleague_user).search(mine), others)
        for user in (self.officer, self.clerk):
            with self.subTest(user.login):
                self.assertEqual(deductions.with_user(user).search(mine), own | others)
                self.assertTrue(notice.with_user(user).has_access("read"))
        self.assertTrue(notice.with_user(self.head_user).has_access("read"))
        self.assertFalse(deductions.with_user(self.head_user).search(mine))
        for user in (self.other_head_user, self.user, self.handler):
            with self.subTest(user.login):
                self.assertFalse(deductions.with_user(user).search(mine))
                self.assertFalse(notice.with_user(user).has_access("read"))

    def test_pen_9_heads_not_about_themselves(self):
        """PEN-2, PEN-9: a head sees the department's notices, their own only once told."""
        notice = self._notice(500, self.head, state="approved")
        line = self._plan(notice, (NOVEMBER, 1))
        for record in (notice, line):
            self.assertFalse(record.with_user(self.head_user).has_access("read"))
        notice.write({"state": "notified", "date_notified": NOVEMBER})
        for record in (notice, line):
            self.assertTrue(record.with_user(self.head_user).has_access("read"))

    def test_pen_9_where_people_look(self):
        """PEN-9: HR finds its work in one menu, employees and heads theirs beside the employees, each list opens."""
        menus = self.env["ir.ui.menu"]
        home = self.env.ref("complaint_finance.complaint_menu_hr")
        self.assertEqual(len(home.child_id), 9)
        for user, sees in ((self.officer, True), (self.worker_user, False), (self.user, False), (self.clerk, False)):
            visible = menus.with_user(user)._visible_menu_ids()
            with self.subTest(user.login):
                self.assertEqual((home | home.child_id).ids[0] in visible, sees)
        for menu in home.child_id:
            with self.subTest(menu.name):
                self.assertIn(menu.id, menus.with_user(self.officer)._visible_menu_ids())
                self._open(menu.action, self.officer)
        for name, user, records in (
            ("complaint_penalty_menu_employee_own", self.worker_user, self.notice),
            ("complaint_penalty_deduction_menu_employee_own", self.worker_user, self.lines),
            ("complaint_penalty_menu_employee_department", self.head_user, self.notice),
            ("complaint_penalty_menu_employee_department", self.worker_user, self.notice.browse()),
            ("complaint_penalty_menu_employee_own", self.colleague_user, self.notice.browse()),
        ):
            with self.subTest(menu=name, user=user.login):
                menu = self.env.ref(f"complaint_finance.{name}")
                self.assertIn(menu.id, menus.with_user(user)._visible_menu_ids())
                self.assertEqual(self._open(menu.action, user), records)

    def _open(self, action, user):
        """What ``user`` finds in the list of a window action, its views read as the web client does."""
        model = self.env[action.res_model].with_user(user)
        views = [(view_id, mode) for view_id, mode in action.views if mode in ("list", "form")]
        model.get_views([*views, (False, "search")])
        return model.search(safe_eval(action.domain or "[]", {"uid": user.id}))
