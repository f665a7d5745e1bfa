from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@tagged("post_install", "-at_install")
class TestPenaltyConsent(PenaltyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_law(needs_consent=True)

    def test_pen_2_nothing_before_consent(self):
        """PEN-2: where the law asks for consent, confirmed is not enough; the employee's button plans them."""
        notice = self._notice(500)
        self.assertEqual((notice.deduction_ids.ids, notice.unplanned_amount), ([], 500))
        self.assertTrue(notice.is_consent_awaited)
        self.assertIn(notice, self.env["complaint.penalty"].search([("is_consent_awaited", "=", True)]))
        for user in (self.colleague_user, self.accountant):
            with self.assertRefuses(AccessError, "."):
                notice.with_user(user).action_consent("Yes")
        with freeze_time("2026-09-21"):
            notice.with_user(self.worker_user).action_consent()
        self.assertEqual(notice.consent_date, date(2026, 9, 21))
        self.assertEqual(self._planned(notice), [("2026-09", 400), ("2026-10", 100)])
        self.assertNotIn(notice, self.env["complaint.penalty"].search([("is_consent_awaited", "=", True)]))
        with self.assertRefuses(UserError, "consented already"):
            notice.with_user(self.worker_user).action_consent()

    def test_pen_2_only_after_being_told(self):
        """PEN-2: consent counts only after the employee was told; HR records the day they signed, with the paper."""
        notice = self._notice(500, to="approved")
        with self.assertRefuses(UserError, "after the employee was told"):
            notice.with_user(self.officer).action_consent("Signed")
        with freeze_time("2026-09-03"):
            notice.with_user(self.officer).action_notify()
        officer = notice.with_user(self.officer)
        action = officer.action_consent()
        with freeze_time("2026-09-20"):
            for day in ("2026-09-02", "2026-09-21", "soon", 5):
                with self.assertRefuses(UserError, "day of consent"):
                    officer.action_consent("Signed", date=day)
            paper = self.env["ir.attachment"].with_user(self.officer).create({"name": "signed.pdf", "raw": b"%PDF"})
            wizard = self.env["complaint.penalty.answer"].with_user(self.officer).with_context(**action["context"])
            wizard.create(
                {"text": "Signed on paper.", "date": "2026-09-05", "attachment_ids": [(4, paper.id)]}
            ).action_apply()
            self.assertEqual((notice.consent_date, notice.deduction_ids.ids), (date(2026, 9, 5), []))
            self.assertEqual((paper.res_model, paper.res_id), ("complaint.penalty", notice.id))
            officer.action_confirm()
        self.assertTrue(notice.deduction_ids)

    def test_pen_2_attachments_of_others(self):
        """PEN-2: only files of one's own that belong nowhere else are hung on a notice."""
        notice = self._notice(500).with_user(self.officer)
        foreign = self.env["ir.attachment"].create({"name": "x", "res_model": "complaint.case", "res_id": self.case.id})
        for ids, exception in ((foreign.ids, AccessError), (5, UserError), (["x"], UserError)):
            with self.assertRefuses(exception, "."):
                notice.action_consent("Signed", attachment_ids=ids)

    def test_pen_2_no_consent_needed(self):
        """PEN-2: no consent is asked for where the law does not, for a record without money, nor for a reward."""
        free = self._notice(0)
        self.assertFalse(free.is_consent_awaited)
        with self.assertRefuses(UserError, "asks for no consent"):
            free.with_user(self.worker_user).action_consent()
        reward = self._notice(50, kind="bonus")
        self.assertFalse(reward.needs_consent or reward.deduction_ids)
        notice = self._notice(500, kind="minor_demerit")
        self._set_law(needs_consent=False)
        self.assertTrue(notice.deduction_ids)
        self._set_law(needs_consent=True)
        self.assertFalse(notice.deduction_ids)

    def test_pen_2_departments_cannot_consent(self):
        """PEN-2, PEN-3: a department's notice carries no amount where each employee has to consent."""
        notice = self._notice(500, employee_id=False, department_id=self.department.id, to="approved")
        with self.assertRefuses(UserError, "consent of each employee"):
            notice.with_user(self.officer).action_notify()
