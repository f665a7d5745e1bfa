from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestApproval(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_employee_user("head", "group_user", cls.quality)
        cls.boss = cls._create_employee_user("boss", "group_user", cls.sales)
        cls.quality.manager_id = cls.head.employee_id
        cls.role_head = cls.env.ref("complaint_management.role_department_head")
        cls.role_boss = cls.env["complaint.role"].create(
            {"name": "General Manager", "kind": "users", "user_ids": cls.boss.ids}
        )

    @classmethod
    def _set_table(cls, *rows):
        """The policy's tiers: (role, above, up to, further values)."""
        cls.policy.tier_ids = [Command.clear()] + [
            Command.create(
                {
                    "name": role.name,
                    "sequence": sequence,
                    "review_type": "complaint_role",
                    "complaint_role_id": role.id,
                    "complaint_amount_over": over,
                    "complaint_amount_up_to": up_to,
                    **(more[0] if more else {}),
                }
            )
            for sequence, (role, over, up_to, *more) in enumerate(rows)
        ]

    def _submit(self, amount, **case_values):
        resolution = self._propose(self._create_case(**case_values), {"kind": "compensation", "amount": amount})
        resolution.action_submit()
        return resolution

    def _names(self, resolution):
        return resolution.review_ids.filtered(lambda r: r.status != "cancel").sorted("sequence").mapped("name")

    # === Tiers (RES-2) ===

    def test_table_of_the_policy(self):
        """RES-2: up to 2,000 the department's head, above it the general manager alone; to the cent."""
        self._set_table((self.role_head, 0, 2000), (self.role_boss, 2000, 0))
        for amount, role in ((0.01, self.role_head), (2000, self.role_head), (2000.01, self.role_boss)):
            with self.subTest(amount):
                resolution = self._submit(amount)
                self.assertEqual(self._names(resolution), [role.name])
                resolution.with_user(role._get_users(resolution.case_id)).action_approve()
                self.assertEqual(resolution.state, "approved")

    def test_in_order(self):
        """RES-2: above 2,000 the general manager comes after the head, and not before."""
        self._set_table((self.role_head, 0, 0), (self.role_boss, 2000, 0))
        resolution = self._submit(3000)
        self.assertEqual(self._names(resolution), [self.role_head.name, self.role_boss.name])
        with self.assertRefuses(AccessError, "waits for you"):
            resolution.with_user(self.boss).action_approve()
        resolution.with_user(self.head).action_approve("Fine")
        self.assertEqual(resolution.state, "submitted")
        self.assertEqual(resolution.review_ids.sorted("sequence").mapped("status"), ["approved", "pending"])
        resolution.with_user(self.boss).action_approve("Fine too")
        self.assertEqual(resolution.state, "approved")

    def test_severity_demands_a_tier(self):
        """RES-2: major cases go to the general manager too, whatever they cost."""
        self._set_table((self.role_head, 0, 0), (self.role_boss, 0, 0, {"complaint_severity": "major"}))
        self.assertEqual(self._names(self._submit(10)), [self.role_head.name])
        case = self._create_case()
        resolution = self._propose(case, {"kind": "apology"})
        case.with_user(self.manager).action_set_severity("major", "In the papers")
        resolution.action_submit()
        self.assertEqual(self._names(resolution), [self.role_head.name, self.role_boss.name])

    def test_own_tiers_replace_the_general_ones(self):
        """RES-2: what a policy's own table does not cover is an error, though a general tier would cover it."""
        resolution = self._propose(self._create_case(), {"kind": "compensation", "amount": 500})
        self._set_table((self.role_head, 0, 400))
        with self.assertRefuses(UserError, "No authority tier covers"):
            resolution.action_submit()
        self.assertFalse(resolution.review_ids)
        other = self.env["complaint.policy"].create({"name": "Other", "code": "OTHER"})
        self.policy.tier_ids.complaint_policy_id = other
        resolution.invalidate_recordset()
        resolution.action_submit()
        self.assertEqual(resolution.review_ids.definition_id, self.env.ref("complaint_management.tier_any_amount"))

    def test_manager_writes_the_table(self):
        """RES-2: a complaint manager defines tiers on the policy's form, and none for other documents."""
        with Form(self.policy.with_user(self.manager)) as form, form.tier_ids.new() as row:
            row.name = "Small"
            row.complaint_amount_up_to = 100
            row.review_type = "complaint_role"
            row.complaint_role_id = self.role_head
        self.assertRecordValues(
            self.policy.tier_ids, [{"model": "complaint.resolution", "approve_sequence": True, "company_id": False}]
        )
        self.assertFalse(self.policy.general_tier_ids.filtered(lambda t: not t.complaint_goodwill))
        self.assertEqual(self._names(self._submit(50)), ["Small"])
        tier = self.policy.tier_ids.with_user(self.manager)
        with self.assertRaises(AccessError):
            tier.model_id = self.env["ir.model"]._get_id("res.partner")
        with self.assertRaises(AccessError):
            self.policy.tier_ids.with_user(self.assistant).complaint_amount_up_to = 10**6
        for wrong, words in (
            ({"complaint_amount_over": 200}, "complaint_amounts"),
            ({"complaint_role_id": False}, "say who approves"),
            ({"definition_domain": "[('nothing', '=', 1)]"}, "not valid"),
            ({"definition_domain": "import os"}, "not valid"),
        ):
            with self.subTest(words), mute_logger("odoo.sql_db"), self.assertRefuses(Exception, words):
                tier.write(wrong)
                tier.flush_recordset()

    def test_three_figures(self):
        """RES-2: what the customer claimed, what we accept and what was lost are three figures."""
        case = self._create_case(demanded_amount=1000)
        self._approve(self._propose(case, {"kind": "compensation", "amount": 300}))
        self.assertRecordValues(case, [{"demanded_amount": 1000, "accepted_amount": 300}])
        if "loss_amount" in case:
            self.assertFalse(case.sudo().loss_amount)
            case.sudo().loss_ids = [Command.create({"name": "Scrap", "amount": 70, "reason": "Thrown away"})]
            self.assertRecordValues(case.sudo(), [{"demanded_amount": 1000, "accepted_amount": 300, "loss_amount": 70}])

    # === Who may not (RES-3) ===

    def test_whoever_worked_it_out_does_not_approve(self):
        """RES-3: neither who submits it, nor who drafted it, nor who changed an amount on the draft."""
        colleague = self._create_employee_user("colleague", "group_handler", self.sales)
        colleague.group_ids += self.env.ref("complaint_management.group_approver")
        self.assistant.group_ids += self.env.ref("complaint_management.group_approver")
        resolution = self._propose(self._create_case())
        resolution.remedy_ids[1].with_user(colleague).amount_per_unit = 11
        resolution.with_user(self.manager).action_submit()
        self.assertEqual(resolution.author_ids, self.assistant | colleague | self.manager)
        self.assertNotIn(colleague, resolution.review_ids.reviewer_ids)
        for user in (self.assistant, colleague):
            with self.assertRefuses(AccessError, "own proposal"):
                resolution.with_user(user).action_approve()
        resolution.with_user(self.approver).action_approve()
        self.assertEqual(resolution.state, "approved")

    def test_nobody_else_is_an_error(self):
        """RES-3: where only the proposer could approve, submission says so."""
        role = self.env["complaint.role"].create({"name": "Assistant", "kind": "users", "user_ids": self.assistant.ids})
        self._set_table((role, 0, 0))
        with self.assertRefuses(UserError, "Nobody whom the authority tiers name.*Assistant"):
            self._submit(10)

    def test_who_cannot_open_it_is_not_asked(self):
        """RES-2: a role without right to complaints is nobody's approval."""
        self.boss.group_ids -= self.env.ref("complaint_management.group_user")
        self._set_table((self.role_boss, 0, 0))
        with self.assertRefuses(UserError, "do not work with complaints"):
            self._submit(10)

    def test_people_and_dates_are_not_forged(self):
        """RES-3, RES-4: proposer, authors, case, version and answer are not written over RPC."""
        resolution = self._propose(self._create_case())
        other = self._create_case()
        for vals in (
            {"user_id": self.engineer.id},
            {"author_ids": [Command.clear()]},
            {"case_id": other.id},
            {"version": 7},
            {"date_approved": "2026-01-01 00:00:00"},
            {"accepted_by": "Ms. Ready"},
        ):
            with self.subTest(vals), self.assertRefuses(UserError, "not changed by hand"):
                resolution.write(vals)
        remedy = resolution.remedy_ids[0]
        for vals in ({"resolution_id": resolution.id}, {"date_done": "2026-01-01 00:00:00"}):
            with self.subTest(vals), self.assertRefuses(UserError, "stays with its resolution"):
                remedy.write(vals)
        resolution.sudo()._supersede()
        forged = self.env["complaint.resolution"].with_user(self.assistant)
        with self.assertRefuses(UserError, "without approval"):
            forged.create({"case_id": resolution.case_id.id, "accepted_by": "Ms. Ready"})
        made = forged.create({"case_id": resolution.case_id.id, "user_id": self.engineer.id})
        self.assertEqual(made.user_id, self.assistant)

    def test_reviewer_does_not_skip_the_checks(self):
        """RES-2, RES-7: not even a reviewer writes their review but through approval and rejection."""
        resolution = self._submit(10)
        review = resolution.review_ids.with_user(self.approver)
        for vals in ({"status": "approved"}, {"done_by": self.senior.id}, {"status": "pending", "done_by": 1}):
            with self.subTest(vals), self.assertRaises(AccessError):
                review.write(vals)
        review.comment = "I look at it tomorrow"
        resolution.with_user(self.approver).action_approve()
        with self.assertRaises(AccessError):
            review.write({"comment": "Changed my mind"})
        with self.assertRaises(AccessError):
            review.write({"status": "pending"})
        with self.assertRaises(AccessError):
            review.copy()

    # === Frozen (RES-4) ===

    def test_items_are_frozen(self):
        """RES-4: the items of what was submitted are neither changed nor deleted."""
        case = self._create_case()
        resolution = self._propose(case)
        case.line_ids.product_id = self.desk
        resolution.action_submit()
        line = case.line_ids
        with self.assertRefuses(UserError, "stays as it is"):
            line.product_id = self.desk.copy()
        with self.assertRefuses(UserError, "stays as it is"):
            line.unlink()
        resolution.action_new_version()
        line.qty_defective = 2

    # === Record, rejection (RES-7) ===

    def test_who_when_comment(self):
        """RES-7: approval records who, when and the comment."""
        resolution = self._submit(10)
        resolution.with_user(self.approver).action_approve("Agreed")
        review = resolution.review_ids
        self.assertRecordValues(review, [{"done_by": self.approver.id, "comment": "Agreed", "status": "approved"}])
        self.assertTrue(review.reviewed_date)

    def test_rejection_goes_back_and_leaves_nothing_waiting(self):
        """RES-7: the proposer gets an activity with the reason; nobody's list still shows the reviews that waited."""
        resolution = self._submit(2500)
        second = resolution.review_ids.filtered(lambda r: r.status == "waiting")
        second.sudo().definition_id.approve_sequence = False
        self.assertTrue(self.approver.with_user(self.approver).review_user_count())
        resolution.with_user(self.approver).action_reject("Too much")
        self.assertRecordValues(resolution, [{"state": "rejected", "reject_reason": "Too much"}])
        self.assertEqual(resolution.review_ids.sorted("sequence").mapped("status"), ["rejected", "cancel"])
        self.assertRecordValues(
            resolution.activity_ids, [{"user_id": self.assistant.id, "summary": "Rejected: make a new version"}]
        )
        for user in (self.approver, self.senior):
            self.assertFalse(user.with_user(user).review_user_count())
        with self.assertRaises(AccessError):
            resolution.with_user(self.senior).action_approve()
        resolution.action_new_version()
        self.assertFalse(resolution.activity_ids, "done with the new version")

    def test_rejection_without_reason(self):
        """RES-7: the library's own button does not get by without a reason either."""
        resolution = self._submit(10)
        resolution.review_ids.sudo().definition_id.has_comment = False
        with self.assertRefuses(UserError, "give a reason"):
            resolution.with_user(self.approver).reject_tier()
        with self.assertRaises(AccessError):
            resolution.with_user(self.assistant).reject_tier()

    def test_new_version_closes_the_reviews(self):
        """RES-4: what is superseded or withdrawn under way waits for nobody."""
        resolution = self._submit(10)
        resolution.action_new_version()
        self.assertEqual(resolution.review_ids.status, "cancel")
        other = self._submit(10)
        other.case_id.action_withdraw("Never mind")
        self.assertEqual((other.state, other.review_ids.status), ("superseded", "cancel"))
        self.assertFalse(self.approver.with_user(self.approver).review_user_count())

    # === Refused by the customer (RES-6) ===

    def test_refused_and_offered_anew(self):
        """RES-6: refused, a new version linked to the old one, approved anew, offered, accepted."""
        case = self._create_case()
        first = self._propose(case)
        self._approve(first)
        case.action_send_reply()
        first.action_refuse("I want all four back")
        second = self.env["complaint.resolution"].browse(first.action_new_version()["res_id"])
        self.assertRecordValues(second, [{"previous_id": first.id, "version": 2, "state": "draft"}])
        self.assertEqual(first.state, "refused", "what the customer said of it stays")
        second.remedy_ids[0].quantity = 3
        with self.assertRefuses(UserError, "no approved resolution"):
            case.action_send_reply()
        self._approve(second)
        case.action_send_reply()
        second.action_accept("Ms. Ready")
        case.action_execute()
        self.assertEqual(case.accepted_amount, second.amount_total_company)
        self.assertEqual(set(first.remedy_ids.mapped("state")), {"planned"}, "only what was accepted is carried out")
        self.assertEqual(set(second.remedy_ids.mapped("state")), {"todo"})

    # === People and tiers that change under way ===

    def test_reviewers_follow_their_role(self):
        """RES-2: a new head of the department may approve what waits, the old one no more."""
        self._set_table((self.role_head, 0, 0))
        resolution = self._submit(10)
        self.assertEqual(resolution.review_ids.reviewer_ids, self.head)
        successor = self._create_employee_user("successor", "group_user", self.quality)
        self.quality.manager_id = successor.employee_id
        self.assertEqual(resolution.review_ids.reviewer_ids, successor)
        with self.assertRaises(AccessError):
            resolution.with_user(self.head).action_approve()
        resolution.with_user(successor).action_approve()
        self.quality.manager_id = self.head.employee_id
        self.assertEqual(resolution.review_ids.reviewer_ids, successor, "who approved stays on record")

    def test_reviewers_follow_their_group(self):
        """RES-2: whoever joins or leaves the group after submission."""
        resolution = self._submit(10)
        self.assertEqual(resolution.review_ids.reviewer_ids, self.approver)
        group = self.env.ref("complaint_management.group_approver")
        self.engineer.group_ids += group
        self.approver.group_ids -= group
        self.assertEqual(resolution.review_ids.reviewer_ids, self.engineer)
        resolution.with_user(self.engineer).action_approve()
        self.assertEqual(resolution.state, "approved")

    def test_nobody_left_and_asked_again(self):
        """RES-2: an archived approver leaves nobody; asking again goes to today's tiers and keeps the old reviews."""
        self._set_table((self.role_boss, 0, 0))
        resolution = self._submit(10)
        self.boss.active = False
        self.assertTrue(resolution.nobody_left)
        found = self.env["complaint.resolution"].search(
            [
                ("state", "=", "submitted"),
                ("review_ids", "any", [("status", "in", ("waiting", "pending")), ("reviewer_ids", "=", False)]),
            ]
        )
        self.assertIn(resolution, found)
        with self.assertRefuses(UserError, "Nobody whom the authority tiers name"):
            resolution.action_ask_again()
        self.role_boss.user_ids = self.head
        self.assertFalse(resolution.nobody_left, "the review follows the role")
        self.policy.tier_ids.active = False
        resolution.with_user(self.assistant).action_ask_again()
        self.assertEqual(sorted(resolution.review_ids.mapped("status")), ["cancel", "pending"])
        self.assertEqual(resolution.validation_status, "pending")
        with self.assertRaises(AccessError):
            resolution.with_user(self.head).action_approve()
        resolution.with_user(self.approver).action_approve()
        self.assertEqual(resolution.state, "approved")
        with self.assertRefuses(UserError, "does not wait for approval"):
            resolution.action_ask_again()
        with self.assertRaises(AccessError):
            resolution.with_user(self.approver).action_ask_again()

    def test_tier_archived_or_deleted_under_way(self):
        """RES-2, RES-7: a review that was asked for stands when its tier is archived; a used tier is not deleted."""
        self._set_table((self.role_head, 0, 0))
        resolution = self._submit(10)
        tier = self.policy.tier_ids
        with self.assertRefuses(UserError, "Archive it instead"):
            tier.unlink()
        tier.active = False
        resolution.with_user(self.head).action_approve()
        self.assertEqual(resolution.state, "approved")

    def test_the_same_person_twice(self):
        """RES-2: whoever is the next tier of the policy as well approves both at once."""
        self.role_boss.user_ids = self.head
        self._set_table((self.role_head, 0, 0), (self.role_boss, 100, 0))
        resolution = self._submit(200)
        resolution.with_user(self.head).action_approve("Both")
        self.assertEqual(resolution.state, "approved")

    # === What the reviewer sees ===

    def test_reviewer_sees_case_and_history(self):
        """RES-2: whom a role names reads case, items, earlier versions and the customer's other cases, and no more."""
        past = self._create_case()
        self._approve(self._propose(past, {"kind": "compensation", "amount": 70}))
        self._set_table((self.role_boss, 0, 0))
        stranger = self._create_case()
        case = self._create_case(demanded_amount=90)
        first = self._propose(case)
        self.assertFalse(case.with_user(self.boss).has_access("read"))
        first.action_submit()
        self.env.invalidate_all()
        self.assertTrue(case.with_user(self.boss).has_access("read"))
        self.assertFalse(stranger.with_user(self.boss).has_access("read"))
        first.with_user(self.boss).action_reject("Why so much?")
        second = self.env["complaint.resolution"].browse(first.action_new_version()["res_id"])
        second.action_submit()
        seen = second.with_user(self.boss)
        self.assertEqual(seen.earlier_ids, first)
        self.assertEqual(seen.line_ids.product_id, self.desk)
        self.assertIn(second, seen.search([("state", "=", "submitted"), ("can_review", "=", True)]))
        seen.web_read({name: {} for name in Form(seen)._view["fields"] if name != "id"})
        as_approver = second.with_user(self.approver)
        self.assertEqual((as_approver.partner_case_count, as_approver.partner_accepted_amount), (2, 70))


@tagged("post_install", "-at_install")
class TestRemedyAmount(ComplaintCommon):
    def test_allowance_in_percent(self):
        """RES-1: a percentage of the price after discount, before tax, rounded once in the currency."""
        self.order.order_line.write({"discount": 10, "price_unit": 33.33})
        resolution = self._propose(self._create_case(), {"kind": "allowance", "quantity": 3, "percent": 15})
        price = self.order.order_line.price_subtotal / 10
        self.assertEqual(resolution.remedy_ids.amount, resolution.currency_id.round(3 * price * 0.15))
        resolution.remedy_ids.quantity = 1
        self.assertEqual(resolution.remedy_ids.amount, resolution.currency_id.round(price * 0.15))
        resolution.remedy_ids.amount = 4
        self.assertEqual(resolution.amount_total, 4, "what was computed may be overridden")

    def test_either_percent_or_amount(self):
        """RES-1: a reduction is said in one way, and takes off no more than all."""
        resolution = self._propose(self._create_case())
        remedy = resolution.remedy_ids[1]
        for vals in ({"percent": 5}, {"percent": 101, "amount_per_unit": 0}):
            with self.subTest(vals), mute_logger("odoo.sql_db"), self.assertRefuses(Exception, "one_reduction"):
                remedy.write(vals)
                remedy.flush_recordset()

    def test_percent_of_no_price(self):
        """RES-1: without an item nobody knows of what; the amount is asked for."""
        resolution = self._propose(self._create_case(), {"kind": "allowance", "percent": 5, "line_id": False})
        with self.assertRefuses(UserError, "a percentage needs an item with a price"):
            resolution.action_submit()
        resolution.remedy_ids.amount = 5
        resolution.action_submit()
        self.assertEqual(resolution.state, "submitted")

    def test_price_in_the_unit_of_the_item(self):
        """RES-1: a claim in dozens costs twelve times the price of a piece."""
        case = self._create_case()
        dozen = self.env.ref("uom.product_uom_dozen")
        case.line_ids.write({"product_uom_id": dozen.id, "qty_claimed": 0.5, "qty_defective": 0})
        resolution = self._propose(case, {"kind": "allowance", "quantity": 0.5, "percent": 10})
        self.assertEqual(resolution.remedy_ids.amount, 60)

    def test_amount_follows_currency_and_unit(self):
        """RES-1: what was computed is computed again for another currency, and where the item is put right."""
        case = self._create_case()
        resolution = self._propose(case, {"kind": "return", "quantity": 2}, {"kind": "compensation", "amount": 7})
        self.assertEqual(resolution.remedy_ids[0].amount, 200)
        other = self.env["res.currency"].create(
            {"name": "XTC", "symbol": "x", "rate_ids": [Command.create({"name": "2020-01-01", "rate": 10})]}
        )
        resolution.currency_id = other
        self.assertEqual(resolution.remedy_ids.mapped("amount"), [2000, 7])
        resolution.currency_id = self.company.currency_id
        case.line_ids.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.assertEqual(resolution.remedy_ids.mapped("amount"), [2400, 7])

    def test_rate_of_the_day_of_submission(self):
        """RES-2, RES-4: tiers go by the rate of the day on which it is submitted, and so does what was approved."""
        other = self.env["res.currency"].create(
            {
                **{"name": "XTC", "symbol": "x"},
                "rate_ids": [
                    Command.create({"name": day, "rate": rate})
                    for day, rate in (("2026-11-02", 10), ("2026-11-03", 5), ("2026-11-04", 2))
                ],
            }
        )
        with freeze_time("2026-11-02 10:00:00"):
            resolution = self._propose(
                self._create_case(), {"kind": "compensation", "amount": 100}, {"kind": "compensation", "amount": 50}
            )
            resolution.currency_id = other
            self.assertEqual(resolution.amount_total_company, 15)
        with freeze_time("2026-11-03 10:00:00"):
            self._approve(resolution)
            self.assertEqual(resolution.amount_total_company, 30)
        with freeze_time("2026-11-04 10:00:00"):
            resolution.remedy_ids[1].action_cancel("They keep it")
        self.assertEqual((resolution.amount_total_company, resolution.case_id.accepted_amount), (20, 20))

    def test_nothing_beyond_what_is_approved(self):
        """RES-5: remedies of what was refused or superseded are not carried out, nor others added to what is."""
        case = self._create_case()
        resolution = self._execute(case)
        with self.assertRefuses(UserError, "frozen"):
            resolution.remedy_ids[0].amount = 5000
        with self.assertRefuses(UserError, "frozen"):
            resolution.remedy_ids[0].unlink()
        with self.assertRefuses(UserError, "by carrying it out"):
            resolution.remedy_ids[0].write({"state": "done"})
        with self.assertRefuses(UserError, "no longer a draft"):
            self.env["complaint.remedy"].with_user(self.assistant).create(
                {"resolution_id": resolution.id, "kind": "compensation", "amount": 9}
            )
        with self.assertRefuses(UserError, "no longer in phase resolution"):
            resolution.action_new_version()
        resolution.sudo().state = "superseded"
        with self.assertRefuses(UserError, "not to be carried out now"):
            resolution.remedy_ids[0].action_done()
