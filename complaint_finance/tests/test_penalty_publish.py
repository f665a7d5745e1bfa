from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestPenaltyPublish(ProposalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker.name = "Wei Zhang"
        cls.channel = cls.env["discuss.channel"].create({"name": "Notice board", "channel_type": "channel"})

    def _confirmed(self, **values):
        with freeze_time("2026-03-02"):
            notice = self._notice(**values)
            notice.with_user(self.manager).action_approve()
            notice.with_user(self.officer).action_notify()
        with freeze_time("2026-03-30"):
            notice.with_user(self.officer).action_confirm()
        return notice

    def test_pen_3_published_without_money_or_customer(self):
        """PEN-3: name, kind, ground and date; no amount, case, customer or facts; recorded on the notice."""
        self._switch_on()
        notice = self._confirmed(kind="minor_demerit", amount=77)
        notice.with_user(self.officer).action_publish(self.channel.id)
        body = self.channel.message_ids[0].body
        for word in ("W. Z.", "Minor Demerit", self.ground.name, notice.name):
            self.assertIn(word, body)
        for word in ("77", self.customer.name, notice.case_id.name, "corner boards", "Wei"):
            self.assertNotIn(word, body)
        self.assertRecordValues(notice, [{"published_by_id": self.officer.id, "publish_channel_id": self.channel.id}])
        self.assertTrue(notice.date_published)
        notice._set_step(state="cancelled")
        self.assertIn("withdrawn", self.channel.message_ids[0].body)

    def test_pen_7_published_and_lowered(self):
        """PEN-3, PEN-7: what was published is put right where it was, when the notice is lowered; training is not."""
        notice = self._confirmed(kind="major_demerit")
        notice.with_user(self.officer).action_publish(self.channel.id)
        notice._lower("warning")
        self.assertIn("now a Warning", self.channel.message_ids[0].body)
        notice._lower("training")
        self.assertIn("withdrawn", self.channel.message_ids[0].body)

    def test_pen_3_names_or_initials(self):
        """PEN-3: the company chooses between names and initials; Chinese names show their first character."""
        notice = self._notice()
        self.assertEqual(notice.published_name, "W. Z.")
        self.worker.name = "张小伟"
        notice.invalidate_recordset(["published_name"])
        self.assertEqual(notice.published_name, "张○○")
        self.company.complaint_publish_names = "name"
        notice.invalidate_recordset(["published_name"])
        self.assertEqual(notice.published_name, "张小伟")

    def test_pen_3_only_confirmed_ones_by_hr(self):
        """PEN-3: HR alone publishes, what is confirmed, and no training; the dialog asks where."""
        draft, notice = self._notice(), self._confirmed()
        training = self._confirmed(kind="training")
        with self.assertRefuses(UserError, "is Draft"):
            draft.with_user(self.officer).action_publish(self.channel.id)
        with self.assertRefuses(UserError, "training is not published"):
            training.with_user(self.officer).action_publish(self.channel.id)
        for user in (self.manager, self.accountant, self.head_user, self.worker_user):
            with self.assertRaises(AccessError):
                notice.with_user(user).action_publish(self.channel.id)
        with self.assertRefuses(UserError, "does not exist"):
            notice.with_user(self.officer).action_publish(2**30)
        action = notice.with_user(self.officer).action_publish()
        wizard = self.env[action["res_model"]].with_user(self.officer).with_context(**action["context"]).create({})
        self.assertIn("W. Z.", wizard.preview)
        self.assertEqual(wizard.action_print()["report_name"], "complaint_finance.report_penalty_public")
        self.assertTrue(notice.date_published)

    def test_pen_3_printed_notice(self):
        """PEN-3: the printed notice shows the same, and is printed of confirmed ones only."""
        draft, notice = self._notice(), self._confirmed()
        report = self.env["ir.actions.report"].with_user(self.officer)
        html = report._render_qweb_html("complaint_finance.report_penalty_public", notice.ids)[0].decode()
        self.assertIn("W. Z.", html)
        self.assertNotIn(self.customer.name, html)
        with self.assertRefuses(UserError, "is Draft"):
            report._render_qweb_html("complaint_finance.report_penalty_public", draft.ids)
