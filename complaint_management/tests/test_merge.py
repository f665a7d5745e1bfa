from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestMerge(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target, cls.source = cls._create_case(), cls._create_case(description="<p>The left one too</p>")

    def test_everything_moves(self):
        """INT-10: numbers stay, messages with attachments, items, followers, activities, tags and demands move."""
        tag = self.env["complaint.tag"].create({"name": "Trade fair"})
        demand = self.env.ref("complaint_management.demand_exchange")
        self.source.write(
            {
                "tag_ids": [Command.set(tag.ids)],
                "demand_ids": [Command.set(demand.ids)],
                "complainant_count": 3,
                "has_injury": True,
                "demanded_amount": 70,
            }
        )
        other = self.env["res.partner"].create({"name": "Colleague", "email": "colleague@example.com"})
        self.source.message_subscribe(other.ids)
        message = self.source.message_post(
            body="A photo", message_type="comment", attachments=[("photo.png", b"123")], subtype_xmlid="mail.mt_comment"
        )
        loose = self.env["ir.attachment"].create(
            {"name": "scan.txt", "raw": b"x", "res_model": "complaint.case", "res_id": self.source.id}
        )
        activity = self.source.activity_schedule("mail.mail_activity_data_call", user_id=self.assistant.id)
        lines, numbers = self.source.line_ids | self.target.line_ids, (self.source.name, self.target.name)
        self.assertTrue(self.source.action_merge_into(self.target.id))
        self.assertRecordValues(
            self.source, [{"state": "merged", "merged_into_id": self.target.id, "is_open": False, "awaiting": False}]
        )
        self.assertEqual((self.source.name, self.target.name), numbers)
        self.assertEqual(self.target.line_ids, lines)
        self.assertEqual((message.res_id, message.attachment_ids.res_id), (self.target.id, self.target.id))
        self.assertEqual((loose.res_id, activity.res_id), (self.target.id, self.target.id))
        self.assertIn(other, self.target.message_partner_ids)
        self.assertRecordValues(
            self.target,
            [
                {
                    "tag_ids": tag.ids,
                    "demand_ids": demand.ids,
                    "complainant_count": 3,
                    "has_injury": True,
                    "demanded_amount": 70,
                    "merged_ids": self.source.ids,
                    "merged_count": 1,
                }
            ],
        )
        self.assertIn(self.target.name, self.source.message_ids[0].body)
        self.assertIn(self.source.name, "".join(self.target.message_ids.mapped("body")))
        self.assertIn("The left one too", "".join(self.target.message_ids.mapped("body")))

    def test_duties_end(self):
        """INT-10: open steps are skipped and open deadlines dropped; a draft resolution goes with the case."""
        resolution = self._propose(self.source)
        self.source.action_merge_into(self.target)
        self.assertFalse(self.source.deadline_ids.filtered(lambda d: not d.date_met))
        self.assertFalse(self.source.step_ids.filtered(lambda s: s.state in ("waiting", "todo")))
        self.assertEqual(resolution.state, "superseded")
        self.assertEqual(self.target.state, "received")

    def test_merged_case_does_not_go_on(self):
        """INT-10: no passage leads out of a merged case, and its number is not given again."""
        self.source.action_merge_into(self.target)
        for passage in ("action_accept", "action_propose", "action_follow_up", "action_close"):
            with self.subTest(passage), self.assertRefuses(UserError, "in phase Merged"):
                getattr(self.source, passage)()
        with self.assertRefuses(UserError, "in phase Merged"):
            self.source.action_withdraw("Gone")
        with self.assertRefuses(UserError, "only open cases"):
            self.source.action_assign_to_me()
        self.assertGreater(self._create_case().name, self.source.name)
        with self.assertRefuses(UserError, "kept"):
            self.source.sudo().unlink()

    def test_between_customers(self):
        """INT-10: refused between customers; people of one company, or an unknown one with the same address, merge."""
        stranger = self.env["res.partner"].create({"name": "Stranger", "email": "stranger@example.com"})
        free = {"sale_order_id": False, "line_ids": []}
        with self.assertRefuses(UserError, "of another customer"):
            self._create_case(partner_id=stranger.id, **free).action_merge_into(self.target)
        with self.assertRefuses(UserError, "of another customer"):
            self._create_case(partner_id=False, contact_email="x@example.com", **free).action_merge_into(self.target)
        nobody = {"partner_id": False, "contact_name": "A"}
        with self.assertRefuses(UserError, "of another customer"):
            self._create_case(**nobody, **free).action_merge_into(self._create_case(**nobody, **free))
        child = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        same_mail = self._create_case(partner_id=False, contact_email="Ready <READY@example.com>", **free)
        (self._create_case(partner_id=child.id, **free) | same_mail).action_merge_into(self.target)
        self.assertEqual(len(self.target.merged_ids), 2)

    def test_between_companies(self):
        """INT-10: refused between companies."""
        company = self.env["res.company"].create({"name": "Second"})
        self.assistant.company_ids += company
        abroad = self.env["complaint.case"].create(
            {"subject": "x", "company_id": company.id, "partner_id": self.customer.id}
        )
        companies = (self.company | company).ids
        with self.assertRefuses(UserError, "another company"):
            abroad.with_user(self.assistant).with_context(allowed_company_ids=companies).action_merge_into(self.target)

    def test_refused(self):
        """INT-10: into itself, into what is unknown, closed or merged; what is approved; by mere users."""
        with self.assertRefuses(UserError, "into itself"):
            self.source.action_merge_into(self.source)
        with self.assertRefuses(UserError, "not known"):
            self.source.action_merge_into(999999)
        with self.assertRefuses(AccessError, "Only complaint handlers"):
            self.source.with_user(self.clerk).action_merge_into(self.target)
        submitted = self._create_case()
        self._propose(submitted).action_submit()
        with self.assertRefuses(UserError, "no longer a draft"):
            submitted.action_merge_into(self.target)
        third = self._create_case()
        self.source.action_merge_into(self.target)
        with self.assertRefuses(UserError, "not open"):
            third.action_merge_into(self.source)
        with self.assertRefuses(UserError, "not open"):
            self.source.action_merge_into(third)

    def test_chain_points_to_what_remains(self):
        """INT-10: what was merged earlier follows, so that every number leads to the open case."""
        last = self._create_case()
        self.source.action_merge_into(self.target)
        self.target.action_merge_into(last)
        self.assertEqual(last.merged_ids, self.source | self.target)

    def test_items_of_another_order(self):
        """INT-10: items of the customer's other orders move too."""
        order = self._create_delivered_order()
        line = order.order_line
        other = self._create_case(
            sale_order_id=order.id, line_ids=[Command.create({"sale_line_id": line.id, "qty_claimed": 1})]
        )
        other.action_merge_into(self.target)
        self.assertIn(line, self.target.line_ids.sale_line_id)

    def test_respondents_move(self):
        """INT-10, CNF-1: whoever is complained about in one of them does not read the whole."""
        self.source.sudo().write({"respondent_ids": [Command.set(self.worker.employee_id.ids)], "confidential": True})
        self.source.sudo().action_merge_into(self.target)
        self.assertIn(self.worker.employee_id, self.target.sudo().respondent_ids)
        self.assertTrue(self.target.sudo().confidential)

    def test_dialog(self):
        """INT-10: of several chosen in the list the oldest is proposed to remain; of one, the customer's others."""
        cases = self.target | self.source
        action = cases.action_merge_into()
        wizard = self.env["complaint.merge"].with_user(self.assistant).with_context(**action["context"]).create({})
        self.assertEqual((wizard.target_id, wizard.candidate_ids), (self.target, cases))
        self.assertEqual(wizard.action_confirm()["res_id"], self.target.id)
        third = self._create_case()
        action = third.action_merge_into()
        wizard = self.env["complaint.merge"].with_user(self.assistant).with_context(**action["context"]).create({})
        self.assertEqual(wizard.candidate_ids, self.target)
        with self.assertRefuses(UserError, "Choose the case that remains"):
            wizard.action_confirm()

    def test_queries_do_not_grow_with_the_cases(self):
        """INT-10: merging twelve cases takes about as many queries as merging three."""

        def count(number):
            cases = self.env["complaint.case"]
            for _i in range(number):
                cases |= self._create_case()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            cases.action_merge_into(self.target)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(2)
        self.assertLess(count(12), count(3) + 12)
